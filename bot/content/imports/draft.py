"""The draft of an FAQ file, as YAML with comments: ids, questions, examples and answers that a curator starts from."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import yaml

from bot.content.answer_markdown import find_faults
from bot.content.check import COMFORTABLE_ANSWER, PLACEHOLDER, fold
from bot.content.imports.document import Document, DocumentSection, Passage, escape, make_unique
from bot.content.model import LONGEST_ID, VISIBLE

QUESTION_MARKS = ("?", "？", "؟", "՞")
QUESTION_WORDS = re.compile(
    r"(what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|do|does|did|can|could|should|shall|will|would|"
    r"may|might|must|has|have|had)\b",
    re.IGNORECASE,
)
LIST_ITEM = re.compile(r"\n(?=(?:-|\d+\.) )")
LONGEST_LINE = 200  # characters of a heading; menus show fewer
HEADER = """\
# yaml-language-server: $schema=schema.json
#
# A draft imported from {name}. The bot needs a curator's work on it:
#
# 1. Compare every answer with its source, and rewrite it in your own words. Answers marked TODO were cut.
# 2. Give every entry a dozen examples of how people really ask it, in different voices.
# 3. Delete entries that nobody would ask for; split those that answer two questions.
# 4. Set "reviewed" to the day of your review, and run: re-faq-bot check
"""


def write_draft(document: Document, *, name: str) -> str:
    """Turn a document with a title into the text of an FAQ file; ``name`` is what the draft calls the document."""
    names = _Names(title=document.title or "")
    sections: list[str] = []
    entries: list[str] = []
    for number, section in enumerate(document.sections):
        id_, title = _name_section(section, number=number, names=names)
        passages = [passage for passage in section.passages if passage.blocks]
        entries += chain.from_iterable(_write_entry(each, section=id_, title=title, names=names) for each in passages)
        # An empty introduction is left out; an empty section stays, for the curator to decide about.
        if passages or section.title is not None:
            sections += (
                f"  - id: {_quote(id_)}",
                f"    title: {_quote(title)}",
                f"    anchor: {_quote(section.anchor)}",
            )
    url = document.url or f"https://example.org{PLACEHOLDER}  # TODO"
    author = (f"  author: {_quote(document.author)}",) if document.author else ()
    source = ("source:", f"  title: {_quote(names.title)}", *author, f"  url: {url}")
    lines = (HEADER.format(name=name), *source, "", "sections:", *sections, "", "entries:", *entries)
    return "\n".join(lines) + "\n"


def to_question(heading: str) -> str:
    """A heading as a question, if it is not one already."""
    if heading.endswith(QUESTION_MARKS):
        return heading
    # A heading that begins like a question only lacks its mark.
    stem = heading.rstrip(" .:;,!…") or heading
    return f"{stem}?" if QUESTION_WORDS.match(stem) else f"What is there to know about {stem}?"


def to_id(text: str, *, fallback: str) -> str:
    """An id from a heading, cut between words; ``fallback`` where nothing in it is ASCII."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['`]", "", folded))
    kept: list[str] = []
    for word in words:
        # A quarter of the length is left for the number that makes an id unique.
        if len("-".join([*kept, word])) > LONGEST_ID * 3 // 4:
            break
        kept.append(word)
    return "-".join(kept) or fallback


@dataclass(slots=True)
class _Names:
    """The title of the document, and what is taken already: ids, and questions and examples as ``check`` sees them."""

    title: str
    sections: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)


def _name_section(section: DocumentSection, *, number: int, names: _Names) -> tuple[str, str]:
    if section.title is None:
        wanted, title = "intro", _cut_line(f"About {names.title}")
    else:
        wanted = to_id(section.title, fallback=f"section-{number}")
        title = _cut_line(section.title) or f"Section {number}"
    id_ = make_unique(wanted, names.sections)
    names.sections.add(id_)
    return id_, title


def _write_entry(passage: Passage, *, section: str, title: str, names: _Names) -> Iterator[str]:
    """The lines of an entry: the heading is its question and its only example."""
    heading = _cut_line(passage.heading or "")
    opening = title if passage.heading is not None else _cut_line(f"What is {names.title} about?")
    example = _find_free_line(heading or opening, title, names)
    id_ = make_unique(to_id(heading, fallback=section), names.entries)
    names.entries.add(id_)
    names.questions |= {fold(example), fold(to_question(example))}
    answer, is_cut = _fit(passage.blocks)
    yield ""
    yield f"  - id: {_quote(id_)}"
    yield f"    section: {_quote(section)}"
    yield f"    question: {_quote(to_question(example))}"
    if is_cut:
        length = len("\n\n".join(passage.blocks))
        yield f"    # TODO: cut to fit a chat; the section has {length:,} characters"
    yield "    answer: |"
    yield from (f"      {line}" if line else "" for line in answer.strip().split("\n"))
    yield "    examples:  # TODO: how do people ask this?"
    yield f"      - {_quote(example)}"


def _find_free_line(heading: str, section_title: str, names: _Names) -> str:
    """``heading``, or the same with its section or a number behind it where it is taken."""
    numbered = (f"{heading} ({number})" for number in range(2, len(names.entries) + 3))
    in_section = (f"{heading} ({section_title})",) if heading != section_title else ()
    candidates = chain((heading,), in_section, numbered)
    return next(line for line in candidates if not {fold(line), fold(to_question(line))} & names.questions)


def _fit(blocks: Sequence[str]) -> tuple[str, bool]:
    """The blocks that fit into a chat, at least a part of the first one, and whether anything is missing."""
    kept: list[str] = []
    for block in blocks:
        room = COMFORTABLE_ANSWER - len("\n\n".join([*kept, ""]))
        if len(block) > room:
            kept += _cut_list(block, room)
            break
        kept.append(block)
    # Fixed block by block first, so that one bad block does not turn the whole answer into plain text.
    answer = "\n\n".join(map(_fix, kept)) if kept else _cut(blocks[0])
    return _fix(answer), tuple(kept) != tuple(blocks)


def _fix(answer: str) -> str:
    """Markdown without errors in ``check``: as it is, or as plain text where writing it again broke it."""
    is_broken = any(not fault.is_warning for fault in find_faults(answer))
    return escape(answer) if is_broken else answer


def _cut_list(block: str, room: int) -> tuple[str, ...]:
    """The first items of a list, as many as there is room for."""
    kept = ""
    for item in LIST_ITEM.split(block) if LIST_ITEM.match(f"\n{block}") else ():
        longer = f"{kept}\n{item}" if kept else item
        if len(longer) > room:
            break
        kept = longer
    return (kept,) if kept else ()


def _cut(block: str) -> str:
    """The beginning of a block that is too long by itself, up to the end of a sentence or of a word."""
    # Leaves room for the escapes that may follow.
    head = block[: COMFORTABLE_ANSWER * 3 // 4]
    sentence = max(head.rfind(mark) for mark in (". ", "? ", "! ", "。"))
    end = sentence + 1 if sentence > 0 else head.rfind(" ")
    return f"{head[:end] if end > 0 else head} …"


def _cut_line(text: str) -> str:
    """A heading short enough for a question; empty where nothing in it is visible."""
    if VISIBLE.search(text) is None:
        return ""
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


def _quote(text: str) -> str:
    """A text on one line of YAML, in quotes where it needs them."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n").removesuffix("\n...")
