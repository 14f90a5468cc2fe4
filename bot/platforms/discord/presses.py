"""Buttons and menus on Discord, read from the raw interaction so that those of any earlier process work too."""

from typing import Any

import discord

from bot.core import wording
from bot.core.press import Press, Presser, Publish, decode
from bot.core.question import Origin
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.discord.delivery import ChannelDelivery, InteractionDelivery
from bot.platforms.discord.events import PLATFORM
from bot.platforms.kit.react import react


async def take_press(interaction: discord.Interaction, conversation: Conversation) -> None:
    """Carry out what a button or the chosen option of a menu stands for."""
    place = _Place(interaction)
    async with conversation.busy(interaction.id), place.alone.in_time():
        await react(conversation, _pressed(interaction), place)


class _Place:
    """The message that a button is on, for the kit."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self.presser = _to_presser(interaction)
        channel = self._channel_delivery() if _is_there(interaction) else None
        self.alone = InteractionDelivery(interaction, channel=channel)
        self.acknowledge = self.alone.acknowledge

    def in_place(self, _: Origin | None) -> InteractionDelivery:
        return self.alone

    def for_all(self, publish: Publish) -> ChannelDelivery | InteractionDelivery | str:
        """In the channel if the bot may write there, or else as a follow-up of the interaction."""
        if _is_kept_private(self._interaction):
            return wording.SHOWN_TO_YOU_ALONE
        # The channel is better: its nonce keeps a repeated request from making a second message.
        if not _may_write(self._interaction):
            return self.alone
        message = int(publish.message) if publish.message else None
        return self._channel_delivery(question=publish.origin.id, message=message)

    async def conclude(self, told: Post, *, is_done: bool) -> None:
        """Replace the message with the button, but keep it if nothing was posted: it is still of use."""
        if is_done:
            await self.alone.revise((self.presser.message,), told)
        else:
            await self.alone.send(told)

    def _channel_delivery(self, *, question: str = "", message: int | None = None) -> ChannelDelivery:
        there = self._interaction
        channel = there.client.get_partial_messageable(there.channel_id or 0, guild_id=there.guild_id)
        return ChannelDelivery(channel, question=question, message=message)


def _is_there(interaction: discord.Interaction) -> bool:
    """Whether the bot itself can see the channel of the button, not only the interaction."""
    is_in_server = interaction.is_guild_integration() and interaction.app_permissions.view_channel
    return is_in_server or interaction.context.dm_channel


def _may_write(interaction: discord.Interaction) -> bool:
    """Whether the bot itself may post in the channel of the button."""
    allowed = interaction.app_permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    may_send = allowed.send_messages_in_threads if is_thread else allowed.send_messages
    return interaction.is_guild_integration() and allowed.view_channel and may_send


def _is_kept_private(interaction: discord.Interaction) -> bool:
    """Whether a server that has not added the bot shows its public replies to the presser alone.

    https://discord.com/developers/docs/topics/permissions (USE_EXTERNAL_APPS)
    """
    is_added = interaction.guild_id is None or interaction.is_guild_integration()
    return not is_added and not interaction.permissions.use_external_apps


def _pressed(interaction: discord.Interaction) -> Press | None:
    """The press of a button or of the chosen option; None for what is not this bot's."""
    data: dict[str, Any] = {**(interaction.data or {})}
    # A menu has an id as well, but only its options carry presses.
    chosen = data.get("values") or [data.get("custom_id", "")]
    return decode(str(chosen[0]))


def _to_presser(interaction: discord.Interaction) -> Presser:
    message = interaction.message
    return Presser(
        platform=PLATFORM,
        id=str(interaction.user.id),
        name=interaction.user.display_name,
        channel=str(interaction.channel_id),
        message=str(message.id) if message else "",
        is_moderator=interaction.guild_id is not None and interaction.permissions.manage_messages,
        is_private=message is not None and message.flags.ephemeral,
    )
