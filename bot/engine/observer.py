"""What the bot reports for its metrics: kinds, counts and durations, never a text, a person or a place."""

from enum import StrEnum
from time import perf_counter

from bot.core.interfaces import Respond
from bot.core.question import Origin, Surface
from bot.core.reply import Band, Reply


class Trouble(StrEnum):
    """What can go wrong between the bot and a platform."""

    UNREACHABLE = "unreachable"  # a request reached no server, or lost the connection
    SERVER = "server"  # the platform answered with a 5xx
    REFUSED = "refused"  # the platform answered with a 4xx that is no rate limit
    UNDELIVERED = "undelivered"  # a reply could not be posted, changed or deleted in the end
    UNHANDLED = "unhandled"  # an event failed in the bot itself; the log has the traceback


class Observer:
    """Receives each event as it happens, and ignores it; a subclass counts.

    Every method returns at once and raises nothing.
    """

    def matched(self, surface: Surface, seconds: float) -> None:
        """The matcher ran for a question that came by ``surface``."""

    def asked(self, origin: Origin, band: Band | None) -> None:
        """A question is being replied to; ``band`` is None for a hello, for help, and for a notice about limits."""

    def replied(self, origin: Origin, seconds: float) -> None:
        """The reply to a question was posted, so many seconds after the bot received it."""

    def voted(self, platform: str, *, is_helpful: bool) -> None:
        """A vote was recorded."""

    def pressed(self, platform: str, kind: str) -> None:
        """Somebody pressed a button or chose from a menu; ``kind`` is one of the ``VERBS`` of ``core/press.py``."""

    def failed(self, platform: str, trouble: Trouble) -> None:
        """Something went wrong."""

    def limited(self, platform: str, seconds: float) -> None:
        """A rate limit of a platform makes the bot wait for so many seconds."""

    def reconnected(self, platform: str) -> None:
        """A platform was reconnected."""


UNOBSERVED = Observer()
"""For tests, and wherever nothing is measured."""


def observed(respond: Respond, observer: Observer) -> Respond:
    """``respond``, with its duration reported, the wait for a free thread included."""

    async def responding(text: str, *, surface: Surface) -> Reply:
        begun = perf_counter()
        reply = await respond(text, surface=surface)
        observer.matched(surface, perf_counter() - begun)
        return reply

    return responding
