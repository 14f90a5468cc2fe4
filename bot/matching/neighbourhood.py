"""The classifier for a big FAQ: kernel ridge regression over the few entries near a question, fitted as it comes.

A first look at the entries' centroids keeps the cost of a question nearly independent of the number of entries.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.matching.classifier import RIDGE, Floats, Heads, Ints, gaussian, softmax, squared_norms

NEAREST_ENTRIES = 24
NEAREST_REFUSED = 32
MOST_PER_ENTRY = 12
"""Examples of one entry that take part; with more, those nearest to the question."""
_FIRST_LOOK = 128
"""Axes of the projection that the first look uses."""
_SHARPNESS = 8.0
_MOST_STEPS = 40
_CLOSE_ENOUGH = 1e-8
"""Squared length of what is left of a right-hand side whose parts are at most 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The heads' verdict on one text, over the classes near it: ``classes`` [n], the entries among them first."""

    heads: Heads
    classes: Ints
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourhoodClassifier:
    """All examples' points [texts, n] in the order of their classes, and where each class starts."""

    points: Floats
    starts: Ints
    centroids: Floats
    sizes: Floats
    """The centroids' squared norms [entries]."""
    entries: int

    @classmethod
    def fit(cls, points: Floats, classes: Ints, *, count: int, entries: int) -> Self:
        """Sort points [texts, n] by their class, below ``count``; the first ``entries`` classes are the entries."""
        order = np.argsort(classes, kind="stable")
        starts = np.searchsorted(classes[order], np.arange(count + 1))
        sums = np.add.reduceat(points[order, :_FIRST_LOOK], starts[:entries], axis=0)
        centroids = np.ascontiguousarray((sums / np.diff(starts[: entries + 1])[:, None]).astype(np.float32))
        return cls(
            points=points[order], starts=starts.astype(np.int64), entries=entries,
            centroids=centroids,
            sizes=squared_norms(centroids),
        )  # fmt: skip

    def __call__(self, point: Floats, *, left_out: int | None = None) -> Neighbourhood:
        """Judge one point [n]; ``left_out`` is the row of an example to forget, for cross-validation."""
        rows, owners = self._near(point, left_out)
        classes, columns = np.unique(owners, return_inverse=True)
        near = self.points[rows]
        system = gaussian(near, near)
        system[np.diag_indices_from(system)] += RIDGE
        similarity = gaussian(point[None], near)
        shares = _solve(system, similarity[0])
        kernel = np.bincount(columns, weights=shares, minlength=len(classes)).astype(np.float32)[None]
        heads = Heads(kernel=kernel, softmax=softmax(kernel * _SHARPNESS), nearest=similarity.max(-1))
        return Neighbourhood(heads=heads, classes=classes, entries=int((classes < self.entries).sum()))

    def _near(self, point: Floats, left_out: int | None) -> tuple[Ints, Ints]:
        """Rows of the examples that take part, and their classes."""
        look = point[:_FIRST_LOOK]
        distance = self.sizes - 2 * (self.centroids @ look)
        entries = _smallest(distance, NEAREST_ENTRIES)
        rows = [self._rows_of(entry, point, left_out) for entry in entries]
        owners = np.repeat(entries, [len(found) for found in rows])
        refused, refused_owners = self._refused(point)
        return np.concatenate([*rows, refused]), np.concatenate([owners, refused_owners])

    def _rows_of(self, entry: int, point: Floats, left_out: int | None) -> Ints:
        rows = np.arange(self.starts[entry], self.starts[entry + 1])
        if left_out is not None:
            rows = rows[rows != left_out]
        return rows if len(rows) <= MOST_PER_ENTRY else rows[_smallest(-(self.points[rows] @ point), MOST_PER_ENTRY)]

    def _refused(self, point: Floats) -> tuple[Ints, Ints]:
        """The nearest unanswerable examples and their classes."""
        first = int(self.starts[self.entries])
        rows = first + _smallest(-(self.points[first:] @ point), NEAREST_REFUSED)
        return rows, np.searchsorted(self.starts, rows, side="right") - 1


def _solve(system: Floats, wanted: Floats) -> Floats:
    """Solve a symmetric positive definite system [n, n] by conjugate gradients (Hestenes and Stiefel, 1952).

    A fifth of the time of a factorisation, and right to a thousandth of a chance: the steps needed depend on how far
    the eigenvalues spread, and RIDGE keeps them from zero.
    """
    solution, rest = np.zeros_like(wanted), wanted.copy()
    direction = wanted.copy()
    size = float(rest @ rest)
    for _ in range(_MOST_STEPS):
        if size < _CLOSE_ENOUGH:
            break
        image = system @ direction
        pace = size / float(direction @ image)
        solution += pace * direction
        rest -= pace * image
        before, size = size, float(rest @ rest)
        direction *= size / before
        direction += rest
    return solution


def _smallest(values: Floats, most: int) -> Ints:
    """Places of the ``most`` smallest values, in ascending order of place."""
    if len(values) <= most:
        return np.arange(len(values))
    return np.sort(np.argpartition(values, most)[:most])
