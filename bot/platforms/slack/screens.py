"""Posts in modals and in App Home, and questions to suggest in the assistant pane.

https://docs.slack.dev/reference/views names their limits: 100 blocks, a title of 24 characters.
"""

from collections.abc import Iterable, Sequence

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import Give, Press, ShowEntry, ShowSection, ShowTopics
from bot.core.reply import Answer, Introduction, Notice, Offer, Post, SectionTopics, Topics
from bot.platforms.kit.markdown.blocks import Block
from bot.platforms.kit.markdown.measuring import cut
from bot.platforms.kit.markdown.parsing import parse
from bot.platforms.slack.answers import first_sentence, in_blocks, source_lines
from bot.platforms.slack.elements import ACTION, actions, button, lines, plain, row
from bot.platforms.slack.layouts import (
    MOST_CHOICES,
    distinct,
    introduction_of,
    layout,
    leafing,
    see_also,
    sentence,
    titled,
)
from bot.platforms.slack.measuring import Json
from bot.platforms.slack.paging import page_of
from bot.platforms.slack.rich_text import to_rich_text

FORM = f"{ACTION}form"
"""The callback id of every modal."""

SEARCH_BLOCK = f"{ACTION}search"
"""The block id of the search field; its words are ``view["state"]["values"][SEARCH_BLOCK][SEARCH_ACTION]["value"]``."""

SEARCH_ACTION = f"{ACTION}words"
"""The action id of the search field, which acts when Enter is pressed."""

MOST_PROMPTS = 4
"""https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""

_LONGEST_TITLE = 24
_LONGEST_PROMPT = 75
_LONGEST_QUERY = 150
_MOST_ROWS = 25


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


def _in_modal(post: Post) -> tuple[Json, ...]:
    match post.saying:
        case Offer(entries=entries, message=message):
            choices = [
                _give(entry, message, number) for number, entry in enumerate(distinct(entries)[:MOST_CHOICES], 1)
            ]
            return (_text(sentence(wording.WHICH_ANSWER)), *choices)
        case Answer(entry=entry):
            return _answer(entry, post)
        case _:
            laid_out = layout(post)
            return (_text(*laid_out.text), *laid_out.below)


def _in_home(post: Post) -> tuple[Json, ...]:
    match post.saying:
        case Introduction(sections=sections):
            return (_text(introduction_of(post.saying)), *_topic_rows(distinct(sections), 0))
        case Notice(sections=sections):
            rows = _topic_rows(distinct(sections), 0) if sections else actions(_all_topics())
            return (_text(introduction_of(post.saying)), *rows)
        case Topics(sections=sections, start=start):
            return (*_introduction(sections), *_topic_rows(distinct(sections), start))
        case SectionTopics(section=section, entries=entries, start=start):
            return _entry_rows(section, distinct(entries), start)
        case Answer(entry=entry):
            back = button("section", entry.section.title, ShowSection(entry.section.id))
            return (*_answer(entry, post), *actions(back, _all_topics()))
        case _:
            laid_out = layout(post)
            return (_text(*laid_out.text), *laid_out.below, *actions(_all_topics()))


def _answer(entry: Entry, post: Post) -> tuple[Json, ...]:
    """An answer to read: a vote needs a message to stand on, and sharing a channel."""
    return (*in_blocks(entry), *source_lines(entry, post.given_by), *actions(*see_also(post.see_also)))


def _give(entry: Entry, message: str, number: int) -> Json:
    """A question with the first sentence of its answer, and the button that gives it."""
    return row(
        lines(entry.question, first_sentence(parse(entry.answer))),
        button(
            f"give:{number}",
            wording.REPLY_WITH_THIS,
            Give(entry.id, message),
            is_primary=True,
            spoken=f"{wording.REPLY_WITH_THIS}: {entry.question}",
        ),
    )


def _topic_rows(sections: Sequence[Section], start: int) -> tuple[Json, ...]:
    """The topics below each other, each with a button to its questions."""
    if not sections:
        return (_text(sentence(wording.NO_TOPICS)),)
    page = page_of(start, len(sections), most=_MOST_ROWS)
    rows = (
        row(plain(section.title), _show(number, wording.SHOW_QUESTIONS, section.title, ShowSection(section.id)))
        for number, section in enumerate(sections[page.start : page.end], 1)
    )
    return (_text(sentence(wording.TOPICS, page.line)), *rows, *actions(*leafing(page)))


def _entry_rows(section: Section, entries: Sequence[Entry], start: int) -> tuple[Json, ...]:
    """The questions of a section below each other, each with a button to its answer."""
    page = page_of(start, len(entries), most=_MOST_ROWS)
    rows = (
        row(plain(entry.question), _show(number, wording.SHOW_ANSWER, entry.question, ShowEntry(entry.id)))
        for number, entry in enumerate(entries[page.start : page.end], 1)
    )
    line = page.line if entries else wording.NO_QUESTIONS
    return (_text(titled(section, line)), *rows, *actions(*leafing(page, section), _all_topics()))


def _show(number: int, label: str, what: str, press: Press) -> Json:
    """A button in a row, which says to screen readers what it shows."""
    return button(f"show:{number}", label, press, spoken=f"{label}: {what}")


def _introduction(sections: Sequence[Section]) -> tuple[Json, ...]:
    """What the bot can do, where it can do anything."""
    sources = tuple(section.source.title for section in sections)
    return (_text(sentence(wording.introduction(sources))),) if sources else ()


def _all_topics() -> Json:
    return button("all-topics", wording.ALL_TOPICS, ShowTopics(0))


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


def _text(*blocks: Block) -> Json:
    return to_rich_text(blocks)
