"""Posts as members of a Slack workspace see them: in messages, in modals and in App Home.

https://docs.slack.dev/reference/views names the limits of the last two: 100 blocks, a title of 24 characters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import repeat

from bot.core import wording
from bot.core.entries import Entry
from bot.core.press import ShowSection, ShowTopics
from bot.core.reply import Answer, Introduction, Notice, Offer, Post, Saying, SectionTopics, Topics
from bot.platforms.kit.card import Card, Choice, Limits, Menu, Row, first_sentence, to_card
from bot.platforms.kit.markdown.lengths import ELLIPSIS, cut
from bot.platforms.kit.markdown.splitter import share_out
from bot.platforms.kit.parts import cut_short, to_parts
from bot.platforms.slack.elements import (
    ACTION,
    actions,
    beside,
    button,
    escape,
    lines,
    option,
    plain,
    pressable,
    small_print,
)
from bot.platforms.slack.rich_text import MOST_ELEMENTS, Json, measure, to_rich_text, units_of

FORM = f"{ACTION}form"
"""The callback id of every modal."""

SEARCH_BLOCK = f"{ACTION}search"
"""The block id of the search field; its words are ``view["state"]["values"][SEARCH_BLOCK][SEARCH_ACTION]["value"]``."""

SEARCH_ACTION = f"{ACTION}words"
"""The action id of the search field, which acts when Enter is pressed."""

MOST_PROMPTS = 4
"""https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""

LARGEST_MESSAGE = 12_000
"""The units of all blocks of a message, as :func:`size_of` counts them.

Slack refuses more with ``msg_blocks_too_long`` and documents no number but that of the markdown block, 12,000. What
people measured lies above it: 13,297 characters in one block, 125 less with a divider, and 15,561 characters of JSON
(https://github.com/slackapi/bolt-js/issues/2509 and 2867).
"""

LONGEST_TEXT = 3_900
"""The bytes of a message's text; https://docs.slack.dev/reference/methods/chat.update takes 4,000."""

MOST_PARTS = 10
"""More messages than that would fill the channel."""

