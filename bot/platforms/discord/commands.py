"""The slash commands, and “Answer from the FAQ” on a message.

https://discord.com/developers/docs/interactions/application-commands
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.core import wording
from bot.core.entries import Entry
from bot.core.reply import Post
from bot.core.stores import NoteStore
from bot.engine.conversation import Conversation
from bot.engine.store_calls import attempt
from bot.errors import DeliveryError
from bot.platforms.discord.events import text_of, to_command_origin, to_command_question
from bot.platforms.discord.interaction import InteractionDelivery
from bot.platforms.discord.measuring import cut

_log = logging.getLogger(__name__)

MOST_CHOICES = 25
LONGEST_CHOICE = 100
LONGEST_QUESTION = 2_000

Compose = Callable[[], Awaitable[Post]]


class Answering:
    """What all commands share: a response in time, counted as under way, and an honest one where something fails."""

    def __init__(self, conversation: Conversation) -> None:
        """Answer with what ``conversation`` says."""
        self.conversation = conversation

    async def ask(self, interaction: discord.Interaction, question: str) -> None:
        """Answer a question to the one who asked."""
        delivery = InteractionDelivery(interaction)
        async with delivery.in_time():
            await self.conversation.take(to_command_question(interaction, question), delivery)

    async def show(self, interaction: discord.Interaction, compose: Compose) -> None:
        """Show what ``compose`` makes."""
        delivery = InteractionDelivery(interaction)
        async with self.conversation.busy(interaction.id), delivery.in_time():
            await delivery.send(await self._composed(interaction, compose))

    async def _composed(self, interaction: discord.Interaction, compose: Compose) -> Post:
        try:
            return await compose()
        except Exception:  # noqa: BLE001 - whatever it is, the person gets an honest sentence and the log the traceback
            _log.exception("no response to discord interaction %s", interaction.id)
            return self.conversation.composer.notice(wording.FAILED, asker=str(interaction.user.id))

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

        async def compose() -> Post:
            return self._composer.topics(asker=str(interaction.user.id))

        await self._answering.show(interaction, compose)

    @app_commands.command(description=wording.COMMAND_TOPIC)
    @app_commands.describe(name=wording.COMMAND_TOPIC_NAME)
    async def topic(self, interaction: discord.Interaction, name: app_commands.Range[str, 1, LONGEST_CHOICE]) -> None:
        """Show one entry."""

        async def compose() -> Post:
            return await self._composer.topic(name, to_command_origin(interaction))

        await self._answering.show(interaction, compose)

    @topic.autocomplete("name")
    async def complete(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Complete the name of an entry while it is typed."""
        return [to_choice(entry) for entry in await self._answering.completed(typed)]

    @app_commands.command(description=wording.COMMAND_HELP)
    async def help(self, interaction: discord.Interaction) -> None:
        """Say what the bot can do."""

        async def compose() -> Post:
            return self._composer.introduction(asker=str(interaction.user.id), is_private=True)

        await self._answering.show(interaction, compose)


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
    """Tell Discord of the commands, if they are others than at the last start: it limits how often that may be done."""
    name = f"discord:{application_id}:commands"
    checksum = checksum_of(tree)
    is_told = await attempt(store.note(name), otherwise=None) == checksum
    if is_told and {command.name for command in await tree.fetch_commands()} == {each.name for each in _all(tree)}:
        return
    registered = await tree.sync()
    _log.info("registered with Discord: %s", ", ".join(command.name for command in registered))
    await attempt(store.keep_note(name, checksum), otherwise=None)


def checksum_of(tree: app_commands.CommandTree) -> str:
    """The checksum of all that Discord is told of the commands."""
    told = [command.to_dict(tree) for command in _all(tree)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _all(tree: app_commands.CommandTree) -> Sequence[Any]:
    return [*tree.get_commands(), *tree.get_commands(type=discord.AppCommandType.message)]


def _message_command(answering: Answering) -> app_commands.ContextMenu:
    async def answer_from_faq(interaction: discord.Interaction, message: discord.Message) -> None:
        async def compose() -> Post:
            composer = answering.conversation.composer
            return await composer.offer(text_of(message), message=str(message.id), asker=str(interaction.user.id))

        await answering.show(interaction, compose)

    return app_commands.ContextMenu(
        name=wording.ANSWER_FROM_FAQ,
        callback=answer_from_faq,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )


async def _report(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    """Log what a command could not do."""
    cause = error.__cause__ or error
    if isinstance(cause, DeliveryError):
        _log.warning("no response to discord interaction %s: %s", interaction.id, cause)
    elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        _log.warning("discord interaction %s calls a command that is no longer offered: %s", interaction.id, error)
    else:
        _log.error("no response to discord interaction %s", interaction.id, exc_info=error)
