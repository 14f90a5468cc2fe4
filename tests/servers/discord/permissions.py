"""Who may do what, as bits (Discord's documentation, "Permissions")."""

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.discord.values import Channel, User


class Permissions(IntFlag):
    """The permissions that matter to a bot that reads and answers."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    USE_EXTERNAL_APPS = 1 << 50


NONE = Permissions(0)
MEMBER = (
    Permissions.VIEW_CHANNEL
    | Permissions.SEND_MESSAGES
    | Permissions.SEND_MESSAGES_IN_THREADS
    | Permissions.CREATE_PUBLIC_THREADS
    | Permissions.READ_MESSAGE_HISTORY
    | Permissions.EMBED_LINKS
    | Permissions.ATTACH_FILES
    | Permissions.ADD_REACTIONS
    | Permissions.USE_APPLICATION_COMMANDS
    | Permissions.USE_EXTERNAL_APPS
)
MODERATOR = (
    MEMBER
    | Permissions.MANAGE_MESSAGES
    | Permissions.MANAGE_THREADS
    | Permissions.MANAGE_GUILD
    | Permissions.MODERATE_MEMBERS
    | Permissions.MENTION_EVERYONE
)
ALL = Permissions(sum(Permissions))


def of_bot(channel: "Channel") -> Permissions:
    """What the bot may do in a channel; a thread follows its parent."""
    place = channel.parent or channel
    if place.guild is None:
        return MEMBER
    if not place.guild.has_bot:
        return NONE
    allowed = place.guild.bot_permissions if place.bot_permissions is None else place.bot_permissions
    # Without sight of a channel nothing else in it is allowed ("Permissions", Implicit Permissions).
    return allowed if Permissions.VIEW_CHANNEL in allowed else NONE


def of_user(user: "User", channel: "Channel") -> Permissions:
    """What a person may do in a channel."""
    guild = channel.guild
    if guild is None:
        return MEMBER
    if user.id == guild.owner.id:
        return ALL
    member = guild.members.get(user.id)
    if member is None:
        return NONE
    allowed = guild.everyone.permissions
    for role in member.roles:
        allowed |= role.permissions
    return ALL if Permissions.ADMINISTRATOR in allowed else allowed
