"""An explanation laid out for a curator who asks why the bot replied as it did."""

from collections.abc import Iterator
from typing import Any

from bot.core.match import Explanation, Match
from bot.core.reply import Band, band_of
from bot.engine.responder import to_reply
from bot.platforms.console.screen import printable

_MOST_SHOWN = 300


def explanation_text(explanation: Explanation) -> str:
    """The band and its reason first; then how the text was read, the ranking, and each signal."""
    match = explanation.match
    lines = [
        f"{band_in(match).value}: {reason_of(match)}",
        f"Read as:   {_shortened(explanation.normalised)}",
        *(f"Corrected: {each.written} → {each.read_as}" for each in explanation.corrections),
        *(f"Note:      {note}" for note in explanation.notes),
        "",
        *_ranking_lines(match),
        "",
        *_signal_lines(explanation),
    ]
    return printable("\n".join(lines))


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The same as an object, with nothing shortened."""
    match = explanation.match
    return {
        "question": explanation.text,
        "band": band_in(match).value,
        "reason": reason_of(match),
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


def band_in(match: Match) -> Band:
    """The band that a match falls into."""
    return band_of(to_reply("", match))


def reason_of(match: Match) -> str:
    """Why a match falls into its band, in one sentence."""
    confidence, answer, suggest = match.confidence, match.thresholds.answer, match.thresholds.suggest
    reached = f"confidence {confidence:.3f}"
    if match.is_exact:
        return "the text is an id, a title or an example of the entry"
    if confidence < suggest:
        return f"{reached} is below {suggest:.3f}, the least for a suggestion"
    if confidence < answer:
        return (
            f"{reached} is below {answer:.3f}, the least for an answer, but not below {suggest:.3f}, for a suggestion"
        )
    if not match.may_answer:
        return f"{reached} would do for an answer, from {answer:.3f} on, but a rule holds it back"
    return f"{reached} reaches {answer:.3f}, the least for an answer"


def _ranking_lines(match: Match) -> Iterator[str]:
    yield "Ranking, with the chance that the entry is right:"
    for place, ranked in enumerate(match.ranking, start=1):
        yield f"  {place}. {ranked.score:.3f}  {ranked.entry.id}  {ranked.entry.question}"
    if match.uncovered:
        yield f"Falls under what the FAQ does not cover: {match.uncovered.topic} [{match.uncovered.id}]"


def _signal_lines(explanation: Explanation) -> Iterator[str]:
    """Each signal with its value for the best few candidates, values aligned."""
    widest = max((len(row.entry_id) for row in explanation.signals), default=0)
    previous = ""
    for row in explanation.signals:
        if row.name != previous:
            yield f"Signal: {row.name}"
        previous = row.name
        evidence = f"  {_shortened(row.evidence)}" if row.evidence else ""
        yield f"  {row.entry_id:{widest}}  {row.value:8.3f}{evidence}"


def _shortened(text: str) -> str:
    """One line of bounded length."""
    line = " ".join(text[: _MOST_SHOWN * 2].split())
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]} …"
