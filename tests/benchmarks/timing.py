"""Times of two things that are compared: taken in turns, so that what else the machine does strikes both alike."""

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds that each of several calls took."""

    seconds: tuple[float, ...]

    def milliseconds(self, share: float) -> float:
        """The time within which this share of the calls ended."""
        return float(np.quantile(self.seconds, share)) * 1_000


def alternate(works: Sequence[Callable[[Item], object]], items: Iterable[Item]) -> tuple[Times, ...]:
    """The times of each work on each item; who goes first changes with every item."""
    taken: list[list[float]] = [[] for _ in works]
    gc.collect()
    for number, item in enumerate(items):
        for turn in range(len(works)):
            place = (number + turn) % len(works)
            taken[place].append(seconds_of(lambda: works[place](item)))  # noqa: B023 - called at once
    return tuple(Times(seconds=tuple(seconds)) for seconds in taken)


def seconds_of(work: Callable[[], object]) -> float:
    """The time that one call takes, in seconds."""
    start = perf_counter()
    work()
    return perf_counter() - start
