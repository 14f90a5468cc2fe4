"""Posts as the messages that members of a Discord server see.

The text is the message's own content, not an embed: that needs no permission, is what notifications and screen readers
read, and can be searched for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar, assert_never

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import Give, Helpful, NoneOfThese, NotHelpful, Pick, Press, Remove, Share, ShowSection, ShowTopics
from bot.core.reply import Answer, Declined, Introduction, Notice, Offer, Post, SectionTopics, Suggestions, Topics
from bot.platforms.discord.answers import write_answer
from bot.platforms.discord.components import (
    MOST_OPTIONS,
    MOST_ROWS,
    Row,
    Style,
    button,
    entry_menu,
    first_sections_menu,
    picks,
    row_of,
    section_buttons,
    section_menu,
)
from bot.platforms.discord.measuring import LONGEST_MESSAGE
from bot.platforms.discord.splitting import split
from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run, text_runs

# A row for each, and one for "None of these".
_MOST_CHOICES = MOST_ROWS - 1

Listed = TypeVar("Listed", Section, Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One message: its content in Discord's Markdown, and the rows of buttons or the menus below it."""

    content: str
    rows: tuple[Row, ...] = ()


def to_messages(post: Post) -> tuple[Rendered, ...]:
    """The messages that say a post, one in almost every case; the last one holds what can be pressed."""
    match post.saying:
        case Answer(entry=entry):
            return _with_rows(write_answer(entry, given_by=post.given_by), _answer_rows(entry, post))
        case Suggestions() | Offer():
            return _choice(post.saying, post.asker)
        case Declined():
            return _declined(post.saying)
        case Introduction() | Notice():
            return _remark(post.saying)
        case Topics(sections=sections, start=start):
            return _topics(_distinct(sections), start)
        case SectionTopics(section=section, entries=entries, start=start):
            return _section_topics(section, _distinct(entries), start)
    assert_never(post.saying)


def _answer_rows(entry: Entry, post: Post) -> tuple[Row, ...]:
    """Votes for everybody; a shared answer can be taken away, a private one shared; then what it leads on to."""
    share = button(wording.SHARE, Share(entry.id), style=Style.PRIMARY) if post.is_private else None
    remove = None if post.is_private else button(wording.REMOVE, Remove(post.asker))
    helpful = button(wording.HELPFUL, Helpful(entry.id))
    not_helpful = button(wording.NOT_HELPFUL, NotHelpful(entry.id))
    leads_on = entry_menu("see-also", wording.CHOOSE_TO_READ_ON, _distinct(post.see_also))
    return row_of(share, helpful, not_helpful, remove) + leads_on


def _choice(choice: Suggestions | Offer, asker: str) -> tuple[Rendered, ...]:
    """A few questions, in full in the text, and a button for each."""
    entries = _distinct(choice.entries)[:_MOST_CHOICES]
    match choice:
        case Suggestions():
            opening, none = wording.DID_YOU_MEAN, row_of(button(wording.NONE_OF_THESE, NoneOfThese(asker)))
            presses: list[Press] = [Pick(entry.id, asker) for entry in entries]
        case Offer(message=message):
            opening, none = wording.WHICH_ANSWER, ()
            presses = [Give(entry.id, message) for entry in entries]
    rows = picks([entry.question for entry in entries], presses)
    return _say(_sentence(opening), *_numbered(entries), rows=rows + none)


def _declined(declined: Declined) -> tuple[Rendered, ...]:
    nearest = _distinct(declined.nearest)
    no = wording.not_covered(declined.uncovered)
    text = f"{no}\n{wording.NEAREST_TOPICS}" if nearest else no
    return _say(_sentence(text), rows=section_buttons(nearest))


def _remark(remark: Introduction | Notice) -> tuple[Rendered, ...]:
    match remark:
        case Introduction(sources=sources, opening=opening):
            text = f"{opening}\n{wording.introduction(sources)}".strip()
        case Notice(text=text):
            pass
    return _say(_sentence(text), rows=first_sections_menu(_distinct(remark.sections)))


def _topics(sections: Sequence[Section], start: int) -> tuple[Rendered, ...]:
    if not sections:
        return _say(_sentence(wording.NO_TOPICS))
    first = _page_start(start, len(sections))
    before, after = _neighbours(first, len(sections))
    leafing = row_of(
        None if before is None else button(wording.PREVIOUS, ShowTopics(before)),
        None if after is None else button(wording.NEXT, ShowTopics(after)),
    )
    text = f"{wording.TOPICS}{_page_line(first, len(sections))}"
    return _say(_sentence(text), rows=section_menu(sections, start=first) + leafing)


def _section_topics(section: Section, entries: Sequence[Entry], start: int) -> tuple[Rendered, ...]:
    first = _page_start(start, len(entries))
    before, after = _neighbours(first, len(entries))
    leafing = row_of(
        None if before is None else button(wording.PREVIOUS, ShowSection(section.id, before)),
        None if after is None else button(wording.NEXT, ShowSection(section.id, after)),
        button(wording.ALL_TOPICS, ShowTopics(0)),
    )
    menu = entry_menu("questions", wording.CHOOSE_A_QUESTION, entries[first : first + MOST_OPTIONS])
    text = _page_line(first, len(entries)) if entries else f"\n{wording.NO_QUESTIONS}"
    title = Block(kind=Kind.PARAGRAPH, runs=(*text_runs(section.title, Mark.STRONG), Run(text=text)))
    return _say(title, rows=menu + leafing)


def _page_start(start: int, total: int) -> int:
    """The place of the first on the page asked for, or on the last one: the FAQ may have become shorter."""
    return max(0, start if start < total else (total - 1) // MOST_OPTIONS * MOST_OPTIONS)


def _neighbours(start: int, total: int) -> tuple[int | None, int | None]:
    """Where the pages before and after this one begin."""
    after = start + MOST_OPTIONS
    return max(0, start - MOST_OPTIONS) if start else None, after if after < total else None


def _page_line(start: int, total: int) -> str:
    """A line on which page this is, of several."""
    if total <= MOST_OPTIONS:
        return ""
    return f"\n{wording.page(start + 1, min(start + MOST_OPTIONS, total), total)}"


def _sentence(text: str) -> Block:
    """What the bot says itself: as it is, without markup of its own or of what it names."""
    return Block(kind=Kind.PARAGRAPH, runs=tuple(text_runs(text)))


def _numbered(entries: Sequence[Entry]) -> tuple[Block, ...]:
    """The questions in full: buttons cut them."""
    return tuple(
        Block(
            kind=Kind.PARAGRAPH,
            runs=tuple(text_runs(entry.question)),
            depth=1,
            markers=(f"{number}.",),
            opens_list=number == 1,
        )
        for number, entry in enumerate(entries, start=1)
    )


def _say(*blocks: Block, rows: tuple[Row, ...] = ()) -> tuple[Rendered, ...]:
    contents, _ = split(blocks, repeat(LONGEST_MESSAGE))
    return _with_rows(contents, rows)


def _with_rows(contents: Sequence[str], rows: tuple[Row, ...]) -> tuple[Rendered, ...]:
    *above, last = contents
    return (*(Rendered(content=content) for content in above), Rendered(content=last, rows=rows))


def _distinct(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """Each once: a message takes no id twice."""
    return tuple({each.id: each for each in listed}.values())
