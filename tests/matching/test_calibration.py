"""Evidence becomes chances that mean what they say, and thresholds that keep their promises."""

import numpy as np
import pytest

from bot.matching import calibration as calibrating
from bot.matching.calibration import Calibration, Classes, Evidence, calibrate, gather
from bot.matching.classifier import Floats, Heads, Ints

SECTIONS = Classes.of(np.array([7, 7, 2, 2]))
"""Four entries in two sections, whose numbers have gaps."""
TEXTS = 1_200


def heads_of(kernel: Floats) -> Heads:
    """Heads that agree on ``kernel`` [texts, classes]."""
    shares = np.maximum(kernel, 0.01)
    shares = (shares / shares.sum(1, keepdims=True)).astype(np.float32)
    return Heads(kernel=kernel, softmax=shares, nearest=kernel.max(1))


def noisy_verdicts(seed: int = 0) -> tuple[Evidence, Ints]:
    """Evidence for texts of four entries and two unanswerable classes, right in most cases; and the true classes."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 6, TEXTS)
    kernel = 0.25 * random.standard_normal((TEXTS, 6)) + 0.6 * np.eye(6)[truth] * random.random((TEXTS, 1))
    return gather(heads_of(kernel.astype(np.float32)), SECTIONS), truth


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    """A calibration on noisy verdicts, all texts weighing the same."""
    evidence, truth = noisy_verdicts()
    return calibrate(evidence, truth, SECTIONS, weights=np.ones(TEXTS, np.float32))


def test_the_best_entries_come_first() -> None:
    kernel = np.array([[0.1, 0.7, 0.2, 0.0, 0.9], [0.0, 0.0, 0.1, 0.8, 0.0]], np.float32)
    evidence = gather(heads_of(kernel), SECTIONS, most=2)
    assert evidence.best.tolist() == [[1, 2], [3, 2]]
    assert evidence.features.shape[:2] == (2, 2)


def test_no_more_entries_are_gathered_than_there_are() -> None:
    kernel = np.full((1, 3), 0.3, np.float32)
    assert gather(heads_of(kernel), Classes.of(np.array([0])), most=8).best.tolist() == [[0]]


def test_entries_of_one_section_share_its_evidence() -> None:
    kernel = np.array([[0.4, 0.3, 0.1, 0.0, 0.0]], np.float32)
    evidence = gather(heads_of(kernel), SECTIONS, most=4)
    of_section = dict(zip(evidence.best[0].tolist(), evidence.features[0, :, 0].tolist(), strict=True))
    assert of_section[0] == of_section[1] > of_section[2] == of_section[3]


def test_where_nothing_is_unanswerable_evidence_is_gathered_all_the_same() -> None:
    evidence = gather(heads_of(np.array([[0.4, 0.3, 0.1, 0.0]], np.float32)), SECTIONS)
    assert np.isfinite(evidence.features).all()


def test_chances_rise_with_the_evidence(calibration: Calibration) -> None:
    strength = np.linspace(0, 0.9, 10, dtype=np.float32)
    kernel = np.stack([np.array([each, 0, 0, 0, 0.1, 0.1], np.float32) for each in strength])
    features = gather(heads_of(kernel), SECTIONS).features[:, 0]
    for chances in (calibration.entry_chances(features), calibration.section_chances(features)):
        assert (np.diff(chances) >= 0).all()
        assert chances[0] < 0.5 < chances[-1]


def test_chances_are_the_share_that_is_right(calibration: Calibration) -> None:
    """On texts it was not fitted to, of those given a chance of about p, a share of about p is right."""
    evidence, truth = noisy_verdicts(seed=1)
    chances = calibration.section_chances(evidence.features[:, 0])
    right = (truth < 4) & (SECTIONS.section[evidence.best[:, 0]] == SECTIONS.section[np.minimum(truth, 3)])
    for low, high in ((0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.001)):
        within = (chances >= low) & (chances < high)
        assert right[within].mean() == pytest.approx(chances[within].mean(), abs=0.12)


def test_thresholds_keep_what_they_promise(calibration: Calibration) -> None:
    """At the threshold, few enough of the texts it was chosen on are answered falsely or offered something."""
    evidence, truth = noisy_verdicts()
    chances = calibration.section_chances(evidence.features[:, 0])
    right = (truth < 4) & (SECTIONS.section[evidence.best[:, 0]] == SECTIONS.section[np.minimum(truth, 3)])
    answered = chances >= calibration.thresholds.answer
    assert answered.any()
    assert np.mean(answered[truth >= 4]) <= calibrating.MOST_FALSE
    assert np.mean((~right & (truth < 4))[answered]) <= calibrating.MOST_WRONG
    offered = chances >= calibration.thresholds.suggest
    assert np.mean(offered[truth >= 4]) <= calibrating.MOST_FALSE_OFFERS


def test_what_is_offered_is_at_most_as_sure_as_what_is_answered(calibration: Calibration) -> None:
    assert 0 < calibration.thresholds.suggest <= calibration.thresholds.answer <= 1


def test_a_heavier_unanswerable_text_raises_the_bar() -> None:
    evidence, truth = noisy_verdicts()
    easy, hard = (
        calibrate(evidence, truth, SECTIONS, weights=np.where(truth >= 4, weight, 1).astype(np.float32))
        for weight in (0.05, 20.0)
    )
    sure = evidence.features[:, 0]
    assert hard.section_chances(sure).mean() < easy.section_chances(sure).mean()


def test_texts_that_look_the_same_are_answered_together_or_not_at_all() -> None:
    evidence = Evidence(best=np.zeros((100, 1), np.int64), features=np.zeros((100, 1, 6), np.float32))
    truth = np.repeat([0, 4], [70, 30])
    fitted = calibrate(evidence, truth, SECTIONS, weights=np.ones(100, np.float32))
    assert fitted.section_chances(evidence.features[0, 0]) == pytest.approx(0.7, abs=0.01)
    assert fitted.thresholds.answer > 0.9


@pytest.mark.parametrize("truth", [0, 4])
def test_texts_of_only_one_kind_still_give_chances(truth: int) -> None:
    evidence, _ = noisy_verdicts()
    fitted = calibrate(evidence, np.full(TEXTS, truth), SECTIONS, weights=np.ones(TEXTS, np.float32))
    chances = fitted.entry_chances(evidence.features)
    assert ((chances >= 0) & (chances <= 1)).all()
