"""How good a ranking with a score is, whatever made it: what is right, and what a threshold makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.entries import Entry
from bot.core.evaluation import BEST, Case

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A labelled question, the entries found for it, best first, and a score that a threshold can be put to."""

    case: Case
    entries: tuple[Entry, ...]
    score: float

    @property
    def is_right(self) -> bool:
        """Whether the best entry is a right one."""
        return self.case.is_answered_by(self.entries[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What every threshold does, from the strictest: ``right`` of the answerable, ``false`` of the unanswerable."""

    right: Numbers
    false: Numbers

    def right_at(self, most_false: float) -> float:
        """The greatest share of answerable questions answered right with at most this share of false answers."""
        return float(self.right[self.false <= most_false].max())


def best_is_right(judged: Sequence[Judged]) -> float:
    """Share of the answerable questions whose best entry is right."""
    return _share(each.is_right for each in judged if each.case.expected)


def one_of_three_is_right(judged: Sequence[Judged]) -> float:
    """Share of the answerable questions with a right entry among the best three."""
    return _share(any(map(each.case.is_answered_by, each.entries[:BEST])) for each in judged if each.case.expected)


def curve_of(judged: Sequence[Judged]) -> Curve:
    """Right and false answers at every threshold that there is between two scores."""
    answerable = [each for each in judged if each.case.expected]
    scores = np.array([each.score for each in answerable])
    right = np.sort(scores[np.array([each.is_right for each in answerable], dtype=bool)])
    unanswerable = np.sort([each.score for each in judged if not each.case.expected])
    thresholds = np.concatenate([[np.inf], np.unique([each.score for each in judged])[::-1]])
    return Curve(
        right=_reaching(right, thresholds) / max(len(answerable), 1),
        false=_reaching(unanswerable, thresholds) / max(len(unanswerable), 1),
    )


def area_under_roc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """The chance that a score from ``inside`` is greater than one from ``outside``, a tie being half of it."""
    ordered = np.sort(outside)
    below, not_above = np.searchsorted(ordered, inside, side="left"), np.searchsorted(ordered, inside, side="right")
    return float(np.mean((below + not_above) / 2) / len(ordered))


def _reaching(ascending: Numbers, thresholds: Numbers) -> Numbers:
    """How many of some scores reach each threshold."""
    count: Numbers = len(ascending) - np.searchsorted(ascending, thresholds, side="left").astype(np.float64)
    return count


def _share(verdicts: Iterable[bool]) -> float:
    found = list(verdicts)
    return sum(found) / len(found) if found else float("nan")
