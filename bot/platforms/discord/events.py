"""Turns Discord's messages into questions: who is addressed, in which thread, and what was written."""

import re

import discord

from bot.core.question import Origin, Question, Surface

PLATFORM = "discord"

# What Discord renders as something else than its characters: mentions, channels, emoji, times, commands.
# https://discord.com/developers/docs/reference#message-formatting
_MARKERS = re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^:<>]+:\d+|id:\w+)>")
# The other types are Discord's own notices, such as that somebody joined or pinned a message.
_WRITTEN_BY_PEOPLE = {discord.MessageType.default, discord.MessageType.reply}


def to_question(message: discord.Message, *, me: discord.ClientUser) -> Question | None:
    """The question that a message is; None for what no person wrote."""
    if message.author.bot or message.webhook_id or message.type not in _WRITTEN_BY_PEOPLE:
        return None
    thread = message.channel if isinstance(message.channel, discord.Thread) else None
    origin = Origin(
        platform=PLATFORM,
        id=str(message.id),
        channel=str(thread.parent_id if thread else message.channel.id),
        thread=str(thread.id) if thread else None,
        asker=str(message.author.id),
        surface=_surface_of(message, me),
        sent_at=message.created_at,
        is_for_others=_is_for_others(message, me),
        has_attachments=bool(message.attachments or message.stickers or message.poll),
    )
    return Question(text=text_of(message), origin=origin)


def to_command_origin(interaction: discord.Interaction) -> Origin:
    """Where a slash command was given, and by whom."""
    thread = interaction.channel if isinstance(interaction.channel, discord.Thread) else None
    return Origin(
        platform=PLATFORM,
        id=str(interaction.id),
        channel=str(thread.parent_id if thread else interaction.channel_id),
        thread=str(thread.id) if thread else None,
        asker=str(interaction.user.id),
        surface=Surface.COMMAND,
        sent_at=interaction.created_at,
    )


def text_of(message: discord.Message) -> str:
    """The words of a message; before those of the first message in a forum post, the title of the post."""
    text, place = plain_text(message.content), message.channel
    if isinstance(place, discord.Thread) and place.id == message.id:
        return f"{place.name}\n{text}".strip()
    return text


def plain_text(content: str) -> str:
    """What was written, without mentions and other markers."""
    return _MARKERS.sub(" ", content).strip()


def _surface_of(message: discord.Message, me: discord.ClientUser) -> Surface:
    """How a message reaches the bot: directly, by a mention of it or its own role, by a reply to it, or not at all."""
    if message.guild is None:
        return Surface.DIRECT
    is_mentioned = _mentioned_in(message) & {me.id, _own_role_in(message.guild)}
    return Surface.MENTION if is_mentioned or _author_replied_to(message) == me.id else Surface.OVERHEARD


def _mentioned_in(message: discord.Message) -> set[int]:
    """The ids of the people and roles that a message mentions."""
    return {one.id for one in (*message.mentions, *message.role_mentions)} | {*message.raw_role_mentions}


def _own_role_in(guild: discord.Guild | None) -> int | None:
    """The id of the role that Discord created for the bot in a server: people may mention it instead of the bot."""
    role = guild.self_role if guild else None
    return role.id if role else None


def _is_for_others(message: discord.Message, me: discord.ClientUser) -> bool:
    """Whether a message mentions or replies to somebody, or a role, other than the bot and its author."""
    concerned = _mentioned_in(message)
    if message.type is discord.MessageType.reply:
        concerned.add(_author_replied_to(message) or 0)
    return bool(concerned - {me.id, message.author.id, _own_role_in(message.guild)})


def _author_replied_to(message: discord.Message) -> int | None:
    resolved = message.reference.resolved if message.reference else None
    return resolved.author.id if isinstance(resolved, discord.Message) else None
