"""Blocks in Discord's dialect of Markdown, escaped so that nothing becomes a mark that was not one.

The dialect: https://support.discord.com/hc/en-us/articles/210298617, and what its clients make of the corner cases:
https://github.com/jeremy-rifkin/discord-markdown (src/markdown.ts).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import assert_never

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run, are_close

APART = "\u200b"
"""An invisible character that keeps apart what Discord would read as one; discord.py defuses mentions with it too."""

NOT_IN_LINKS = "[]"
"""Brackets end the text of a link: https://github.com/jeremy-rifkin/discord-markdown (test/masked-links.ts)."""

# Discord shows eleven levels; so many keep the lines readable on a phone.
_DEEPEST = 6
_LARGEST_HEADING = 3
# Discord draws no line for ``---``.
_RULE = "———"
# What Discord takes for the language of code; anything else on that line would be part of the code.
_LANGUAGE = re.compile(r"[\w+.-]+", re.ASCII)
_MARKERS = {Mark.STRONG: "**", Mark.EMPHASIS: "*", Mark.STRUCK: "~~"}
# A colon means something only before the name of an emoji and another colon.
_SPECIAL = re.compile(r"[\\*_~`|<\[]|:(?=[\w~+-]+:)")
_LINE_START = re.compile(r"^(\s*)([#>+-])", re.MULTILINE)
# Discord would begin a list with it, and count on from there.
_NUMBER = re.compile(r"^(\s*\d+)(?=\.(?:\s|$))", re.MULTILINE)
# Behind a backslash a mention of a person is shown as text and still pings; a character inside it keeps it from both.
_EVERYONE = re.compile(r"@(?=everyone|here)")
_SOMEONE = re.compile(r"(?<=<)@[!&]?(?=\d)")
_TICK = re.compile("`(?=`)")
_IN_ADDRESS = re.compile(r"[*`\\<>\s]|~(?=~)|@(?=everyone|here)")
_IN_TARGET = re.compile(r"[*`\\<>\s()\[\]|]|~(?=~)|@(?=everyone|here)")
# Discord looks for the end of emphasis inside code as well.
_ENDS_EMPHASIS = re.compile(r"[*_~|]")


@lru_cache(maxsize=1024)
def write_blocks(blocks: tuple[Block, ...]) -> str:
    """Blocks below each other; written once, since a text is measured before it is sent, and often asked for again."""
    gaps = ("", *(gap(above, below) for above, below in pairwise(blocks)))
    return "".join(before + write_block(block) for before, block in zip(gaps, blocks, strict=False))


def gap(above: Block, below: Block) -> str:
    """What stands between two blocks: items and what belongs to one are close together, all else is apart."""
    if are_close(above, below):
        return "\n"
    return "\n> \n" if above.is_quoted and below.is_quoted else "\n\n"


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


def write_runs(runs: Iterable[Run]) -> str:
    """Marked text."""
    writer = _Writer()
    for target, group in groupby(runs, key=lambda run: run.target):
        if target:
            writer.link(write_runs(replace(run, target="") for run in group), target)
        else:
            for run in group:
                writer.add(run)
    return writer.finish()


def _body(block: Block) -> str:
    """What a block says, without what it stands in."""
    match block.kind:
        case Kind.HEADING if 1 <= block.level <= _LARGEST_HEADING:
            return f"{'#' * block.level} {write_runs(block.runs) or APART}"
        case Kind.HEADING if block.level:
            return write_runs(replace(run, marks=run.marks | Mark.STRONG) for run in block.runs) or APART
        case Kind.PARAGRAPH | Kind.HEADING:
            return write_runs(block.runs) or APART
        case Kind.CODE:
            language = block.info if _LANGUAGE.fullmatch(block.info) else ""
            return f"```{language}\n{_keep_apart(block.text)}\n```"
        case Kind.RULE:
            return _RULE
    assert_never(block.kind)


def _keep_apart(text: str) -> str:
    """``text`` in which no two backticks touch, so that it cannot end the code that it stands in."""
    return _TICK.sub(f"`{APART}", text)


def _escape(text: str) -> str:
    """Literal text from the beginning of a line on, or from anywhere else."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    text = _NUMBER.sub(r"\1\\", text)
    text = _EVERYONE.sub(rf"\\@{APART}", text)
    return _SOMEONE.sub(rf"\g<0>{APART}", text)


def _code(text: str) -> str:
    """Inline code; around backticks it takes two of them, and a blank next to one."""
    if "`" not in text:
        return f"`{text}`"
    before = " " if text.startswith("`") else ""
    after = " " if text.endswith("`") else ""
    return f"``{before}{_keep_apart(text)}{after}``"


def _encode(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found.group().encode())


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Opens and closes marks between runs; blanks stay outside, where Discord lets a mark begin and end."""

    text: str = ""
    opened: list[Mark] = field(default_factory=list)

    def add(self, run: Run) -> None:
        """Write a run that links nowhere."""
        if Mark.CODE in run.marks:
            self._turn_to(Mark.NONE if _ENDS_EMPHASIS.search(run.text) else run.marks)
            self._put(_code(run.text))
        elif Mark.ADDRESS in run.marks:
            self._turn_to(run.marks)
            self._put(f"<{_IN_ADDRESS.sub(_encode, run.text)}>")
        else:
            said = run.text.lstrip()
            blank = run.text[: len(run.text) - len(said)]
            self._turn_to(run.marks, before=blank, may_open=bool(said))
            self.text += _escape(said)

    def link(self, text: str, target: str) -> None:
        """Write a link with ``text``, which is written already."""
        self._turn_to(Mark.NONE)
        shown = text.strip()
        before, _, after = text.partition(shown) if shown else (text, "", "")
        self.text += before
        self._put(f"[{shown}](<{_IN_TARGET.sub(_encode, target)}>)" if shown else "")
        self.text += after

    def finish(self) -> str:
        """Close what is open; all that was written."""
        self._turn_to(Mark.NONE)
        return self.text

    def _turn_to(self, marks: Mark, *, before: str = "", may_open: bool = True) -> None:
        """Close and open marks so that exactly ``marks`` are open after the blanks ``before``."""
        while any(mark not in marks for mark in self.opened):
            self._close()
        self.text += before
        for mark, marker in _MARKERS.items():
            if may_open and mark in marks and mark not in self.opened:
                self._put(marker)
                self.opened.append(mark)

    def _close(self) -> None:
        kept = self.text.rstrip()
        blank = self.text[len(kept) :]
        self.text = kept
        self._put(_MARKERS[self.opened.pop()])
        self.text += blank

    def _put(self, piece: str) -> None:
        """Write a piece of markup, apart from a neighbour with which it would read as another."""
        touches = bool(self.text and piece) and self.text[-1] == piece[0]
        self.text += APART + piece if touches else piece
