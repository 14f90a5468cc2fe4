"""From what the heads say to chances and thresholds, learned from the FAQ's own examples by cross-validation."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.core.match import Thresholds
from bot.matching.classifier import Floats, Heads, Ints

MOST_FALSE = 0.06
"""Share of the unanswerable that may be answered, on held-out examples."""
MOST_WRONG = 0.10
"""Share of all answers that may come from a wrong section, on held-out examples.

Both are wider than what is wanted of real questions (3 %): examples are written to reach the edges of their entry, and
whole topics are held out; on questions by others, the shares came out at a third to a half of these.
"""
MOST_FALSE_OFFERS = 0.25
"""Share of the unanswerable that may be offered something."""
_STRENGTH = 1e-2
_STEPS = 30
_EDGE = 1e-4
_LEAST_ANSWER = 0.45
_LEAST_OFFER = 0.05


@dataclass(frozen=True, kw_only=True)
class Classes:
    """What the classifier's classes are: the entries in their order, then the unanswerable ones.

    ``section`` [entries] numbers the section of each entry.
    """

    section: Ints

    @classmethod
    def of(cls, section: Ints) -> Self:
        """Classes of entries in these sections, any numbers that tell one from another."""
        _, numbers = np.unique(section, return_inverse=True)
        return cls(section=numbers)

    @cached_property
    def members(self) -> Floats:
        """[entries, sections]: 1 where the entry is of the section, so that a product sums over sections.

        Made when it is used: for a big FAQ as a whole it never is, and would take hundreds of megabytes.
        """
        return np.eye(self.section.max() + 1, dtype=np.float32)[self.section]

    @property
    def entries(self) -> int:
        """How many classes are entries."""
        return len(self.section)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for the best few entries of each text.

    ``best`` [texts, k] are entries, best first; ``features`` [texts, k, n] what calibration weighs for each of them.
    """

    best: Ints
    features: Floats


NAMES = (
    "section, both heads", "entry, both heads", "section, kernel", "section, softmax", "unanswerable",
    "nearest example",
)  # fmt: skip


def gather(heads: Heads, classes: Classes, *, most: int = 3) -> Evidence:
    """Collect the evidence for the ``most`` best entries of each text, as log-odds and similarities."""
    fused = heads.fused
    entries = classes.entries
    most = min(most, entries)
    best = np.argsort(-fused[:, :entries], axis=1, kind="stable")[:, :most]
    rows = np.arange(len(best))[:, None]
    sections = classes.section[best]
    refused = heads.kernel[:, entries:].max(1, initial=0.0)[:, None]
    columns = (
        _log_odds((fused[:, :entries] @ classes.members)[rows, sections]),
        _log_odds(fused[rows, best]),
        np.clip((heads.kernel[:, :entries] @ classes.members)[rows, sections], -0.2, 1.3),
        _log_odds((heads.softmax[:, :entries] @ classes.members)[rows, sections]),
        np.broadcast_to(np.clip(refused, -0.2, 1.3), best.shape),
        np.broadcast_to(heads.nearest[:, None], best.shape),
    )
    return Evidence(best=best.astype(np.int64), features=np.stack(columns, axis=-1).astype(np.float32))


def _log_odds(shares: Floats) -> Floats:
    kept = np.clip(shares, _EDGE, 1 - _EDGE)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Logistic models from evidence to chances: that the entry is right, and that its section is."""

    centre: Floats
    scale: Floats
    entry: Floats
    section: Floats
    thresholds: Thresholds

    def entry_chances(self, features: Floats) -> Floats:
        """Chance [...] that each entry is the right one, for features [..., n]."""
        return _logistic(self._standard(features), self.entry)

    def section_chances(self, features: Floats) -> Floats:
        """Chance [...] that each entry's section is a right one, for features [..., n]."""
        return _logistic(self._standard(features), self.section)

    def _standard(self, features: Floats) -> Floats:
        standard: Floats = (features - self.centre) / self.scale
        return standard


def calibrate(evidence: Evidence, truth: Ints, classes: Classes, *, weights: Floats) -> Calibration:
    """Fit to held-out ``evidence`` of texts with the true classes ``truth`` [texts]; ``weights`` [texts] even kinds."""
    features = evidence.features.reshape(-1, evidence.features.shape[-1])
    centre = features.mean(0)
    scale = np.maximum(features.std(0), 1e-3)
    right_entry, right_section = _verdicts(evidence, truth, classes)
    spread = np.repeat(weights, evidence.best.shape[1])
    standard = (features - centre) / scale
    entry = _logistic_regression(standard, right_entry.ravel(), spread)
    section = _logistic_regression(standard, right_section.ravel(), spread)
    chances = _logistic((evidence.features[:, 0] - centre) / scale, section)
    thresholds = _choose(chances, right_section[:, 0], truth < classes.entries, weights)
    return Calibration(centre=centre, scale=scale, entry=entry, section=section, thresholds=thresholds)


def _verdicts(evidence: Evidence, truth: Ints, classes: Classes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each of the best entries [texts, k] is right, and whether its section is."""
    answerable = truth < classes.entries
    section = np.where(answerable, classes.section[np.minimum(truth, classes.entries - 1)], -1)
    return evidence.best == truth[:, None], classes.section[evidence.best] == section[:, None]


def _choose(chances: Floats, right: NDArray[np.bool_], answerable: NDArray[np.bool_], weights: Floats) -> Thresholds:
    """The lowest thresholds at which few enough held-out texts are answered wrongly, or offered what they never ask."""
    order = np.argsort(-chances, kind="stable")
    false = np.cumsum((weights * ~answerable)[order]) / max((weights * ~answerable).sum(), 1e-9)
    wrong = np.cumsum((weights * (answerable & ~right))[order]) / np.maximum(np.cumsum(weights[order]), 1e-9)
    answer = _lowest(chances[order], (false <= MOST_FALSE) & (wrong <= MOST_WRONG))
    suggest = _lowest(chances[order], false <= MOST_FALSE_OFFERS)
    return Thresholds(answer=max(answer, _LEAST_ANSWER), suggest=min(max(suggest, _LEAST_OFFER), answer))


def _lowest(chances: Floats, allowed: NDArray[np.bool_]) -> float:
    """The lowest of descending ``chances`` at which all is still as allowed; equal chances pass or fail together."""
    is_last_of_equals = np.diff(chances, append=-1.0) < 0
    places = np.flatnonzero(allowed & is_last_of_equals)
    return float(chances[places[-1]]) if len(places) else 1.0


def _logistic_regression(features: Floats, outcome: NDArray[np.bool_], weights: Floats) -> Floats:
    """Weights [n + 1] of a logistic regression, the bias last, by Newton's method with a small L2 penalty."""
    design = np.concatenate([features, np.ones((len(features), 1), np.float32)], axis=1).astype(np.float64)
    share = weights / weights.sum()
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (share * (chance - outcome)) + _STRENGTH * found / len(design) ** 0.5
        curve = (design * (share * chance * (1 - chance))[:, None]).T @ design
        curve[np.diag_indices_from(curve)] += _STRENGTH / len(design) ** 0.5 + 1e-9
        found -= np.linalg.solve(curve, slope)
    return found.astype(np.float32)


def _logistic(features: Floats, weights: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(features @ weights[:-1] + weights[-1], -30, 30)))
    return chance
