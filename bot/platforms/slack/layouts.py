"""What a post says and what can be pressed below it, wherever it is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import Give, NoneOfThese, Pick, Press, Remove, Share, ShowSection, ShowTopics
from bot.core.reply import Answer, Declined, Introduction, Notice, Offer, Post, SectionTopics, Suggestions, Topics
from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run, text_runs
from bot.platforms.slack.elements import (
    actions,
    button,
    count_fitting,
    entry_options,
    menu,
    more_topics,
    section_options,
)
from bot.platforms.slack.measuring import Json
from bot.platforms.slack.paging import Page, page_of

MOST_CHOICES = 5
# In units; with them a message has room for what it says.
_ROOM_FOR_MENU = 7000
_ROOM_FOR_SEE_ALSO = 2000

Listed = TypeVar("Listed", Section, Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The text of a post, and the blocks below it."""

    text: tuple[Block, ...]
    below: tuple[Json, ...] = ()


def layout(post: Post) -> Layout:
    """Lay out a post; of an answer, what is below its source."""
    match post.saying:
        case Answer(entry=entry):
            return Layout(text=(), below=_answer_actions(entry, post))
        case Suggestions() | Offer():
            return _choice(post.saying, post.asker)
        case Declined():
            return _declined(post.saying)
        case Introduction() | Notice():
            return _remark(post.saying)
        case Topics(sections=sections, start=start):
            return _topics(distinct(sections), start)
        case SectionTopics(section=section, entries=entries, start=start):
            return _section_topics(section, distinct(entries), start)
    assert_never(post.saying)


def see_also(entries: Sequence[Entry]) -> tuple[Json, ...]:
    """A menu of what an answer leads on to, as much as leaves a message room for the answer."""
    options = entry_options(distinct(entries))
    return menu("see-also", wording.CHOOSE_TO_READ_ON, options[: count_fitting(options, _ROOM_FOR_SEE_ALSO)])


def leafing(page: Page, section: Section | None = None) -> list[Json]:
    """Buttons to the pages before and after this one, of a section's questions or of the topics."""
    found = []
    if page.before is not None:
        found.append(button("previous", wording.PREVIOUS, _page_press(page.before, section)))
    if page.after is not None:
        found.append(button("next", wording.NEXT, _page_press(page.after, section)))
    return found


def sentence(*texts: str) -> Block:
    """What the bot says itself, on lines of their own: without markup of its own or of what it names."""
    return Block(kind=Kind.PARAGRAPH, runs=tuple(text_runs("\n".join(filter(None, texts)))))


def titled(section: Section, line: str) -> Block:
    """The title of a section, and a line below it."""
    rest = (Run(text=f"\n{line}"),) if line else ()
    return Block(kind=Kind.PARAGRAPH, runs=(*text_runs(section.title, Mark.STRONG), *rest))


def introduction_of(remark: Introduction | Notice) -> Block:
    """What the bot says of itself, or remarks."""
    match remark:
        case Introduction(sources=sources, opening=opening):
            return sentence(opening, wording.introduction(sources))
        case Notice(text=text):
            return sentence(text)


def distinct(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """Each once: a menu takes no value twice."""
    return tuple({each.id: each for each in listed}.values())


def _answer_actions(entry: Entry, post: Post) -> tuple[Json, ...]:
    """A shared answer can be taken away, a private one shared; then what it leads on to."""
    if post.is_private:
        first = button("share", wording.SHARE, Share(entry.id), is_primary=True)
    else:
        first = button("remove", wording.REMOVE, Remove(post.asker))
    return actions(first, *see_also(post.see_also))


def _choice(choice: Suggestions | Offer, asker: str) -> Layout:
    """A few questions, in full in the text, and a button for each."""
    entries = distinct(choice.entries)[:MOST_CHOICES]
    match choice:
        case Suggestions():
            opening, none = wording.DID_YOU_MEAN, [button("none", wording.NONE_OF_THESE, NoneOfThese(asker))]
            presses: list[Press] = [Pick(entry.id, asker) for entry in entries]
        case Offer(message=message):
            opening, none = wording.WHICH_ANSWER, []
            presses = [Give(entry.id, message) for entry in entries]
    picks = [
        button(f"pick:{number}", f"{number}. {entry.question}", press, is_primary=True)
        for number, (entry, press) in enumerate(zip(entries, presses, strict=True), start=1)
    ]
    numbered = _listed([entry.question for entry in entries], [f"{number}." for number in range(1, len(entries) + 1)])
    return Layout(text=(sentence(opening), *numbered), below=actions(*picks, *none))


def _declined(declined: Declined) -> Layout:
    """The nearest topics in full in the text, and a button for each."""
    nearest = distinct(declined.nearest)[:MOST_CHOICES]
    opening = sentence(wording.not_covered(declined.uncovered), wording.NEAREST_TOPICS if nearest else "")
    titles = _listed([section.title for section in nearest], ["-"] * len(nearest))
    buttons = [
        button(f"section:{number}", section.title, ShowSection(section.id))
        for number, section in enumerate(nearest, start=1)
    ]
    return Layout(text=(opening, *titles), below=actions(*buttons))


def _remark(remark: Introduction | Notice) -> Layout:
    options = _first_topics(distinct(remark.sections))
    return Layout(text=(introduction_of(remark),), below=actions(*menu("topics", wording.CHOOSE_A_TOPIC, options)))


def _first_topics(sections: Sequence[Section]) -> list[Json]:
    """All sections, or the first ones and a way to the others."""
    options = section_options(sections)
    most = count_fitting(options, _ROOM_FOR_MENU)
    if len(options) <= most:
        return options
    more = more_topics(max(1, most - 1))
    return [*options[: max(1, most - 1)], more]


def _topics(sections: Sequence[Section], start: int) -> Layout:
    if not sections:
        return Layout(text=(sentence(wording.NO_TOPICS),))
    options = section_options(sections)
    page = page_of(start, len(options), most=count_fitting(options, _ROOM_FOR_MENU))
    choice = menu("topics", wording.CHOOSE_A_TOPIC, options[page.start : page.end])
    return Layout(text=(sentence(wording.TOPICS, page.line),), below=actions(*choice, *leafing(page)))


def _section_topics(section: Section, entries: Sequence[Entry], start: int) -> Layout:
    options = entry_options(entries)
    page = page_of(start, len(options), most=count_fitting(options, _ROOM_FOR_MENU))
    choice = menu("questions", wording.CHOOSE_A_QUESTION, options[page.start : page.end])
    all_topics = button("all-topics", wording.ALL_TOPICS, ShowTopics(0))
    line = page.line if entries else wording.NO_QUESTIONS
    return Layout(text=(titled(section, line),), below=actions(*choice, *leafing(page, section), all_topics))


def _page_press(start: int, section: Section | None) -> Press:
    return ShowSection(section.id, start) if section else ShowTopics(start)


def _listed(texts: Sequence[str], markers: Sequence[str]) -> Iterator[Block]:
    """Texts in full, as the items of a list.

    Of a button's label Slack may show some 30 characters, and notifications have none of it:
    https://docs.slack.dev/reference/block-kit/block-elements/button-element.
    """
    for number, (text, marker) in enumerate(zip(texts, markers, strict=True)):
        yield Block(
            kind=Kind.PARAGRAPH, runs=tuple(text_runs(text)), depth=1, markers=(marker,), opens_list=number == 0
        )
