"""Blocks as Slack's rich text, in which every text is literal and every mark, link and list is an element.

So nothing that was written can turn into a mark or a mention, which both mrkdwn and the markdown block would read out
of it; and unlike the markdown block it stands in modals and App Home too.
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run
from bot.platforms.kit.markdown.lengths import length

Json = dict[str, Any]

MOST_ELEMENTS = 100
"""Slack names no limit; a hundred is the highest that it has for other lists."""

_SECTION, _LIST, _QUOTE, _CODE = "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"
_STYLES = {Mark.STRONG: "bold", Mark.EMPHASIS: "italic", Mark.STRUCK: "strike"}
_RULE = "———"
# Slack refuses empty text, and an item has to say something.
_NOTHING = "\u200b"
_DEEPEST = 8
_LONGEST_ADDRESS = 3000
_IN_ADDRESS = re.compile(r"[\s\"<>\\^`{|}]")
# What stands between a block and the one above it, at most: a comma and a text of its own.
_GAP = 40
_LEAST = 120
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_rich_text(blocks: Iterable[Block]) -> Json:
    """Blocks below each other, as one block of a message or view."""
    writer = _Writer()
    for block in blocks:
        writer.add(block)
    return {"type": "rich_text", "elements": writer.elements}


def measure(block: Block, _above: Block | None = None) -> int:
    """The units that a block takes at most, and as many as end a message before it has too many elements."""
    elements = to_rich_text([block])["elements"]
    return _GAP + max(units_of(elements), _LEAST * len(elements))


def units_of(value: object) -> int:
    """The units of a value as JSON, which is more than its texts and so the strictest that Slack may count."""
    return length(_ENCODER.encode(value))


def write_runs(runs: Iterable[Run]) -> list[Json]:
    """Marked text as the elements of a line."""
    return [_element(run) for run in runs if run.text]


def write_address(address: str) -> str:
    """A web address with nothing in it that cannot be part of one."""
    return _IN_ADDRESS.sub(lambda found: quote(found.group(), safe=""), address)


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Puts blocks below each other: into the section, list or quote that is open, where they belong there."""

    elements: list[Json] = field(default_factory=list)
    last: Block | None = None

    def add(self, block: Block) -> None:
        """Write a block."""
        written = [] if block.kind is Kind.CODE else write_runs(_runs_of(block))
        if block.markers:
            self._open_items(block, written)
        elif written:
            self._add_text(block, written)
        if block.kind is Kind.CODE:
            self._open(_CODE, [_text(block.text)], block)
        self.last = block

    def _add_text(self, block: Block, written: list[Json]) -> None:
        """Go on in what is open, or open a section or quote."""
        kind = _QUOTE if block.is_quoted else _SECTION
        if block.depth and self._is_open(_LIST, indent=_indent(block.depth - 1)):
            item = self.elements[-1]["elements"][-1]
            item["elements"] += [_text("\n"), *written]
        elif self.last and self._is_open(kind):
            gap = "\n" if self.last.kind is Kind.HEADING else "\n\n"
            self.elements[-1]["elements"] += [_text(gap), *written]
        else:
            # Slack sets other elements apart by itself.
            is_apart = not block.depth and kind == _SECTION and self._is_open(_LIST)
            self._open(kind, [_text("\n"), *written] if is_apart else written, block)

    def _open_items(self, block: Block, written: list[Json]) -> None:
        """Open an item for each marker, and write into the innermost."""
        outer = max(0, block.depth - len(block.markers))
        for place, marker in enumerate(block.markers[-_DEEPEST:]):
            self._open_item(block, marker, indent=_indent(outer + place))
        if written:
            self.elements[-1]["elements"][-1]["elements"] = written

    def _open_item(self, block: Block, marker: str, *, indent: int) -> None:
        """Open an item in the list that is open, if it is its next one, or in a list of its own."""
        item = {"type": _SECTION, "elements": [_text(_NOTHING)]}
        number = 0 if marker == "-" else int(marker.removesuffix("."))
        look = {"style": "ordered" if number else "bullet", "indent": indent, **_border(block)}
        if not block.opens_list and self._is_open(_LIST, **look) and self._next_number() == number:
            self.elements[-1]["elements"].append(item)
        else:
            offset = {"offset": number - 1} if number > 1 else {}
            self.elements.append({"type": _LIST, **look, **offset, "elements": [item]})

    def _next_number(self) -> int:
        """The number of the next item of the list that is open; 0 where its items have none."""
        items = self.elements[-1]
        return items.get("offset", 0) + len(items["elements"]) + 1 if items["style"] == "ordered" else 0

    def _is_open(self, kind: str, **look: object) -> bool:
        """Whether the last element is of that kind and look."""
        last = self.elements[-1] if self.elements else {}
        return last.get("type") == kind and all(last.get(name) == value for name, value in look.items())

    def _open(self, kind: str, written: list[Json], block: Block) -> None:
        border = _border(block) if kind == _CODE else {}
        self.elements.append({"type": kind, **border, "elements": written})


def _runs_of(block: Block) -> Iterable[Run]:
    """What a block says; rich text has neither headings nor rules."""
    match block.kind:
        case Kind.HEADING:
            return (replace(run, marks=run.marks | Mark.STRONG) for run in block.runs)
        case Kind.RULE:
            return (Run(text=_RULE),)
        case _:
            return block.runs


def _element(run: Run) -> Json:
    """A link, which shows its address where it has no text, or plain text."""
    styles = {name: True for mark, name in _STYLES.items() if mark in run.marks}
    address = run.target or (run.text if Mark.ADDRESS in run.marks else "")
    if address and len(address) <= _LONGEST_ADDRESS and run.text.strip():
        target = write_address(address)
        made: Json = {"type": "link", "url": target} | ({"text": run.text} if run.text != target else {})
    else:
        made = _text(run.text)
        if Mark.CODE in run.marks:
            styles["code"] = True
    return made | ({"style": styles} if styles else {})


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _border(block: Block) -> dict[str, int]:
    """The bar of a quote, which lists and code in it have as well."""
    return {"border": 1} if block.is_quoted else {}


def _indent(depth: int) -> int:
    return min(depth, _DEEPEST)
