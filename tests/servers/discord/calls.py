"""A REST request as the handlers see it, and the log of them all."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.discord import permissions
from tests.servers.discord.errors import (
    Json,
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_message,
    unknown_user,
)
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.values import Channel, Message, User
from tests.servers.discord.world import World


@dataclass(slots=True, kw_only=True)
class Request:
    """A request as it came, and the status it was answered with (0 until then)."""

    method: str
    path: str
    route: str
    query: dict[str, str]
    body: Json
    status: int = 0


@dataclass(slots=True, kw_only=True)
class Call:
    """A request whose route and body are understood."""

    world: World
    parameters: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    files: list[tuple[str, int]] = field(default_factory=list)

    def id(self, name: str) -> int:
        """An id from the path; a text that is none becomes 0, which nothing has."""
        text = self.parameters[name]
        return int(text) if text.isdecimal() else 0

    def channel(self, *needed: Permissions) -> Channel:
        """The channel of the path, if the bot sees it and may do what is needed there."""
        channel = self.world.channels.get(self.id("channel_id"))
        if channel is None or channel.is_deleted:
            raise unknown_channel()
        allowed = permissions.of_bot(channel)
        if Permissions.VIEW_CHANNEL not in allowed:
            raise missing_access()
        if any(one not in allowed for one in needed):
            raise missing_permissions()
        return channel

    def message(self, channel: Channel) -> Message:
        """The message of the path, if it is in the channel."""
        message = channel.messages.get(self.id("message_id"))
        if message is None:
            raise unknown_message()
        return message

    def recipient(self) -> User:
        """The person named in the body."""
        text = str(self.body.get("recipient_id", ""))
        user = self.world.users.get(int(text)) if text.isdecimal() else None
        if user is None:
            raise unknown_user()
        return user


# What a handler returns is written as JSON; None is 204 No Content.
Handler = Callable[[Call], Json | list[Json] | None]
