"""The classifier: which class, an entry or something unanswerable, a text's features belong to.

Two heads see the same projected features. Gaussian-kernel ridge regression (Saunders et al., 1998; with one-hot targets
its outputs are estimates of the class probabilities, near zero far from all examples) follows the examples closely;
softmax regression draws broad borders and generalises further. Their product errs less than either.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WIDTH = 512
"""Dimensions kept by the projection, of 768."""
RIDGE = 0.1
PRECISION = 1.0
"""The kernel is exp(-PRECISION x squared distance), in units in which the features' mean squared norm is 1."""
SHRINKAGE = 0.6
"""L2 penalty of the softmax regression, against the summed loss of all examples."""
STEPS = 40
SOFTMAX_SHARE = 0.25
"""The power of the softmax head in the product: with many examples the kernel is better alone, with few both are."""
_BLOCK = 256
_FLOOR = 1e-4
_FLATTEST = 1e-6
"""Share of the widest axis's variance below which an axis holds nothing but rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Principal components of the examples' features, scaled to a mean squared norm of 1."""

    mean: Floats
    axes: Floats

    @classmethod
    def fit(cls, features: Floats, *, width: int = WIDTH) -> Self:
        """Fit to features [texts, n]; keeps at most ``width`` axes."""
        mean = features.mean(0)
        centred = features - mean
        axes = _principal_axes(centred)[:, :width]
        size = np.sqrt(np.mean(np.sum((centred @ axes) ** 2, axis=1)))
        return cls(mean=mean, axes=np.ascontiguousarray(axes / max(size, 1e-9)))

    def __call__(self, features: Floats) -> Floats:
        """Project features [..., n] to [..., WIDTH]."""
        centred: Floats = features - self.mean
        return centred @ self.axes


def _principal_axes(centred: Floats) -> Floats:
    """Orthonormal axes [n, k] of centred features [texts, n], those of the widest spread first."""
    if len(centred) > centred.shape[1]:
        vectors: Floats = np.linalg.eigh(centred.T @ centred)[1]
        return vectors[:, ::-1]
    # Fewer texts than dimensions span no more axes than there are texts: the smaller problem has the same solution.
    spread, mixtures = np.linalg.eigh(centred @ centred.T)
    axes: Floats = centred.T @ mixtures[:, spread > _FLATTEST * spread[-1]][:, ::-1]
    axes /= np.linalg.norm(axes, axis=0)
    return axes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What both say of texts: ``kernel`` and ``softmax``, each [texts, classes]; ``nearest`` [texts] from 0 to 1."""

    kernel: Floats
    softmax: Floats
    nearest: Floats

    @property
    def fused(self) -> Floats:
        """Both heads as one distribution over the classes [texts, classes]."""
        product = np.maximum(self.kernel, _FLOOR) * self.softmax**SOFTMAX_SHARE
        fused: Floats = product / product.sum(-1, keepdims=True)
        return fused


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """Both heads, fitted to points [texts, WIDTH] with a class each."""

    points: Floats
    sizes: Floats
    """The points' squared norms [texts], so that a question does not pay for them."""
    duals: Floats
    weights: Floats
    bias: Floats

    @classmethod
    def fit(cls, points: Floats, classes: Ints, *, count: int) -> Self:
        """Fit to points [texts, n] whose classes are below ``count``."""
        targets = np.zeros((len(points), count), np.float32)
        targets[np.arange(len(points)), classes] = 1
        system = gaussian(points, points)
        system[np.diag_indices_from(system)] += RIDGE
        weights, bias = softmax_regression(points, targets)
        duals = solve_in_place(system, targets)
        return cls(points=points, sizes=squared_norms(points), duals=duals, weights=weights, bias=bias)

    def __call__(self, points: Floats) -> Heads:
        """What both heads say of points [texts, n]."""
        similarity = gaussian(points, self.points, self.sizes)
        return Heads(
            kernel=similarity @ self.duals,
            softmax=softmax(points @ self.weights + self.bias),
            nearest=similarity.max(-1),
        )


def gaussian(left: Floats, right: Floats, right_sizes: Floats | None = None) -> Floats:
    """The Gaussian kernel between points [n, d] and [m, d], as [n, m]; ``right_sizes`` [m]: squared norms, if known."""
    kernel: Floats = left @ right.T
    kernel *= 2
    kernel -= squared_norms(left)[:, None]
    kernel -= squared_norms(right) if right_sizes is None else right_sizes
    np.minimum(kernel, 0, out=kernel)
    kernel *= PRECISION
    return np.exp(kernel, out=kernel)


def squared_norms(points: Floats) -> Floats:
    """The squared norms [n] of points [n, d]."""
    norms: Floats = np.einsum("ij,ij->i", points, points)
    return norms


def softmax(scores: Floats) -> Floats:
    """Exponentials of scores [..., classes], normalised over the classes."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    shares: Floats = powers / powers.sum(-1, keepdims=True)
    return shares


def solve_in_place(system: Floats, wanted: Floats) -> Floats:
    """Solve a symmetric positive definite system [n, n] for many right-hand sides [n, m]; ``system`` is used up.

    A Cholesky factorisation block by block. numpy's ``solve`` computes in double precision on two copies of the
    system: for the shipped FAQ 380 MB more, and three times as long.
    """
    starts = range(0, len(system), _BLOCK)
    inverses = []
    for start in starts:
        end = start + _BLOCK
        inverse = np.linalg.inv(np.linalg.cholesky(system[start:end, start:end].astype(np.float64))).astype(np.float32)
        inverses.append(inverse)
        panel = system[end:, start:end] = system[end:, start:end] @ inverse.T
        for place in range(0, len(panel), _BLOCK):  # the lower half is all that is read
            system[end + place :, end + place : end + place + _BLOCK] -= panel[place:] @ panel[place : place + _BLOCK].T
    solution = wanted.astype(np.float32)
    for start, inverse in zip(starts, inverses, strict=True):
        rows = slice(start, start + _BLOCK)
        solution[rows] = inverse @ (solution[rows] - system[rows, :start] @ solution[:start])
    for start, inverse in zip(reversed(starts), reversed(inverses), strict=True):
        rows, after = slice(start, start + _BLOCK), start + _BLOCK
        solution[rows] = inverse.T @ (solution[rows] - system[after:, rows].T @ solution[after:])
    return solution


def softmax_regression(points: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """Weights [n, classes] and bias [classes] of a softmax regression on points [texts, n].

    Every step solves with Boehning's fixed bound on the Hessian (https://doi.org/10.1007/BF00048682), with Nesterov's
    acceleration: the solution of one n x n system serves all steps and classes.
    """
    design = np.concatenate([points, np.ones((len(points), 1), np.float32)], axis=1)
    penalty = np.full((design.shape[1], 1), SHRINKAGE, np.float32)
    penalty[-1] = 1e-3
    bound = 0.5 * (design.T @ design).astype(np.float64) + np.diag(penalty[:, 0])
    inverse = np.linalg.inv(bound).astype(np.float32)
    weights = ahead = np.zeros((design.shape[1], targets.shape[1]), np.float32)
    pace = 1.0
    for _ in range(STEPS):
        slope = design.T @ (softmax(design @ ahead) - targets) + penalty * ahead
        reached, next_pace = ahead - inverse @ slope, (1 + np.sqrt(1 + 4 * pace**2)) / 2
        ahead = (reached + (pace - 1) / next_pace * (reached - weights)).astype(np.float32)
        weights, pace = reached, next_pace
    return weights[:-1], weights[-1]
