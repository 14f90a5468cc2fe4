"""What platforms show of a post, before any markup or components of one platform.

A card flows like this:

    Post --card.to_card--> Card --parts.to_parts--> a card for each message --(the platform)--> its messages
                                --parts.numbered--> text with numbered choices, for a place without buttons

A card says everything in full. :class:`Limits` tell how much of it a platform holds: how many choices, and how large a
message may be in the platform's own units. The platform itself cuts labels, escapes, and writes its markup and JSON.
To change a sentence, go to ``core/wording.py``; to add a button or a kind of post, start here.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import (
    Give,
    Helpful,
    NoneOfThese,
    NotHelpful,
    Pick,
    Press,
    Remove,
    Share,
    ShowEntry,
    ShowSection,
    ShowTopics,
)
from bot.core.reply import Answer, Declined, Introduction, Notice, Offer, Post, SectionTopics, Suggestions, Topics
from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run, text_runs
from bot.platforms.kit.markdown.lengths import cut
from bot.platforms.kit.markdown.parser import linked, parse
from bot.platforms.kit.markdown.splitter import Measure

# The most that is shown of a question, of the titles in a source (tried in this order), of a name, and of a sentence.
_LONGEST_QUESTION = 300
_LONGEST_TITLES = (200, 100, 50)
_LONGEST_NAME = 80
_LONGEST_SENTENCE = 250
# Before a small letter or a digit, a full stop ends an abbreviation, as in “e.g. 95 °C”.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*(?=\s+[^\sa-z\d])|(?<=[。！？])")
# These characters turn the rest of a line around, from right to left.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Listed = TypeVar("Listed", Section, Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button, or a line of a menu: what it reads and the press that it stands for.

    ``number`` is the one that the text lists it under, 0 for none. ``detail`` says more about it where there is room.
    """

    text: str
    press: Press
    number: int = 0
    is_primary: bool = False
    detail: str = ""

    @property
    def label(self) -> str:
        """What a button reads."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A menu to choose one line of; no two menus of a card have the same ``name``."""

    name: str
    placeholder: str
    choices: tuple[Choice, ...]


