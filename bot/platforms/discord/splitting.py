"""Blocks laid out over several messages: cut between blocks, else after a sentence, a word, a character."""

import re
import unicodedata
from collections.abc import Iterable

from bot.platforms.discord.markdown import gap, write_block, write_blocks
from bot.platforms.discord.measuring import length
from bot.platforms.markdown.blocks import Block, Kind, Mark, cut_block

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\s+|[。！？]|\n")
_BLANK = re.compile(r"\s+")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_LONGEST_CHARACTER = 32
# A message is filled to a third before a sentence or word is cut for it.
_LEAST_FILLED = 3


def split(blocks: tuple[Block, ...], rooms: Iterable[int]) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """The written parts, each within its room in units, and the blocks that are left when the rooms end."""
    parts: list[str] = []
    for room in rooms:
        if not blocks:
            break
        text, blocks = _fill(blocks, room)
        parts.append(text)
    return tuple(parts), blocks


def _fill(blocks: tuple[Block, ...], room: int) -> tuple[str, tuple[Block, ...]]:
    """As much of ``blocks``, written, as ``room`` units hold, at least a character; and the rest."""
    taken = _count_fitting(blocks, room)
    if taken == len(blocks):
        return write_blocks(blocks), ()
    if halves := _halve(blocks[: taken + 1], room):
        first, rest = halves
        left = (rest, *blocks[taken + 1 :]) if rest.text.strip() else blocks[taken + 1 :]
        return write_blocks((*blocks[:taken], first)), left
    while taken > 1 and _leads_on(blocks[taken - 1]):
        taken -= 1
    return write_blocks(blocks[:taken]), blocks[taken:]


def _count_fitting(blocks: tuple[Block, ...], room: int) -> int:
    """How many blocks fit below each other."""
    for count, block in enumerate(blocks):
        room -= length(write_block(block)) + (length(gap(blocks[count - 1], block)) if count else 0)
        if room < 0:
            return count
    return len(blocks)


def _leads_on(block: Block) -> bool:
    """Whether a block would stand alone without the one after it."""
    return block.kind is Kind.HEADING or block.text.endswith(":")


def _halve(blocks: tuple[Block, ...], room: int) -> tuple[Block, Block] | None:
    """The last of ``blocks`` cut so that its beginning fits below the others; None where it better starts anew."""
    *above, block = blocks
    left = room
    if above:
        left -= length(write_blocks(above)) + length(gap(above[-1], block))
        if left * _LEAST_FILLED < room or length(write_block(block)) <= room:
            return None
    at = _outside_address(block, _cut_position(block, _most_fitting(block, left), is_alone=not above))
    return cut_block(block, at) if at else None


def _most_fitting(block: Block, room: int) -> int:
    """How many characters of a block fit when written; one at least."""
    low, high = 1, min(len(block.text) - 1, room)
    while low < high:
        middle = (low + high + 1) // 2
        if length(write_block(cut_block(block, middle)[0])) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _cut_position(block: Block, most: int, *, is_alone: bool) -> int:
    """The best place to cut among the first ``most`` characters; 0 where a block that is not alone has no good one."""
    text = block.text
    if block.kind is Kind.CODE:
        line = text.rfind("\n", 0, most) + 1
        return line if line or not is_alone else _between_characters(text, most)
    sentence = max((found.end() for found in _SENTENCE_END.finditer(text, 0, most + 1)), default=0)
    word = max((found.end() for found in _BLANK.finditer(text, 0, most + 1)), default=0)
    if not is_alone or sentence * _LEAST_FILLED >= most:
        return sentence
    return word if word * _LEAST_FILLED >= most else _between_characters(text, most)


def _outside_address(block: Block, at: int) -> int:
    """The place before an address that would be cut, except where nothing comes before it."""
    start = 0
    for run in block.runs:
        end = start + len(run.text)
        if Mark.ADDRESS in run.marks and start < at < end:
            return start or at
        start = end
    return at


def _between_characters(text: str, at: int) -> int:
    """The nearest place up to ``at`` that takes no accent, skin tone or part of an emoji off its character."""
    for place in range(at, max(0, at - _LONGEST_CHARACTER), -1):
        if not _joins_on(text[place]) and text[place - 1] != _JOINER:
            return place
    return at


def _joins_on(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or char == _JOINER or ord(char) in _SKIN_TONES
