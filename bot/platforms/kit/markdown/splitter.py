"""Blocks shared out over several messages: cut between blocks, else after a sentence, a word, a character."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, cut_block

# Chinese and Japanese have no blank after a full stop.
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\s+|[。！？]|\n")
_BLANK = re.compile(r"\s+")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
# A family emoji has up to 11 code points, and a letter may have any number of accents.
_LONGEST_CHARACTER = 32
# A message is filled to a third before a sentence or word is cut for it.
_LEAST_FILLED = 3

Measure = Callable[[Block, Block | None], int]
"""How much room a block takes as it is written below another one, or first."""


def share_out(
    blocks: tuple[Block, ...], rooms: Iterable[int], measure: Measure
) -> tuple[tuple[tuple[Block, ...], ...], tuple[Block, ...]]:
    """The parts, each within its room, and the blocks that are left when the rooms end."""
    parts: list[tuple[Block, ...]] = []
    for room in rooms:
        if not blocks:
            break
        part, blocks = _fill(blocks, room, measure)
        parts.append(part)
    return tuple(parts), blocks


def _fill(blocks: tuple[Block, ...], room: int, measure: Measure) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """As much of ``blocks`` as ``room`` holds, at least a character; and the rest."""
    taken, left = _count_fitting(blocks, room, measure)
    if taken == len(blocks):
        return blocks, ()
    above, block, after = blocks[:taken], blocks[taken], blocks[taken + 1 :]
    if halves := _halve(above, block, room=room, left=left, measure=measure):
        first, rest = halves
        return (*above, first), (rest, *after) if rest.text.strip() else after
    # What would stand alone without the block after it goes with that.
    while taken > 1 and (blocks[taken - 1].kind is Kind.HEADING or blocks[taken - 1].text.endswith(":")):
        taken -= 1
    return blocks[:taken], blocks[taken:]


def _count_fitting(blocks: tuple[Block, ...], room: int, measure: Measure) -> tuple[int, int]:
    """How many blocks fit below each other, and the room that they leave."""
    above: Block | None = None
    for count, block in enumerate(blocks):
        size = measure(block, above)
        if size > room:
            return count, room
        room -= size
        above = block
    return len(blocks), room


def _halve(
    above: tuple[Block, ...], block: Block, *, room: int, left: int, measure: Measure
) -> tuple[Block, Block] | None:
    """A block cut so that its beginning fits below the others; None where it is better moved to the next part."""
    last = above[-1] if above else None
    if last is not None and (left * _LEAST_FILLED < room or measure(block, None) <= room):
        return None
    most = _most_fitting(block, left, lambda beginning: measure(beginning, last))
    at = _outside_address(block, _cut_position(block, most, is_alone=not above))
    return cut_block(block, at) if at else None


def _most_fitting(block: Block, room: int, measure: Callable[[Block], int]) -> int:
    """How many characters of a block fit when written; one at least."""

    def fits(count: int) -> bool:
        return measure(cut_block(block, count)[0]) <= room

    low, most = 1, min(len(block.text) - 1, room)
    # The search doubles its way up, since writing a text that is far too long takes long.
    while low < most and fits(min(2 * low, most)):
        low = min(2 * low, most)
    high = min(2 * low, most) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
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
        char = text[place]
        joins_on = unicodedata.category(char)[0] == "M" or char == _JOINER or ord(char) in _SKIN_TONES
        if not joins_on and text[place - 1] != _JOINER:
            return place
    return at
