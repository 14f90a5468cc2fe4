"""The seams of the bot, on one page: what the parts ask of each other. Those of the database are in ``stores``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.entries import Entry
from bot.core.match import Match
from bot.core.question import Surface
from bot.core.reply import Post, Reply

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
    """Turns the text of a question into a reply."""

    async def __call__(self, text: str, *, surface: Surface) -> Reply:
        """Answer one question that reached the bot by ``surface``."""
        ...


class Delivery(Protocol):
    """Delivers posts to the place where one question was asked. Each call raises DeliveryError where that fails."""

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post the reply, tied to its question; return the ids of its messages, several for a long answer."""
        ...

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Change the messages of a reply to say ``post``; return the ids that the reply consists of now."""
        ...

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete the messages of a reply; a message that is gone already is no failure."""
        ...


class Limiter(Protocol):
    """Limits how much one person, or one channel, uses the bot."""

    def admits(self, key: str) -> bool:
        """Count one use by ``key``, and say whether it is within the limit."""
        ...


class Platform(Protocol):
    """A place where people reach the bot."""

    name: str

    async def run(self) -> None:
        """Connect, serve until cancelled, finish what was taken, and close."""
        ...
