"""What the bot tells about its work, for metrics: kinds, counts and durations, never a text, a person or a place."""

from enum import StrEnum
from time import perf_counter
from typing import Protocol

from bot.core.interfaces import Respond
from bot.core.question import Origin, Surface
from bot.core.reply import Band, Reply


class Trouble(StrEnum):
    """What can go wrong between the bot and a platform."""

    UNREACHABLE = "unreachable"  # a request found no server, or lost the connection
    SERVER = "server"  # the platform answered with a 5xx
    REFUSED = "refused"  # the platform answered with a 4xx that is no rate limit
    UNDELIVERED = "undelivered"  # a reply could not be posted, changed or deleted in the end
    UNHANDLED = "unhandled"  # an event failed in the bot itself; the log has the traceback


class Observer(Protocol):
    """Is told what happens, while it happens; returns at once and raises nothing."""

    def matched(self, surface: Surface, seconds: float) -> None:
        """Entries were looked for, for a question that came by ``surface``."""
        ...

    def asked(self, origin: Origin, band: Band | None) -> None:
        """A reply to a question is about to be sent; no band for small talk, help and notices about limits."""
        ...

    def replied(self, origin: Origin, seconds: float) -> None:
        """The reply to a question is out, so many seconds after the bot heard it."""
        ...

    def voted(self, platform: str, *, is_helpful: bool) -> None:
        """A vote was noted."""
        ...

    def pressed(self, platform: str, kind: str) -> None:
        """Somebody pressed a button or chose from a menu; the kinds are ``core.press.VERBS``."""
        ...

    def failed(self, platform: str, trouble: Trouble) -> None:
        """Something went wrong."""
        ...

    def limited(self, platform: str, seconds: float) -> None:
        """A platform told the bot to wait for so long before it goes on."""
        ...

    def reconnected(self, platform: str) -> None:
        """A platform was connected again."""
        ...


class Unobserved:
    """An observer for a bot without metrics."""

    def matched(self, surface: Surface, seconds: float) -> None:
        """Do nothing."""

    def asked(self, origin: Origin, band: Band | None) -> None:
        """Do nothing."""

    def replied(self, origin: Origin, seconds: float) -> None:
        """Do nothing."""

    def voted(self, platform: str, *, is_helpful: bool) -> None:
        """Do nothing."""

    def pressed(self, platform: str, kind: str) -> None:
        """Do nothing."""

    def failed(self, platform: str, trouble: Trouble) -> None:
        """Do nothing."""

    def limited(self, platform: str, seconds: float) -> None:
        """Do nothing."""

    def reconnected(self, platform: str) -> None:
        """Do nothing."""


UNOBSERVED = Unobserved()


def observed(respond: Respond, observer: Observer) -> Respond:
    """The same ``respond``, which also tells how long it takes, with the wait for a free thread."""

    async def responding(text: str, *, surface: Surface, platform: str) -> Reply:
        begun = perf_counter()
        reply = await respond(text, surface=surface, platform=platform)
        observer.matched(surface, perf_counter() - begun)
        return reply

    return responding
