"""What is told to whoever watches the bot at work: kinds, counts and durations, never a text, a person or a place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from time import perf_counter
from typing import Protocol

from bot.core.interfaces import Delivery, Respond
from bot.core.question import Origin, Surface
from bot.core.reply import Answer, Band, Declined, Post, Reply, Suggestions, band_of
from bot.errors import DeliveryError


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
        """A question is being replied to; no band for a hello, a call for help, and what is said about limits."""
        ...

    def replied(self, origin: Origin, seconds: float) -> None:
        """The reply to a question is out, so many seconds after the bot heard it."""
        ...

    def voted(self, platform: str, *, is_helpful: bool) -> None:
        """A vote was noted."""
        ...

    def pressed(self, platform: str, kind: str) -> None:
        """Somebody pressed a button or chose from a menu; the kinds are the verbs of ``presses``."""
        ...

    def failed(self, platform: str, trouble: Trouble) -> None:
        """Something went wrong."""
        ...

    def limited(self, platform: str, seconds: float) -> None:
        """A platform told the bot to wait for so long before it goes on."""
        ...

    def reconnected(self, platform: str) -> None:
        """A connection was made anew."""
        ...


class Unobserved:
    """An observer that looks the other way."""

    def matched(self, surface: Surface, seconds: float) -> None:
        """Take no notice."""

    def asked(self, origin: Origin, band: Band | None) -> None:
        """Take no notice."""

    def replied(self, origin: Origin, seconds: float) -> None:
        """Take no notice."""

    def voted(self, platform: str, *, is_helpful: bool) -> None:
        """Take no notice."""

    def pressed(self, platform: str, kind: str) -> None:
        """Take no notice."""

    def failed(self, platform: str, trouble: Trouble) -> None:
        """Take no notice."""

    def limited(self, platform: str, seconds: float) -> None:
        """Take no notice."""

    def reconnected(self, platform: str) -> None:
        """Take no notice."""


UNOBSERVED = Unobserved()


def observed(respond: Respond, observer: Observer) -> Respond:
    """The same ``respond``, which tells how long it takes; all waiting for a free thread included."""

    async def responding(text: str, *, surface: Surface, platform: str) -> Reply:
        begun = perf_counter()
        reply = await respond(text, surface=surface, platform=platform)
        observer.matched(surface, perf_counter() - begun)
        return reply

    return responding


class ObservedDelivery:
    """A delivery of the reply to one question, which tells when it is out and what failed."""

    def __init__(self, delivery: Delivery, origin: Origin, observer: Observer) -> None:
        """Deliver by ``delivery``; the bot has heard the question just now."""
        self._delivery = delivery
        self._origin = origin
        self._observer = observer
        self._heard = perf_counter()
        self._is_asked = False

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post the reply; an excuse that follows one that failed is no further question."""
        is_excuse, self._is_asked = self._is_asked, True
        if is_excuse:
            return await self._delivery.send(post)
        self._observer.asked(self._origin, _band_in(post))
        with self._counting():
            messages = await self._delivery.send(post)
        self._observer.replied(self._origin, perf_counter() - self._heard)
        return messages

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Make a reply say something else."""
        with self._counting():
            return await self._delivery.revise(messages, post)

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete a reply."""
        with self._counting():
            await self._delivery.remove(messages)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except DeliveryError:
            self._observer.failed(self._origin.platform, Trouble.UNDELIVERED)
            raise
        except Exception:
            self._observer.failed(self._origin.platform, Trouble.UNHANDLED)
            raise


def _band_in(post: Post) -> Band | None:
    saying = post.saying
    return band_of(saying) if isinstance(saying, Answer | Suggestions | Declined) else None
