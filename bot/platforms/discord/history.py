"""What Discord still has of questions: those that were taken and not answered, and those that were missed."""

import logging
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from itertools import dropwhile

import discord

from bot.core.interfaces import Clock
from bot.core.question import Origin, Question
from bot.core.stores import PlatformStore
from bot.engine.store_calls import attempt
from bot.errors import DeliveryError
from bot.platforms.discord.delivery import ChannelDelivery, carried_out
from bot.platforms.discord.events import PLATFORM, plain_text, to_question
from bot.platforms.kit.deliver import GoneError
from bot.platforms.kit.recover import Found, Gone

_log = logging.getLogger(__name__)

# Of one channel; discord.py gets a hundred with each request.
_MOST_MESSAGES = 500
_DIRECT_MEMORY = timedelta(days=30)
_Readable = discord.TextChannel | discord.VoiceChannel | discord.Thread


class DiscordHistory:
    """Reads channels, as far as the bot may."""

    def __init__(self, client: discord.Client, store: PlatformStore, *, clock: Clock) -> None:
        """Read by ``client``; ``store`` knows the channels of direct messages, which Discord does not list."""
        self._client = client
        self._store = store
        self._clock = clock

    async def find(self, origin: Origin) -> Found | Gone:
        """Look up a question, and the reply to it that an earlier process began."""
        channel = self._client.get_partial_messageable(int(origin.thread or origin.channel))
        earlier = await self._reply_begun(channel, int(origin.id))
        delivery = ChannelDelivery(channel, question=origin.id, message=int(origin.id), earlier=earlier)
        try:
            return Found(text=await self._text_of(origin, channel), delivery=delivery)
        except GoneError:
            return Gone(delivery=delivery, replies=tuple(str(message.id) for message in earlier[:1]))

    async def missed(
        self, since: datetime, *, guilds: Iterable[discord.Guild], is_direct_too: bool
    ) -> AsyncIterator[tuple[Question, ChannelDelivery]]:
        """Messages after ``since`` that may be for the bot."""
        first = discord.utils.time_snowflake(since)
        async for message in self._messages(guilds, first=first, is_direct_too=is_direct_too):
            me = self._client.user
            question = to_question(message, me=me) if me else None
            # The bot follows threads that it was asked in; what else it only overheard is too old to speak up about.
            if question is not None and (question.origin.thread is not None or not question.is_overheard):
                guild_id = message.guild.id if message.guild else None
                channel = self._client.get_partial_messageable(message.channel.id, guild_id=guild_id)
                yield question, ChannelDelivery(channel, question=question.origin.id, message=message.id)

    async def _messages(
        self, guilds: Iterable[discord.Guild], *, first: int, is_direct_too: bool
    ) -> AsyncIterator[discord.Message]:
        """Messages from id ``first`` on; only channels where something was written since are asked for them."""
        for guild in guilds:
            channels: list[_Readable] = [*guild.text_channels, *guild.voice_channels, *guild.threads]
            for channel in channels:
                # Message ids grow with time, so that a channel without anything new costs no request.
                if (channel.last_message_id or 0) >= first and _may_read(channel, guild):
                    for message in await _messages_if_readable(channel, first):
                        yield message
        if is_direct_too:
            since = self._clock() - _DIRECT_MEMORY
            for number in await attempt(self._store.direct_channels(PLATFORM, since=since), otherwise=()):
                for message in await _messages_if_readable(self._client.get_partial_messageable(int(number)), first):
                    yield message

    async def _text_of(self, origin: Origin, channel: discord.PartialMessageable) -> str:
        """What a question says now; that of a forum post with its title."""
        message = await carried_out(lambda: channel.fetch_message(int(origin.id)))
        text = plain_text(message.content)
        if origin.thread != origin.id:
            return text
        post = await carried_out(lambda: self._client.fetch_channel(int(origin.id)))
        return f"{getattr(post, 'name', '')}\n{text}".strip()

    async def _reply_begun(self, channel: discord.PartialMessageable, question: int) -> list[discord.Message]:
        """The bot's reply to a message, as far as it was sent, with what the bot wrote after it."""
        me = self._client.user
        own = [message for message in await _messages_after(channel, question) if me and message.author.id == me.id]
        return list(dropwhile(lambda one: not (one.reference and one.reference.message_id == question), own))


def _may_read(channel: _Readable, guild: discord.Guild) -> bool:
    """Whether the bot may read a channel's history, and reply there."""
    allowed = channel.permissions_for(guild.me)
    return allowed.view_channel and allowed.read_message_history


async def _messages_after(channel: discord.abc.Messageable, after: int) -> list[discord.Message]:
    """Messages after an id, oldest first; DeliveryError if the channel cannot be read."""

    async def read() -> list[discord.Message]:
        history = channel.history(after=discord.Object(after), oldest_first=True, limit=_MOST_MESSAGES)
        return [message async for message in history]

    return await carried_out(read)


async def _messages_if_readable(channel: _Readable | discord.PartialMessageable, after: int) -> list[discord.Message]:
    """Messages after an id; none, and a line in the log, if the channel cannot be read."""
    try:
        return await _messages_after(channel, after)
    except DeliveryError as error:
        fields = {"platform": PLATFORM, "channel": channel.id}
        _log.warning("cannot look for missed questions in a channel: %s", error, extra={"fields": fields})
        return []
