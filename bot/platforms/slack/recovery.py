"""Questions that a process took and did not live to answer are answered by another, once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.core import wording
from bot.core.question import Origin, Question, Surface
from bot.core.records import Record
from bot.core.stores import LeaseStore, PlatformStore
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.errors import DeliveryError
from bot.platforms.slack.client import PATIENCE_SECONDS, carried_out
from bot.platforms.slack.delivery import ChannelDelivery
from bot.platforms.slack.errors import UNREADABLE, GoneError, error_of
from bot.platforms.slack.events import PLATFORM, message_id, plain_text, ts_of
from bot.platforms.slack.work import Work
from bot.platforms.slack.workspaces import Workspace, Workspaces

_log = logging.getLogger(__name__)

AGE_OF_LEFT = timedelta(seconds=1.5 * PATIENCE_SECONDS)
"""Whoever took a question has answered it or given up by then, and another process may see to it."""
AGE_OF_LATE = AGE_OF_LEFT - timedelta(seconds=PATIENCE_SECONDS)
"""Slack tries again after one and after five minutes: so late, whoever takes a question has to say so to the others."""
SECONDS_BETWEEN_LOOKS = 30.0


class Recovery:
    """Finds such questions, and hands them to the conversation."""

    def __init__(self, conversation: Conversation, store: PlatformStore, workspaces: Workspaces, work: Work) -> None:
        """Answer them in ``workspaces``, but for those that are among this process's own ``work``."""
        self._conversation = conversation
        self._workspaces = workspaces
        self._work = work
        self._store = store

    async def watch(self, *, is_alone: bool) -> None:
        """Answer what was left, now and from time to time; of several processes that look, one answers.

        A process that is alone knows at its start that nobody is at work on what is left, however young it is.
        """
        if is_alone:
            await self._resume_all(_always)
        while True:
            await self._resume_all(self._is_left_to_me)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def _resume_all(self, is_left: Callable[[Origin], Awaitable[bool]]) -> None:
        since = self._conversation.clock() - self._conversation.rules.resume_window
        for record in await attempt(self._store.unsettled(PLATFORM, since=since), otherwise=()):
            origin = record.origin
            if not self._work.is_under_way(origin.id) and await is_left(origin):
                await self._work.start(origin.id, self._resume_or_give_up(record))

    async def _is_left_to_me(self, origin: Origin) -> bool:
        """Whether a question is so old that nobody is at work on it any more, and no other process begins to be."""
        return _is_older(origin, AGE_OF_LEFT, self._conversation) and await _reserve(
            origin, self._conversation, self._store
        )

    async def _resume_or_give_up(self, record: Record) -> None:
        try:
            await self._resume(record.origin)
        except DeliveryError as error:
            await self._give_up(record.origin, str(error))

    async def _resume(self, origin: Origin) -> None:
        if origin.surface in {Surface.COMMAND, Surface.SHORTCUT}:
            await self._give_up(origin, "the bot was stopped, and only it could answer that interaction")
            return
        workspace = await self._workspaces.of_channel(origin.channel)
        if workspace is None:
            await self._give_up(origin, "nothing is known of the workspace that it came from")
            return
        delivery = ChannelDelivery(
            workspace, channel=origin.channel, thread=origin.thread, question=origin.id, may_be_there=True
        )
        text = await self._text_of(origin, workspace)
        if text is not None or origin.surface is Surface.OVERHEARD:
            await self._conversation.resume(Question(text=text or "", origin=origin), delivery)
            return
        # Nobody but Slack knows what was asked, and it does not let the app read that channel.
        sorry = self._conversation.composer.notice(wording.FAILED, asker=origin.asker, is_private=False)
        await self._conversation.found(origin, await delivery.send(sorry))

    async def _text_of(self, origin: Origin, workspace: Workspace) -> str | None:
        """What was asked: the store keeps no texts. None where the app may not read the channel."""
        if not workspace.may_read(origin.channel):
            return None
        messages = await carried_out(partial(_messages_at, origin, workspace))
        if messages is None:
            return None
        for message in messages:
            if message_id(origin.channel, str(message.get("ts"))) == origin.id and message.get("user") == origin.asker:
                return plain_text(str(message.get("text") or ""))
        raise GoneError("the question is gone")

    async def _give_up(self, origin: Origin, why: str) -> None:
        _log.warning("slack question %s stays without a reply: %s", origin.id, why)
        await self._conversation.gave_up(origin)


async def _messages_at(origin: Origin, workspace: Workspace) -> list[dict[str, Any]] | None:
    """What Slack has at the place of a question; None where the app may not read that kind of channel."""
    ts = ts_of(origin.id)
    try:
        found = await workspace.client.conversations_replies(
            channel=origin.channel, ts=origin.thread or ts, oldest=ts, latest=ts, inclusive=True, limit=10
        )
    except SlackApiError as error:
        if error_of(error) in UNREADABLE:
            return None
        raise
    return found.get("messages") or []


async def keep_from_others(origin: Origin, conversation: Conversation, store: LeaseStore) -> None:
    """Let no other process take a question for left that came so late."""
    if _is_older(origin, AGE_OF_LATE, conversation):
        await _reserve(origin, conversation, store)


def _is_older(origin: Origin, age: timedelta, conversation: Conversation) -> bool:
    return origin.sent_at <= conversation.clock() - age


async def _reserve(origin: Origin, conversation: Conversation, store: LeaseStore) -> bool:
    """Begin to be at work on a question, for as long as that may take; False if another process is."""
    now = conversation.clock()
    turn = {f"{PLATFORM}:resume {origin.id}": now + AGE_OF_LEFT}
    return await attempt(store.acquire(turn, now=now), otherwise=False)


async def _always(_: Origin) -> bool:
    return True
