"""The slash commands, and “Answer from the FAQ” on a message.

https://discord.com/developers/docs/interactions/application-commands
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.core import wording
from bot.core.question import Question
from bot.core.stores import NoteStore
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.platforms.discord.delivery import InteractionDelivery
from bot.platforms.discord.events import PLATFORM, text_of, to_command_origin
from bot.platforms.kit.markdown.lengths import cut
from bot.platforms.kit.react import Compose, show

_log = logging.getLogger(__name__)

_MOST_CHOICES = 25
_LONGEST_CHOICE = 100
_LONGEST_QUESTION = 2_000
# In servers and in direct messages, installed there or by a person.
_INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)


class FaqCommands(app_commands.Group):
    """``/faq …``."""

    def __init__(self, conversation: Conversation) -> None:
        """Answer with what ``conversation`` says."""
        super().__init__(
            name="faq", description=wording.COMMAND_FAQ, allowed_installs=_INSTALLS, allowed_contexts=_CONTEXTS
        )
        self._conversation = conversation
        self._composer = conversation.composer

    @app_commands.command(description=wording.COMMAND_ASK)
    @app_commands.describe(question=wording.COMMAND_ASK_QUESTION)
    async def ask(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, _LONGEST_QUESTION]
    ) -> None:
        """Answer a question to the one who asked."""
        delivery = InteractionDelivery(interaction)
        async with delivery.in_time():
            await self._conversation.take(Question(text=question, origin=to_command_origin(interaction)), delivery)

    @app_commands.command(description=wording.COMMAND_TOPICS)
    async def topics(self, interaction: discord.Interaction) -> None:
        """List the sections."""
        await self._show(interaction, lambda: self._composer.topics(asker=str(interaction.user.id)))

    @app_commands.command(description=wording.COMMAND_TOPIC)
    @app_commands.describe(name=wording.COMMAND_TOPIC_NAME)
    async def topic(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, _LONGEST_CHOICE]) -> None:
        """Show one entry."""
        await self._show(interaction, lambda: self._composer.topic(name, to_command_origin(interaction)))

    @topic.autocomplete("name")
    async def complete(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Complete the name of an entry while it is typed."""
        found = await asyncio.to_thread(self._composer.complete, typed, _MOST_CHOICES)
        return [app_commands.Choice(name=cut(entry.question, _LONGEST_CHOICE), value=entry.id) for entry in found]

    @app_commands.command(description=wording.COMMAND_HELP)
    async def help(self, interaction: discord.Interaction) -> None:
        """Say what the bot can do."""
        asker = str(interaction.user.id)
        await self._show(interaction, lambda: self._composer.introduction(asker=asker, is_private=True))

    async def answer_from_faq(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Offer entries that answer somebody's message; this command is on the message, not in the group."""
        asker, text, id_ = str(interaction.user.id), text_of(message), str(message.id)
        await self._show(interaction, lambda: self._composer.offer(text, message=id_, asker=asker))

    async def _show(self, interaction: discord.Interaction, compose: Compose) -> None:
        delivery = InteractionDelivery(interaction)
        fields = {"platform": PLATFORM, "question": str(interaction.id)}
        async with delivery.in_time():
            await show(self._conversation, compose, delivery, asker=str(interaction.user.id), fields=fields)


def command_tree(client: discord.Client, conversation: Conversation) -> app_commands.CommandTree:
    """All commands, not yet registered."""
    commands = FaqCommands(conversation)
    callback = commands.answer_from_faq
    tree = app_commands.CommandTree(client)
    tree.add_command(commands)
    tree.add_command(
        app_commands.ContextMenu(
            name=wording.ANSWER_FROM_FAQ, callback=callback, allowed_installs=_INSTALLS, allowed_contexts=_CONTEXTS
        )
    )
    tree.error(_report)
    return tree


async def register(tree: app_commands.CommandTree, store: NoteStore, *, application_id: int) -> None:
    """Register the commands with Discord if they have changed since the last start: Discord limits registrations."""
    own = all_commands(tree)
    described = json.dumps([command.to_dict(tree) for command in own], sort_keys=True)
    name, checksum = f"discord:{application_id}:commands", hashlib.sha256(described.encode()).hexdigest()
    # The note alone does not do: any program with the bot's token can delete the commands.
    is_told = await attempt(store.note(name), otherwise=None) == checksum
    if is_told and {command.name for command in await tree.fetch_commands()} == {command.name for command in own}:
        return
    registered = await tree.sync()
    _log.info("registered with Discord: %s", ", ".join(command.name for command in registered))
    await attempt(store.keep_note(name, checksum), otherwise=None)


def all_commands(tree: app_commands.CommandTree) -> Sequence[Any]:
    """The slash commands, and those on a message."""
    return [*tree.get_commands(), *tree.get_commands(type=discord.AppCommandType.message)]


async def _report(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    fields = {"platform": PLATFORM, "question": str(interaction.id)}
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        _log.warning("a command was given that no longer exists: %s", error, extra={"fields": fields})
    else:
        _log.error("a command could not be answered", exc_info=error, extra={"fields": fields})
