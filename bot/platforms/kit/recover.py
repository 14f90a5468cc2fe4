"""Finds questions that a process took and did not answer, or never received, and has each answered once.

A question is claimed in the store when it is taken, and settled when its reply is out. A process that is killed in
between leaves it unsettled, and another one resumes it. What people write while no process is connected is delivered
later by some platforms (Slack), and is in the history of others (Discord), where the bot catches up.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from bot.core import wording
from bot.core.interfaces import Delivery
from bot.core.question import Origin, Question, Surface
from bot.core.stores import PlatformStore
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.errors import DeliveryError
from bot.platforms.kit.tasks import Tasks

_log = logging.getLogger(__name__)

TIME_TO_ANSWER = timedelta(seconds=60)
"""A process has answered a question by then, or failed: Slack's client tries for that long to post one message.

Discord's client tries for longer, but it is the only process there, and knows what it is busy with.
"""
AGE_OF_LEFT = 1.5 * TIME_TO_ANSWER
"""A question that is older and unsettled was left by its process, so that another may take it."""
AGE_OF_LATE = AGE_OF_LEFT - TIME_TO_ANSWER
"""A question that arrives this late may look left before it is answered: the process that takes it must reserve it."""
SECONDS_BETWEEN_LOOKS = 30.0
SECONDS_BETWEEN_HEARTBEATS = 10.0
NOTICE_DELAY = timedelta(minutes=2)
"""A dead connection is noticed after a missed heartbeat or two, so a gap begins that much earlier than it seems."""

Missed = Callable[[datetime], AsyncIterator[tuple[Question, Delivery]]]
"""The questions to the bot in a platform's history after a time, each with the way to reply to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A question as it reads now, since the store keeps no texts."""

    text: str
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A question in a channel where the platform does not let the bot read."""

    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A question that was deleted; ``replies`` are the messages of its reply that are still there."""

    delivery: Delivery
    replies: tuple[str, ...] = ()


class History(Protocol):
    """What a platform still has of its questions."""

    async def find(self, origin: Origin) -> Found | Unreadable | Gone:
        """Look up a question; raise DeliveryError where it cannot be answered.

        The delivery knows what an earlier process may have posted, and posts none of it twice.
        """


class Recovery:
    """Resumes questions, gives up those that cannot be answered, and catches up after a gap."""

    def __init__(self, platform: str, *, conversation: Conversation, store: PlatformStore, history: History) -> None:
        """Look for questions in ``store``, for their texts in ``history``."""
        self._platform = platform
        self._conversation = conversation
        self._store = store
        self._history = history
        self._resuming: set[tuple[str, str]] = set()
        self._heartbeat = f"{platform}:alive"

    async def watch(self, *, is_alone: bool) -> None:
        """Resume questions that were left, now and every half minute; of several processes, one resumes each.

        A process that ``is_alone`` on its platform knows that nobody is busy with what was asked before it started.
        """
        start = self._conversation.clock()
        async with asyncio.TaskGroup() as group:
            tasks = Tasks(group)
            while True:
                since = self._conversation.clock() - self._conversation.rules.retention
                for record in await attempt(self._store.unsettled(self._platform, since=since), otherwise=()):
                    origin = record.origin
                    if origin.key in self._resuming or self._conversation.is_answering(origin):
                        continue
                    is_from_before = is_alone and origin.sent_at <= start
                    # Of several processes, the first to reserve a question resumes it.
                    if is_from_before or (self._is_older(origin, AGE_OF_LEFT) and await self._reserve(origin)):
                        self._resuming.add(origin.key)
                        tasks.start("a question was left", self._resume_or_give_up(origin), fields=origin.fields)
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def reserve_late(self, origin: Origin) -> None:
        """Keep other processes from resuming a question that the platform delivers late, before it is taken."""
        if self._is_older(origin, AGE_OF_LATE):
            await self._reserve(origin)

    async def catch_up(self, missed: Missed, *, since: datetime) -> None:
        """Take the questions after ``since``, the last sign of life, that are young enough to be answered."""
        earliest = self._conversation.clock() - self._conversation.rules.resume_window
        since = max(since - NOTICE_DELAY, earliest)
        count = 0
        async for question, delivery in missed(since):
            await self._conversation.take(question, delivery)  # does nothing if it was taken before
            count += 1
        fields = {"platform": self._platform, "count": count}
        _log.info("looked for questions since %s that were missed", since.isoformat(), extra={"fields": fields})

    async def keep_heartbeat(self, is_listening: Callable[[], bool]) -> None:
        """Note the time every few seconds while ``is_listening()``: all that was written until then was received."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_HEARTBEATS)
            if is_listening():
                await self.note_heartbeat()

    async def note_heartbeat(self) -> None:
        """Note that everything until now was received."""
        await attempt(self._store.keep_note(self._heartbeat, self._conversation.clock().isoformat()), otherwise=None)

    async def last_heartbeat(self) -> datetime | None:
        """Until when everything was received, maybe by an earlier process; None if there was none."""
        noted = await attempt(self._store.note(self._heartbeat), otherwise=None)
        return datetime.fromisoformat(noted) if noted else None

    def _is_older(self, origin: Origin, age: timedelta) -> bool:
        return origin.sent_at <= self._conversation.clock() - age

    async def _reserve(self, origin: Origin) -> bool:
        """Hold a question for as long as answering it may take; False if another process holds it."""
        now = self._conversation.clock()
        lease = {f"{self._platform}:resume {origin.id}": now + AGE_OF_LEFT}
        return await attempt(self._store.acquire(lease, now=now), otherwise=False)

    async def _resume_or_give_up(self, origin: Origin) -> None:
        try:
            await self._resume(origin)
        except DeliveryError as error:
            _log.warning("a question stays without a reply: %s", error, extra={"fields": origin.fields})
            await self._conversation.gave_up(origin)
        finally:
            self._resuming.discard(origin.key)

    async def _resume(self, origin: Origin) -> None:
        """Answer a question, or deal with its being gone; DeliveryError says why it stays without a reply."""
        if origin.surface in {Surface.COMMAND, Surface.SHORTCUT}:
            raise DeliveryError("the bot was stopped, and only that process could answer the interaction")
        if self._is_older(origin, self._conversation.rules.resume_window):
            raise DeliveryError("the bot was stopped, and it is too late to answer now")
        match await self._history.find(origin):
            case Found(text=text, delivery=delivery):
                await self._conversation.resume(Question(text=text, origin=origin), delivery)
            case Unreadable(delivery=delivery):
                await self._apologise(origin, delivery)
            case Gone(replies=()):
                raise DeliveryError("the question is gone")
            case Gone(replies=replies, delivery=delivery):
                await self._conversation.found(origin, replies)
                await self._conversation.deleted(*origin.key, delivery)
            case other:
                assert_never(other)

    async def _apologise(self, origin: Origin, delivery: Delivery) -> None:
        """Ask for a question again whose text cannot be read; what was only overheard needs no reply."""
        if origin.surface is Surface.OVERHEARD:
            await self._conversation.resume(Question(text="", origin=origin), delivery)
            return
        sorry = self._conversation.composer.notice(wording.FAILED, asker=origin.asker, is_private=False)
        await self._conversation.found(origin, await delivery.send(sorry))
