"""What goes wrong on demand, and always in the same way for the same seed."""

import asyncio
import random
from dataclasses import dataclass, field

from tests.servers.discord.changes import Changes
from tests.servers.discord.errors import ApiError

# These start a session or end its replay; a client that missed one would not be connected at all.
ESSENTIAL = frozenset({"READY", "RESUMED", "GUILD_CREATE"})


@dataclass(slots=True, kw_only=True)
class Failure:
    """A refusal of the next requests to a route; with `after` they are carried out and only the reply is lost."""

    error: ApiError
    times: int
    after: bool
    retry_after: float | None = None


@dataclass(slots=True)
class Hold:
    """A route whose requests wait until the test lets them go."""

    waiting: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let go of those that wait, and of all that come after."""
        self.opened.set()


class Faults:
    """The shares and the next occasions of what goes wrong; a route is written like discord.py's own.

    For example "POST /channels/{channel_id}/messages".
    """

    def __init__(self, generator: random.Random, changes: Changes) -> None:
        """Nothing goes wrong until something is set."""
        self._random = generator
        self._changes = changes
        self.repeated_events = 0.0
        self.lost_events = 0.0
        self.errors_before = 0.0
        self.errors_after = 0.0
        self.statuses: tuple[int, ...] = (500, 502, 503)
        self._lose_next: dict[str, int] = {}
        self._failures: dict[str, list[Failure]] = {}
        self._holds: dict[str, Hold] = {}

    def fail(  # noqa: PLR0913 - one refusal, spelled out
        self,
        route: str,
        *,
        times: int = 1,
        status: int = 500,
        code: int = 0,
        message: str = "",
        after: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Refuse the next requests to a route; `after` carries them out first; `retry_after` goes with a 429."""
        error = ApiError(status, code, message or f"{status}: on demand")
        failure = Failure(error=error, times=times, after=after, retry_after=retry_after)
        self._failures.setdefault(route, []).append(failure)

    def hold(self, route: str) -> Hold:
        """Let all requests to a route wait until the hold is released."""
        self._holds[route] = Hold()
        return self._holds[route]

    def release_all(self) -> None:
        """Release every hold."""
        for hold in self._holds.values():
            hold.release()

    def lose_next(self, event: str, *, times: int = 1) -> None:
        """Do not deliver the next events of this name, so that only the history has them."""
        self._lose_next[event] = self._lose_next.get(event, 0) + times

    async def wait(self, route: str) -> None:
        """Wait if this route is held."""
        hold = self._holds.get(route)
        if hold is None or hold.opened.is_set():
            return
        hold.waiting += 1
        self._changes.touch()
        await hold.opened.wait()
        hold.waiting -= 1

    def next_failure(self, route: str) -> Failure | None:
        """What befalls the next request to a route."""
        waiting = self._failures.get(route)
        if waiting:
            failure = waiting[0]
            failure.times -= 1
            if failure.times == 0:
                waiting.pop(0)
            return failure
        if not (self.errors_before or self.errors_after):
            return None
        chance = self._random.random()
        if chance >= self.errors_before + self.errors_after:
            return None
        status = self._random.choice(self.statuses)
        error = ApiError(status, 0, f"{status}: by chance")
        return Failure(error=error, times=1, after=chance >= self.errors_before)

    def deliveries(self, event: str) -> int:
        """How many times an event is delivered: once, or 0 or 2 times."""
        if event in ESSENTIAL:
            return 1
        if self._lose_next.get(event):
            self._lose_next[event] -= 1
            return 0
        if not (self.lost_events or self.repeated_events):
            return 1
        chance = self._random.random()
        if chance < self.lost_events:
            return 0
        return 2 if chance < self.lost_events + self.repeated_events else 1
