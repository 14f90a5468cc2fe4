"""The metrics page for Prometheus: counts and durations; docs/metrics.md explains each.

Labels have few values, all known at the start. None is an id, a name or a text: so the page shows nothing about
anybody, and does not grow.
"""

import asyncio
import platform as machine
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import nan
from typing import TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.core.press import VERBS
from bot.core.question import Origin, Surface
from bot.core.reply import Band
from bot.engine.connection import Connected, Connection
from bot.engine.observer import Observer, Trouble

PREFIX = "re_faq_bot"
NO_BAND = "none"
RELOADS = ("taken", "refused")
VOTES = ("helpful", "unhelpful")
# Matching takes about 5 ms; people notice waiting from a second, and Slack and Discord want a response within three.
_MATCHING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_REPLYING = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 120.0)

Measure = Callable[[Connection], float | None]
Counted = TypeVar("Counted", Counter, Histogram)


class Metrics(Observer):
    """An observer that counts, and the page that shows the counts."""

    def __init__(self, platforms: Sequence[str], *, version: str) -> None:
        """Count for these platforms. Each count starts at zero, so that Prometheus sees the first event as a rise."""
        # They would double the number of series, and no graph uses the time at which a count began.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._count_questions(platforms)
        self._count_platforms(platforms)
        self._count_faq(version)
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    @property
    def routes(self) -> Sequence[Route]:
        """The page."""
        return (Route("/metrics", self._show),)

    def watch(self, platforms: Iterable[Connected], *, entries: Callable[[], int]) -> None:
        """Show the state of connections and of the FAQ at the time that the page is read."""
        self._entries.set_function(entries)
        for platform in platforms:
            self._show_state(self._connected, platform, lambda connection: connection.is_open)
            self._show_state(self._silence, platform, lambda connection: connection.silence)
            self._show_state(self._since_event, platform, lambda connection: connection.since_event)

    def matched(self, surface: Surface, seconds: float) -> None:
        """The matcher ran."""
        self._matching.labels(surface.value).observe(seconds)

    def asked(self, origin: Origin, band: Band | None) -> None:
        """A question is being replied to."""
        self._questions.labels(origin.platform, origin.surface.value, band.value if band else NO_BAND).inc()

    def replied(self, origin: Origin, seconds: float) -> None:
        """A reply was posted."""
        self._replying.labels(origin.platform, origin.surface.value).observe(seconds)

    def voted(self, platform: str, *, is_helpful: bool) -> None:
        """A vote was recorded."""
        self._votes.labels(platform, VOTES[0] if is_helpful else VOTES[1]).inc()

    def pressed(self, platform: str, kind: str) -> None:
        """Somebody pressed a button."""
        self._presses.labels(platform, kind).inc()

    def failed(self, platform: str, trouble: Trouble) -> None:
        """Something went wrong."""
        self._errors.labels(platform, trouble.value).inc()

    def limited(self, platform: str, seconds: float) -> None:
        """A platform told the bot to wait."""
        self._limits.labels(platform).inc()
        self._limit_seconds.labels(platform).inc(seconds)

    def reconnected(self, platform: str) -> None:
        """A platform was reconnected."""
        self._reconnects.labels(platform).inc()

    def reloaded(self, *, is_taken: bool) -> None:
        """The FAQ has changed, and the bot uses the change or refuses it."""
        self._reloads.labels(RELOADS[0] if is_taken else RELOADS[1]).inc()
        if is_taken:
            self._loaded.set_to_current_time()

    def _count_questions(self, platforms: Sequence[str]) -> None:
        surfaces, bands = tuple(Surface), (*Band, NO_BAND)
        self._questions = self._counter(
            "questions", "Questions that were replied to", platform=platforms, surface=surfaces, band=bands
        )
        self._matching = self._histogram("match_seconds", "Seconds to find the entries", _MATCHING, surface=surfaces)
        self._replying = self._histogram(
            "reply_seconds", "Seconds from an event to the reply", _REPLYING, platform=platforms, surface=surfaces
        )
        self._votes = self._counter("votes", "Votes that were recorded", platform=platforms, vote=VOTES)
        self._presses = self._counter("presses", "Buttons pressed and choices made", platform=platforms, press=VERBS)

    def _count_platforms(self, platforms: Sequence[str]) -> None:
        self._errors = self._counter(
            "platform_errors", "What went wrong with a platform", platform=platforms, kind=tuple(Trouble)
        )
        self._limits = self._counter("rate_limits", "Times that a platform told the bot to wait", platform=platforms)
        self._limit_seconds = self._counter(
            "rate_limit_wait_seconds", "Seconds that it was told to wait", platform=platforms
        )
        self._reconnects = self._counter("reconnects", "Reconnections", platform=platforms)
        self._connected = self._gauge("platform_connected", "1 while a platform is connected", "platform")
        self._silence = self._gauge("platform_silence_seconds", "Seconds since anything was heard", "platform")
        self._since_event = self._gauge("last_event_age_seconds", "Seconds since the last event", "platform")

    def _count_faq(self, version: str) -> None:
        self._reloads = self._counter("reloads", "Changes of the FAQ", result=RELOADS)
        self._entries = self._gauge("faq_entries", "Entries in the FAQ in use")
        self._loaded = self._gauge("faq_loaded_timestamp_seconds", "When the FAQ in use was loaded")
        self._loaded.set_to_current_time()
        self._gauge("tasks", "Tasks of asyncio that are not done").set_function(_tasks)
        build = Info("build", "What is running", namespace=PREFIX, registry=self.registry)
        build.info({"version": version, "python": machine.python_version()})

    def _show_state(self, gauge: Gauge, platform: Connected, measure: Measure) -> None:
        def measured() -> float:
            value = measure(platform.connection())
            return nan if value is None else float(value)

        gauge.labels(platform.name).set_function(measured)

    def _counter(self, name: str, about: str, **values: Sequence[str]) -> Counter:
        """A counter with these labels, each with all the values that it can have."""
        return _from_zero(Counter(name, about, values, namespace=PREFIX, registry=self.registry), values)

    def _histogram(self, name: str, about: str, buckets: Sequence[float], **values: Sequence[str]) -> Histogram:
        made = Histogram(name, about, values, namespace=PREFIX, registry=self.registry, buckets=buckets)
        return _from_zero(made, values)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(name, about, labels, namespace=PREFIX, registry=self.registry)

    async def _show(self, request: Request) -> Response:
        """Answer with the page in the format that the client accepts."""
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(self.registry), headers={"content-type": content_type})


def _tasks() -> float:
    """The number of tasks in the event loop that serves the page; NaN without one."""
    try:
        return float(len(asyncio.all_tasks()))
    except RuntimeError:
        return nan


def _from_zero(metric: Counted, values: Mapping[str, Sequence[str]]) -> Counted:
    """Show every combination of labels from the start, at zero."""
    for labels in product(*values.values()):
        metric.labels(*map(str, labels))
    return metric
