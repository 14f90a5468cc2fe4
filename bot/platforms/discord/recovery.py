"""Nothing is lost in a gap: what was asked while the bot was away, and what it took and did not answer."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import dropwhile

import discord

from bot.core.question import Origin, Question, Surface
from bot.core.records import Record
from bot.core.stores import PlatformStore
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.errors import DeliveryError
from bot.platforms.discord.delivery import ChannelDelivery, GoneError, carried_out
from bot.platforms.discord.events import PLATFORM, plain_text, to_question

_log = logging.getLogger(__name__)

NOTICE_DELAY = timedelta(minutes=2)
"""A dead connection is noticed after a missed heartbeat or two, so a gap began that much earlier than it seems."""
SECONDS_BETWEEN_LOOKS = 30.0
MOST_MESSAGES = 500
DIRECT_MEMORY = timedelta(days=30)
_Readable = discord.TextChannel | discord.VoiceChannel | discord.Thread
_ALIVE = f"{PLATFORM}:alive"


class Recovery:
    """Finds what was missed, and hands it to the conversation, where each question is answered once."""

    def __init__(self, conversation: Conversation, store: PlatformStore, client: discord.Client) -> None:
        """Look for questions to ``client``."""
        self._conversation = conversation
        self._client = client
        self._store = store

    async def keep_alive(self) -> None:
        """Remember that the bot heard everything up to now."""
        await attempt(self._store.keep_note(_ALIVE, self._conversation.clock().isoformat()), otherwise=None)

    async def last_alive(self) -> datetime | None:
        """When the bot, maybe an earlier process, last heard everything; None if it never ran."""
        noted = await attempt(self._store.note(_ALIVE), otherwise=None)
        return datetime.fromisoformat(noted) if noted else None

    async def resume(self) -> None:
        """Answer what an earlier process took and did not answer; say in the log what stays without a reply."""
        for record in await self._left():
            try:
                await self._resume(record)
            except DeliveryError as error:
                await self._give_up(record.origin, str(error))
            except Exception:  # noqa: BLE001 - one question must not keep the others from their replies
                _log.exception("discord question %s could not be resumed", record.origin.id)

    async def _left(self) -> tuple[Record, ...]:
        """What an earlier process took; where the database cannot be asked yet, as soon as it can be."""
        begun = self._conversation.clock()
        left = await self._unsettled()
        if left is not None:
            return left
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            if (left := await self._unsettled()) is not None:
                return tuple(record for record in left if record.origin.sent_at < begun)  # others are this one's own

    async def _unsettled(self) -> tuple[Record, ...] | None:
        since = self._conversation.clock() - self._conversation.rules.retention
        return await attempt(self._store.unsettled(PLATFORM, since=since), otherwise=None)

    async def catch_up(self, guilds: list[discord.Guild], *, since: datetime, is_direct_too: bool) -> None:
        """Take the questions that were sent after ``since``, and at most ten minutes ago."""
        earliest = self._conversation.clock() - self._conversation.rules.resume_window
        since = max(since - NOTICE_DELAY, earliest)
        found = 0
        async for message in self._missed(guilds, since=since, is_direct_too=is_direct_too):
            found += await self._take(message)
        _log.info("looked for questions since %s that were missed: %d messages to the bot", since.isoformat(), found)

    async def _take(self, message: discord.Message) -> bool:
        """Take a message if it addresses the bot; whatever was answered before is not answered again."""
        me = self._client.user
        question = to_question(message, me=me) if me else None
        if question is None or (question.is_overheard and question.origin.thread is None):
            return False
        guild_id = message.guild.id if message.guild else None
        channel = self._client.get_partial_messageable(message.channel.id, guild_id=guild_id)
        delivery = ChannelDelivery(channel, question=question.origin.id, message=message.id)
        await self._conversation.take(question, delivery)
        return True

    async def _missed(
        self, guilds: list[discord.Guild], *, since: datetime, is_direct_too: bool
    ) -> AsyncIterator[discord.Message]:
        """Messages after ``since``; only channels where something was said since are asked for their history."""
        first = discord.utils.time_snowflake(since)
        for guild in guilds:
            channels: list[_Readable] = [*guild.text_channels, *guild.voice_channels, *guild.threads]
            for channel in channels:
                if (channel.last_message_id or 0) >= first and _may_read(channel, guild):
                    for message in await _history_if_any(channel, first):
                        yield message
        if is_direct_too:
            async for message in self._direct(first):
                yield message

    async def _direct(self, first: int) -> AsyncIterator[discord.Message]:
        """Direct messages of those who have written before: Discord does not tell which channels there are."""
        since = self._conversation.clock() - DIRECT_MEMORY
        for number in await attempt(self._store.direct_channels(PLATFORM, since=since), otherwise=()):
            channel = self._client.get_partial_messageable(int(number))
            for message in await _history_if_any(channel, first):
                yield message

    async def _resume(self, record: Record) -> None:
        origin = record.origin
        if origin.surface in {Surface.COMMAND, Surface.SHORTCUT}:
            await self._give_up(origin, "the bot was stopped, and only it could answer that interaction")
            return
        if self._conversation.clock() - origin.sent_at > self._conversation.rules.resume_window:
            await self._give_up(origin, "the bot was stopped, and it is too late to answer now")
            return
        channel = self._client.get_partial_messageable(int(origin.thread or origin.channel))
        earlier = await self._reply_begun(channel, int(origin.id))
        delivery = ChannelDelivery(channel, question=origin.id, message=int(origin.id), earlier=earlier)
        try:
            text = await self._text_of(origin, channel)
        except GoneError:
            if not earlier:
                raise
            await self._conversation.found(origin, (str(earlier[0].id),))
            await self._conversation.deleted(PLATFORM, origin.id, delivery)
        else:
            await self._conversation.resume(Question(text=text, origin=origin), delivery)

    async def _text_of(self, origin: Origin, channel: discord.PartialMessageable) -> str:
        """What a question says now; that of a forum post with its title."""
        message = await carried_out(lambda: channel.fetch_message(int(origin.id)))
        text = plain_text(message.content)
        if origin.thread != origin.id:
            return text
        post = await carried_out(lambda: self._client.fetch_channel(int(origin.id)))
        return f"{getattr(post, 'name', '')}\n{text}".strip()

    async def _reply_begun(self, channel: discord.PartialMessageable, question: int) -> list[discord.Message]:
        """The bot's reply to a message, if it had begun to send it before it was stopped, and what it sent later."""
        me = self._client.user
        own = [message for message in await _history(channel, question) if me and message.author.id == me.id]
        return list(dropwhile(lambda one: not (one.reference and one.reference.message_id == question), own))

    async def _give_up(self, origin: Origin, why: str) -> None:
        _log.warning("discord question %s in channel %s stays without a reply: %s", origin.id, origin.channel, why)
        await self._conversation.gave_up(origin)


def _may_read(channel: _Readable, guild: discord.Guild) -> bool:
    """Whether the bot may look into a channel's history, and reply there."""
    allowed = channel.permissions_for(guild.me)
    return allowed.view_channel and allowed.read_message_history


async def _history(channel: discord.abc.Messageable, after: int) -> list[discord.Message]:
    """Messages after an id, oldest first; DeliveryError of a channel that cannot be read."""

    async def read() -> list[discord.Message]:
        history = channel.history(after=discord.Object(after), oldest_first=True, limit=MOST_MESSAGES)
        return [message async for message in history]

    return await carried_out(read)


async def _history_if_any(channel: _Readable | discord.PartialMessageable, after: int) -> list[discord.Message]:
    """Messages after an id; none of a channel that cannot be read, with a word in the log."""
    try:
        return await _history(channel, after)
    except DeliveryError as error:
        _log.warning("cannot look for missed questions in channel %d: %s", channel.id, error)
        return []
