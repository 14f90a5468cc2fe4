"""The outline of a post: its title, its sections, and the parts of each under headings of their own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from bot.content.markdown_rules import parser
from bot.content.markdown_writing import Block, split_blocks, to_plain_text
from bot.content.model import ANCHOR_PATTERN
from bot.content.plain_text import make_unique, to_anchor
from bot.errors import InputError

EXPLICIT_ANCHOR = re.compile(r"\s*\{:?[^{}#]{0,100}#([^\s{}#]{1,200})[^{}]{0,100}\}$")

MOST_HEADINGS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, its level from 1 to 6, and the anchor that leads to it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stands below a heading, up to the next; the beginning of a post has none."""

    heading: Heading | None
    blocks: tuple[Block, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens of its blocks."""
        return tuple(token for block in self.blocks for token in block)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSection:
    """A section of a post: the text right under its heading first, then parts with headings of their own."""

    heading: Heading | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A post as its headings divide it; ``title`` is its first heading of level one."""

    title: str | None
    sections: tuple[PostSection, ...]


def read_outline(text: str, *, has_title: bool) -> Outline:
    """Divide a post into sections, at the highest level of heading below its title.

    With ``has_title`` the post is named elsewhere, and several headings of level one are its sections. Raises
    InputError for more headings than a post has.
    """
    parts = _divide(split_blocks(parser().parse(text)))
    if len(parts) > MOST_HEADINGS:
        raise InputError(f"this has more than {MOST_HEADINGS:,} headings: import it in parts")
    headings = [part.heading for part in parts if part.heading]
    title = _find_title(headings, has_title=has_title)
    top = min((heading.level for heading in headings if heading is not title), default=0)
    groups: list[list[Part]] = [[]]
    for part in parts:
        if part.heading and part.heading is not title and part.heading.level == top:
            groups.append([])
        # The title's own text, like what stands above it, introduces the post.
        groups[-1].append(Part(heading=None, blocks=part.blocks) if part.heading is title else part)
    sections = [_to_section(group) for group in groups if group]
    return Outline(title=title.text if title else None, sections=tuple(sections))


def _find_title(headings: Sequence[Heading], *, has_title: bool) -> Heading | None:
    """The heading that names the post rather than one of its sections."""
    candidates = [heading for heading in headings if heading.level == 1]
    return None if has_title and len(candidates) > 1 else next(iter(candidates), None)


def _divide(blocks: Iterable[Block]) -> list[Part]:
    """Cut a post at each of its headings."""
    divided: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    anchors: set[str] = set()
    for block in blocks:
        if block[0].type == "heading_open":
            # Beyond the limit nothing is kept, and unique anchors would only take time.
            if len(divided) > MOST_HEADINGS:
                break
            heading = _read_heading(block, anchors)
            anchors.add(heading.anchor)
            divided.append((heading, []))
        else:
            divided[-1][1].append(block)
    return [Part(heading=heading, blocks=tuple(inside)) for heading, inside in divided]


def _read_heading(block: Block, anchors: set[str]) -> Heading:
    """A heading with its own anchor, given as ``{#anchor}`` or made as GitHub does."""
    text = to_plain_text(block[1])
    level = int(block[0].tag.removeprefix("h"))
    explicit = EXPLICIT_ANCHOR.search(text)
    if explicit is None:
        return Heading(level=level, text=text, anchor=make_unique(to_anchor(text), anchors, first=1))
    text = text[: explicit.start()]
    anchor = explicit.group(1) if re.match(ANCHOR_PATTERN, explicit.group(1)) else to_anchor(text)
    return Heading(level=level, text=text, anchor=anchor)


def _to_section(group: Sequence[Part]) -> PostSection:
    """One section: parts at its highest level of subheading stay parts, deeper ones join the part above them."""
    first, *others = group
    top = min((part.heading.level for part in others if part.heading), default=0)
    merged: list[tuple[Heading | None, list[Block]]] = [(first.heading, list(first.blocks))]
    for part in others:
        if part.heading and part.heading.level == top:
            merged.append((part.heading, list(part.blocks)))
        else:
            merged[-1][1].extend((*_as_block(part.heading), *part.blocks))
    parts = tuple(Part(heading=heading, blocks=tuple(blocks)) for heading, blocks in merged)
    return PostSection(heading=first.heading, parts=parts)


def _as_block(heading: Heading | None) -> tuple[Block, ...]:
    """A deeper heading as a block of the text that it stands in."""
    if heading is None:
        return ()
    inline = Token("inline", "", 0, content=heading.text, children=[Token("text", "", 0, content=heading.text)])
    return ((Token("heading_open", "h6", 1), inline, Token("heading_close", "h6", -1)),)
