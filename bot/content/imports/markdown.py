"""Reads a Markdown document: its front matter, its sections, and the passages under headings of their own."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from bot.content.answer_markdown import parser
from bot.content.imports.chat_markdown import Block, MarkdownWriter, split_blocks, to_plain_text
from bot.content.imports.document import Document, DocumentSection, Passage, make_unique, to_line
from bot.content.model import ANCHOR_PATTERN, URL_PATTERN, VISIBLE
from bot.content.tree import MappingNode, load, to_plain
from bot.errors import InputError

MOST_HEADINGS = 2_000  # more are not one document, and making their ids unique would take long
# An explicit anchor: Hugo writes {#anchor}, kramdown {: #anchor .class}.
EXPLICIT_ANCHOR = re.compile(r"\s*\{:?[^{}#]{0,100}#([^\s{}#]{1,200})[^{}]{0,100}\}$")
TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?\n)??\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
# A key with a text, perhaps in quotes or a list: enough for a title where the YAML is not what an FAQ file may use.
KEY_LINE = re.compile(r"^([A-Za-z][\w -]*):[ \t]+[\"'\[]?(.+?)[\"'\]]?[ \t]*$", re.MULTILINE)
# Names that site generators use for it; a value that is only a path is ignored.
URL_KEYS = ("canonical", "canonicalurl", "canonical_url", "url", "permalink", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """Title, author and address of a document, as far as it gives them."""

    title: str | None = None
    author: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, its level from 1 to 6, and the anchor that leads to it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The blocks below a heading, up to the next one; a document begins without a heading."""

    heading: Heading | None
    blocks: tuple[Block, ...]


