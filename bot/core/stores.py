"""What survives a restart, one narrow protocol for each purpose; a database implements all of them as a ``Store``.

Each call raises StoreError where the database cannot be used. A question is named by its platform and id throughout.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from bot.core.question import Origin
from bot.core.records import Click, Outcome, Record, Vote


class QuestionStore(Protocol):
    """Which questions were taken, and what came of them. Used by the conversation and the replier."""

    async def claim(self, origin: Origin) -> bool:
        """Take a question: True for the first caller of all, in any process, False for the others."""
        ...

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        """Record what came of a taken question; False, and nothing recorded, if it was removed in the meantime.

        A question that is not there, since the claim could not be written, is written now.
        """
        ...

    async def remove(self, platform: str, question: str) -> Record | None:
        """Record that a question or its reply was taken back; return what was known before, None if nothing."""
        ...

    async def find(self, platform: str, question: str) -> Record | None:
        """What is known of a question."""
        ...

    async def find_by_reply(self, platform: str, reply: str) -> Record | None:
        """What is known of the question that a message of the bot's replies to."""
        ...

    async def has_asked_in(self, platform: str, *, asker: str, thread: str) -> bool:
        """Whether the bot answers this person in this thread, or the thread hangs on that question or its reply.

        A question whose reply is still on its way counts; what the bot only overheard, or was asked by shortcut to
        answer, does not.
        """
        ...


class LeaseStore(Protocol):
    """Names held for a time, by any process. Used for cooldowns in channels, and to share work between processes."""

    async def acquire(self, leases: Mapping[str, datetime], *, now: datetime) -> bool:
        """Hold all of these names, each until its time, if none of them is held; else hold none and return False."""
        ...

    async def release(self, names: Iterable[str]) -> None:
        """Give up these names before their time."""
        ...


class FeedbackStore(Protocol):
    """What people think of answers. Used by the press handler; read by reports on the FAQ."""

    async def vote(self, vote: Vote) -> None:
        """Record a vote; a person's earlier one on the same reply is replaced."""
        ...

    async def votes(self, entry: str) -> tuple[int, int]:
        """How many votes an entry has: helpful, not helpful."""
        ...

    async def click(self, click: Click) -> bool:
        """Record a press; False if this person had pressed the same on the same message before."""
        ...


class NoteStore(Protocol):
    """Short texts by name. Used by platforms for what only they know: a last sign of life, a checksum, a workspace."""

    async def note(self, name: str) -> str | None:
        """The text last kept under ``name``."""
        ...

    async def keep_note(self, name: str, value: str) -> None:
        """Keep a text under ``name``."""
        ...


class PlatformStore(NoteStore, LeaseStore, Protocol):
    """What a platform needs to find questions without a reply, and to share that work with other processes."""

    async def unsettled(self, platform: str, *, since: datetime) -> tuple[Record, ...]:
        """Questions sent after ``since`` that were taken and never settled, oldest first."""
        ...

    async def direct_channels(self, platform: str, *, since: datetime) -> tuple[str, ...]:
        """Channels in which somebody asked directly after ``since``, the latest first."""
        ...


class PressStore(QuestionStore, FeedbackStore, Protocol):
    """What the press handler needs: the question under a reply, and where votes and clicks go."""


class ConversationStore(PressStore, LeaseStore, Protocol):
    """What the conversation needs, with its press handler and its replier."""


class Store(ConversationStore, PlatformStore, Protocol):
    """All of it, with its own life. Used by the wiring, which opens, clears and closes it."""

    async def open(self) -> None:
        """Connect, and bring the tables to the current version."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Delete questions, votes and clicks from before a time, and leases past; return how many rows went."""
        ...
