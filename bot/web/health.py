"""Whether the bot is well: /livez for whoever restarts it, /readyz for whoever wants to know why it does not answer."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.core.stores import Store
from bot.engine.connection import Connected, Connection
from bot.engine.store_calls import attempt

LIVE_PATH, READY_PATH = "/livez", "/readyz"
SECONDS_FOR_DATABASE = 2.0
SECONDS_BETWEEN_PROBES = 1.0
_OK, _UNAVAILABLE = 200, 503
_NOTHING = "health"
"""A note that nobody keeps: to look for it costs a database next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqInUse:
    """What questions are answered from; ``version`` is the beginning of the digest of its files, as in the log."""

    version: str
    entries: int


class Probe:
    """Finds out whether a database answers, at most once a second however often it is asked."""

    def __init__(self, store: Store, *, seconds: Callable[[], float] = monotonic) -> None:
        """Ask ``store``; ``seconds`` tells how time passes."""
        self._store = store
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._probed: float | None = None
        self._is_reachable = False

    async def is_reachable(self) -> bool:
        """Whether it answers; the log says why not."""
        async with self._lock:
            if self._probed is None or self._seconds() >= self._probed + SECONDS_BETWEEN_PROBES:
                self._is_reachable = await attempt(self._asked(), otherwise=False, patience=SECONDS_FOR_DATABASE)
                self._probed = self._seconds()
            return self._is_reachable

    async def _asked(self) -> bool:
        await self._store.note(_NOTHING)
        return True


class Health:
    """The pages on how the bot is."""

    def __init__(self, platforms: Sequence[Connected], *, probe: Probe, faq: Callable[[], FaqInUse]) -> None:
        """Tell of ``platforms``, of the database that is probed, and of the FAQ in use at that moment."""
        self._platforms = platforms
        self._probe = probe
        self._faq = faq

    @property
    def routes(self) -> Sequence[Route]:
        """The pages."""
        return (Route(LIVE_PATH, self._show_life), Route(READY_PATH, self._show_readiness))

    async def _show_life(self, _: Request) -> Response:
        """That this is answered at all says it: the event loop turns."""
        return PlainTextResponse("alive\n")

    async def _show_readiness(self, _: Request) -> Response:
        """All that a question needs, with what is missing in words."""
        connections = {platform.name: platform.connection() for platform in self._platforms}
        is_reachable = await self._probe.is_reachable()
        reasons = [*_reasons(connections, is_reachable=is_reachable)]
        faq = self._faq()
        page = {
            "ready": not reasons,
            "reasons": reasons,
            "platforms": {name: _as_json(connection) for name, connection in connections.items()},
            "database": {"reachable": is_reachable},
            "faq": {"version": faq.version, "entries": faq.entries},
        }
        return JSONResponse(page, _UNAVAILABLE if reasons else _OK)


def _reasons(connections: Mapping[str, Connection], *, is_reachable: bool) -> Iterator[str]:
    for name, connection in connections.items():
        if not connection.is_open:
            yield f"{name} is not connected"
    if not is_reachable:
        yield "the database does not answer; the log says why"


def _as_json(connection: Connection) -> Mapping[str, bool | float | None]:
    return {
        "connected": connection.is_open,
        "seconds_since_event": _rounded(connection.since_event),
        "seconds_of_silence": _rounded(connection.silence),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
