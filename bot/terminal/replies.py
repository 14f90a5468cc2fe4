"""What ``ask`` and ``topics`` show, as plain text, as Markdown for a terminal, and as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from bot.core import wording
from bot.core.entries import Entry, Faq, Section
from bot.core.reply import Answer, Declined, Reply, Suggestions, band_of

Topics = tuple[tuple[Section, tuple[Entry, ...]], ...]
"""Sections, each with its entries or those of them that were asked for."""

_DECIMALS = 4  # enough to compare scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A reply as it is shown: a heading line, a body in Markdown, and lines below it."""

    heading: str
    body: str = ""
    footer: tuple[str, ...] = ()


def to_page(reply: Reply, *, faq: Faq) -> Page:
    """Lay a reply out."""
    match reply:
        case Answer(entry=entry):
            return _answer_page(entry, faq)
        case Suggestions(entries=entries):
            body = "\n".join(f"{number}. {entry.question}" for number, entry in enumerate(entries, 1))
            return Page(heading=wording.DID_YOU_MEAN, body=body, footer=(wording.ASK_AS_WRITTEN,))
        case Declined(uncovered=uncovered, nearest=nearest):
            titles = (f"- {section.title}" for section in nearest)
            body = "\n".join((wording.NEAREST_TOPICS, *titles)) if nearest else ""
            return Page(heading=wording.not_covered(uncovered), body=body)
    assert_never(reply)


def _answer_page(entry: Entry, faq: Faq) -> Page:
    footer = [wording.citation(entry.section)]
    if entry.reviewed:
        footer.append(wording.reviewed(entry.reviewed))
    if entry.see_also:
        footer.append(wording.SEE_ALSO)
        footer.extend(f"- {faq.by_id[other].question}" for other in entry.see_also)
    return Page(heading=entry.question, body=entry.answer.strip(), footer=tuple(footer))


def to_text(page: Page) -> str:
    """A page as plain text: stable, without colours or boxes."""
    opening = f"{page.heading}\n{page.body}" if page.body else page.heading
    return "\n\n".join((opening, "\n".join(page.footer))) if page.footer else opening


def to_json(reply: Reply) -> dict[str, Any]:
    """A reply as the object that ``ask --json`` prints."""
    entry = reply.entry if isinstance(reply, Answer) else None
    section = entry and entry.section
    return {
        "question": reply.question,
        "band": band_of(reply).value,
        "entry": entry and entry.id,
        "section": section and section.id,
        "score": round(reply.ranking[0].score, _DECIMALS) if reply.ranking else 0.0,
        "answer": entry and entry.answer,
        "source": section and {"title": section.source.title, "section": section.title, "url": section.url},
        "ranking": [
            {"entry": each.entry.id, "section": each.entry.section.id, "score": round(each.score, _DECIMALS)}
            for each in reply.ranking[:3]
        ],
    }


def find_topics(faq: Faq, words: str = "") -> Topics:
    """All sections, the section with this id or title, or the entries that contain all the words."""
    wanted = words.casefold().split()
    exact = [section for section in faq.sections if words.casefold() in (section.id, section.title.casefold())]
    found = ((section, faq.entries_of(section)) for section in (exact or faq.sections))
    if exact or not wanted:
        return tuple(found)
    kept = ((section, tuple(entry for entry in entries if _contains(entry, wanted))) for section, entries in found)
    return tuple((section, entries) for section, entries in kept if entries)


def topics_of(entries: Iterable[Entry]) -> Topics:
    """The sections of ``entries``, each with those of them that cite it, in their order."""
    groups: dict[Section, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.section, []).append(entry)
    return tuple((section, tuple(group)) for section, group in groups.items())


def topics_text(topics: Topics) -> str:
    """Sections with their ids, and their questions below."""
    return "\n\n".join(
        "\n".join((f"{section.title}  [{section.id}]", *(f"  - {entry.question}" for entry in entries)))
        for section, entries in topics
    )


def topics_json(topics: Topics) -> dict[str, Any]:
    """The same as an object."""
    return {
        "sections": [
            {
                "section": section.id,
                "title": section.title,
                "url": section.url,
                "entries": [{"entry": entry.id, "question": entry.question} for entry in entries],
            }
            for section, entries in topics
        ]
    }


def _contains(entry: Entry, words: list[str]) -> bool:
    """Whether an entry's question or id, or its section's title or id, contains every word."""
    text = f"{entry.question} {entry.id} {entry.section.title} {entry.section.id}".casefold()
    return all(word in text for word in words)
