"""What the bot posts: a reply to a question, or one of the other things it says, and for whom."""

from dataclasses import dataclass, field

from bot.core.entries import Entry, Section
from bot.core.messages import Reply


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
    """The sections of the FAQ, to choose one; ``start`` is the place of the first on this page."""

    sections: tuple[Section, ...]
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTopics:
    """The questions of one section, to choose one; ``start`` is the place of the first on this page."""

    section: Section
    entries: tuple[Entry, ...]
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The entries that may answer somebody's message; whoever asked picks the one it is answered with."""

    entries: tuple[Entry, ...]
    message: str


Saying = Reply | Introduction | Notice | Topics | SectionTopics | Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Something to say, ready to be rendered.

    ``asker`` is the id of the person it is for, who alone may pick from it; ``is_private`` says that nobody else sees
    it. ``given_by`` names who had it posted for others. ``see_also`` are the entries that an answer leads on to.
    """

    saying: Saying
    asker: str
    is_private: bool = False
    given_by: str | None = None
    see_also: tuple[Entry, ...] = field(default=())
