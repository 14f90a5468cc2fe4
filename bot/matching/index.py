"""What a matcher has learned from an FAQ: built once, with progress, and kept in a file."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bot.core.entries import Faq
from bot.core.messages import Thresholds
from bot.matching import examples as learning
from bot.matching.calibration import Calibration, Classes, Evidence, calibrate, gather
from bot.matching.classifier import Classifier, Floats, Heads, Ints, Projection
from bot.matching.encoder import Encoder
from bot.matching.examples import Examples
from bot.matching.neighbourhood import NeighbourhoodClassifier
from bot.matching.reading import Reader

Progress = Callable[[str, int, int], None]
FORMAT = 1
"""The number of this layout; raise it whenever what is learned, or how it is kept, changes."""
CANDIDATES = 8
"""Entries that a question's evidence is gathered for; the ranking shows the first of them."""
_WIDTH_OF_MANY = 256
_MOST_HELD_OUT = 1_500
_FEW_ENOUGH_TO_FOLD = 6_000
_ENCODING, _LEARNING, _CHECKING = "reading the examples", "learning from them", "finding out how sure to be"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All that matching needs beside the encoder and the FAQ."""

    reader: Reader
    projection: Projection
    classifier: Classifier | NeighbourhoodClassifier
    classes: Classes
    calibration: Calibration
    confusions: Ints
    """[2, n]: the right entries of the held-out examples that were taken for another, and those others."""
    rows: Ints
    """[points]: the place of each of the classifier's points among the FAQ's collected examples."""

    def judge(self, features: Floats) -> tuple[Heads, Evidence, Ints]:
        """Heads and evidence for the features [n] of one text, and the class of each of the heads' columns."""
        return judge(self.classifier, self.projection(features), self.classes)


def judge(
    classifier: Classifier | NeighbourhoodClassifier, point: Floats, classes: Classes, *, left_out: int | None = None
) -> tuple[Heads, Evidence, Ints]:
    """As ``Index.judge``, for a projected point [n]; the evidence names entries of the whole FAQ."""
    if isinstance(classifier, Classifier):
        heads = classifier(point[None])
        return heads, gather(heads, classes, most=CANDIDATES), np.arange(heads.kernel.shape[1])
    near = classifier(point, left_out=left_out)
    _, local = np.unique(classes.section[near.classes[: near.entries]], return_inverse=True)
    evidence = gather(near.heads, Classes(section=local.astype(np.int64)), most=CANDIDATES)
    return near.heads, Evidence(best=near.classes[evidence.best], features=evidence.features), near.classes


def build(faq: Faq, encoder: Encoder, *, progress: Progress | None = None) -> Index:
    """Learn from ``faq``; ``progress`` hears what is being done, how much is done, and of how much."""
    report = progress or (lambda _what, _done, _total: None)
    examples = learning.collect(faq)
    reader = Reader.for_faq(faq, names=encoder.words())
    total = len(examples.texts)
    texts = [reader.unify(text) for text in examples.texts]
    features = encoder.encode(texts, report=lambda done: report(_ENCODING, done, total))
    kept = np.setdiff1d(np.arange(total), learning.claimed(examples, features[:, :384]))
    examples, features = examples.only(kept), features[kept]
    classes = Classes(section=_section_numbers(faq))
    report(_LEARNING, 0, 1)
    is_small = len(examples.texts) <= learning.MOST_EXACT
    projection = Projection.fit(features, width=None if is_small else _WIDTH_OF_MANY)
    points = projection(features)
    fit = fit_all if is_small else fit_near
    classifier, calibration, confusions = fit(points, examples, classes, report)
    rows = kept if is_small else kept[np.argsort(examples.classes, kind="stable")]
    return Index(
        reader=reader, projection=projection, classifier=classifier, classes=classes, calibration=calibration,
        confusions=confusions, rows=rows,
    )  # fmt: skip


def _section_numbers(faq: Faq) -> Ints:
    """The section of each entry; where all share one, each entry stands for itself, or any answer would look right."""
    numbers = {section.id: number for number, section in enumerate(faq.sections)}
    sections = np.array([numbers[entry.section.id] for entry in faq.entries])
    return sections if len(set(sections.tolist())) > 1 else np.arange(len(faq.entries))


def fit_all(
    points: Floats, examples: Examples, classes: Classes, report: Progress
) -> tuple[Classifier, Calibration, Ints]:
    """One classifier for all examples, calibrated on folds that it had not seen."""
    fold = learning.folds(examples)
    tested = range(learning.FOLDS if len(points) <= _FEW_ENOUGH_TO_FOLD else 1)
    held_out, parts = [], []
    for number in tested:
        report(_CHECKING, number, len(tested) + 1)
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        trained = Classifier.fit(points[seen], examples.classes[seen], count=examples.count)
        parts.append(gather(trained(points[unseen]), classes, most=CANDIDATES))
        held_out.append(unseen)
    report(_CHECKING, len(tested), len(tested) + 1)
    final = Classifier.fit(points, examples.classes, count=examples.count)
    calibration, confusions = _calibrate(parts, np.concatenate(held_out), examples, classes)
    report(_CHECKING, len(tested) + 1, len(tested) + 1)
    return final, calibration, confusions


