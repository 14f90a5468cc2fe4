"""Figures as pictures: right answers against false ones, and which section was taken for which."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from bot.core.entries import Faq
from bot.core.evaluation import Label, Outcome
from bot.core.reply import Answer, Declined, Suggestions
from tests.benchmarks.judging import Curve

_NONE = "none"
_HELD_BACK = ("suggested", "declined")


def draw_curves(curves: Mapping[str, Curve], path: Path, *, chosen: tuple[float, float]) -> None:
    """Draw right answers against false ones for every threshold; ``chosen`` is where the bot's own one lies."""
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    for name, curve in curves.items():
        axes.step(curve.false, curve.right, where="post", label=name)
    axes.plot(*chosen, "o", color="C0", label="the bot's own threshold")
    axes.axvline(0.03, color="grey", linestyle=":", label="3 %")
    axes.set(xlim=(0, 0.5), ylim=(0, 1), xlabel="unanswerable questions answered (share)")
    axes.set_ylabel("answerable questions answered right (share)")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=150)


def draw_confusions(outcomes: Iterable[Outcome], faq: Faq, path: Path) -> None:
    """Draw how often questions of each section, or of none, were answered from each, or held back."""
    sections = [section.id for section in faq.sections]
    rows, columns = [*sections, _NONE], [*sections, *_HELD_BACK]
    counts = np.zeros((len(rows), len(columns)), int)
    for outcome in outcomes:
        column = _replied(outcome)
        counts[rows.index(_expected(outcome, column, faq)), columns.index(column)] += 1
    figure = Figure(figsize=(2 + 0.7 * len(columns), 2 + 0.6 * len(rows)), layout="constrained")
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=45, ha="right")
    axes.set_yticks(range(len(rows)), rows)
    axes.set(xlabel="replied", ylabel="right")
    _write_counts(axes, counts, shares)
    figure.savefig(path, dpi=150)


def _write_counts(axes: Axes, counts: NDArray[np.int_], shares: NDArray[np.float64]) -> None:
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=colour)


def _replied(outcome: Outcome) -> str:
    match outcome.reply:
        case Answer(entry=entry):
            return entry.section.id
        case Suggestions():
            return _HELD_BACK[0]
        case Declined():
            return _HELD_BACK[1]


def _expected(outcome: Outcome, replied: str, faq: Faq) -> str:
    """The right section; where there are several, the one that was replied, else the first."""
    expected = outcome.case.expected
    if outcome.case.label is Label.ENTRIES:
        expected = frozenset(faq.by_id[entry].section.id for entry in expected)
    return replied if replied in expected else min(expected, default=_NONE)
