"""A Question: what somebody put to the bot, and where it came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    the conversation finds out whether it goes on in a thread of the bot's. ``is_for_others`` says that it mentions or
    replies to somebody else, ``has_attachments`` that there is more to it than text.
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

    @property
    def key(self) -> tuple[str, str]:
        """What identifies this question: its platform and id."""
        return self.platform, self.id

    @property
    def fields(self) -> dict[str, str]:
        """What a log line holds of the question: ids, never its text."""
        named = {"platform": self.platform, "question": self.id, "channel": self.channel, "thread": self.thread}
        return {name: value for name, value in named.items() if value}

    def __str__(self) -> str:
        """The question in a log line: its ids, never its text."""
        thread = f", thread {self.thread}" if self.thread else ""
        return f"{self.platform} question {self.id} in channel {self.channel}{thread}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A message that reached the conversation, as written but for a mention of the bot.

    What is asked without a platform, by ``ask`` or ``eval``, is a plain text.
    """

    text: str
    origin: Origin

    @property
    def is_overheard(self) -> bool:
        """Whether it was said to somebody else."""
        return self.origin.surface is Surface.OVERHEARD
