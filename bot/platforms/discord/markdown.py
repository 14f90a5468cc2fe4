"""Blocks and plain text in Discord's dialect of Markdown, with nothing in it that was not marked.

The dialect: https://support.discord.com/hc/en-us/articles/210298617, and what its clients make of the corner cases:
https://github.com/jeremy-rifkin/discord-markdown (src/markdown.ts).
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import assert_never

from bot.platforms.discord.inline import APART, keep_apart, write_runs
from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, text_runs
from bot.platforms.kit.markdown.parsing import parse

_LANGUAGE = re.compile(r"[\w+.-]+", re.ASCII)

# An invisible character that keeps apart what Discord would read as one: its own library defuses mentions with it.
# Discord shows eleven levels; so many keep the lines readable on a phone.
_DEEPEST = 6
_LARGEST_HEADING = 3
_RULE = "———"


def plain(text: str) -> str:
    """Literal text: every character of it is shown, nothing is marked, nobody is pinged, addresses stay links."""
    return write_runs(text_runs(text))


@lru_cache(maxsize=1024)
def to_markdown(answer: str) -> str:
    """A whole answer, at whatever length."""
    return write_blocks(parse(answer))


def write_blocks(blocks: Iterable[Block]) -> str:
    """Blocks below each other."""
    written = ""
    previous: Block | None = None
    for block in blocks:
        written += (gap(previous, block) if previous else "") + write_block(block)
        previous = block
    return written


def gap(above: Block, below: Block) -> str:
    """What stands between two blocks: items and what belongs to one are close together, all else is apart."""
    if above.is_quoted and below.is_quoted:
        return "\n" if _are_close(above, below) else "\n> \n"
    return "\n" if _are_close(above, below) else "\n\n"


def write_block(block: Block) -> str:
    """One block, with the markers and margins of the lists and the quote that it stands in."""
    depth = min(block.depth, _DEEPEST)
    opening = "  " * max(0, depth - len(block.markers)) + "".join(f"{marker} " for marker in block.markers[-_DEEPEST:])
    first, *rest = _body(block).split("\n")
    if block.kind is Kind.CODE:
        # Lists would take the margin for a part of the code.
        lines = [*([opening + APART] if block.markers else []), first, *rest]
    else:
        lines = [opening + first, *("  " * depth + line for line in rest)]
    return "\n".join(f"> {line}" for line in lines) if block.is_quoted else "\n".join(lines)


def _are_close(above: Block, below: Block) -> bool:
    """Whether two blocks belong together: a title and its text, a sentence and its list, the items of one list."""
    if above.kind is Kind.HEADING:
        return True
    if above.depth:
        return below.depth > 0 and not below.opens_list
    return below.opens_list and above.kind is Kind.PARAGRAPH and above.is_quoted == below.is_quoted


def _body(block: Block) -> str:
    """What a block says, without what it stands in."""
    match block.kind:
        case Kind.PARAGRAPH:
            return write_runs(block.runs) or APART
        case Kind.HEADING if block.level <= _LARGEST_HEADING:
            return f"{'#' * block.level} {write_runs(block.runs) or APART}"
        case Kind.HEADING:
            return write_runs(replace(run, marks=run.marks | Mark.STRONG) for run in block.runs) or APART
        case Kind.CODE:
            return _fence(block)
        case Kind.RULE:
            return _RULE
    assert_never(block.kind)


def _fence(block: Block) -> str:
    """Code, with the language where Discord takes it for one."""
    language = block.info if _LANGUAGE.fullmatch(block.info) else ""
    return f"```{language}\n{keep_apart(block.text)}\n```"