def fit_near(
    points: Floats, examples: Examples, classes: Classes, report: Progress
) -> tuple[NeighbourhoodClassifier, Calibration, Ints]:
    """A classifier that fits to each question's neighbourhood, calibrated on examples left out one at a time."""
    classifier = NeighbourhoodClassifier.fit(
        points, examples.classes, count=examples.count, entries=examples.entries
    )  # fmt: skip
    order = np.argsort(examples.classes, kind="stable")
    group = np.minimum(examples.classes[order], examples.entries)
    random = np.random.default_rng(FORMAT)
    own, refused = np.flatnonzero(group < examples.entries), np.flatnonzero(group == examples.entries)
    rows = np.concatenate([_some(own, random), _some(refused, random)])
    parts = []
    for number, row in enumerate(rows):
        parts.append(judge(classifier, classifier.points[row], classes, left_out=int(row))[1])
        if number % 50 == 0:
            report(_CHECKING, number, len(rows))
    calibration, confusions = _calibrate(parts, order[rows], examples, classes)
    return classifier, calibration, confusions


def _some(places: Ints, random: np.random.Generator) -> Ints:
    return places if len(places) <= _MOST_HELD_OUT else random.choice(places, _MOST_HELD_OUT, replace=False)


def _calibrate(parts: list[Evidence], held_out: Ints, examples: Examples, classes: Classes) -> tuple[Calibration, Ints]:
    evidence = Evidence(
        best=np.concatenate([part.best for part in parts]), features=np.concatenate([part.features for part in parts])
    )
    truth = examples.classes[held_out]
    calibration = calibrate(evidence, truth, classes, weights=learning.evened(examples.only(held_out)))
    answerable = truth < classes.entries
    pairs = np.stack([truth[answerable], evidence.best[answerable, 0]])
    confusions = pairs[:, pairs[0] != pairs[1]]
    return calibration, confusions


def save(index: Index, path: Path, *, faq: str) -> None:
    """Write ``index`` and the FAQ as text to ``path``, whole or not at all; raise OSError where that fails."""
    arrays: dict[str, NDArray[np.generic]] = {
        "projection.mean": index.projection.mean, "projection.axes": index.projection.axes,
        "calibration.centre": index.calibration.centre, "calibration.scale": index.calibration.scale,
        "calibration.entry": index.calibration.entry, "calibration.section": index.calibration.section,
        "section": index.classes.section, "confusions": index.confusions, "rows": index.rows,
    }  # fmt: skip
    kind = "all" if isinstance(index.classifier, Classifier) else "near"
    fields = ("points", "duals", "weights", "bias") if kind == "all" else ("points", "starts", "centroids")
    arrays |= {f"classifier.{field}": getattr(index.classifier, field) for field in fields}
    thresholds = index.calibration.thresholds
    texts = {
        "format": FORMAT, "kind": kind, "faq": faq, "thresholds": [thresholds.answer, thresholds.suggest],
        "words": index.reader.to_words(),
    }  # fmt: skip
    arrays["texts"] = np.frombuffer(json.dumps(texts, separators=(",", ":")).encode("utf-8", "surrogatepass"), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(path) as partial:
        np.savez(partial, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the keywords for allow_pickle


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of ``path`` once it is whole."""
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".partial", delete=False) as partial:
        try:
            yield partial
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise
    Path(partial.name).replace(path)


def load(path: Path, *, load_faq: Callable[[str], Faq]) -> tuple[Index, Faq]:
    """Read what ``save`` wrote; raise OSError, ValueError or KeyError for anything else."""
    with np.load(path, allow_pickle=False) as arrays:
        texts = json.loads(arrays["texts"].tobytes().decode("utf-8", "surrogatepass"))
        if texts["format"] != FORMAT:
            raise ValueError(f"an index of format {texts['format']}, not {FORMAT}")
        part = {name: arrays[name] for name in arrays.files if name != "texts"}
    faq = load_faq(texts["faq"])
    answer, suggest = texts["thresholds"]
    calibration = Calibration(thresholds=Thresholds(answer=answer, suggest=suggest), **_fields(part, "calibration"))
    fields = _fields(part, "classifier")
    index = Index(
        reader=Reader.from_words(texts["words"], faq.synonyms),
        projection=Projection(**_fields(part, "projection")),
        classifier=Classifier(**fields)
        if texts["kind"] == "all"
        else NeighbourhoodClassifier(entries=len(faq.entries), **fields),
        classes=Classes(section=part["section"]), calibration=calibration,
        confusions=part["confusions"], rows=part["rows"],
    )  # fmt: skip
    return index, faq


def _fields(part: Mapping[str, NDArray[Any]], owner: str) -> dict[str, NDArray[Any]]:
    return {name.split(".")[1]: array for name, array in part.items() if name.startswith(f"{owner}.")}
