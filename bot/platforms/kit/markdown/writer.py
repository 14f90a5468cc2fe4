"""Blocks as common Markdown, which a terminal can render and which reads well as plain text: nothing is escaped."""

import re
from collections.abc import Iterable
from itertools import groupby

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run

_MARKERS = {Mark.STRUCK: "~~", Mark.EMPHASIS: "*", Mark.STRONG: "**"}
# Markdown takes this for what is inside an item, however wide the number of the item is.
_MARGIN = "    "


def write_markdown(blocks: Iterable[Block]) -> str:
    """Blocks below each other: the items of a list on lines of their own, all else apart."""
    written = ""
    for block in blocks:
        gap = "\n" if block.markers and not block.opens_list else "\n\n"
        written += (gap if written else "") + _block(block)
    return written


def _block(block: Block) -> str:
    match block.kind:
        case Kind.CODE:
            fence = _fence(block.text, least=3)
            body = f"{fence}{block.info}\n{block.text}\n{fence}"
        case Kind.RULE:
            body = "---"
        case _:
            body = ("#" * block.level + " " if block.level else "") + _runs(block.runs)
    outer = _MARGIN * max(0, block.depth - len(block.markers))
    first, *rest = body.split("\n")
    lines = [outer + "".join(f"{marker} " for marker in block.markers) + first]
    lines += (_MARGIN * block.depth + line for line in rest)
    return "\n".join(f"> {line}" for line in lines) if block.is_quoted else "\n".join(lines)


def _runs(runs: Iterable[Run]) -> str:
    written = ""
    for target, group in groupby(runs, key=lambda run: run.target):
        text = "".join(map(_run, group))
        written += f"[{text}]({target})" if target else text
    return written


def _run(run: Run) -> str:
    """Text between its marks; blanks stay outside, where Markdown lets a mark begin and end."""
    said = run.text.strip()
    if Mark.CODE in run.marks:
        ticks = _fence(run.text, least=1)
        return f"{ticks} {run.text} {ticks}" if "`" in run.text else f"`{run.text}`"
    if not said:
        return run.text
    before, after = run.text.split(said, maxsplit=1)
    for mark, marker in _MARKERS.items():
        said = f"{marker}{said}{marker}" if mark in run.marks else said
    return before + said + after


def _fence(text: str, *, least: int) -> str:
    """More backticks than there are in a row anywhere in ``text``."""
    return "`" * max(least, *(len(ticks) + 1 for ticks in re.findall("`+", text)), least)
