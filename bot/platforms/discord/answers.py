"""An answer as one message, or as several that each say what they belong to."""

import re
from itertools import chain, repeat

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.platforms.discord.inline import write_runs
from bot.platforms.discord.markdown import plain, to_markdown
from bot.platforms.discord.measuring import LONGEST_MESSAGE, cut, cut_as_written, length
from bot.platforms.discord.splitting import split
from bot.platforms.kit.markdown.blocks import Mark, text_runs
from bot.platforms.kit.markdown.parsing import linked, parse

MOST_PARTS = 15
# In units as written, so that however these are escaped more than a third of a message is left for the answer.
_LONGEST_HEADING = 300
_LONGEST_LINK = 700
_LONGEST_NAME = 40
# They would turn the rest of the line around.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def write_answer(entry: Entry, *, given_by: str | None = None) -> tuple[str, ...]:
    """The contents of the messages that answer with ``entry``; ``given_by`` names who had them posted."""
    heading = cut_as_written(entry.question, _LONGEST_HEADING, _strong)
    footer = _footer(entry, given_by)
    whole = _below(heading, to_markdown(entry.answer), footer)
    return (whole,) if length(whole) <= LONGEST_MESSAGE else _write_parts(entry, heading, footer)


def _write_parts(entry: Entry, heading: str, footer: str) -> tuple[str, ...]:
    """Every part with the question and its number, the first with the source, the last with a word on what is cut."""
    cut_short = f"{wording.CUT_SHORT} {_link(entry.section)}"
    room = LONGEST_MESSAGE - length(f"{heading} {wording.part(MOST_PARTS, MOST_PARTS)}\n")
    first, last = room - length(f"\n{footer}"), room - length(f"\n\n{cut_short}")
    bodies, rest = split(parse(entry.answer), chain([first], repeat(room, MOST_PARTS - 2), [last]))
    if rest:
        bodies = (*bodies[:-1], f"{bodies[-1]}\n\n{cut_short}")
    headings = (f"{heading} {wording.part(number, len(bodies))}" for number in range(1, len(bodies) + 1))
    first_body, *others = map(_below, headings, bodies)
    return (_below(first_body, footer), *others)


def _footer(entry: Entry, given_by: str | None) -> str:
    """Where the answer comes from and when it was looked over, and who had it posted, in small print."""
    source = f"-# {wording.FROM} {_link(entry.section)}"
    if entry.reviewed:
        source += f" · {wording.reviewed(entry.reviewed)}"
    if given_by is None:
        return source
    return f"{source}\n-# {plain(wording.given_by(cut(_DIRECTION.sub('', given_by), _LONGEST_NAME)))}"


def _link(section: Section) -> str:
    """The source and its section, linked; without the link only where no message could hold it."""

    def write(most: int) -> str:
        title = f"{cut(section.source.title, most)} › {cut(section.title, most)}"
        return write_runs(linked(tuple(text_runs(title)), section.url, Mark.NONE))

    written = next((link for most in (200, 100, 50) if length(link := write(most)) <= _LONGEST_LINK), None)
    return written or cut_as_written(f"{section.source.title} › {section.title}", _LONGEST_LINK, plain)


def _strong(text: str) -> str:
    return write_runs(text_runs(text, Mark.STRONG))


def _below(*pieces: str) -> str:
    return "\n".join(piece for piece in pieces if piece)
