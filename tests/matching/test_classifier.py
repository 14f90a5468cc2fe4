"""Both heads learn what can be learned, and say nothing far from all that they know."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.matching.classifier import (
    SHRINKAGE,
    WIDTH,
    Classifier,
    Floats,
    Heads,
    Ints,
    Projection,
    gaussian,
    softmax,
    softmax_regression,
    solve_in_place,
)

CLASSES = 4


def blobs(*, texts: int = 60, width: int = 6, seed: int = 0) -> tuple[Floats, Ints]:
    """Points [texts, width] around one corner for each of four classes, about as far apart as real ones."""
    random = np.random.default_rng(seed)
    classes = np.arange(texts) % CLASSES
    corners = np.eye(CLASSES, width)
    points = corners[classes] + 0.15 * random.standard_normal((texts, width))
    return points.astype(np.float32), classes.astype(np.int64)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """A classifier that has learned the blobs."""
    points, classes = blobs()
    return Classifier.fit(points, classes, count=CLASSES)


@pytest.mark.parametrize("head", ["kernel", "softmax", "fused"])
def test_what_is_separable_is_learned(classifier: Classifier, head: str) -> None:
    points, classes = blobs(seed=1)
    verdict: Floats = getattr(classifier(points), head)
    assert np.mean(verdict.argmax(1) == classes) == 1


def test_far_from_all_examples_the_kernel_is_silent(classifier: Classifier) -> None:
    heads = classifier(np.full((1, 6), 5, np.float32))
    assert np.abs(heads.kernel).max() < 1e-3
    assert heads.nearest.max() < 1e-3


def test_an_example_itself_is_its_own_nearest(classifier: Classifier) -> None:
    points, _ = blobs()
    assert classifier(points).nearest == pytest.approx(np.ones(len(points)), abs=1e-5)


def test_the_heads_agree_on_one_distribution(classifier: Classifier) -> None:
    points = np.random.default_rng(2).standard_normal((20, 6)).astype(np.float32)
    fused = classifier(points).fused
    assert fused.min() >= 0
    assert fused.sum(1) == pytest.approx(np.ones(20), abs=1e-5)


def test_a_negative_kernel_counts_as_no_evidence() -> None:
    heads = Heads(
        kernel=np.array([[-0.5, 0.2]], np.float32),
        softmax=np.array([[0.5, 0.5]], np.float32),
        nearest=np.ones(1, np.float32),
    )
    assert heads.fused.argmax() == 1
    assert heads.fused.min() >= 0


def test_a_class_without_examples_gets_no_evidence() -> None:
    points, classes = blobs()
    heads = Classifier.fit(points, classes, count=CLASSES + 1)(points)
    assert np.abs(heads.kernel[:, CLASSES]).max() < 1e-5
    assert heads.softmax[:, CLASSES].max() < 0.2


def test_kernel_ridge_solves_its_equations(classifier: Classifier) -> None:
    """At the examples the kernel's outputs are the targets, less what the ridge takes."""
    points, classes = blobs()
    targets = np.eye(CLASSES)[classes]
    shortfall = targets - classifier(points).kernel
    assert np.abs(shortfall - 0.1 * classifier.duals).max() < 1e-4


def loss(weights: NDArray[np.float64], points: Floats, targets: Floats) -> float:
    """The penalised log-loss that the softmax regression is to minimise, written out."""
    table = weights.reshape(-1, targets.shape[1])
    scores = points @ table[:-1] + table[-1]
    peak = scores.max(1)
    logs = np.log(np.exp(scores - peak[:, None]).sum(1)) + peak - (scores * targets).sum(1)
    return float(logs.sum() + SHRINKAGE / 2 * (table[:-1] ** 2).sum() + 1e-3 / 2 * (table[-1] ** 2).sum())


def test_softmax_regression_finds_the_minimum() -> None:
    points, classes = blobs(seed=3)
    targets = np.eye(CLASSES, dtype=np.float32)[classes]
    start = np.zeros((points.shape[1] + 1) * CLASSES)
    best = minimize(loss, start, args=(points.astype(np.float64), targets.astype(np.float64)), method="L-BFGS-B")
    weights, bias = softmax_regression(points, targets)
    found = softmax(points @ weights + bias)
    table = best.x.reshape(-1, CLASSES)
    assert found == pytest.approx(softmax(points @ table[:-1] + table[-1]), abs=1e-3)
    assert loss(np.concatenate([weights.ravel(), bias]), points, targets) == pytest.approx(best.fun, rel=1e-3)


def test_the_softmax_of_huge_scores_is_finite() -> None:
    assert softmax(np.array([[1e30, 0.0], [-1e30, -1e30]], np.float32)).tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_the_gaussian_kernel_is_one_at_no_distance_and_falls_with_it() -> None:
    points = np.array([[0, 0], [0, 0.5], [0, 2]], np.float32)
    kernel = gaussian(points[:1], points)[0]
    assert kernel[0] == pytest.approx(1)
    assert kernel[0] > kernel[1] > kernel[2] > 0
    assert gaussian(points, points) == pytest.approx(gaussian(points, points).T)


@pytest.mark.parametrize(("texts", "width"), [(40, 12), (12, 40), (20, 20)])
def test_a_projection_keeps_distances_and_scales_them(texts: int, width: int) -> None:
    """Whether there are more texts than dimensions or fewer, nothing of the spread is lost while it fits."""
    features = np.random.default_rng(4).standard_normal((texts, width)).astype(np.float32)
    points = Projection.fit(features)(features)
    centred = features - features.mean(0)
    scale = np.mean((centred**2).sum(1))
    assert points @ points.T == pytest.approx(centred @ centred.T / scale, abs=1e-4)
    assert np.mean((points**2).sum(1)) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("texts", [300, 30])
def test_a_projection_keeps_the_axes_of_the_widest_spread(texts: int) -> None:
    random = np.random.default_rng(5)
    spread = np.array([5.0, 3.0] + [0.1] * 48)
    features = (random.standard_normal((texts, 50)) * spread).astype(np.float32)
    projection = Projection.fit(features, width=2)
    directions = projection.axes / np.linalg.norm(projection.axes, axis=0)
    assert np.linalg.norm(directions[:2], axis=0) == pytest.approx([1, 1], abs=0.02)


def test_a_projection_is_no_wider_than_asked_for() -> None:
    features = np.random.default_rng(6).standard_normal((30, 50)).astype(np.float32)
    assert Projection.fit(features, width=5)(features).shape == (30, 5)
    assert Projection.fit(features)(features[0]).shape[0] <= min(29, WIDTH)


def test_texts_that_are_all_the_same_project_to_one_point() -> None:
    features = np.ones((5, 8), np.float32)
    assert not Projection.fit(features)(features).any()


@pytest.mark.parametrize("size", [1, 5, 256, 257, 700])
def test_a_system_is_solved_in_place(size: int) -> None:
    random = np.random.default_rng(size)
    points = (random.standard_normal((size, 20)) / 5).astype(np.float32)
    system = gaussian(points, points) + 0.1 * np.eye(size, dtype=np.float32)
    wanted = random.standard_normal((size, 3)).astype(np.float32)
    solved = solve_in_place(system.copy(), wanted)
    assert system @ solved == pytest.approx(wanted, abs=2e-3)
    assert solved == pytest.approx(np.linalg.solve(system.astype(np.float64), wanted), abs=2e-2)
