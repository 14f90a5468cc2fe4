"""A platform that stands in for one, and readings of the page that shows the counts."""

import asyncio
from collections.abc import Callable

from prometheus_client import CollectorRegistry

from bot.engine.connection import Connection

QUESTION = "what temperature for green tea"
ANSWER = "80 °C for green tea"


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
        await asyncio.get_running_loop().create_future()

    def connection(self) -> Connection:
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
