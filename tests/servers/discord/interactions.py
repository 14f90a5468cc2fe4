"""Interactions: what a person asked of the bot by a command or a component, and what became of it."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.servers.discord import payloads, permissions
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.values import Channel, Message, User

if TYPE_CHECKING:
    from tests.servers.discord.world import World

# Seconds ("Receiving and Responding", Interaction Callback).
ANSWER_WITHIN = 3.0
TOKEN_LIVES = 15 * 60.0


class InteractionKind(IntEnum):
    """Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """Discord's interaction callback types."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class NotAnsweredError(AssertionError):
    """The bot let the three seconds pass."""


@dataclass(eq=False, slots=True, kw_only=True)
class Interaction:
    """What one person asked, and all that the bot said to it."""

    world: "World" = field(repr=False)
    id: int
    token: str
    kind: InteractionKind
    user: User
    channel: Channel
    data: Json
    created: float
    owners: dict[str, str]
    context: int
    message: Message | None = None
    callback: Callback | None = None
    response: Message | None = None
    choices: list[Json] | None = None
    modal: Json | None = None
    is_updated: bool = False
    follow_ups: list[Message] = field(default_factory=list)

    @property
    def application_id(self) -> int:
        """The application that was asked."""
        return self.world.application.id

    @property
    def is_acknowledged(self) -> bool:
        """Whether a callback came in time."""
        return self.callback is not None

    @property
    def is_kept_private(self) -> bool:
        """Whether a server that has not added the application keeps its words from others ("Permissions")."""
        is_added = self.channel.guild is None or "0" in self.owners
        return not is_added and Permissions.USE_EXTERNAL_APPS not in permissions.of_user(self.user, self.channel)

    @property
    def is_late(self) -> bool:
        """Whether the time for a callback is over."""
        return self.world.clock.now() > self.created + ANSWER_WITHIN

    @property
    def is_expired(self) -> bool:
        """Whether the token has ended."""
        return self.world.clock.now() > self.created + TOKEN_LIVES

    @property
    def has_failed(self) -> bool:
        """Whether the person reads "The application did not respond"."""
        return not self.is_acknowledged and self.is_late

    @property
    def is_answered(self) -> bool:
        """Whether the person sees an answer: a message, an update, choices or a form; to think is none."""
        if self.callback is Callback.DEFERRED_UPDATE:
            return self.is_updated or bool(self.follow_ups)
        return self.callback is not None and (self.response is None or not self.response.is_loading)

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the person sees the response."""
        return self.response is not None and self.response.is_ephemeral

    async def answered(self, timeout: float = 20.0) -> Message | None:  # noqa: ASYNC109 - reads as asked
        """Wait for the answer and return its message, if it is one; raises NotAnsweredError after three seconds."""
        await self.world.changes.wait_until(lambda: self.is_answered or self.has_failed, timeout=timeout)
        if self.has_failed:
            raise NotAnsweredError(f"The application did not respond: {self.kind.name} {self.data}")
        return self.response

    async def acknowledged(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait for the callback, which may say no more than that the bot is thinking."""
        await self.world.changes.wait_until(lambda: self.is_acknowledged or self.has_failed, timeout=timeout)

    async def failed(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait until the person reads that the application did not respond."""
        await self.world.changes.wait_until(lambda: self.has_failed, timeout=timeout)

    def metadata(self) -> Json:
        """The `interaction_metadata` of the messages that answer it ("Message", Message Interaction Metadata)."""
        data: Json = {
            "id": str(self.id),
            "type": int(self.kind),
            "user": payloads.user(self.user),
            "authorizing_integration_owners": self.owners,
        }
        if self.kind is InteractionKind.COMMAND:
            data["name"] = self.data["name"]
        elif self.message is not None:
            data["interacted_message_id"] = str(self.message.id)
        return data
