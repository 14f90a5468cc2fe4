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
from bot.core.entries import Entry
from bot.core.stores import NoteStore
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.platforms.discord.delivery import InteractionDelivery
from bot.platforms.discord.events import PLATFORM, text_of, to_command_origin, to_command_question
from bot.platforms.kit.markdown.lengths import cut
from bot.platforms.kit.react import Compose, show

_log = logging.getLogger(__name__)

MOST_CHOICES = 25
LONGEST_CHOICE = 100
LONGEST_QUESTION = 2_000


class Answering:
    """What all commands share: a response in time, to the person who gave the command."""

    def __init__(self, conversation: Conversation) -> None:
        """Answer with what ``conversation`` says."""
        self.conversation = conversation

    async def ask(self, interaction: discord.Interaction, question: str) -> None:
        """Answer a question."""
        delivery = InteractionDelivery(interaction)
        async with delivery.in_time():
            await self.conversation.take(to_command_question(interaction, question), delivery)

    async def show(self, interaction: discord.Interaction, compose: Compose) -> None:
        """Show what ``compose`` makes."""
        delivery = InteractionDelivery(interaction)
        fields = {"platform": PLATFORM, "question": str(interaction.id)}
        async with delivery.in_time():
            await show(self.conversation, compose, delivery, asker=str(interaction.user.id), fields=fields)

    async def completed(self, typed: str) -> tuple[Entry, ...]:
        """The entries that may be meant by what was typed so far."""
        return await asyncio.to_thread(self.conversation.composer.complete, typed, MOST_CHOICES)


class FaqCommands(app_commands.Group):
    """``/faq …``."""

    def __init__(self, answering: Answering) -> None:
        """Offer the commands in servers and in direct messages, installed there or by a person."""
        super().__init__(
            name="faq",
            description=wording.COMMAND_FAQ,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        self._answering = answering
        self._composer = answering.conversation.composer

    @app_commands.command(description=wording.COMMAND_ASK)
    @app_commands.describe(question=wording.COMMAND_ASK_QUESTION)
    async def ask(
        self, interaction: discord.Interaction, question: app_commands.Range[str, 1, LONGEST_QUESTION]
    ) -> None:
        """Answer a question to the one who asked."""
        await self._answering.ask(interaction, question)

    @app_commands.command(description=wording.COMMAND_TOPICS)
    async def topics(self, interaction: discord.Interaction) -> None:
        """List the sections."""
        await self._answering.show(interaction, lambda: self._composer.topics(asker=str(interaction.user.id)))

    @app_commands.command(description=wording.COMMAND_TOPIC)
    @app_commands.describe(name=wording.COMMAND_TOPIC_NAME)
    async def topic(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, LONGEST_CHOICE]) -> None:
        """Show one entry."""
        await self._answering.show(interaction, lambda: self._composer.topic(name, to_command_origin(interaction)))

    @topic.autocomplete("name")
    async def complete(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Complete the name of an entry while it is typed."""
        return [to_choice(entry) for entry in await self._answering.completed(typed)]

    @app_commands.command(description=wording.COMMAND_HELP)
    async def help(self, interaction: discord.Interaction) -> None:
        """Say what the bot can do."""
        asker = str(interaction.user.id)
        await self._answering.show(interaction, lambda: self._composer.introduction(asker=asker, is_private=True))


def to_choice(entry: Entry) -> app_commands.Choice[str]:
    """An entry to choose: its question, as much of it as Discord shows, and its id."""
    return app_commands.Choice(name=cut(entry.question, LONGEST_CHOICE), value=entry.id)


def command_tree(client: discord.Client, conversation: Conversation) -> app_commands.CommandTree:
    """All commands, not yet registered."""
    answering = Answering(conversation)
    tree = app_commands.CommandTree(client)
    tree.add_command(FaqCommands(answering))
    tree.add_command(_message_command(answering))
    tree.error(_report)
    return tree


async def register(tree: app_commands.CommandTree, store: NoteStore, *, application_id: int) -> None:
    """Register the commands with Discord if they have changed since the last start: Discord limits registrations."""
    name = f"discord:{application_id}:commands"
    checksum = checksum_of(tree)
    is_told = await attempt(store.note(name), otherwise=None) == checksum
    if is_told and {command.name for command in await tree.fetch_commands()} == {each.name for each in _all(tree)}:
        return
    registered = await tree.sync()
    _log.info("registered with Discord: %s", ", ".join(command.name for command in registered))
    await attempt(store.keep_note(name, checksum), otherwise=None)


def checksum_of(tree: app_commands.CommandTree) -> str:
    """The checksum of the commands as they are registered."""
    told = [command.to_dict(tree) for command in _all(tree)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _all(tree: app_commands.CommandTree) -> Sequence[Any]:
    return [*tree.get_commands(), *tree.get_commands(type=discord.AppCommandType.message)]


def _message_command(answering: Answering) -> app_commands.ContextMenu:
    async def answer_from_faq(interaction: discord.Interaction, message: discord.Message) -> None:
        offer, asker = answering.conversation.composer.offer, str(interaction.user.id)
        await answering.show(interaction, lambda: offer(text_of(message), message=str(message.id), asker=asker))

    return app_commands.ContextMenu(
        name=wording.ANSWER_FROM_FAQ,
        callback=answer_from_faq,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )


async def _report(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    """Log why a command failed."""
    fields = {"platform": PLATFORM, "question": str(interaction.id)}
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        _log.warning("a command was given that no longer exists: %s", error, extra={"fields": fields})
    else:
        _log.error("a command could not be answered", exc_info=error, extra={"fields": fields})
