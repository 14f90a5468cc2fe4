"""Buttons and menus on Discord: read from the raw interaction, so that those of any earlier process work too."""

import logging
from typing import Any

import discord

from bot.core import wording
from bot.core.press import Press, Presser, Privately, Publish, Reaction, Replace, TakeBack, decode
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.errors import DeliveryError
from bot.platforms.discord.delivery import ChannelDelivery
from bot.platforms.discord.events import PLATFORM
from bot.platforms.discord.interaction import InteractionDelivery

_log = logging.getLogger(__name__)


class Presses:
    """Carries out what a press leads to."""

    def __init__(self, conversation: Conversation, client: discord.Client) -> None:
        """Ask ``conversation`` what to do, and do it through ``client``."""
        self._conversation = conversation
        self._client = client

    async def take(self, interaction: discord.Interaction) -> None:
        """React to a button or menu."""
        delivery = InteractionDelivery(interaction)
        try:
            async with self._conversation.busy(interaction.id), delivery.in_time():
                await self._react(pressed(interaction), interaction, delivery)
        except DeliveryError as error:
            _log.warning("no reaction to a press on discord message %s: %s", _message_of(interaction), error)

    async def _react(
        self, press: Press | None, interaction: discord.Interaction, delivery: InteractionDelivery
    ) -> None:
        if press is None:
            _log.warning("an unknown button was pressed on discord message %s", _message_of(interaction))
            await delivery.send(self._notice(interaction, wording.UNKNOWN_BUTTON, with_topics=True))
        else:
            reaction = await self._conversation.press(press, to_presser(interaction))
            await self._carry_out(reaction, interaction, delivery)

    async def _carry_out(
        self, reaction: Reaction, interaction: discord.Interaction, delivery: InteractionDelivery
    ) -> None:
        match reaction:
            case Privately(post=post):
                await delivery.send(post)
            case Replace():
                if not await self._conversation.pick(reaction, delivery):
                    await delivery.acknowledge()
            case Publish() if _is_kept_private(interaction):
                await delivery.send(self._notice(interaction, wording.SHOWN_TO_YOU_ALONE))
            case Publish():
                # Deferred, so that the original response is the message with the button, and not what is posted.
                await delivery.acknowledge()
                told = await self._conversation.publish(reaction, self._public(reaction, interaction, delivery))
                if told is reaction.done:
                    await delivery.revise((_message_of(interaction),), told)
                else:
                    await delivery.send(told)  # what they had before them stays, as nobody else was shown it
            case TakeBack(messages=messages):
                await delivery.acknowledge()
                removing = self._channel_delivery(interaction) if _is_there(interaction) else delivery
                await removing.remove(messages)

    def _public(
        self, publish: Publish, interaction: discord.Interaction, delivery: InteractionDelivery
    ) -> ChannelDelivery | InteractionDelivery:
        """Where all can see it: in the channel, where a repeated request makes no second message.

        As a follow-up of the interaction only where the bot cannot write: in servers that it is no member of.
        """
        if not _may_write(interaction):
            return delivery
        message = int(publish.message) if publish.message else None
        return self._channel_delivery(interaction, question=publish.origin.id, message=message)

    def _channel_delivery(
        self, interaction: discord.Interaction, *, question: str = "", message: int | None = None
    ) -> ChannelDelivery:
        channel = self._client.get_partial_messageable(interaction.channel_id or 0, guild_id=interaction.guild_id)
        return ChannelDelivery(channel, question=question, message=message)

    def _notice(self, interaction: discord.Interaction, text: str, *, with_topics: bool = False) -> Post:
        asker = str(interaction.user.id)
        return self._conversation.composer.notice(text, asker=asker, with_topics=with_topics)


def _is_there(interaction: discord.Interaction) -> bool:
    """Whether the bot itself, and not just its interactions, is where a button was pressed."""
    is_in_server = interaction.is_guild_integration() and interaction.app_permissions.view_channel
    return is_in_server or interaction.context.dm_channel


def _may_write(interaction: discord.Interaction) -> bool:
    """Whether the bot itself may post where a button was pressed."""
    allowed = interaction.app_permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    may_send = allowed.send_messages_in_threads if is_thread else allowed.send_messages
    return interaction.is_guild_integration() and allowed.view_channel and may_send


def _is_kept_private(interaction: discord.Interaction) -> bool:
    """Whether a server that has not added the bot shows what members have it say to them alone.

    https://discord.com/developers/docs/topics/permissions (USE_EXTERNAL_APPS)
    """
    is_added = interaction.guild_id is None or interaction.is_guild_integration()
    return not is_added and not interaction.permissions.use_external_apps


def pressed(interaction: discord.Interaction) -> Press | None:
    """What a button stands for, or the chosen option of a menu; None for what is not this bot's."""
    data: dict[str, Any] = {**(interaction.data or {})}
    chosen = data.get("values") or [data.get("custom_id", "")]
    return decode(str(chosen[0]))


def to_presser(interaction: discord.Interaction) -> Presser:
    """Who pressed, where, and what they may do."""
    message = interaction.message
    return Presser(
        platform=PLATFORM,
        id=str(interaction.user.id),
        name=interaction.user.display_name,
        channel=str(interaction.channel_id),
        message=_message_of(interaction),
        is_moderator=interaction.guild_id is not None and interaction.permissions.manage_messages,
        is_private=message is not None and message.flags.ephemeral,
    )


def _message_of(interaction: discord.Interaction) -> str:
    return str(interaction.message.id) if interaction.message else ""