def read_markdown(text: str, *, url: str | None = None) -> Document:
    """Divide a document into sections, at the highest level of heading below its title.

    ``url``, or else the address in its front matter, resolves its links. Raise InputError for more headings than a
    document has.
    """
    matter, body = split_front_matter(text)
    parts = _divide(split_blocks(parser().parse(body)))
    if len(parts) > MOST_HEADINGS:
        raise InputError(f"this has more than {MOST_HEADINGS:,} headings: import it in parts")
    headings = [part.heading for part in parts if part.heading]
    title = _find_title(headings, has_title=matter.title is not None)
    top = min((heading.level for heading in headings if heading is not title), default=0)
    groups: list[list[Part]] = [[]]
    for part in parts:
        if part.heading and part.heading is not title and part.heading.level == top:
            groups.append([])
        # The text right below the title introduces the document, like any text above it.
        groups[-1].append(Part(heading=None, blocks=part.blocks) if part.heading is title else part)
    address = url or matter.url
    writer = MarkdownWriter(address)
    return Document(
        title=matter.title or (to_line(title.text) if title else None),
        author=matter.author,
        url=address,
        sections=tuple(_to_section(group, writer) for group in groups if group),
    )


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Read YAML between ``---`` or TOML between ``+++`` at the start; return what it says and the rest of ``text``."""
    values: Mapping[str, object] | None = None
    rest = text
    if text.startswith("---"):
        # Without its other rules the parser only looks for front matter.
        first = next(iter(MarkdownIt("zero").use(front_matter_plugin).parse(text)), None)
        if first is not None and first.type == "front_matter" and first.map:
            values = _read_yaml(first.content)
            rest = "\n".join(text.split("\n")[first.map[1] :])
    elif found := TOML_BLOCK.match(text):
        values = {}
        with suppress(tomllib.TOMLDecodeError, RecursionError):  # broken front matter says nothing
            values = tomllib.loads(found.group(1) or "")
        rest = text[found.end() :]
    # Two thematic breaks at the start look like front matter, but have no keys between them.
    return (FrontMatter(), text) if values is None else (_to_front_matter(values), rest)


def to_anchor(heading: str) -> str:
    """The anchor that GitHub and Hugo give a heading: lower case, no punctuation, a hyphen for each space."""
    return "".join(filter(_is_kept, heading.strip().lower())).replace(" ", "-")


def _is_kept(char: str) -> bool:
    """Whether an anchor keeps a character: what GitHub calls a word character, hyphens and spaces."""
    category = unicodedata.category(char)
    return char in "- " or category[0] in "LM" or category in ("Nd", "Nl", "Pc")


def _read_yaml(block: str) -> Mapping[str, object] | None:
    """The keys of YAML front matter; read line by line where it uses YAML that an FAQ file must not use."""
    root, _ = load("front matter", block.encode())
    if isinstance(root, MappingNode):
        return to_plain(root)  # type: ignore[return-value]  # a mapping gives a dict
    return dict(KEY_LINE.findall(block)) or None


def _to_front_matter(values: Mapping[str, object]) -> FrontMatter:
    keys = {str(key).lower(): value for key, value in values.items()}
    urls = ((_to_text(keys.get(key)) or "").partition("#")[0] for key in URL_KEYS)
    return FrontMatter(
        title=_to_text(keys.get("title")),
        author=_to_text(keys.get("author") or keys.get("authors")),
        url=next((url for url in urls if re.match(URL_PATTERN, url)), None),
    )


def _to_text(value: object) -> str | None:
    """A text out of a text, a list of texts, or a mapping with a name."""
    match value:
        case str():
            line = to_line(value)
            return line if VISIBLE.search(line) else None
        case list() | tuple():
            return ", ".join(filter(None, map(_to_text, value))) or None
        case dict():
            return _to_text(value.get("name"))
    return None


def _find_title(headings: Sequence[Heading], *, has_title: bool) -> Heading | None:
    """The first heading of level one, unless front matter has the title and several such headings are sections."""
    candidates = [heading for heading in headings if heading.level == 1]
    return None if has_title and len(candidates) > 1 else next(iter(candidates), None)


def _divide(blocks: Iterable[Block]) -> list[Part]:
    divided: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    anchors: set[str] = set()
    for block in blocks:
        if block[0].type == "heading_open":
            # The document is refused beyond this limit, and making anchors unique would take long.
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
    # Not the plug-in "anchors": it loses escaped characters and entities, and knows no explicit anchors.
    text = to_plain_text(block[1])
    level = int(block[0].tag.removeprefix("h"))
    explicit = EXPLICIT_ANCHOR.search(text)
    if explicit is None:
        return Heading(level=level, text=text, anchor=make_unique(to_anchor(text), anchors, first=1))
    text = text[: explicit.start()]
    anchor = explicit.group(1) if re.match(ANCHOR_PATTERN, explicit.group(1)) else to_anchor(text)
    return Heading(level=level, text=text, anchor=anchor)


def _to_section(group: Sequence[Part], writer: MarkdownWriter) -> DocumentSection:
    """One section: each heading at the highest level below its own begins a passage, deeper ones stay text."""
    first, *others = group
    top = min((part.heading.level for part in others if part.heading), default=0)
    merged: list[tuple[Heading | None, list[Block]]] = [(first.heading, list(first.blocks))]
    for part in others:
        if part.heading and part.heading.level == top:
            merged.append((part.heading, list(part.blocks)))
        else:
            merged[-1][1].extend((*_as_block(part.heading), *part.blocks))
    return DocumentSection(
        title=first.heading.text if first.heading else None,
        anchor=first.heading.anchor if first.heading else "",
        passages=tuple(
            Passage(
                heading=heading.text if heading else None,
                blocks=tuple(filter(VISIBLE.search, writer.write_all(chain(*blocks)))),
            )
            for heading, blocks in merged
        ),
    )


def _as_block(heading: Heading | None) -> tuple[Block, ...]:
    """A deeper heading as a block of the text around it."""
    if heading is None:
        return ()
    inline = Token("inline", "", 0, content=heading.text, children=[Token("text", "", 0, content=heading.text)])
    return ((Token("heading_open", "h6", 1), inline, Token("heading_close", "h6", -1)),)