_LONGEST_TITLE = 24
_LONGEST_PROMPT = 75
_LONGEST_QUERY = 150
# A link that would be cut leads nowhere.
_LONGEST_URL = 1000
_A_BLOCK = 125
_EVERYONE = re.compile(r"@(?=channel|everyone|here|group)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One message: its blocks, and the text that notifications and screen readers get in their place."""

    text: str
    blocks: tuple[Json, ...]


def to_messages(post: Post) -> tuple[Rendered, ...]:
    """The messages that say a post, one in almost every case; the last one holds what can be pressed."""
    parts = to_parts(to_card(post, LIMITS), LIMITS)
    return tuple(Rendered(text=_text_of(part), blocks=_blocks_of(part)) for part in parts)


def to_modal(post: Post, *, private_metadata: str, query: str = "", may_search: bool = True) -> Json:
    """A modal that shows a post, with a field to search the FAQ in other words than ``query``.

    ``private_metadata``, of at most 3,000 characters, comes back with every press. Where nothing is left to look for,
    ``may_search`` is false.
    """
    modal: Json = {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": private_metadata,
        "title": plain(wording.ANSWER_FROM_FAQ, _LONGEST_TITLE),
        "close": plain(wording.CLOSE, _LONGEST_TITLE),
        "blocks": list(_in_modal(post)),
    }
    if may_search:
        # Slack takes no input without a button to submit it.
        modal["submit"] = plain(wording.SEARCH, _LONGEST_TITLE)
        modal["blocks"].append(_search_field(query))
    return modal


def to_home(post: Post) -> Json:
    """App Home, showing a post, with a way to all topics from wherever it is."""
    return {"type": "home", "blocks": list(_in_home(post))}


def to_assistant_prompts(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """The first few entries as prompts, which ask the question in full."""
    shown = tuple(entries)[:MOST_PROMPTS]
    return [{"title": cut(entry.question, _LONGEST_PROMPT), "message": entry.question} for entry in shown]


def _blocks_of(card: Card) -> tuple[Json, ...]:
    return (to_rich_text(card.blocks), *small_print(card.footer), *pressable(card.rows))


def _text_of(card: Card) -> str:
    """Of an answer the question, the first sentence and the link; of all else what it says."""
    if card.heading is None:
        return to_text("\n".join(" ".join((*block.markers, block.text)) for block in card.blocks))
    url = card.url if len(escape(card.url)) <= _LONGEST_URL else ""
    return to_text("\n".join(filter(None, (card.heading.text, first_sentence(card.text), url))))


def to_text(text: str) -> str:
    """The text of a message, which notifications show: it mentions nobody, and what is too long for it is left out."""
    while len(written := _defuse(text).encode("utf-8", "surrogatepass")) > LONGEST_TEXT:
        text = text[: len(text) * 3 // 4].rstrip() + ELLIPSIS
    return written.decode("utf-8", "surrogatepass")


def _defuse(text: str) -> str:
    """Escaped, and also harmless where names are linked (``link_names``, ``parse``)."""
    return _EVERYONE.sub("@\u200b", escape(text))


def size_of(blocks: Iterable[Json]) -> int:
    """What blocks take up of a message."""
    return sum(units_of(block) + _A_BLOCK for block in blocks)


def _size(card: Card) -> int:
    """What a card takes of a message; more than all of it where its text has too many elements."""
    text, *others = _blocks_of(card)
    return size_of((text, *others)) + (LARGEST_MESSAGE if len(text["elements"]) > MOST_ELEMENTS else 0)


LIMITS = Limits(
    message=LARGEST_MESSAGE,
    messages=MOST_PARTS,
    # In units as written: with all of it at its longest, and buttons, a sixth of a message is left for the answer.
    heading=1600,
    source=1600,
    choices=5,
    options=100,
    menu=7000,
    see_also=2000,
    # Of a button's label Slack may show some 30 characters, and notifications have none of it:
    # https://docs.slack.dev/reference/block-kit/block-elements/button-element
    lists_sections=True,
    size=_size,
    measure=measure,
    option_size=lambda choice: units_of(option(choice)) + len(","),
)

# A view has 100 blocks, and room for whatever 25 of them say.
_LIMITS_IN_HOME = replace(LIMITS, options=25, menu=250_000)


def _in_modal(post: Post) -> Iterator[Json]:
    card = to_card(post, LIMITS)
    if not isinstance(post.saying, Offer):
        yield from _in_view(card)
        return
    yield from _in_view(replace(card, listed=(), rows=()))
    for choice in (choice for row in card.rows if not isinstance(row, Menu) for choice in row):
        yield beside(lines(choice.text, choice.detail), choice, wording.REPLY_WITH_THIS)


def _in_home(post: Post) -> Iterator[Json]:
    *remarks, saying = _shown_in_home(post.saying)
    for remark in remarks:
        yield to_rich_text(to_card(replace(post, saying=remark), LIMITS).blocks)
    card = to_card(replace(post, saying=saying), _LIMITS_IN_HOME)
    if isinstance(saying, Topics | SectionTopics):
        yield to_rich_text(card.blocks)
        yield from _in_lines(card.rows)
        return
    yield from _in_view(card)
    back = Choice(text=wording.ALL_TOPICS, press=ShowTopics(0))
    if isinstance(saying, Answer):
        section = saying.entry.section
        yield from actions(button(Choice(text=section.title, press=ShowSection(section.id))), button(back))
    else:
        yield from actions(button(back))


def _shown_in_home(saying: Saying) -> tuple[Saying, ...]:
    """What App Home shows below each other: it has room for what the bot can do, or remarks, and for the topics."""
    match saying:
        case Topics(sections=sections) if sections:
            sources = tuple(section.source.title for section in sections)
            return Introduction(sources=sources, sections=()), saying
        case Notice(sections=()):
            return (saying,)
        case Introduction(sections=sections) | Notice(sections=sections):
            return replace(saying, sections=()), Topics(sections=sections)
        case _:
            return (saying,)


def _in_view(card: Card) -> Iterator[Json]:
    """A card in a view, which has room for a long text in one place; a vote needs a message, and sharing a channel."""
    texts, rest = share_out(card.blocks, repeat(LARGEST_MESSAGE, MOST_PARTS), measure)
    yield from map(to_rich_text, texts)
    if card.footer is None:
        yield from pressable(card.rows)
        return
    if rest:
        yield to_rich_text([cut_short(card.footer)])
    yield from small_print(card.footer)
    yield from pressable(row for row in card.rows if isinstance(row, Menu))


def _in_lines(rows: Iterable[Row]) -> Iterator[Json]:
    """The choices of a menu below each other, each with a button beside it, then the other buttons."""
    for row in rows:
        if isinstance(row, Menu):
            for choice in row.choices:
                label = wording.SHOW_QUESTIONS if isinstance(choice.press, ShowSection) else wording.SHOW_ANSWER
                yield beside(plain(choice.text), choice, label)
        else:
            yield from actions(*map(button, row))


def _search_field(query: str) -> Json:
    """A field for other words; Enter searches, as does the button of the modal."""
    element: Json = {
        "type": "plain_text_input",
        "action_id": SEARCH_ACTION,
        "max_length": _LONGEST_QUERY,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if words := cut(query, _LONGEST_QUERY):
        element["initial_value"] = words
    return {
        "type": "input",
        "block_id": SEARCH_BLOCK,
        "dispatch_action": True,
        "optional": True,
        "label": plain(wording.SEARCH_FAQ),
        "element": element,
    }
