"""A Web API request as the handlers see it, and the log of them all."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.slack.errors import Json, SlackError, missing
from tests.servers.slack.scopes import READ, needed
from tests.servers.slack.values import Channel, ChannelKind, Message, Team, User
from tests.servers.slack.world import World

TRUE = (True, "true", "True", "1", 1)


@dataclass(slots=True, kw_only=True)
class Request:
    """A request as it came, and the status and error that it was answered with (0 until then)."""

    method: str
    verb: str
    args: Json
    token: str = ""
    status: int = 0
    error: str = ""


@dataclass(slots=True, kw_only=True)
class Call:
    """A request whose token and scopes were found good."""

    world: World
    method: str
    args: Json
    token: str = ""
    basic: tuple[str, str] | None = None
    installed: Team | None = field(default=None)

    @property
    def team(self) -> Team:
        """The workspace that the token is for."""
        assert self.installed is not None
        return self.installed

    @property
    def bot(self) -> User:
        """The bot user that the token is for."""
        return self.team.bot

    def require(self, *names: str) -> None:
        """Refuse the request unless these arguments are there."""
        absent = [name for name in names if self.args.get(name) in (None, "")]
        if absent:
            raise missing(*absent)

    def text(self, name: str) -> str:
        """An argument that must be there, as text."""
        self.require(name)
        return str(self.args[name])

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument that is true or false."""
        value = self.args.get(name)
        return default if value is None else value in TRUE

    def maybe(self, name: str) -> bool | None:
        """An argument that is true, false or not said."""
        return None if self.args.get(name) is None else self.flag(name)

    def number(self, name: str, default: int) -> int:
        """An argument that is a whole number."""
        value = self.args.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            raise SlackError("invalid_arguments", messages=(f"{name} must be a number",)) from None

    def object(self, name: str) -> Json:
        """An argument that is an object; form-encoded requests carry it as JSON."""
        self.require(name)
        value = self.args[name]
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise SlackError("invalid_arguments", messages=(f"{name} is no JSON",)) from None
        if not isinstance(value, dict):
            raise SlackError("invalid_arguments", messages=(f"must provide an object [json-pointer:/{name}]",))
        return value

    # Conversations

    def channel(self, name: str = "channel") -> Channel:
        """The conversation of an argument, if the bot may know of it."""
        value = str(self.args.get(name) or "")
        channel = self.team.channels.get(value)
        if channel is None or (channel.kind is ChannelKind.PRIVATE and not channel.has_bot):
            raise SlackError("channel_not_found")
        return channel

    def channel_to_read(self, family: str) -> Channel:
        """The conversation of an argument, if a scope such as "im:history" lets the bot read its kind."""
        channel = self.channel()
        scope = READ[family][channel.kind]
        if scope not in self.team.scopes:
            raise needed((scope,), self.team.scopes)
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message of an argument, if it is in the conversation."""
        message = channel.messages.get(str(self.args.get(name)))
        if message is None or message.is_tombstone:
            raise SlackError("message_not_found")
        return message

    def user(self, name: str) -> User:
        """The person of an argument."""
        user = self.team.users.get(self.text(name))
        if user is None:
            raise SlackError("user_not_found")
        return user


# What a handler returns is answered with "ok": true added.
Handler = Callable[[Call], Json]
