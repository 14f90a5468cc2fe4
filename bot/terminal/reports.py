"""What ``explain``, ``check`` and ``eval`` show a curator, as text and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from bot.core.evaluation import Figures, Report, Share
from bot.core.match import ConfusedPair, Explanation, Match
from bot.core.reply import Band, band_of
from bot.engine.responder import to_reply
from bot.errors import Problem
from bot.terminal.screen import printable

_NAMES = tuple(field.name for field in fields(Figures))
_MOST_OF_QUESTION = 160  # characters: about two lines of a terminal
_MOST_OF_TEXT = 300


def explanation_text(explanation: Explanation) -> str:
    """The band and its reason first; then how the text was read, the ranking, and each signal."""
    match = explanation.match
    lines = [
        f"{_band_of(match).value}: {_reason_of(match)}",
        f"Read as:   {_shorten(explanation.normalised)}",
        *(f"Corrected: {each.written} → {each.read_as}" for each in explanation.corrections),
        *(f"Note:      {note}" for note in explanation.notes),
        "",
        *_ranking_lines(match),
        "",
        *_signal_lines(explanation),
    ]
    return printable("\n".join(lines))


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The same as an object, with nothing cut."""
    match = explanation.match
    return {
        "question": explanation.text,
        "band": _band_of(match).value,
        "reason": _reason_of(match),
        "normalised": explanation.normalised,
        "corrections": [{"written": each.written, "read_as": each.read_as} for each in explanation.corrections],
        "notes": list(explanation.notes),
        "confidence": match.confidence,
        "thresholds": {"answer": match.thresholds.answer, "suggest": match.thresholds.suggest},
        "is_exact": match.is_exact,
        "may_answer": match.may_answer,
        "not_covered": match.uncovered and match.uncovered.id,
        "ranking": [
            {"entry": each.entry.id, "section": each.entry.section.id, "score": each.score} for each in match.ranking
        ],
        "signals": [
            {"name": row.name, "entry": row.entry_id, "value": row.value, "evidence": row.evidence}
            for row in explanation.signals
        ],
    }


def _band_of(match: Match) -> Band:
    return band_of(to_reply("", match))


def _reason_of(match: Match) -> str:
    confidence, answer, suggest = match.confidence, match.thresholds.answer, match.thresholds.suggest
    if match.is_exact:
        return "the text is an id, a title or an example of the entry"
    reached = f"confidence {confidence:.3f}"
    if confidence < suggest:
        return f"{reached} is below {suggest:.3f}, the minimum for a suggestion"
    if confidence < answer:
        minimum = f"{answer:.3f}, the minimum for an answer"
        return f"{reached} is below {minimum}, but not below {suggest:.3f}, for a suggestion"
    if not match.may_answer:
        return f"{reached} is enough for an answer ({answer:.3f} or more), but a rule prevents it"
    return f"{reached} reaches {answer:.3f}, the minimum for an answer"


def report_text(report: Report) -> str:
    """A table: a row for each figure, with its counts overall, and a column for each kind of question."""
    columns = [report.overall, *(figures for _, figures in report.by_kind)]
    rows = [["", "overall", "", *(kind for kind, _ in report.by_kind)]]
    for name in _NAMES:
        overall, *others = (getattr(figures, name) for figures in columns)
        counts = f"{overall.count}/{overall.of}"
        rows.append([name.replace("_", " "), _percent(overall), counts, *map(_percent, others)])
    first, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [f"{len(report.outcomes)} questions"]
    for name, *cells in rows:
        aligned = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append("  ".join((name.ljust(first), *aligned)).rstrip())
    return "\n".join(lines)


def report_json(report: Report) -> dict[str, Any]:
    """The same as an object, with the count behind each share."""
    return {
        "questions": len(report.outcomes),
        "overall": _figures_json(report.overall),
        "by_kind": {kind: _figures_json(figures) for kind, figures in report.by_kind},
    }


def mistakes_text(report: Report) -> str:
    """Two lines for each mistake: what happened in which row, then what is right and what was found."""
    lines: list[str] = []
    for outcome in report.mistakes:
        case = outcome.case
        question = printable(" ".join(case.question[:_MOST_OF_QUESTION].split()))
        expected = "|".join(sorted(case.expected)) or "none"
        found = ", ".join(f"{ranked.entry.id} {ranked.score:.2f}" for ranked in outcome.reply.ranking)
        lines += (f"{outcome.verdict.value}  {case.id}  {question}", f"    right: {expected}; found: {found}")
    return "\n".join(lines)


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
    message = f"{pair.share:.0%} of their examples lead to the other one: make them more distinct, or merge the two"
    return Problem(message=message, where=f'entries "{pair.first.id}" and "{pair.second.id}"', is_warning=True)


def problems_text(problems: Sequence[Problem]) -> str:
    """A line for each problem: its place, then whether it is an error or a warning, then what is wrong."""
    lines = []
    for problem in problems:
        severity = "warning" if problem.is_warning else "error"
        lines.append(str(replace(problem, where=f"{severity}: {problem.where}" if problem.where else severity)))
    return printable("\n".join(lines))


def summary_of(problems: Sequence[Problem]) -> str:
    """How many errors and warnings there are."""
    warnings = sum(problem.is_warning for problem in problems)
    return f"{_count(len(problems) - warnings, 'error')}, {_count(warnings, 'warning')}"


def _ranking_lines(match: Match) -> Iterator[str]:
    yield "Ranking, with the probability that the entry is right:"
    for place, ranked in enumerate(match.ranking, start=1):
        yield f"  {place}. {ranked.score:.3f}  {ranked.entry.id}  {ranked.entry.question}"
    if match.uncovered:
        yield f"Belongs to a topic that the FAQ does not cover: {match.uncovered.topic} [{match.uncovered.id}]"


def _signal_lines(explanation: Explanation) -> Iterator[str]:
    widest = max((len(row.entry_id) for row in explanation.signals), default=0)
    previous = ""
    for row in explanation.signals:
        if row.name != previous:
            yield f"Signal: {row.name}"
        previous = row.name
        evidence = f"  {_shorten(row.evidence)}" if row.evidence else ""
        yield f"  {row.entry_id:{widest}}  {row.value:8.3f}{evidence}"


def _shorten(text: str) -> str:
    # Cut before splitting, since a question can have megabytes.
    line = " ".join(text[: _MOST_OF_TEXT * 2].split())
    return line if len(line) <= _MOST_OF_TEXT else f"{line[:_MOST_OF_TEXT]} …"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _percent(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.1%}"


def _figures_json(figures: Figures) -> dict[str, Any]:
    shares: dict[str, Share] = {name: getattr(figures, name) for name in _NAMES}
    return {name: {"share": share.value, "count": share.count, "of": share.of} for name, share in shares.items()}
