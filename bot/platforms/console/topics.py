"""The sections of an FAQ and their questions, to look through in a terminal or to read by a program."""

from collections.abc import Iterator
from typing import Any

from bot.core.entries import Entry, Faq, Section

Topics = tuple[tuple[Section, tuple[Entry, ...]], ...]


def find_topics(faq: Faq, words: str = "") -> Topics:
    """The sections with their entries: all, the section with that id or title, or the entries that hold the words."""
    wanted = words.casefold().split()
    exact = [section for section in faq.sections if words.casefold() in (section.id, section.title.casefold())]
    found = ((section, faq.entries_of(section)) for section in (exact or faq.sections))
    if exact or not wanted:
        return tuple(found)
    kept = ((section, tuple(entry for entry in entries if _holds(entry, wanted))) for section, entries in found)
    return tuple((section, entries) for section, entries in kept if entries)


def topics_of(entries: tuple[Entry, ...]) -> Topics:
    """The sections of ``entries``, each with those of them that cite it, in their order."""
    sections = {entry.section.id: entry.section for entry in entries}
    return tuple(
        (section, tuple(entry for entry in entries if entry.section.id == section.id)) for section in sections.values()
    )


def topics_text(topics: Topics) -> str:
    """Sections with their ids and addresses, and their questions below."""
    return "\n\n".join("\n".join(_section_lines(section, entries)) for section, entries in topics)


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


def _section_lines(section: Section, entries: tuple[Entry, ...]) -> Iterator[str]:
    yield f"{section.title}  [{section.id}]"
    for entry in entries:
        yield f"  - {entry.question}"


def _holds(entry: Entry, words: list[str]) -> bool:
    """Whether an entry's question or id, or its section's title, holds every word."""
    text = f"{entry.question} {entry.id} {entry.section.title} {entry.section.id}".casefold()
    return all(word in text for word in words)
