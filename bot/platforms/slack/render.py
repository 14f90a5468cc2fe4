"""Posts as the messages that members of a Slack workspace see; the other places to see them are in ``screens``."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat

from bot.core.entries import Entry
from bot.core.reply import Answer, Post
from bot.platforms.kit.markdown.blocks import Block
from bot.platforms.kit.markdown.splitting import share_out
from bot.platforms.slack.answers import first_sentence, in_parts, source_lines, whole
from bot.platforms.slack.elements import feedback
from bot.platforms.slack.layouts import layout
from bot.platforms.slack.measuring import LARGEST_MESSAGE, Json, escape, size_of, to_text
from bot.platforms.slack.rich_text import MOST_ELEMENTS, measure, to_rich_text
from bot.platforms.slack.screens import to_assistant_prompts, to_home, to_modal

__all__ = ["Rendered", "to_assistant_prompts", "to_home", "to_messages", "to_modal"]

# A link that would be cut leads nowhere.
_LONGEST_URL = 1000
_EMPTY = size_of([to_rich_text([])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One message: its blocks, and the text that notifications and screen readers get in their place."""

    text: str
    blocks: tuple[Json, ...]


def to_messages(post: Post) -> tuple[Rendered, ...]:
    """The messages that say a post, one in almost every case; the last one holds what can be pressed."""
    laid_out = layout(post)
    match post.saying:
        case Answer(entry=entry):
            source = source_lines(entry, post.given_by)
            return _answer(entry, source, (feedback(entry.id), *laid_out.below))
        case _:
            return _say(laid_out.text, laid_out.below)


def _answer(entry: Entry, source: tuple[Json, ...], below: tuple[Json, ...]) -> tuple[Rendered, ...]:
    """The answer in one message if it fits, or else in parts, the first of which has the source."""
    text = whole(entry)
    blocks = (to_rich_text(text), *source, *below)
    if _fits(blocks):
        return (Rendered(text=_text_of(entry, text), blocks=blocks),)
    parts = in_parts(entry, LARGEST_MESSAGE - _EMPTY - size_of(chain(source, below)))
    last = len(parts) - 1
    return tuple(
        Rendered(
            text=_text_of(entry, part),
            blocks=(to_rich_text(part), *(() if number else source), *(below if number == last else ())),
        )
        for number, part in enumerate(parts)
    )


def _say(text: tuple[Block, ...], below: tuple[Json, ...]) -> tuple[Rendered, ...]:
    """A text that is no answer, shared out over as many messages as it needs."""
    room = LARGEST_MESSAGE - _EMPTY - size_of(below)
    parts, _ = share_out(text, repeat(room), measure)
    *above, last = (Rendered(text=_lines_of(part), blocks=(to_rich_text(part),)) for part in parts)
    return (*above, Rendered(text=last.text, blocks=(*last.blocks, *below)))


def _fits(blocks: tuple[Json, ...]) -> bool:
    return len(blocks[0]["elements"]) <= MOST_ELEMENTS and size_of(blocks) <= LARGEST_MESSAGE


def _text_of(entry: Entry, part: tuple[Block, ...]) -> str:
    """The question, the first sentence and the link."""
    question, *answer = part
    url = entry.section.url if len(escape(entry.section.url)) <= _LONGEST_URL else ""
    return to_text("\n".join(filter(None, (question.text, first_sentence(answer), url))))


def _lines_of(blocks: Iterable[Block]) -> str:
    return to_text("\n".join(" ".join((*block.markers, block.text)) for block in blocks))
