"""A reply as plain text, as Markdown in a terminal, and as a JSON object."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from bot.core import wording
from bot.core.entries import Entry, Faq, Section
from bot.core.match import Ranked
from bot.core.reply import Answer, Declined, Reply, Suggestions, band_of

_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is shown for a reply: a heading line, a body in Markdown, and lines below it."""

    heading: str
    body: str = ""
    footer: tuple[str, ...] = ()


def to_page(reply: Reply, *, faq: Faq) -> Page:
    """Lay a reply out."""
    match reply:
        case Answer(entry=entry):
            return answer_page(entry, faq=faq)
        case Suggestions(entries=entries):
            body = numbered(entry.question for entry in entries)
            return Page(heading=wording.DID_YOU_MEAN, body=body, footer=(wording.ASK_AS_WRITTEN,))
        case Declined(uncovered=uncovered, nearest=nearest):
            return Page(heading=wording.not_covered(uncovered), body=_nearest(nearest))
    assert_never(reply)


def answer_page(entry: Entry, *, faq: Faq) -> Page:
    """Lay out the answer of one entry, with its source."""
    footer = [wording.citation(entry.section)]
    if entry.reviewed:
        footer.append(wording.reviewed(entry.reviewed))
    if entry.see_also:
        footer.append(wording.SEE_ALSO)
        footer.extend(f"- {faq.by_id[other].question}" for other in entry.see_also)
    return Page(heading=entry.question, body=entry.answer.strip(), footer=tuple(footer))


def to_text(page: Page) -> str:
    """A page as plain text: stable, without colour or boxes."""
    opening = f"{page.heading}\n{page.body}" if page.body else page.heading
    return "\n\n".join((opening, "\n".join(page.footer))) if page.footer else opening


def to_json(reply: Reply) -> dict[str, Any]:
    """A reply as the object that ``ask --json`` prints."""
    entry = reply.entry if isinstance(reply, Answer) else None
    return {
        "question": reply.question,
        "band": band_of(reply).value,
        "entry": entry and entry.id,
        "section": entry and entry.section.id,
        "score": round(reply.ranking[0].score, _DECIMALS) if reply.ranking else 0.0,
        "answer": entry and entry.answer,
        "source": entry and _source(entry.section),
        "ranking": [_ranked(ranked) for ranked in reply.ranking[:3]],
    }


def numbered(lines: Iterable[str]) -> str:
    """A numbered list in Markdown, which reads the same as plain text."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _nearest(sections: tuple[Section, ...]) -> str:
    titles = "\n".join(f"- {section.title}" for section in sections)
    return f"{wording.NEAREST_TOPICS}\n{titles}" if sections else ""


def _source(section: Section) -> dict[str, str]:
    return {"title": section.source.title, "section": section.title, "url": section.url}


def _ranked(ranked: Ranked) -> dict[str, Any]:
    entry = ranked.entry
    return {"entry": entry.id, "section": entry.section.id, "score": round(ranked.score, _DECIMALS)}
