"""A Reply to a question, and a Post: a reply, or one of the other things the bot says, and for whom."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.entries import Entry, Section, Uncovered
from bot.core.match import Ranked


class Band(StrEnum):
    """What happens with a question: the three things the bot can do."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The FAQ answers this question; ``is_picked`` says that a person chose the entry, not the matcher."""

    question: str
    entry: Entry
    score: float
    ranking: tuple[Ranked, ...]
    is_picked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """One of a few entries may be meant; the asker picks."""

    question: str
    entries: tuple[Entry, ...]
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The FAQ does not answer this; ``nearest`` are the sections closest to it."""

    question: str
    uncovered: Uncovered | None
    nearest: tuple[Section, ...]
    ranking: tuple[Ranked, ...]


Reply = Answer | Suggestions | Declined


def band_of(reply: Reply) -> Band:
    """The band that a reply belongs to."""
    match reply:
        case Answer():
            return Band.ANSWER
        case Suggestions():
            return Band.SUGGEST
        case Declined():
            return Band.DECLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What the bot can do, with the topics to look through; ``opening`` is said first, where there is one."""

    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    opening: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One plain remark of the bot's own; the sections it may come with are offered to look through."""

    text: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The sections of the FAQ, to choose one; ``start`` is the index of the first on this page."""

    sections: tuple[Section, ...]
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTopics:
    """The questions of one section, to choose one; ``start`` is the index of the first on this page."""

    section: Section
    entries: tuple[Entry, ...]
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The entries that may answer somebody's message; the person who asked for them picks one."""

    entries: tuple[Entry, ...]
    message: str


Saying = Reply | Introduction | Notice | Topics | SectionTopics | Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Something to say, ready to be rendered.

    ``asker`` is the id of the person it is for, who alone may pick from it; ``is_private`` says that nobody else sees
    it. ``given_by`` names the person who had it posted for others. ``see_also`` are the entries that an answer leads
    on to.
    """

    saying: Saying
    asker: str
    is_private: bool = False
    given_by: str | None = None
    see_also: tuple[Entry, ...] = ()
