"""Getting things to the app: acknowledged within three seconds, and tried again otherwise.

docs.slack.dev: "Using Socket Mode", Acknowledge; "Events API", Error handling.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from tests.servers.slack.clock import Alarm
from tests.servers.slack.errors import Json
from tests.servers.slack.faults import Faults
from tests.servers.slack.values import Team
from tests.servers.slack.world import World

ANSWER_WITHIN = 3.0
# Seconds from a failure to the next try.
RETRIES = (0.0, 60.0, 300.0)


class DeliveryKind(StrEnum):
    """The kinds of deliveries, by their names in Socket Mode."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One try: its envelope, and how it ended ("" while it is open)."""

    envelope_id: str
    number: int
    reason: str | None = None
    outcome: str = ""
    alarm: Alarm | None = field(default=None, repr=False)


@dataclass(eq=False, slots=True, kw_only=True)
class Delivery:
    """Something for the app, with all tries to get it there."""

    kind: DeliveryKind
    payload: Json
    team: Team = field(repr=False)
    attempts: list[Attempt] = field(default_factory=list)
    is_acknowledged: bool = False
    is_given_up: bool = False
    answered: Callable[[Json | None], None] | None = field(default=None, repr=False)
    failed: Callable[[str], None] | None = field(default=None, repr=False)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will come of it."""
        return self.is_acknowledged or self.is_given_up

    @property
    def event(self) -> Json:
        """The event in it."""
        event: Json = self.payload.get("event", {})
        return event


class Transport(Protocol):
    """A way to the app."""

    def send(self, delivery: Delivery, attempt: Attempt) -> bool:
        """Start a try; False if there is nowhere to send to."""
        ...

    def give_up(self, attempt: Attempt) -> None:
        """Wait no longer for the answer to a try."""
        ...


class Deliveries:
    """All deliveries so far."""

    def __init__(self, world: World, faults: Faults, transport: Transport) -> None:
        """Deliveries by a transport, which may be changed."""
        self._world = world
        self._faults = faults
        self.transport = transport
        self.retries: tuple[float, ...] = RETRIES
        self.answer_within = ANSWER_WITHIN
        self.all: list[Delivery] = []
        self._envelopes: dict[str, tuple[Delivery, Attempt]] = {}
        self._open: dict[int, Delivery] = {}
        world.deliver = self.send

    @property
    def open(self) -> list[Delivery]:
        """Those that are under way, or wait to be tried again."""
        return list(self._open.values())

    def is_open(self, delivery: Delivery) -> bool:
        """Whether a delivery is under way, or waits to be tried again."""
        return id(delivery) in self._open

    @property
    def in_flight(self) -> list[Delivery]:
        """Those that the app is expected to acknowledge now."""
        return [one for one in self._open.values() if any(not attempt.outcome for attempt in one.attempts)]

    def send(self, delivery: Delivery) -> None:
        """Deliver something; events may be lost or come twice, if the faults say so."""
        self.all.append(delivery)
        times = self._faults.deliveries(delivery.event["type"]) if delivery.kind is DeliveryKind.EVENT else 1
        if times == 0:
            delivery.is_given_up = True
            return
        self._try(delivery, None)
        if times > 1:
            self._try(delivery, "timeout")
        self._world.changes.touch()

    def again(self, delivery: Delivery) -> None:
        """Deliver something once more, although it was acknowledged."""
        self._try(delivery, "timeout")

    def _try(self, delivery: Delivery, reason: str | None) -> None:
        attempt = Attempt(envelope_id=self._envelope_id(), number=len(delivery.attempts), reason=reason)
        delivery.attempts.append(attempt)
        self._open[id(delivery)] = delivery
        self._envelopes[attempt.envelope_id] = (delivery, attempt)
        attempt.alarm = self._world.alarms.after(self.answer_within, lambda: self.fail(attempt, "timeout"))
        if not self.transport.send(delivery, attempt):
            self.fail(attempt, "connection_failed")

    def _envelope_id(self) -> str:
        digits = self._world.ids.secret()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def acknowledge(self, envelope_id: str, answer: Json | None) -> bool:
        """Take an acknowledgement; False if there is no such envelope."""
        found = self._envelopes.get(envelope_id)
        if found is None:
            return False
        delivery, attempt = found
        if delivery.kind is DeliveryKind.EVENT and not self._faults.hears_acknowledgement():
            return True
        if delivery.kind is DeliveryKind.EVENT and answer:
            self._world.remark(f"the acknowledgement of an event carries a payload: {answer}")
        # Too late for an interaction: its failure is on the screen already.
        if not delivery.is_settled:
            delivery.is_acknowledged = True
            if delivery.answered is not None:
                delivery.answered(answer)
        self._close(delivery, attempt, attempt.outcome or "acknowledged")
        return True

    def fail(self, attempt: Attempt, reason: str, *, may_retry: bool = True) -> None:
        """End a try without success, and arrange the next one if there is to be one."""
        delivery, _ = self._envelopes[attempt.envelope_id]
        if attempt.outcome:
            return
        attempt.outcome = reason
        self.transport.give_up(attempt)
        tried = len(delivery.attempts) - 1
        if delivery.is_settled:
            pass
        elif delivery.kind is DeliveryKind.EVENT and may_retry and tried < len(self.retries):
            self._world.alarms.after(self.retries[tried], lambda: self._retry(delivery, reason))
        elif all(one.outcome for one in delivery.attempts):
            delivery.is_given_up = True
            if delivery.failed is not None:
                delivery.failed(reason)
        self._close(delivery, attempt, reason)

    def _retry(self, delivery: Delivery, reason: str) -> None:
        if not delivery.is_settled:
            self._try(delivery, reason)

    def _close(self, delivery: Delivery, attempt: Attempt, outcome: str) -> None:
        attempt.outcome = outcome
        if attempt.alarm is not None:
            attempt.alarm.cancel()
        if delivery.is_settled and all(one.outcome for one in delivery.attempts):
            self._open.pop(id(delivery), None)
        self._world.changes.touch()
