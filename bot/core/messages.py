"""What goes through the bot: a Question in, a Match in between, a Reply out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.entries import Entry, Section, Uncovered


class Band(StrEnum):
    """What happens with a question: the three things the bot can do."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    DECLINE = "decline"


class Surface(StrEnum):
    """How a question reaches the bot; all but OVERHEARD address it."""

    MENTION = "mention"
    DIRECT = "direct"
    THREAD = "thread"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    OVERHEARD = "overheard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a question comes from, in the platform's own ids.

    ``id`` names the message or interaction and is unique within the platform. ``channel`` is the one it was written in,
    ``thread`` the thread, where that is narrower. A platform calls a message that does not address the bot OVERHEARD;
    whether it goes on in a thread of the bot's is for the conversation to find out. ``is_for_others`` says that it
    mentions or replies to somebody else, ``has_attachments`` that there is more to it than text.
    """

    platform: str
    id: str
    channel: str
    asker: str
    surface: Surface
    sent_at: datetime
    thread: str | None = None
    is_for_others: bool = False
    is_from_bot: bool = False
    has_attachments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A message put to the bot, as written but for a mention of the bot; ``origin`` where it came by a platform."""

    text: str
    origin: Origin | None = None

    @property
    def is_overheard(self) -> bool:
        """Whether it was said to somebody else."""
        return self.origin is not None and self.origin.surface is Surface.OVERHEARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entry and the chance, from 0 to 1, that it is the right one for the question."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The lowest confidence, from 0 to 1, at which a match is answered or offered."""

    answer: float
    suggest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What the matcher makes of one question.

    ``ranking`` holds the best entries, best first, three of them where the FAQ has three. ``confidence``, from 0 to 1,
    is what the thresholds are compared with. ``uncovered`` is the ``not_covered`` topic that the question falls under,
    if there is one.
    """

    ranking: tuple[Ranked, ...]
    confidence: float
    thresholds: Thresholds
    is_exact: bool = False
    may_answer: bool = True
    uncovered: Uncovered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The FAQ answers this question."""

    question: Question
    entry: Entry
    score: float
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """One of a few entries may be meant; the asker picks."""

    question: Question
    entries: tuple[Entry, ...]
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The FAQ does not answer this; ``nearest`` are the sections closest to it."""

    question: Question
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
