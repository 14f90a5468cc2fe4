"""Blocks on a screen: with colours and wrapped lines in a terminal, as plain text anywhere else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, are_close
from bot.platforms.kit.parts import margin_of, spelled, to_text

if TYPE_CHECKING:
    from rich.padding import Padding

    from bot.terminal.screen import Screen

_STYLES = {Mark.STRONG: "bold", Mark.EMPHASIS: "italic", Mark.STRUCK: "strike", Mark.CODE: "cyan"}


def write(blocks: Sequence[Block], screen: "Screen") -> None:
    """Print blocks below each other."""
    if not screen.is_terminal:
        screen.say(to_text(blocks))
        return
    above: Block | None = None
    for block in blocks:
        if above and not are_close(above, block):
            screen.say()
        screen.console.print(_to_rich(block))
        above = block


def _to_rich(block: Block) -> "Padding":
    from rich.padding import Padding  # loaded only where somebody looks at it
    from rich.text import Text

    style = "bold" if block.kind is Kind.HEADING else "cyan" if block.kind is Kind.CODE else ""
    text = Text("".join(f"{marker} " for marker in block.markers), style=style)
    for run in block.runs:
        text.append(spelled(run), style=" ".join(name for mark, name in _STYLES.items() if mark in run.marks))
    return Padding(text, (0, 0, 0, margin_of(block)))
