"""Blocks written over several messages."""

from collections.abc import Iterable

from bot.platforms.discord.markdown import gap, write_block, write_blocks
from bot.platforms.discord.measuring import length
from bot.platforms.kit.markdown.blocks import Block
from bot.platforms.kit.markdown.splitting import share_out


def split(blocks: tuple[Block, ...], rooms: Iterable[int]) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """The written parts, each within its room in units, and the blocks that are left when the rooms end."""
    parts, rest = share_out(blocks, rooms, _measure)
    return tuple(map(write_blocks, parts)), rest


def _measure(block: Block, above: Block | None) -> int:
    return length(write_block(block)) + (length(gap(above, block)) if above else 0)
