"""Blocks on a screen: with colours and wrapped lines in a terminal, as plain text anywhere else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run

if TYPE_CHECKING:
    from rich.padding import Padding

    from bot.terminal.screen import Screen

_STYLES = {Mark.STRONG: "bold", Mark.EMPHASIS: "italic", Mark.STRUCK: "strike", Mark.CODE: "cyan"}
_INDENT = 2
"""Columns for each level of a list."""


def write(blocks: Sequence[Block], screen: "Screen") -> None:
    """Print blocks below each other."""
    above: Block | None = None
    for block in blocks:
        if above and not _are_close(above, block):
            screen.say()
        if screen.is_terminal:
            screen.console.print(_to_rich(block))
        else:
            screen.say(_to_plain(block))
        above = block


def _are_close(above: Block, below: Block) -> bool:
    """Whether no empty line stands between two blocks: a title and its text, a sentence and its list, list items."""
    return above.kind is Kind.HEADING or bool(below.depth and (above.depth or below.opens_list))


def _to_plain(block: Block) -> str:
    text = "".join(map(_spelled, block.runs)) if block.kind is not Kind.RULE else "———"
    margin = " " * _margin(block)
    first, *rest = text.split("\n")
    return "\n".join(
        [f"{margin}{_markers(block)}{first}", *(f"{margin}{' ' * len(_markers(block))}{line}" for line in rest)]
    )


def _to_rich(block: Block) -> "Padding":
    from rich.padding import Padding  # loaded only where somebody looks at it
    from rich.text import Text

    style = "bold" if block.kind is Kind.HEADING else "cyan" if block.kind is Kind.CODE else ""
    text = Text(_markers(block), style=style)
    for run in block.runs:
        text.append(_spelled(run), style=" ".join(name for mark, name in _STYLES.items() if mark in run.marks))
    return Padding(text, (0, 0, 0, _margin(block)))


def _spelled(run: Run) -> str:
    """A run with the address that it links to, which a terminal cannot hide behind it."""
    is_hidden = run.target and run.target != run.text
    return f"{run.text} {run.target}" if is_hidden else run.text


def _margin(block: Block) -> int:
    return _INDENT * max(0, block.depth - len(block.markers)) + (_INDENT if block.is_quoted else 0)


def _markers(block: Block) -> str:
    return "".join(f"{marker} " for marker in block.markers)
