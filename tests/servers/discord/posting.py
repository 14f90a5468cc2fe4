"""How messages and threads come, change and go, for people and for the bot alike."""

from tests.servers.discord import payloads, permissions
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.values import (
    Channel,
    ChannelKind,
    Event,
    Intents,
    Message,
    MessageFlags,
    MessageKind,
    Reference,
    User,
)
from tests.servers.discord.world import World


def publish(world: World, message: Message) -> None:
    """Put a message into its channel, open the channel if it was archived, and tell the bot."""
    channel = message.channel
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if channel.is_archived:
        set_archived(world, channel, is_archived=False, is_locked=channel.is_locked)
    tell(world, "MESSAGE_CREATE", channel, payloads.message(message), has_private_content=True)


def revise(world: World, message: Message) -> None:
    """Tell the bot that a message is not what it was."""
    tell(world, "MESSAGE_UPDATE", message.channel, payloads.message(message), has_private_content=True)


def remove(world: World, message: Message) -> None:
    """Take a message out of its channel and tell the bot."""
    message.is_deleted = True
    message.channel.messages.pop(message.id, None)
    if not message.is_ephemeral:
        tell(world, "MESSAGE_DELETE", message.channel, {"id": str(message.id), **place(message.channel)})
    world.changes.touch()


def remove_many(world: World, messages: list[Message]) -> None:
    """Take several messages out of one channel at once, as moderators can."""
    channel = messages[0].channel
    for message in messages:
        message.is_deleted = True
        del channel.messages[message.id]
    tell(world, "MESSAGE_DELETE_BULK", channel, {"ids": [str(one.id) for one in messages], **place(channel)})


def place(channel: Channel) -> Json:
    """The ids of a channel and of its guild, as events carry them."""
    data = {"channel_id": str(channel.id)}
    return data if channel.guild is None else {**data, "guild_id": str(channel.guild.id)}


def tell(world: World, name: str, channel: Channel, data: Json, *, has_private_content: bool = False) -> None:
    """Tell the bot of something in a channel, if it sees the channel."""
    if channel.guild is None:
        event = Event(name=name, data=data, intent=Intents.DIRECT_MESSAGES)
        world.dispatch(event)
    elif Permissions.VIEW_CHANNEL in permissions.of_bot(channel):
        world.dispatch(
            Event(
                name=name,
                data=data,
                guild_id=channel.guild.id,
                intent=Intents.GUILD_MESSAGES,
                has_private_content=has_private_content,
            )
        )
    world.changes.touch()


def open_thread(world: World, parent: Channel, name: str, *, owner: User, message: Message | None = None) -> Channel:
    """Start a thread, from a message if there is one: then it has the message's id ("Threads")."""
    assert parent.guild is not None
    thread = Channel(
        id=world.ids.next() if message is None else message.id,
        kind=ChannelKind.THREAD,
        name=name,
        guild=parent.guild,
        parent=parent,
        owner=owner,
    )
    world.channels[thread.id] = parent.guild.threads[thread.id] = thread
    if Permissions.VIEW_CHANNEL in permissions.of_bot(thread):
        world.announce("THREAD_CREATE", {**payloads.thread(thread), "newly_created": True}, guild=parent.guild)
    if parent.kind is ChannelKind.FORUM:
        parent.last_message_id = thread.id
    elif message is not None:
        _mark(world, message, thread)
    else:
        _note(world, parent, thread, owner)
    world.changes.touch()
    return thread


def _mark(world: World, message: Message, thread: Channel) -> None:
    """Say on a message that it has a thread, and in the thread where it came from."""
    message.thread = thread
    message.flags |= MessageFlags.HAS_THREAD
    revise(world, message)
    reference = Reference(message_id=message.id, channel_id=message.channel.id, guild_id=_guild_id(message.channel))
    starter = Message(
        id=world.ids.next(),
        channel=thread,
        author=thread.owner or message.author,
        kind=MessageKind.THREAD_STARTER,
        reference=reference,
    )
    publish(world, starter)


def _note(world: World, parent: Channel, thread: Channel, owner: User) -> None:
    reference = Reference(message_id=thread.id, channel_id=thread.id, guild_id=_guild_id(parent))
    note = Message(
        id=world.ids.next(),
        channel=parent,
        author=owner,
        content=thread.name,
        kind=MessageKind.THREAD_CREATED,
        reference=reference,
    )
    publish(world, note)


def _guild_id(channel: Channel) -> int | None:
    return None if channel.guild is None else channel.guild.id


def set_archived(world: World, thread: Channel, *, is_archived: bool, is_locked: bool) -> None:
    """Archive or reopen a thread and tell the bot."""
    assert thread.guild is not None
    thread.is_archived = is_archived
    thread.is_locked = is_locked
    thread.archive_changed = world.clock.now()
    if Permissions.VIEW_CHANNEL in permissions.of_bot(thread):
        world.announce("THREAD_UPDATE", payloads.thread(thread), guild=thread.guild)
    world.changes.touch()
