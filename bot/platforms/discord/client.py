"""The client of Discord: its events go to the conversation."""

import logging
from functools import partial
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
from bot.platforms.discord.history import DiscordHistory
from bot.platforms.discord.presses import take_press
from bot.platforms.kit.http_trace import failure_trace
from bot.platforms.kit.recover import Recovery

if TYPE_CHECKING:
    from datetime import datetime

_log = logging.getLogger(__name__)

SECONDS_AFTER_LAST_GUILD = 1.0
"""Servers arrive one by one. discord.py takes its list for complete when no other has arrived for this long."""


class FaqClient(discord.AutoShardedClient):
    """Passes messages, edits, deletions, commands and presses on, and decides nothing itself."""

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
            http_trace=failure_trace(PLATFORM, conversation.observer),
        )
        self.is_stopping = False
        self._conversation = conversation
        self._store = store
        self._pulse = pulse
        self._history = DiscordHistory(self, store, clock=conversation.clock)
        self.recovery = Recovery(PLATFORM, conversation=conversation, store=store, history=self._history)
        self.tree = command_tree(self, conversation)
        # Since when each shard without a connection is away, and how many shards look for what they missed.
        self._lost: dict[int, datetime] = {}
        self._looking = 0
        self._last_heartbeat: datetime | None = None

    async def setup_hook(self) -> None:
        """Register the commands; called once, when Discord has accepted the token."""
        self._last_heartbeat = await self.recovery.last_heartbeat()
        if self._last_heartbeat is None:
            await self.recovery.note_heartbeat()  # the first start of all: from now on nothing gets lost
        await register(self.tree, self._store, application_id=self.application_id or 0)

    @property
    def is_connected(self) -> bool:
        """Whether every shard receives events."""
        return self.is_ready() and not self._lost and not any(shard.is_closed() for shard in self.shards.values())

    def take_pulse(self) -> None:
        """Look for signs of life: each heartbeat of a shard has another latency, infinite before the first answer."""
        self._pulse.look({shard: seconds if isfinite(seconds) else None for shard, seconds in self.latencies})

    async def on_socket_event_type(self, _: str) -> None:
        """Discord sent an event."""
        self._pulse.note_event()

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        if question := self._question(message):
            await self._conversation.take(question, self._delivery(message.channel.id, message.guild, message.id))

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed a message; a preview of a link that Discord adds is no change."""
        if event.message.edited_at and (question := self._question(event.message)):
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
            await take_press(interaction, self._conversation)

    async def on_shard_ready(self, shard_id: int) -> None:
        """A new session, in which Discord sends nothing again: look for what was missed since the last one."""
        guilds = [guild for guild in self.guilds if guild.shard_id == shard_id]
        fields = {"platform": PLATFORM, "shard": shard_id}
        _log.info("connected to Discord, servers on this shard: %d", len(guilds), extra={"fields": fields})
        self._note_reconnection(shard_id)
        since = self._lost.pop(shard_id, self._last_heartbeat)
        self._looking += 1
        try:
            if since is not None:
                # Direct messages come by the first shard: https://discord.com/developers/docs/events/gateway#sharding
                missed = partial(self._history.missed, guilds=guilds, is_direct_too=shard_id == 0)
                await self.recovery.catch_up(missed, since=since)
        finally:
            self._looking -= 1

    async def on_shard_resumed(self, shard_id: int) -> None:
        """The old session goes on, and Discord sends what was missed."""
        self._note_reconnection(shard_id)
        self._lost.pop(shard_id, None)
        _log.info("reconnected to Discord", extra={"fields": {"platform": PLATFORM, "shard": shard_id}})

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The connection is lost; discord.py connects again by itself."""
        if not self.is_stopping:
            self._lost.setdefault(shard_id, self._conversation.clock())
            _log.warning("lost the connection to Discord", extra={"fields": {"platform": PLATFORM, "shard": shard_id}})

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Log that the bot was added to a server."""
        _log.info("the bot was added to a server", extra={"fields": {"platform": PLATFORM, "workspace": guild.id}})

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Log that the bot was removed from a server."""
        _log.info("the bot was removed from a server", extra={"fields": {"platform": PLATFORM, "workspace": guild.id}})

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log an error that an event's handler did not expect; the bot goes on."""
        self._conversation.observer.failed(PLATFORM, Trouble.UNHANDLED)
        fields = {"platform": PLATFORM}
        _log.exception("an event of Discord could not be handled: %s", event_method, extra={"fields": fields})

    def has_heard_all(self) -> bool:
        """Whether everything until now was received: no shard is away, or looks for what it missed."""
        return self.is_ready() and not self._lost and not self._looking and not self.is_stopping

    def _note_reconnection(self, shard_id: int) -> None:
        if shard_id in self._lost:
            self._conversation.observer.reconnected(PLATFORM)

    def _question(self, message: discord.Message) -> Question | None:
        return None if self.is_stopping or self.user is None else to_question(message, me=self.user)

    def _delivery(self, channel_id: int, guild: discord.Guild | None, message_id: int) -> ChannelDelivery:
        channel = self.get_partial_messageable(channel_id, guild_id=guild.id if guild else None)
        return ChannelDelivery(channel, question=str(message_id), message=message_id)

    async def _delete(self, message_id: int, channel_id: int) -> None:
        if not self.is_stopping:
            await self._conversation.deleted(PLATFORM, str(message_id), self._delivery(channel_id, None, message_id))
