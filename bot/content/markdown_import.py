"""A Markdown post to the draft of an FAQ file, which a curator then makes their own."""

import re
from pathlib import Path

import yaml

from bot.content.checking import PLACEHOLDER
from bot.content.drafting import Draft, DraftEntry, DraftSection, draft
from bot.content.front_matter import FrontMatter, split_front_matter, to_url
from bot.content.model import VISIBLE
from bot.content.outline import read_outline
from bot.content.plain_text import clean, to_line
from bot.errors import InputError

MOST_CHARACTERS = 300_000
"""Four hours of reading; what is longer is no post."""
HEADER = """\
# yaml-language-server: $schema=schema.json
#
# A draft imported from {name}. Until a curator has worked on it, the bot cannot use it well:
#
# 1. Read every answer against its source, and put it in your own words. Those marked TODO were cut.
# 2. Give every entry a dozen examples of how people really ask it, in different voices.
# 3. Delete entries that nobody would ask for; split those that answer two questions.
# 4. Set "reviewed" to the day on which you did so, and run: re-faq-bot check
"""


def import_markdown(text: str, *, url: str | None, name: str) -> str:
    """Turn a post into the text of a draft FAQ file, which reads and checks without errors.

    ``url`` is where the post stands, if it does not say so itself; ``name`` is what the draft calls it. Raises
    InputError for what is no post: empty, binary, too long, or without any text.
    """
    _refuse_what_is_no_post(text, name)
    matter, body = split_front_matter(clean(text))
    outline = read_outline(body, has_title=matter.title is not None)
    title = matter.title or to_line(outline.title or "")
    title = title if VISIBLE.search(title) else _to_title(name)
    address = _choose_url(url, matter)
    drafted = draft(outline, title=title, url=address)
    if not drafted.entries:
        raise InputError(f"{name}: holds no text that an answer could be made of")
    return _write(drafted, FrontMatter(title=title, author=matter.author, url=address), name=to_line(name))


def _refuse_what_is_no_post(text: str, name: str) -> None:
    """Raise InputError for what cannot be a post."""
    if not text.strip():
        raise InputError(f"{name}: is empty")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"{name}: is longer than {MOST_CHARACTERS:,} characters: import it in parts")
    if "\0" in text:
        raise InputError(f"{name}: is a binary file, not Markdown")


def _to_title(name: str) -> str:
    """The name of a file as a title."""
    words = re.sub(r"[-_\s]+", " ", Path(to_line(name)).stem).strip()
    return f"{words[0].upper()}{words[1:]}" if VISIBLE.search(words) else "Untitled"


def _choose_url(url: str | None, matter: FrontMatter) -> str | None:
    """The address that was given, or the one that the post gives."""
    if url is None:
        return matter.url
    address = to_url(url)
    if address is None:
        raise InputError(f"'{to_line(url)}' is no address: it must start with http:// or https://")
    return address


def _write(drafted: Draft, source: FrontMatter, *, name: str) -> str:
    """The draft as YAML with comments."""
    lines = [HEADER.format(name=name), "source:", f"  title: {_quote(source.title or '')}"]
    if source.author:
        lines.append(f"  author: {_quote(source.author)}")
    lines.append(f"  url: {source.url}" if source.url else f"  url: https://example.org{PLACEHOLDER}  # TODO")
    lines += ["", "sections:", *(line for section in drafted.sections for line in _write_section(section))]
    lines += ["", "entries:", *(line for entry in drafted.entries for line in _write_entry(entry))]
    return "\n".join(lines) + "\n"


def _write_section(section: DraftSection) -> tuple[str, ...]:
    """The lines of a section."""
    return (
        f"  - id: {_quote(section.id)}",
        f"    title: {_quote(section.title)}",
        f"    anchor: {_quote(section.anchor)}",
    )


def _write_entry(entry: DraftEntry) -> tuple[str, ...]:
    """The lines of an entry, after an empty one."""
    shortened = entry.full_length is not None
    marks = (f"    # TODO: cut to fit a chat; the section has {entry.full_length:,} characters",) if shortened else ()
    return (
        "",
        f"  - id: {_quote(entry.id)}",
        f"    section: {_quote(entry.section)}",
        f"    question: {_quote(entry.question)}",
        *marks,
        "    answer: |",
        *(f"      {line}" if line else "" for line in entry.answer.strip().split("\n")),
        "    examples:  # TODO: how do people ask this?",
        f"      - {_quote(entry.example)}",
    )


def _quote(text: str) -> str:
    """A text on one line of YAML, in quotes where it needs them."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=float("inf"))
    return dumped.removesuffix("\n").removesuffix("\n...")
