"""What goes wrong on demand, and always in the same way for the same seed."""

import asyncio
import random
from dataclasses import dataclass, field

from tests.servers.slack.changes import Changes
from tests.servers.slack.errors import SlackError


@dataclass(slots=True, kw_only=True)
class Failure:
    """A refusal of the next requests to a method; with `after` they are carried out and only the reply is lost."""

    error: SlackError
    times: int
    after: bool
    drops: bool = False


@dataclass(slots=True)
class Hold:
    """A method whose requests wait until the test lets them go."""

    changes: Changes
    waiting: int = 0
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let go of those that wait, and of all that come after."""
        self._open.set()

    async def wait(self) -> None:
        """Wait for the release."""
        self.waiting += 1
        self.changes.touch()
        await self._open.wait()
        self.waiting -= 1


class Faults:
    """The shares and the next occasions of what goes wrong, by methods such as "chat.postMessage"."""

    def __init__(self, generator: random.Random, changes: Changes) -> None:
        """Nothing goes wrong until something is set."""
        self._changes = changes
        self._random = generator
        self.repeated_events = 0.0
        self.lost_events = 0.0
        self.unheard_acknowledgements = 0.0
        self.errors_before = 0.0
        self.errors_after = 0.0
        self.rate_limited = 0.0
        self.retry_after = 1
        self.statuses: tuple[int, ...] = (500, 502, 503)
        self._lose_next: dict[str, int] = {}
        self._failures: dict[str, list[Failure]] = {}
        self._holds: dict[str, Hold] = {}

    def fail(  # noqa: PLR0913 - one refusal, spelled out
        self,
        method: str,
        *,
        times: int = 1,
        error: str = "internal_error",
        status: int = 200,
        after: bool = False,
        drops: bool = False,
        retry_after: int | None = None,
    ) -> None:
        """Refuse the next requests to a method.

        `after` carries them out first; `drops` cuts the connection in the place of a reply; `retry_after`, in
        whole seconds, makes it a 429. The method "response_url" stands for all response URLs.
        """
        if retry_after is not None:
            error, status = "ratelimited", 429
        refusal = SlackError(error, status=status, retry_after=retry_after)
        failure = Failure(error=refusal, times=times, after=after, drops=drops)
        self._failures.setdefault(method, []).append(failure)

    def hold(self, method: str) -> Hold:
        """Let all requests to a method wait until the hold is released."""
        self._holds[method] = Hold(self._changes)
        return self._holds[method]

    def release_all(self) -> None:
        """Release every hold."""
        for hold in self._holds.values():
            hold.release()

    def lose_next(self, event: str, *, times: int = 1) -> None:
        """Never deliver the next events of this type, so that only the history has them."""
        self._lose_next[event] = self._lose_next.get(event, 0) + times

    async def wait(self, method: str) -> None:
        """Wait if this method is held."""
        if method in self._holds:
            await self._holds[method].wait()

    def next_failure(self, method: str) -> Failure | None:
        """What befalls the next request to a method."""
        waiting = self._failures.get(method)
        if waiting:
            failure = waiting[0]
            failure.times -= 1
            if failure.times == 0:
                waiting.pop(0)
            return failure
        if not (self.errors_before or self.errors_after or self.rate_limited):
            return None
        chance = self._random.random() - self.rate_limited
        if chance < 0:
            refusal = SlackError("ratelimited", status=429, retry_after=self.retry_after)
            return Failure(error=refusal, times=1, after=False)
        if chance >= self.errors_before + self.errors_after:
            return None
        error = SlackError("internal_error", status=self._random.choice(self.statuses))
        return Failure(error=error, times=1, after=chance >= self.errors_before)

    def deliveries(self, event: str) -> int:
        """How many times an event is delivered: once, or 0 or 2 times."""
        if self._lose_next.get(event):
            self._lose_next[event] -= 1
            return 0
        if not (self.lost_events or self.repeated_events):
            return 1
        chance = self._random.random()
        if chance < self.lost_events:
            return 0
        return 2 if chance < self.lost_events + self.repeated_events else 1

    def hears_acknowledgement(self) -> bool:
        """Whether the next acknowledgement of an event reaches the server."""
        return not self.unheard_acknowledgements or self._random.random() >= self.unheard_acknowledgements
