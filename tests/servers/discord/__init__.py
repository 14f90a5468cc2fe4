"""A Discord server to test against: see README.md beside this file."""

from tests.servers.discord.clock import Clock
from tests.servers.discord.interactions import Interaction, NotAnsweredError
from tests.servers.discord.people import NotPossibleError
from tests.servers.discord.permissions import ALL, MEMBER, MODERATOR, Permissions
from tests.servers.discord.registered import NotOfferedError
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.values import Channel, Guild, Message, Role, User

__all__ = [
    "ALL",
    "MEMBER",
    "MODERATOR",
    "Channel",
    "Clock",
    "DiscordServer",
    "Guild",
    "Interaction",
    "Message",
    "NotAnsweredError",
    "NotOfferedError",
    "NotPossibleError",
    "Permissions",
    "Role",
    "User",
]
