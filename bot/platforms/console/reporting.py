"""An evaluation and a check laid out for a curator, and the evaluation for a program."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from bot.core.evaluation import Figures, Outcome, Report, Share
from bot.core.match import ConfusedPair
from bot.core.reply import band_of
from bot.errors import Problem
from bot.platforms.console.screen import printable

_NAMES = tuple(field.name for field in fields(Figures))
_MOST_SHOWN = 160


def report_text(report: Report) -> str:
    """A table: a row for each figure, with its counts overall, and a column for each kind of question."""
    kinds = [kind for kind, _ in report.by_kind]
    columns = [report.overall, *(figures for _, figures in report.by_kind)]
    header = ["", "overall", "", *kinds]
    rows = [header, *(_row(name, columns) for name in _NAMES)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(_aligned(row, widths)).rstrip() for row in rows)
    return f"{len(report.outcomes)} questions\n" + "\n".join(lines)


def report_json(report: Report) -> dict[str, Any]:
    """The same as an object, with the count behind each share."""
    return {
        "questions": len(report.outcomes),
        "overall": _figures_json(report.overall),
        "by_kind": {kind: _figures_json(figures) for kind, figures in report.by_kind},
    }


def mistakes_text(report: Report) -> str:
    """Each question that went wrong, on a line: what happened, the row, what was right, what was found."""
    return "\n".join(_mistake(outcome) for outcome in report.mistakes)


def mistakes_json(report: Report) -> list[dict[str, Any]]:
    """The same as objects."""
    return [
        {
            "id": outcome.case.id,
            "kind": outcome.case.kind,
            "question": outcome.case.question,
            "verdict": outcome.verdict.value,
            "band": band_of(outcome.reply).value,
            "expected": sorted(outcome.case.expected),
            "ranking": [ranked.entry.id for ranked in outcome.reply.ranking],
        }
        for outcome in report.mistakes
    ]


def to_problem(pair: ConfusedPair) -> Problem:
    """A pair of entries that the matcher confuses, as a warning."""
    message = f"{pair.share:.0%} of their examples reach the other one: sharpen them, or merge the two"
    return Problem(message=message, where=f'entries "{pair.first.id}" and "{pair.second.id}"', is_warning=True)


def problems_text(problems: Sequence[Problem]) -> str:
    """A line for each problem, its place first, then how grave it is."""
    return printable("\n".join(str(_with_gravity(problem)) for problem in problems))


def summary_of(problems: Sequence[Problem]) -> str:
    """How many errors and warnings there are."""
    warnings = sum(problem.is_warning for problem in problems)
    return f"{_counted(len(problems) - warnings, 'error')}, {_counted(warnings, 'warning')}"


def _with_gravity(problem: Problem) -> Problem:
    gravity = "warning" if problem.is_warning else "error"
    return replace(problem, where=f"{gravity}: {problem.where}" if problem.where else gravity)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _row(name: str, columns: list[Figures]) -> list[str]:
    shares: list[Share] = [getattr(figures, name) for figures in columns]
    counts = f"{shares[0].count}/{shares[0].of}"
    return [name.replace("_", " "), _percent(shares[0]), counts, *map(_percent, shares[1:])]


def _aligned(row: list[str], widths: list[int]) -> Iterator[str]:
    """Names to the left, numbers to the right."""
    yield row[0].ljust(widths[0])
    for cell, width in zip(row[1:], widths[1:], strict=True):
        yield cell.rjust(width)


def _percent(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.1%}"


def _figures_json(figures: Figures) -> dict[str, Any]:
    shares: dict[str, Share] = {name: getattr(figures, name) for name in _NAMES}
    return {name: {"share": share.value, "count": share.count, "of": share.of} for name, share in shares.items()}


def _mistake(outcome: Outcome) -> str:
    case = outcome.case
    expected = "|".join(sorted(case.expected)) or "none"
    found = ", ".join(f"{ranked.entry.id} {ranked.score:.2f}" for ranked in outcome.reply.ranking)
    question = printable(" ".join(case.question[:_MOST_SHOWN].split()))
    return f"{outcome.verdict.value}  {case.id}  {question}\n    right: {expected}; found: {found}"
