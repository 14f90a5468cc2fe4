"""The sections of a post as draft entries: ids, questions and answers that a curator can start from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from bot.content.checking import COMFORTABLE_ANSWER
from bot.content.markdown_rules import find_faults
from bot.content.markdown_writing import MarkdownWriter
from bot.content.model import VISIBLE
from bot.content.outline import Outline, Part, PostSection
from bot.content.plain_text import escape, make_unique, to_id

QUESTION_MARKS = ("?", "？", "؟", "՞")
QUESTION_WORDS = re.compile(
    r"(what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|do|does|did|can|could|should|shall|will|would|"
    r"may|might|must|has|have|had)\b",
    re.IGNORECASE,
)
LIST_ITEM = re.compile(r"\n(?=(?:-|\d+\.) )")
LONGEST_LINE = 200
"""Characters of a heading that are kept; menus show fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSection:
    """A section of the draft."""

    id: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """An entry of the draft; ``full_length`` in characters where its answer was shortened."""

    id: str
    section: str
    question: str
    answer: str
    example: str
    full_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a post becomes."""

    sections: tuple[DraftSection, ...]
    entries: tuple[DraftEntry, ...]


@dataclass(slots=True)
class _Names:
    """What the post is called, and what is taken already: ids, and questions and examples as they are compared."""

    title: str
    sections: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)


def draft(outline: Outline, *, title: str, url: str | None) -> Draft:
    """Turn the sections of the post called ``title`` into a draft; ``url`` resolves its links."""
    names, writer = _Names(title=title), MarkdownWriter(url)
    sections: list[DraftSection] = []
    entries: list[DraftEntry] = []
    for number, post_section in enumerate(outline.sections):
        section = _draft_section(post_section, number=number, names=names)
        drafted = [
            _draft_entry(part, section, names=names, blocks=blocks)
            for part in post_section.parts
            if (blocks := tuple(filter(VISIBLE.search, writer.write_all(part.tokens))))
        ]
        entries += drafted
        # An empty beginning is no section; a heading without text is one, for the curator to decide about.
        if drafted or post_section.heading:
            sections.append(section)
    return Draft(sections=tuple(sections), entries=tuple(entries))


def _draft_section(post_section: PostSection, *, number: int, names: _Names) -> DraftSection:
    """A section with the anchor of its heading; the beginning of a post has none."""
    heading = post_section.heading
    wanted = to_id(heading.text, fallback=f"section-{number}") if heading else "intro"
    id_ = make_unique(wanted, names.sections)
    names.sections.add(id_)
    if heading is None:
        return DraftSection(id=id_, title=_cut_line(f"About {names.title}"), anchor="")
    return DraftSection(id=id_, title=_cut_line(heading.text) or f"Section {number}", anchor=heading.anchor)


def _draft_entry(part: Part, section: DraftSection, *, names: _Names, blocks: Sequence[str]) -> DraftEntry:
    """An entry with the heading as its question and its only example."""
    heading = _cut_line(part.heading.text) if part.heading else ""
    opening = heading or (section.title if part.heading else _cut_line(f"What is {names.title} about?"))
    example = _find_free_line(opening, section.title, names)
    id_ = make_unique(to_id(heading, fallback=section.id) if heading else section.id, names.entries)
    names.entries.add(id_)
    names.questions |= {_fold(example), _fold(to_question(example))}
    full_length = len("\n\n".join(blocks))
    answer, is_shortened = _fit(blocks)
    return DraftEntry(
        id=id_,
        section=section.id,
        question=to_question(example),
        answer=answer,
        example=example,
        full_length=full_length if is_shortened else None,
    )


def to_question(heading: str) -> str:
    """A heading as a question, if it is not one yet."""
    if heading.endswith(QUESTION_MARKS):
        return heading
    stem = heading.rstrip(" .:;,!…") or heading
    return f"{stem}?" if QUESTION_WORDS.match(stem) else f"What is there to know about {stem}?"


def _find_free_line(heading: str, section_title: str, names: _Names) -> str:
    """``heading``, told apart from the same one elsewhere by its section or a number."""
    numbered = (f"{heading} ({number})" for number in range(2, len(names.entries) + 3))
    in_section = (f"{heading} ({section_title})",) if heading != section_title else ()
    candidates = chain((heading,), in_section, numbered)
    return next(line for line in candidates if not {_fold(line), _fold(to_question(line))} & names.questions)


def _fit(blocks: Sequence[str]) -> tuple[str, bool]:
    """The blocks that a chat takes, at least some of the first, and whether any are missing."""
    kept: list[str] = []
    for block in blocks:
        room = COMFORTABLE_ANSWER - len("\n\n".join([*kept, ""]))
        if len(block) > room:
            kept += _cut_list(block, room)
            break
        kept.append(block)
    answer = "\n\n".join(map(_mend, kept)) if kept else _cut(blocks[0])
    return _mend(answer), tuple(kept) != tuple(blocks)


def _mend(answer: str) -> str:
    """Markdown that ``check`` takes: as it is, or as plain text where writing it anew broke it."""
    is_broken = any(not fault.is_warning for fault in find_faults(answer))
    return escape(answer) if is_broken else answer


def _cut_list(block: str, room: int) -> tuple[str, ...]:
    """As many of the first items of a list as there is room for."""
    kept = ""
    for item in LIST_ITEM.split(block) if LIST_ITEM.match(f"\n{block}") else ():
        longer = f"{kept}\n{item}" if kept else item
        if len(longer) > room:
            break
        kept = longer
    return (kept,) if kept else ()


def _cut(block: str) -> str:
    """The beginning of a block that is too long by itself, up to the end of a sentence or of a word."""
    head = block[: COMFORTABLE_ANSWER * 3 // 4]
    sentence = max(head.rfind(mark) for mark in (". ", "? ", "! ", "。"))
    end = sentence + 1 if sentence > 0 else head.rfind(" ")
    return f"{head[:end] if end > 0 else head} …"


def _cut_line(text: str) -> str:
    """A heading short enough for a question; nothing where nothing of it is visible."""
    if VISIBLE.search(text) is None:
        return ""
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


def _fold(text: str) -> str:
    """A text as ``check`` compares examples."""
    return " ".join(text.split()).casefold()
