"""The Markdown of an answer as plain data: blocks of marked text, in no platform's dialect yet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Flag, StrEnum, auto
from itertools import groupby

_ADDRESS = re.compile(r"https?://[^\s<>]+")
# What ends a sentence rather than the address before it.
_AFTER_ADDRESS = ".,:;!?\"'*_~|”’»…"


class Mark(Flag):
    """How a run of text is set; an ADDRESS is a link that shows itself."""

    NONE = 0
    STRONG = auto()
    EMPHASIS = auto()
    STRUCK = auto()
    CODE = auto()
    ADDRESS = auto()


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    CODE = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text, with line ends where lines break, that is marked alike throughout; ``target`` is what it links to."""

    text: str
    marks: Mark = Mark.NONE
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, piece of code or rule, wherever it stands.

    ``depth`` counts the lists around it, ``markers`` are those of the items that it opens, as ``-`` or ``3.``, the
    innermost last. ``level`` is a heading's, from 1, and 0 for one whose runs say how they are set; ``info`` is the
    language of code.
    """

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0
    info: str = ""
    depth: int = 0
    markers: tuple[str, ...] = ()
    is_quoted: bool = False
    opens_list: bool = False

    @property
    def text(self) -> str:
        """All that can be seen of it, without marks."""
        return "".join(run.text for run in self.runs)


def text_runs(text: str, marks: Mark = Mark.NONE) -> Iterator[Run]:
    """Literal text, in which each web address becomes a run of its own."""
    position = 0
    for found in _ADDRESS.finditer(text):
        address = _without_what_follows(found.group())
        if found.start() > position:
            yield Run(text=text[position : found.start()], marks=marks)
        yield Run(text=address, marks=marks | Mark.ADDRESS)
        position = found.start() + len(address)
    if position < len(text):
        yield Run(text=text[position:], marks=marks)


def merged(runs: Iterable[Run]) -> Iterator[Run]:
    """The same runs, with neighbours that are set alike made one."""
    for (marks, target), group in groupby(runs, key=lambda run: (run.marks, run.target)):
        if marks & (Mark.CODE | Mark.ADDRESS):
            yield from group
        else:
            yield Run(text="".join(run.text for run in group), marks=marks, target=target)


def are_close(above: Block, below: Block) -> bool:
    """Whether no empty line is between two blocks: a title and its text, a sentence and its list, list items."""
    if above.kind is Kind.HEADING:
        return True
    if above.depth:
        return below.depth > 0 and not below.opens_list
    return below.opens_list and above.kind is Kind.PARAGRAPH and above.is_quoted == below.is_quoted


def cut_block(block: Block, at: int) -> tuple[Block, Block]:
    """The block up to the character ``at``, and what goes on after it, without the marker of a list item."""
    text = block.text
    end, start = len(text[:at].rstrip()), len(text) - len(text[at:].lstrip())
    if block.kind is Kind.CODE:
        end, start = len(text[:at].removesuffix("\n")), at
    first = replace(block, runs=tuple(_between(block.runs, 0, end)))
    return first, replace(block, runs=tuple(_between(block.runs, start, len(text))), markers=(), opens_list=False)


def _between(runs: tuple[Run, ...], start: int, end: int) -> Iterator[Run]:
    position = 0
    for run in runs:
        if position >= end:
            return
        after = position + len(run.text)
        if start <= position < after <= end:
            yield run
        elif after > start:
            # An address that is cut leads nowhere, so its pieces are shown as code.
            marks = Mark.CODE if Mark.ADDRESS in run.marks else run.marks
            yield replace(run, text=run.text[max(0, start - position) : end - position], marks=marks)
        position = after


def _without_what_follows(address: str) -> str:
    """An address found in text, without the punctuation that belongs to the sentence around it."""
    kept = address.rstrip(_AFTER_ADDRESS)
    # A bracket that was opened within the address belongs to it, as in many addresses of Wikipedia.
    while kept.endswith((")", "]", "}")) and kept.count(kept[-1]) > kept.count("([{"[")]}".index(kept[-1])]):
        kept = kept[:-1].rstrip(_AFTER_ADDRESS)
    return kept if len(kept) > len("https://") else address
