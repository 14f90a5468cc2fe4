"""Keeps an index in a file, so that it is learned once: a JSON header, then its arrays, each in numpy's own format."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bot.core.entries import Faq
from bot.core.match import Thresholds
from bot.matching.calibration import Calibration, Classes
from bot.matching.classifier import Classifier, Projection
from bot.matching.index import Index
from bot.matching.neighbourhood import NeighbourhoodClassifier
from bot.matching.reader import Reader

FORMAT = 10
"""The number of this layout; raise it whenever what is learned, or how it is kept, changes."""


def save(index: Index, path: Path, *, faq: str) -> None:
    """Write ``index`` and the FAQ as text to ``path``, whole or not at all; raise OSError where that fails."""
    arrays: dict[str, NDArray[np.generic]] = {
        "projection.mean": index.projection.mean, "projection.axes": index.projection.axes,
        "calibration.centre": index.calibration.centre, "calibration.scale": index.calibration.scale,
        "calibration.entry": index.calibration.entry, "calibration.section": index.calibration.section,
        "section": index.classes.section, "confusions": index.confusions, "rows": index.rows,
    }  # fmt: skip
    kind = "all" if isinstance(index.classifier, Classifier) else "near"
    fields = (
        ("points", "sizes", "duals", "weights", "bias") if kind == "all" else ("points", "starts", "centroids", "sizes")
    )
    arrays |= {f"classifier.{field}": getattr(index.classifier, field) for field in fields}
    thresholds = index.calibration.thresholds
    texts = {
        "format": FORMAT, "kind": kind, "faq": faq, "thresholds": [thresholds.answer, thresholds.suggest],
        "words": dict(index.reader.words), "exact": dict(index.exact),
    }  # fmt: skip
    header = json.dumps({"arrays": list(arrays), **texts}, separators=(",", ":")).encode("utf-8", "surrogatepass")
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial:
        for array in (np.frombuffer(header, np.uint8), *arrays.values()):
            np.save(partial, array, allow_pickle=False)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of ``path`` once it is whole."""
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".partial", delete=False) as partial:
        try:
            yield partial
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise
    Path(partial.name).replace(path)


def load(path: Path, *, load_faq: Callable[[str], Faq]) -> tuple[Index, Faq]:
    """Read what ``save`` wrote; raise OSError, ValueError, KeyError or EOFError for anything else."""
    with path.open("rb") as kept:
        texts = json.loads(np.load(kept, allow_pickle=False).tobytes().decode("utf-8", "surrogatepass"))
        if texts["format"] != FORMAT:
            raise ValueError(f"an index of format {texts['format']}, not {FORMAT}")
        part = {name: np.load(kept, allow_pickle=False) for name in texts["arrays"]}
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
        classes=Classes.of(part["section"]), calibration=calibration,
        confusions=part["confusions"], rows=part["rows"], exact=texts["exact"],
    )  # fmt: skip
    return index, faq


def _fields(part: Mapping[str, NDArray[Any]], owner: str) -> dict[str, NDArray[Any]]:
    return {name.split(".")[1]: array for name, array in part.items() if name.startswith(f"{owner}.")}
