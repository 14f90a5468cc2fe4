"""An answer as blocks: whole, or in parts that each say what they belong to; and the line on where it comes from."""

import re
from collections.abc import Iterable
from itertools import repeat

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run, text_runs
from bot.platforms.kit.markdown.measuring import cut, length
from bot.platforms.kit.markdown.parsing import linked, parse
from bot.platforms.kit.markdown.splitting import share_out
from bot.platforms.slack.elements import context, plain
from bot.platforms.slack.measuring import LARGEST_MESSAGE, Json, escape, units_of
from bot.platforms.slack.rich_text import measure, to_rich_text, write_address, write_runs

MOST_PARTS = 10
# In units as written: with all of it at its longest, and buttons, a sixth of a message is left for the answer.
_LONGEST_HEADING = 1500
_LONGEST_LINK = 1500
_LONGEST_SMALL_PRINT = 1500
_LONGEST_NAME = 80
_LONGEST_SENTENCE = 250
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*(?=\s+[^\sa-z\d])|(?<=[。！？])")
# mrkdwn has no way to write these as they are: https://docs.slack.dev/messaging/formatting-message-text
_MARKUP = re.compile(r"[*_~`|]|:[^\s:]+:")
# They would turn the rest of the line around.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def whole(entry: Entry) -> tuple[Block, ...]:
    """The question and its answer."""
    return (_heading(entry), *parse(entry.answer))


def in_parts(entry: Entry, room: int) -> tuple[tuple[Block, ...], ...]:
    """The parts, each of at most ``room`` units, with the question and a number; the last says so if more is cut."""
    cut_short = _cut_short(entry.section)
    most = wording.part(MOST_PARTS, MOST_PARTS)
    left = room - measure(_heading(entry, most)) - measure(cut_short)
    bodies, rest = share_out(parse(entry.answer), repeat(left, MOST_PARTS), measure)
    if rest:
        bodies = (*bodies[:-1], (*bodies[-1], cut_short))
    marks = (wording.part(number, len(bodies)) for number in range(1, len(bodies) + 1))
    return tuple((_heading(entry, mark), *body) for mark, body in zip(marks, bodies, strict=True))


def in_blocks(entry: Entry) -> tuple[Json, ...]:
    """The question and its answer for a view, which has room for all of it in one place."""
    parts, rest = share_out(whole(entry), repeat(LARGEST_MESSAGE, MOST_PARTS), measure)
    cut_short = (to_rich_text([_cut_short(entry.section)]),) if rest else ()
    return (*map(to_rich_text, parts), *cut_short)


def source_lines(entry: Entry, given_by: str | None = None) -> tuple[Json, ...]:
    """Where the answer comes from and when it was looked over, and who had it posted, in small print."""
    source = _source_runs(entry.section)
    notes = [wording.reviewed(entry.reviewed)] if entry.reviewed else []
    if given_by is not None:
        notes.append(wording.given_by(cut(_DIRECTION.sub("", given_by), _LONGEST_NAME)))
    small = [plain(note) for note in notes]
    if link := _as_mrkdwn(source):
        return context(link, *small)
    line = Block(kind=Kind.PARAGRAPH, runs=(Run(text=f"{wording.FROM} "), *source))
    return (to_rich_text([line]), *context(*small))


def first_sentence(blocks: Iterable[Block]) -> str:
    """The first sentence that blocks say, which is no title."""
    said = [block for block in blocks if block.text.strip()]
    first = next((block for block in said if block.kind is not Kind.HEADING), None) or next(iter(said), None)
    text = first.text.strip() if first else ""
    end = _SENTENCE_END.search(text)
    return cut(text[: end.end()] if end else text, _LONGEST_SENTENCE)


def _heading(entry: Entry, mark: str = "") -> Block:
    """The question, which part of the answer it is behind it."""
    behind = (Run(text=f" {mark}"),) if mark else ()
    for most in (300, 100, 50):
        question = text_runs(cut(entry.question, most))
        block = Block(kind=Kind.HEADING, runs=(*question, *behind))
        if measure(block) <= _LONGEST_HEADING:
            break
    return block


def _cut_short(section: Section) -> Block:
    return Block(kind=Kind.PARAGRAPH, runs=(Run(text=f"{wording.CUT_SHORT} "), *_source_runs(section)))


def _source_runs(section: Section) -> tuple[Run, ...]:
    """The source and its section, linked; without the link only where it is longer than all the rest."""
    for most in (200, 100, 50):
        title = f"{cut(section.source.title, most)} › {cut(section.title, most)}"
        runs = tuple(linked(tuple(text_runs(title)), section.url, Mark.NONE))
        if units_of(write_runs(runs)) <= _LONGEST_LINK:
            return runs
    return (Run(text=title),)


def _as_mrkdwn(source: tuple[Run, ...]) -> Json | None:
    """The line of a source as a text for small print; None where mrkdwn would read more into it, or cannot link it."""
    first, *others = source
    if others or not first.target or _MARKUP.search(first.text):
        return None
    text = f"{wording.FROM} <{escape(write_address(first.target))}|{escape(first.text)}>"
    # verbatim: names of people and channels are left alone.
    return {"type": "mrkdwn", "text": text, "verbatim": True} if length(text) <= _LONGEST_SMALL_PRINT else None
