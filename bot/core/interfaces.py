"""The seams of the bot, on one page: what the parts ask of each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.entries import Entry
from bot.core.messages import Match, Origin, Question, Reply
from bot.core.posts import Post
from bot.core.records import Click, Outcome, Record, Vote

Clock = Callable[[], datetime]
"""The time now, in UTC."""


class Matcher(Protocol):
    """Links a text to entries of the FAQ."""

    def match(self, text: str) -> Match:
        """Rank entries for one text of any length, script or content."""
        ...

    def match_many(self, texts: Iterable[str]) -> Iterator[Match]:
        """Match texts in their order, in batches, without reading far ahead."""
        ...

    def complete(self, text: str, *, limit: int) -> tuple[Entry, ...]:
        """The entries that somebody who has typed ``text`` so far may be looking for, best first."""
        ...


class Respond(Protocol):
    """A question goes in, a reply comes out."""

    async def __call__(self, question: Question) -> Reply:
        """Answer one question."""
        ...


class Delivery(Protocol):
    """How posts reach the place where one question was asked. Each call raises DeliveryError where that fails."""

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post the reply, tied to its question; return the ids of its messages, several for a long answer."""
        ...

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Make the messages of a reply say something else; return the ids that it consists of now."""
        ...

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete the messages of a reply; those that are gone already are no failure."""
        ...


class Limiter(Protocol):
    """Keeps one person, or one channel, from taking all of the bot."""

    def admits(self, key: str) -> bool:
        """Count one use by ``key``, and say whether it is within the limit."""
        ...


class Store(Protocol):
    """What survives a restart. Each call raises StoreError where the database cannot be used.

    A question is named by its platform and id throughout.
    """

    async def open(self) -> None:
        """Connect, and bring the tables to the current version."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...

    async def take(self, origin: Origin) -> bool:
        """Claim a question: True for the first caller of all, in whichever process, False for the others."""
        ...

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        """Note what came of a taken question; False, and nothing noted, if it was removed in the meantime.

        A question that is not there, since the claim could not be written, is written now.
        """
        ...

    async def remove(self, platform: str, question: str) -> Record | None:
        """Note that a question or its reply was taken back; return what was known before, None if nothing."""
        ...

    async def find(self, platform: str, question: str) -> Record | None:
        """What is known of a question."""
        ...

    async def find_by_reply(self, platform: str, reply: str) -> Record | None:
        """What is known of the question that a message of the bot's replies to."""
        ...

    async def unsettled(self, platform: str, *, since: datetime) -> tuple[Record, ...]:
        """Questions sent after ``since`` that were taken and never settled, oldest first."""
        ...

    async def has_asked_in(self, platform: str, *, asker: str, thread: str) -> bool:
        """Whether the bot answers this person in this thread, or the thread hangs on that question or its reply.

        A question whose reply is still on its way counts; what the bot only overheard, or was asked by shortcut to
        answer, does not.
        """
        ...

    async def direct_channels(self, platform: str, *, since: datetime) -> tuple[str, ...]:
        """Channels in which somebody asked directly after ``since``, the latest first."""
        ...

    async def begin_cooldowns(self, cooldowns: Mapping[str, datetime], *, now: datetime) -> bool:
        """Start all of these cooldowns, name to end, if none of them is running; else start none and return False."""
        ...

    async def end_cooldowns(self, names: Iterable[str]) -> None:
        """Let these cooldowns be over, as those of what was not said after all."""
        ...

    async def vote(self, vote: Vote) -> None:
        """Record a vote; a person's earlier one on the same reply is replaced."""
        ...

    async def votes(self, entry: str) -> tuple[int, int]:
        """How many votes an entry has: helpful, not helpful."""
        ...

    async def click(self, click: Click) -> bool:
        """Record a press; False if this person had pressed the same on the same message before."""
        ...

    async def note(self, name: str) -> str | None:
        """What was last kept under ``name``."""
        ...

    async def keep_note(self, name: str, value: str) -> None:
        """Keep a short text, such as the time of the last event or a checksum."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Delete questions, votes and clicks from before a time, and cooldowns past; return how many rows went."""
        ...


class Platform(Protocol):
    """A place where people reach the bot."""

    name: str

    async def run(self) -> None:
        """Connect, serve until cancelled, finish what was taken, and close."""
        ...
