"""A conversation that is watched, a platform that stands in for one, and readings of the page that shows the counts."""

import asyncio
from collections.abc import Callable

from prometheus_client import CollectorRegistry

from bot.core.question import Surface
from bot.core.reply import Reply
from bot.core.rules import Limits, Rules
from bot.core.stores import Store
from bot.engine.composer import Composer
from bot.engine.connection import Connection
from bot.engine.conversation import Conversation
from bot.engine.observer import Observer, observed
from bot.engine.responder import Responder
from bot.rate_limit import PerMinute
from bot.storage.memory_store import MemoryStore
from tests.engine.talking import HandClock
from tests.fuzzy_matcher import FuzzyMatcher
from tests.small_faq import FAQ

QUESTION = "what temperature for green tea"
ANSWER = "80 °C for green tea"


class Watched:
    """A conversation out of the small FAQ, with a clock that is set by hand."""

    def __init__(self, observer: Observer, *, store: Store | None = None, rules: Rules | None = None) -> None:
        """Tell ``observer`` what happens."""
        self.clock = HandClock()
        self.store = store or MemoryStore()
        matcher = FuzzyMatcher(FAQ)
        responder = Responder(matcher)

        async def respond(text: str, *, surface: Surface, platform: str) -> Reply:
            return responder.respond(text, is_overheard=surface is Surface.OVERHEARD)

        self.conversation = Conversation(
            composer=Composer(
                faq=lambda: FAQ,
                respond=observed(respond, observer),
                complete=lambda text, limit: matcher.complete(text, limit=limit),
            ),
            store=self.store,
            rules=rules or Rules(),
            limits=Limits(
                people=PerMinute(most=5_000, clock=self.clock),
                channels=PerMinute(most=5_000, clock=self.clock),
                reminders=PerMinute(most=1, clock=self.clock),
            ),
            clock=self.clock,
            observer=observer,
        )


class StandIn:
    """A platform whose connection is as it is told."""

    def __init__(
        self,
        name: str = "discord",
        *,
        is_open: bool = True,
        silence: float | None = 0.0,
        since_event: float | None = None,
    ) -> None:
        """Stand in for the platform of this name."""
        self.name = name
        self.is_open = is_open
        self.silence = silence
        self.since_event = since_event
        self.reconnections = 0
        self.refusal: Exception | None = None

    async def run(self) -> None:
        """Serve until cancelled."""
        await asyncio.get_running_loop().create_future()

    def connection(self) -> Connection:
        """How it is now."""
        return Connection(is_open=self.is_open, silence=self.silence, since_event=self.since_event)

    async def reconnect(self) -> None:
        """Count, and fail if that is asked for."""
        self.reconnections += 1
        if self.refusal:
            raise self.refusal


def reading(registry: CollectorRegistry, name: str, **labels: str) -> float:
    """The sum of all series of a metric that have these labels."""
    samples = [sample for family in registry.collect() for sample in family.samples if sample.name == name]
    assert samples, f"there is no {name}"
    return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


async def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Let everything else go on until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for is in a library, which sets no event
            await asyncio.sleep(0)
