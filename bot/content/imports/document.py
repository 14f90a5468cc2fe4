"""A document as it was read: sections with pairs of a question and an answer.

The Markdown reader makes one, and the draft of an FAQ is written from it, so the draft does not depend on the format.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from bot.content.model import CONTROL
from bot.content.tree import UNPRINTABLE

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPECIAL = re.compile(r"([\\`*_\[\]<>~|#&!])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A heading or question, None above the first one, and the Markdown blocks below it, as a chat can show them."""

    heading: str | None
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSection:
    """A part of a document with an address of its own; its title is None for what stands above the first heading."""

    title: str | None
    anchor: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as its reader understood it: what it says about itself, and its sections in their order."""

    title: str | None
    author: str | None
    url: str | None
    sections: tuple[DocumentSection, ...]


def clean(text: str) -> str:
    """``text`` with one kind of line end and without characters that a YAML file cannot hold."""
    return CONTROL.sub("", UNPRINTABLE.sub("", LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))))


def to_line(text: str) -> str:
    """``text`` on one line, with single spaces."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """``text`` as Markdown that shows every character of it."""
    return SPECIAL.sub(r"\\\1", text)


def make_unique(text: str, taken: Container[str], *, first: int = 2) -> str:
    """``text``, or ``text-2``, ``text-3`` and so on where it is taken."""
    number, unique = first, text
    while unique in taken:
        unique = f"{text}-{number}"
        number += 1
    return unique
