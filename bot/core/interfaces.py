"""The seams of the bot, on one page: what the parts ask of each other."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from bot.core.messages import Match, Question, Reply


class Matcher(Protocol):
    """Links a text to entries of the FAQ."""

    def match(self, text: str) -> Match:
        """Rank entries for one text of any length, script or content."""
        ...

    def match_many(self, texts: Iterable[str]) -> Iterator[Match]:
        """Match texts in their order, in batches, without reading far ahead."""
        ...


class Respond(Protocol):
    """All that a platform is given: a question goes in, a reply comes out."""

    async def __call__(self, question: Question) -> Reply:
        """Answer one question."""
        ...


class Platform(Protocol):
    """A place where people reach the bot."""

    name: str

    async def run(self, respond: Respond) -> None:
        """Connect, serve until cancelled, and close."""
        ...
