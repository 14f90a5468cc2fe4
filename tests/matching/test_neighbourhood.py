"""In a big FAQ the few entries near a question decide as all of them would."""

import numpy as np
import pytest

from bot.matching.classifier import Classifier, Floats, Ints
from bot.matching.neighbourhood import NEAREST_ENTRIES, NeighbourhoodClassifier

ENTRIES, REFUSED, EACH, WIDTH = 60, 5, 8, 48


def entries_and_talk(seed: int = 0) -> tuple[Floats, Ints]:
    """Points of 60 entries and 5 other classes with 8 examples each, in no order."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((ENTRIES + REFUSED, WIDTH))
    classes = random.permutation(np.repeat(np.arange(ENTRIES + REFUSED), EACH))
    points = centres[classes] + 0.5 * random.standard_normal((len(classes), WIDTH))
    return (points / np.sqrt(WIDTH)).astype(np.float32), classes


@pytest.fixture(scope="module")
def near() -> NeighbourhoodClassifier:
    """The classifier of neighbourhoods, fitted to them."""
    points, classes = entries_and_talk()
    return NeighbourhoodClassifier.fit(points, classes, count=ENTRIES + REFUSED, entries=ENTRIES)


def test_it_mostly_agrees_with_the_exact_classifier(near: NeighbourhoodClassifier) -> None:
    exact = Classifier.fit(*entries_and_talk(), count=ENTRIES + REFUSED)
    asked = entries_and_talk(seed=1)[0][:100]
    verdicts = [near(point) for point in asked]
    theirs = np.array([verdict.classes[verdict.heads.fused[0].argmax()] for verdict in verdicts])
    assert np.mean(theirs == exact(asked).fused.argmax(1)) > 0.95


def test_where_all_examples_take_part_the_kernel_is_the_exact_one() -> None:
    points, classes = entries_and_talk()
    few = np.flatnonzero((classes < NEAREST_ENTRIES) | (classes >= ENTRIES + 2))
    _, classes = np.unique(classes[few], return_inverse=True)
    exact = Classifier.fit(points[few], classes, count=NEAREST_ENTRIES + 3)
    near = NeighbourhoodClassifier.fit(points[few], classes, count=NEAREST_ENTRIES + 3, entries=NEAREST_ENTRIES)
    for point in entries_and_talk(seed=1)[0][:50]:
        assert near(point).heads.kernel == pytest.approx(exact(point[None]).kernel, abs=1e-3)


def test_classes_come_in_order_with_the_entries_first(near: NeighbourhoodClassifier) -> None:
    verdict = near(entries_and_talk()[0][0])
    assert verdict.classes.tolist() == sorted(set(verdict.classes.tolist()))
    assert verdict.entries == NEAREST_ENTRIES
    assert (verdict.classes[: verdict.entries] < ENTRIES).all()
    assert (verdict.classes[verdict.entries :] >= ENTRIES).all()
    assert verdict.heads.kernel.shape == verdict.heads.softmax.shape == (1, len(verdict.classes))


def test_far_from_all_examples_the_kernel_is_silent(near: NeighbourhoodClassifier) -> None:
    heads = near(np.full(WIDTH, 3, np.float32)).heads
    assert np.abs(heads.kernel).max() < 1e-3
    assert heads.nearest.max() < 1e-3


def test_an_example_left_out_is_not_its_own_evidence(near: NeighbourhoodClassifier) -> None:
    row = 3 * EACH
    point = near.points[row]
    seen, unseen = near(point), near(point, left_out=row)
    own = int(np.flatnonzero(seen.classes == 3)[0])
    assert seen.heads.nearest[0] == pytest.approx(1)
    assert unseen.heads.nearest[0] < 1
    assert unseen.heads.kernel[0, own] < seen.heads.kernel[0, own]


def test_the_last_example_of_an_entry_can_be_left_out() -> None:
    points = np.eye(3, 4, dtype=np.float32)
    near = NeighbourhoodClassifier.fit(points, np.arange(3), count=3, entries=2)
    verdict = near(points[0], left_out=0)
    assert verdict.classes.tolist() == [1, 2]
    assert verdict.entries == 1


def test_of_many_examples_those_nearest_to_the_question_take_part() -> None:
    random = np.random.default_rng(3)
    points = np.concatenate([random.standard_normal((200, 8)), random.standard_normal((5, 8))]).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    near = NeighbourhoodClassifier.fit(points, np.repeat([0, 1], [200, 5]), count=2, entries=1)
    for row in range(0, 200, 20):
        assert near(near.points[row]).heads.nearest[0] == pytest.approx(1, abs=1e-4)
