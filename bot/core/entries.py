"""What the FAQ knows: sources, their sections, entries, and what is deliberately left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The text that answers come from: a post, a handbook, a wiki page."""

    title: str
    url: str
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The part of a source that an answer cites."""

    id: str
    title: str
    source: Source
    anchor: str = ""

    @property
    def url(self) -> str:
        """The address of this section: the source's, with the anchor as its fragment."""
        return f"{self.source.url}#{self.anchor}" if self.anchor else self.source.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing the FAQ knows, with examples of how people ask it."""

    id: str
    section: Section
    question: str
    answer: str
    examples: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A topic near the FAQ that it deliberately does not answer."""

    id: str
    topic: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Faq:
    """All that the bot can answer, from one source or several; ids are unique across them."""

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    not_covered: tuple[Uncovered, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by their id."""
        return {entry.id: entry for entry in self.entries}

    def entries_of(self, section: Section) -> tuple[Entry, ...]:
        """The entries that cite ``section``, in the order of the file."""
        return tuple(entry for entry in self.entries if entry.section.id == section.id)
