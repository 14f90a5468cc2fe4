"""Posts as the messages that members of a Discord server see.

The text is the message's own content, not an embed: that needs no permission, is what notifications and screen readers
read, and can be searched for.
"""

from dataclasses import dataclass

from bot.core import wording
from bot.core.reply import Post
from bot.platforms.discord.markdown import NOT_IN_LINKS, gap, write_block, write_blocks, write_runs
from bot.platforms.kit.card import Card, Limits, Row, to_card
from bot.platforms.kit.markdown.blocks import Block, Run, text_runs
from bot.platforms.kit.markdown.lengths import length
from bot.platforms.kit.parts import to_parts

LONGEST_MESSAGE = 2000
"""In units: https://discord.com/developers/docs/resources/message#create-message"""

MOST_PARTS = 15
"""More messages than that would fill the channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One message: its content in Discord's Markdown, and the rows of buttons or the menus below it."""

    content: str
    rows: tuple[Row, ...] = ()


def to_messages(post: Post) -> tuple[Rendered, ...]:
    """The messages that say a post, one in almost every case; the last one holds what can be pressed."""
    return tuple(Rendered(content=_write(part), rows=part.rows) for part in to_parts(to_card(post, LIMITS), LIMITS))


def _write(card: Card) -> str:
    """The content of a message; buttons and menus take nothing of it."""
    lines = [write_blocks(card.blocks)]
    if footer := card.footer:
        reviewed = f" · {footer.reviewed}" if footer.reviewed else ""
        lines.append(f"-# {write_runs((Run(text=f'{wording.FROM} '), *footer.source))}{reviewed}")
        lines += [f"-# {write_runs(text_runs(footer.given_by))}"] if footer.given_by else []
    return "\n".join(filter(None, lines))


def _measure(block: Block, above: Block | None) -> int:
    return length(write_block(block)) + (length(gap(above, block)) if above else 0)


LIMITS = Limits(
    message=LONGEST_MESSAGE,
    messages=MOST_PARTS,
    # In units as written, so that however these are escaped a third of a message is left for the answer.
    heading=300,
    source=700,
    # A row for each, of five, and one for "None of these".
    choices=4,
    # https://discord.com/developers/docs/components/reference#string-select
    options=25,
    not_in_links=NOT_IN_LINKS,
    size=lambda card: length(_write(card)),
    measure=_measure,
)
