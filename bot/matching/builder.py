"""Learns an index from an FAQ: encodes its examples, fits the classifier, and finds out how sure it may be."""

from collections.abc import Callable

import numpy as np

from bot.core.entries import Faq
from bot.matching import examples as collected
from bot.matching.calibration import Calibration, Classes, Evidence, calibrate, gather
from bot.matching.classifier import WIDTH, Classifier, Floats, Ints, Projection
from bot.matching.encoder import Encoder
from bot.matching.exact import exact_texts
from bot.matching.examples import Examples
from bot.matching.index import CANDIDATES, Index, judge
from bot.matching.neighbourhood import NeighbourhoodClassifier
from bot.matching.reader import Reader

Progress = Callable[[str, int, int], None]
_LESS_WIDTH = 256
"""Axes for a small FAQ, whose examples span fewer directions, and for a big one, of which more has to be kept."""
_MOST_HELD_OUT = 1_500
_FEW_ENOUGH_TO_FOLD = 6_000
_SEED = 1
_ENCODING, _LEARNING, _CHECKING = "reading the examples", "learning from them", "finding out how sure to be"


def build(faq: Faq, encoder: Encoder, *, progress: Progress | None = None) -> Index:
    """Learn from ``faq``; ``progress`` is called with the step, how much of it is done, and of how much."""
    report = progress or (lambda _what, _done, _total: None)
    examples = collected.collect(faq)
    reader = Reader.for_faq(faq, names=encoder.words())
    total = len(examples.texts)
    texts = [reader.unify(text) for text in examples.texts]
    features = encoder.encode(texts, report=lambda done: report(_ENCODING, done, total))
    kept = np.setdiff1d(np.arange(total), collected.claimed(examples, features))
    examples, features = examples.only(kept), features[kept]
    classes = Classes.of(_section_numbers(faq))
    report(_LEARNING, 0, 1)
    is_small = len(examples.texts) <= collected.MOST_EXACT
    is_middling = _FEW_ENOUGH_TO_FOLD < len(examples.texts) <= collected.MOST_EXACT
    projection = Projection.fit(features, width=WIDTH if is_middling else _LESS_WIDTH)
    points = projection(features)
    fit = fit_all if is_small else fit_near
    classifier, calibration, confusions = fit(points, examples, classes, report)
    rows = kept if is_small else kept[np.argsort(examples.classes, kind="stable")]
    return Index(
        reader=reader, projection=projection, classifier=classifier, classes=classes, calibration=calibration,
        confusions=confusions, rows=rows, exact=exact_texts(faq),
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
    fold = collected.folds(examples)
    tested = range(collected.FOLDS if len(points) <= _FEW_ENOUGH_TO_FOLD else 1)
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
    random = np.random.default_rng(_SEED)
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
    calibration = calibrate(evidence, truth, classes, weights=collected.evened(examples.only(held_out)))
    answerable = truth < classes.entries
    pairs = np.stack([truth[answerable], evidence.best[answerable, 0]])
    confusions = pairs[:, pairs[0] != pairs[1]]
    return calibration, confusions
