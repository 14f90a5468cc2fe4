"""The connection to Discord: its events go to the conversation."""

import logging
from math import isfinite
from typing import TYPE_CHECKING

import discord

from bot.core import wording
from bot.core.question import Question
from bot.core.stores import PlatformStore
from bot.engine.connection import Pulse
from bot.engine.conversation import Conversation
from bot.engine.observer import Trouble
from bot.platforms.discord.commands import command_tree, register
from bot.platforms.discord.delivery import ChannelDelivery
from bot.platforms.discord.events import PLATFORM, to_question
from bot.platforms.discord.presses import Presses
from bot.platforms.discord.recovery import Recovery
from bot.platforms.kit.http_trace import tracing

if TYPE_CHECKING:
    from datetime import datetime

_log = logging.getLogger(__name__)

SECONDS_AFTER_LAST_GUILD = 1.0
"""How long no further server must appear until all are taken to be known."""


class FaqClient(discord.AutoShardedClient):
    """Hands messages, edits, deletions, commands and presses on; has no opinion of its own."""

    def __init__(
        self, conversation: Conversation, store: PlatformStore, *, intents: discord.Intents, pulse: Pulse
    ) -> None:
        """Serve ``conversation``; keep no messages and no members in memory, and ping nobody."""
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=SECONDS_AFTER_LAST_GUILD,
            activity=discord.CustomActivity(wording.STATUS),
            http_trace=tracing(PLATFORM, conversation.observer),
        )
        self.is_stopping = False
        self._conversation = conversation
        self._store = store
        self._pulse = pulse
        self._presses = Presses(conversation, self)
        self.recovery = Recovery(conversation, store, self)
        self.tree = command_tree(self, conversation)
        self._lost: dict[int, datetime] = {}
        self._alive_before: datetime | None = None
        self._looking = 0

    async def setup_hook(self) -> None:
        """Register the commands; called once, when Discord has accepted the token."""
        self._alive_before = await self.recovery.last_alive()
        if self._alive_before is None:
            await self.recovery.keep_alive()  # the first start of all: from now on nothing shall be lost
        await register(self.tree, self._store, application_id=self.application_id or 0)

    @property
    def is_connected(self) -> bool:
        """Whether every shard hears what happens."""
        return self.is_ready() and not self._lost and not any(shard.is_closed() for shard in self.shards.values())

    def take_pulse(self) -> None:
        """Look for signs of life: the latency of a shard's last heartbeat is another number with each one."""
        self._pulse.look({shard: seconds if isfinite(seconds) else None for shard, seconds in self.latencies})

    async def on_socket_event_type(self, _: str) -> None:
        """Discord told something."""
        self._pulse.note_event()

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        question = self._question(message)
        if question is not None:
            await self._conversation.take(question, self._delivery(message.channel.id, message.guild, message.id))

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed a message; that Discord added a preview of a link is no change."""
        if event.message.edited_at is None:
            return
        question = self._question(event.message)
        if question is not None:
            delivery = self._delivery(event.channel_id, event.message.guild, event.message_id)
            await self._conversation.edited(question, delivery)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Somebody deleted a message."""
        await self._delete(event.message_id, event.channel_id)

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """A moderator deleted several messages."""
        for message_id in event.message_ids:
            await self._delete(message_id, event.channel_id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Somebody pressed a button or chose from a menu; commands go to their tree."""
        if interaction.type is discord.InteractionType.component and not self.is_stopping:
            await self._presses.take(interaction)

    async def on_shard_ready(self, shard_id: int) -> None:
        """A new session, which replays nothing: look for what was missed since the last one."""
        guilds = [guild for guild in self.guilds if guild.shard_id == shard_id]
        _log.info("connected to Discord: shard %d of %s, servers: %d", shard_id, self.shard_count, len(guilds))
        self._note_reconnection(shard_id)
        since = self._lost.pop(shard_id, self._alive_before)
        self._looking += 1
        try:
            if since is not None:
                await self.recovery.catch_up(guilds, since=since, is_direct_too=shard_id == 0)
        finally:
            self._looking -= 1

    async def on_shard_resumed(self, shard_id: int) -> None:
        """The old session goes on, and Discord replays what was missed."""
        self._note_reconnection(shard_id)
        self._lost.pop(shard_id, None)
        _log.info("reconnected to Discord: shard %d", shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The connection is lost; discord.py connects again by itself."""
        if not self.is_stopping:
            self._lost.setdefault(shard_id, self._conversation.clock())
            _log.warning("lost the connection to Discord: shard %d", shard_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        _log.info("added to discord server %d", guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server."""
        _log.info("removed from discord server %d", guild.id)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log whatever an event's handler could not deal with; the bot goes on."""
        self._conversation.observer.failed(PLATFORM, Trouble.UNHANDLED)
        _log.exception("an event of Discord could not be handled: %s", event_method)

    async def keep_alive(self) -> None:
        """Remember that everything was heard up to now, unless a shard is away or looks for what it missed."""
        if self.is_ready() and not self._lost and not self._looking and not self.is_stopping:
            await self.recovery.keep_alive()

    def _note_reconnection(self, shard_id: int) -> None:
        if shard_id in self._lost:
            self._conversation.observer.reconnected(PLATFORM)

    def _question(self, message: discord.Message) -> Question | None:
        if self.is_stopping or self.user is None:
            return None
        return to_question(message, me=self.user)

    def _delivery(self, channel_id: int, guild: discord.Guild | None, message_id: int) -> ChannelDelivery:
        channel = self.get_partial_messageable(channel_id, guild_id=guild.id if guild else None)
        return ChannelDelivery(channel, question=str(message_id), message=message_id)

    async def _delete(self, message_id: int, channel_id: int) -> None:
        if not self.is_stopping:
            await self._conversation.deleted(PLATFORM, str(message_id), self._delivery(channel_id, None, message_id))
