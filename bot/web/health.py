"""Health checks: /livez for a supervisor that restarts the bot, /readyz for what keeps it from answering."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.core.stores import NoteStore
from bot.engine.connection import Connected, Connection
from bot.engine.store_calls import attempt

SECONDS_FOR_DATABASE = 2.0
SECONDS_BETWEEN_PROBES = 1.0
_OK, _UNAVAILABLE = 200, 503


class Probe:
    """Checks whether the database answers, at most once a second."""

    def __init__(self, store: NoteStore, *, seconds: Callable[[], float] = monotonic) -> None:
        """Check ``store``; ``seconds`` is the clock."""
        self._store = store
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._probed: float | None = None
        self._is_reachable = False

    async def is_reachable(self) -> bool:
        """Whether it answers; if not, the log says why."""
        async with self._lock:  # requests that come during a check wait for its result
            if self._probed is None or self._seconds() >= self._probed + SECONDS_BETWEEN_PROBES:
                self._is_reachable = await attempt(self._answers(), otherwise=False, patience=SECONDS_FOR_DATABASE)
                self._probed = self._seconds()
            return self._is_reachable

    async def _answers(self) -> bool:
        await self._store.note("health")  # nobody keeps that note; looking it up is cheap and reaches the database
        return True


class Health:
    """The health pages."""

    def __init__(
        self, platforms: Sequence[Connected], *, probe: Probe, faq: Callable[[], Mapping[str, object]]
    ) -> None:
        """Show ``platforms``, the database behind ``probe``, and what ``faq`` says about the FAQ in use."""
        self._platforms = platforms
        self._probe = probe
        self._faq = faq

    @property
    def routes(self) -> Sequence[Route]:
        """The pages."""
        return (Route("/livez", self._show_life), Route("/readyz", self._show_readiness))

    async def _show_life(self, _: Request) -> Response:
        """An answer of any kind shows that the event loop runs."""
        return PlainTextResponse("alive\n")

    async def _show_readiness(self, _: Request) -> Response:
        """Show everything that a question needs, with what is missing in words."""
        connections = {platform.name: platform.connection() for platform in self._platforms}
        is_reachable = await self._probe.is_reachable()
        reasons = [f"{name} is not connected" for name, connection in connections.items() if not connection.is_open]
        if not is_reachable:
            reasons.append("the database does not answer; the log says why")
        page = {
            "ready": not reasons,
            "reasons": reasons,
            "platforms": {name: _as_json(connection) for name, connection in connections.items()},
            "database": {"reachable": is_reachable},
            "faq": self._faq(),
        }
        return JSONResponse(page, _UNAVAILABLE if reasons else _OK)


def _as_json(connection: Connection) -> Mapping[str, bool | float | None]:
    since_event, silence = connection.since_event, connection.silence
    return {
        "connected": connection.is_open,
        "seconds_since_event": None if since_event is None else round(since_event, 1),
        "seconds_of_silence": None if silence is None else round(silence, 1),
    }