Row = tuple[Choice, ...] | Menu
"""Buttons beside each other, or a menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The small print of an answer: its source, when it was reviewed, and who had it posted."""

    source: tuple[Run, ...]
    reviewed: str = ""
    given_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a post says and offers, or as much of it as one message holds.

    An answer has a ``heading``, the question, a ``footer`` and the ``url`` of its section. ``listed`` are the choices
    in full, as items of a list below the text: buttons cut them.
    """

    text: tuple[Block, ...] = ()
    listed: tuple[Block, ...] = ()
    rows: tuple[Row, ...] = ()
    heading: Block | None = None
    footer: Footer | None = None
    url: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All that stands above the footer."""
        return (*((self.heading,) if self.heading else ()), *self.text, *self.listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a platform holds, in units of its own; the defaults are those of a place with room for everything.

    ``size`` tells how much of a message a card takes as the platform writes it, ``measure`` the same block by block,
    or a little more. What can be pressed is cut by the platform itself.
    """

    size: Callable[[Card], int] = lambda _: 0
    measure: Measure = lambda _, __: 0
    option_size: Callable[[Choice], int] = lambda _: 0

    # The most that a message takes, and of that its question and the link to its source.
    message: int = 0
    heading: int = 0
    source: int = 0
    # The most that the options of a menu take together, and of one below an answer.
    menu: int = 0
    see_also: int = 0

    # How many: messages of a long answer, entries or sections to choose from, options of a menu.
    messages: int = 10
    choices: int = 5
    options: int = 25

    # Whether the text lists the sections that have buttons, since these show only the beginning of a title.
    lists_sections: bool = False
    # The characters that the text of a link may not have.
    not_in_links: str = ""

    def count_options(self, choices: Iterable[Choice], room: int) -> int:
        """How many of any of ``choices`` a menu holds that may take ``room``; one at least."""
        # By the largest, so that every page of a list has the same length and pages can be turned back.
        largest = max(map(self.option_size, choices), default=0)
        return max(1, min(self.options, room // largest)) if largest else self.options


def to_card(post: Post, limits: Limits) -> Card:
    """The card of a post."""
    match post.saying:
        case Answer(entry=entry):
            return _answer(entry, post, limits)
        case Suggestions() | Offer():
            return _choice(post.saying, post.asker, limits)
        case Declined():
            return _declined(post.saying, limits)
        case Introduction() | Notice():
            return _remark(post.saying, limits)
        case Topics(sections=sections, start=start):
            return _topics(_distinct(sections), start, limits)
        case SectionTopics(section=section, entries=entries, start=start):
            return _section_topics(section, _distinct(entries), start, limits)
    assert_never(post.saying)


def sentence(*texts: str) -> Block:
    """What the bot says itself, each text on a line of its own: without markup of its own or of what it names."""
    return Block(kind=Kind.PARAGRAPH, runs=tuple(text_runs("\n".join(filter(None, texts)))))


def first_sentence(blocks: Iterable[Block]) -> str:
    """The first sentence of blocks, of a title only where there is nothing else."""
    said = [block for block in blocks if block.text.strip()]
    first = next((block for block in said if block.kind is not Kind.HEADING), None) or next(iter(said), None)
    text = first.text.strip() if first else ""
    end = _SENTENCE_END.search(text)
    return cut(text[: end.end()] if end else text, _LONGEST_SENTENCE)


def _answer(entry: Entry, post: Post, limits: Limits) -> Card:
    """The answer, with votes for everybody; a shared one can be removed, a private one shared; then "See also"."""
    share = Choice(text=wording.SHARE, press=Share(entry.id), is_primary=True)
    votes = (
        Choice(text=wording.HELPFUL, press=Helpful(entry.id)),
        Choice(text=wording.NOT_HELPFUL, press=NotHelpful(entry.id)),
    )
    remove = Choice(text=wording.REMOVE, press=Remove(post.asker))
    see_also = _entry_choices(_distinct(post.see_also))
    see_also = see_also[: limits.count_options(see_also, limits.see_also)]
    return Card(
        heading=_heading(entry, limits),
        text=parse(entry.answer, limits.not_in_links),
        footer=_footer(entry, post.given_by, limits),
        rows=(
            (share, *votes) if post.is_private else (*votes, remove),
            *_menu("see-also", wording.CHOOSE_TO_READ_ON, see_also),
        ),
        url=entry.section.url,
    )


def _heading(entry: Entry, limits: Limits) -> Block:
    """The question, of which so much is left out that the rest of the message has room."""
    most = _LONGEST_QUESTION
    # Escaped, a question may be several times as long, so it is cut until what is written fits.
    while True:
        block = Block(kind=Kind.HEADING, runs=tuple(text_runs(cut(entry.question, most), Mark.STRONG)))
        if most == 1 or limits.size(Card(heading=block)) <= limits.heading:
            return block
        most = max(1, most * 3 // 4)


def _footer(entry: Entry, given_by: str | None, limits: Limits) -> Footer:
    name = cut(_DIRECTION.sub("", given_by or ""), _LONGEST_NAME)
    return Footer(
        source=_source(entry.section, limits),
        reviewed=wording.reviewed(entry.reviewed) if entry.reviewed else "",
        given_by="" if given_by is None else wording.given_by(name),
    )


def _source(section: Section, limits: Limits) -> tuple[Run, ...]:
    """The source and its section, linked; without the link only where that is longer than all the rest."""
    for most in _LONGEST_TITLES:
        title = f"{cut(section.source.title, most)} › {cut(section.title, most)}"
        runs = tuple(linked(tuple(text_runs(title)), section.url, Mark.NONE, limits.not_in_links))
        if limits.size(Card(text=(Block(kind=Kind.PARAGRAPH, runs=runs),))) <= limits.source:
            return runs
    return (Run(text=title),)


def _choice(choice: Suggestions | Offer, asker: str, limits: Limits) -> Card:
    """A few questions, in full in the text, and a button for each on a row of its own, which a phone can show."""
    shown = _distinct(choice.entries)[: limits.choices]
    match choice:
        case Suggestions():
            # What the asker picks replaces the suggestions; what anyone else picks is shown to them alone.
            opening = wording.DID_YOU_MEAN
            presses: list[Press] = [Pick(entry.id, asker) for entry in shown]
            others = [Choice(text=wording.NONE_OF_THESE, press=NoneOfThese(asker))]
        case Offer(message=message):
            opening = wording.WHICH_ANSWER
            presses = [Give(entry.id, message) for entry in shown]
            others = []
    details = [first_sentence(parse(entry.answer, limits.not_in_links)) for entry in shown]
    picks = tuple(
        Choice(text=entry.question, press=press, number=number, is_primary=True, detail=detail)
        for number, (entry, press, detail) in enumerate(zip(shown, presses, details, strict=True), start=1)
    )
    listed = tuple(item(pick.text, f"{pick.number}.", opens_list=pick.number == 1) for pick in picks)
    return Card(text=(sentence(opening),), listed=listed, rows=tuple((each,) for each in (*picks, *others)))


def _declined(declined: Declined, limits: Limits) -> Card:
    """The nearest topics, a button for each, and in full in the text where buttons show only the beginning."""
    nearest = _distinct(declined.nearest)[: limits.choices]
    opening = sentence(wording.not_covered(declined.uncovered), wording.NEAREST_TOPICS if nearest else "")
    titles = nearest if limits.lists_sections else ()
    listed = (item(section.title, "-", opens_list=number == 0) for number, section in enumerate(titles))
    return Card(text=(opening,), listed=tuple(listed), rows=tuple((each,) for each in _section_choices(nearest)))


def _remark(remark: Introduction | Notice, limits: Limits) -> Card:
    """What the bot says, with a menu of all sections, or of the first ones and a way to the others."""
    match remark:
        case Introduction(sources=sources, opening=opening):
            text = sentence(opening, wording.introduction(sources))
        case Notice():
            text = sentence(remark.text)
    choices = _section_choices(_distinct(remark.sections))
    most = limits.count_options(choices, limits.menu)
    if len(choices) > most:
        # One line of the menu is for the way to the others, which are listed from there on.
        first = max(1, most - 1)
        choices = (*choices[:first], Choice(text=wording.MORE_TOPICS, press=ShowTopics(first)))
    return Card(text=(text,), rows=_menu("topics", wording.CHOOSE_A_TOPIC, choices))


def _topics(sections: Sequence[Section], start: int, limits: Limits) -> Card:
    if not sections:
        return Card(text=(sentence(wording.NO_TOPICS),))
    choices = _section_choices(sections)
    shown, line, around = _page(choices, start, most=limits.count_options(choices, limits.menu), press=ShowTopics)
    menu = _menu("topics", wording.CHOOSE_A_TOPIC, shown)
    return Card(text=(sentence(wording.TOPICS, line),), rows=(*menu, *((around,) if around else ())))


def _section_topics(section: Section, entries: Sequence[Entry], start: int, limits: Limits) -> Card:
    choices = _entry_choices(entries)
    most = limits.count_options(choices, limits.menu)
    shown, line, around = _page(choices, start, most=most, press=lambda first: ShowSection(section.id, first))
    menu = _menu("questions", wording.CHOOSE_A_QUESTION, shown)
    all_topics = Choice(text=wording.ALL_TOPICS, press=ShowTopics(0))
    line = line if entries else wording.NO_QUESTIONS
    below = (Run(text=f"\n{line}"),) if line else ()
    title = Block(kind=Kind.PARAGRAPH, runs=(*text_runs(section.title, Mark.STRONG), *below))
    return Card(text=(title,), rows=(*menu, (*around, all_topics)))


def _page(
    choices: tuple[Choice, ...], start: int, *, most: int, press: Callable[[int], Press]
) -> tuple[tuple[Choice, ...], str, tuple[Choice, ...]]:
    """The page of a long list that begins at ``start``, which page it is in words, and buttons to those beside it."""
    total = len(choices)
    if start >= total:  # the list has become shorter since: show its last page
        start = (total - 1) // most * most
    start = max(0, start)
    end = min(start + most, total)
    line = wording.page(start + 1, end, total) if end - start < total else ""
    before = [Choice(text=wording.PREVIOUS, press=press(max(0, start - most)))] if start else []
    after = [Choice(text=wording.NEXT, press=press(end))] if end < total else []
    return choices[start:end], line, (*before, *after)


def _menu(name: str, placeholder: str, choices: Sequence[Choice]) -> tuple[Menu, ...]:
    """A menu; none where there is nothing to choose."""
    return (Menu(name=name, placeholder=placeholder, choices=tuple(choices)),) if choices else ()


def _entry_choices(entries: Iterable[Entry]) -> tuple[Choice, ...]:
    """Entries by their questions, each of which shows its answer."""
    return tuple(Choice(text=entry.question, press=ShowEntry(entry.id)) for entry in entries)


def _section_choices(sections: Iterable[Section]) -> tuple[Choice, ...]:
    """Sections by their titles, each of which shows its questions."""
    return tuple(Choice(text=section.title, press=ShowSection(section.id)) for section in sections)


def item(text: str, marker: str, *, opens_list: bool) -> Block:
    """A text in full, as an item of a list."""
    runs = tuple(text_runs(text))
    return Block(kind=Kind.PARAGRAPH, runs=runs, depth=1, markers=(marker,), opens_list=opens_list)


def _distinct(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """Each once: a message takes no press twice."""
    return tuple({each.id: each for each in listed}.values())
