"""What a person asked of the app by a command, shortcut, button or form, and what came of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.servers.slack.errors import Json
from tests.servers.slack.values import Channel, Message, User

if TYPE_CHECKING:
    from tests.servers.slack.views import View
    from tests.servers.slack.world import World

# docs.slack.dev, "Handling user interaction in your Slack apps": 3 seconds; 5 times within 30 minutes.
TRIGGER_LIVES = 3.0
URL_LIVES = 30 * 60.0
URL_USES = 5


class InteractionKind(StrEnum):
    """The kinds of interactions, by the `type` of their payload."""

    COMMAND = "slash_command"
    MESSAGE_SHORTCUT = "message_action"
    GLOBAL_SHORTCUT = "shortcut"
    ACTIONS = "block_actions"
    SUGGESTION = "block_suggestion"
    SUBMISSION = "view_submission"
    CLOSED = "view_closed"


class NotAnsweredError(AssertionError):
    """The app let the three seconds pass, or could not be reached."""


@dataclass(eq=False, slots=True, kw_only=True)
class Interaction:
    """What one person asked, and all that the app said to it."""

    world: "World" = field(repr=False)
    kind: InteractionKind
    user: User
    channel: Channel | None
    stamp: str
    made: float
    payload: Json = field(default_factory=dict, repr=False)
    trigger_id: str = ""
    response_url: str = ""
    message: Message | None = None
    view: "View | None" = None
    is_acknowledged: bool = False
    failure: str = ""
    acknowledgement: Json | None = None
    messages: list[Message] = field(default_factory=list)
    opened: "View | None" = None
    options: list[Json] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    url_uses: int = 0
    is_trigger_used: bool = False
    is_updated: bool = False
    revisions: int = 0

    @property
    def has_failed(self) -> bool:
        """Whether the person reads that the app did not respond."""
        return bool(self.failure)

    @property
    def response(self) -> Message | None:
        """The first message that came as a response."""
        return self.messages[0] if self.messages else None

    @property
    def ephemeral(self) -> list[Message]:
        """The responses that only the person sees."""
        return [one for one in self.messages if one.is_ephemeral]

    @property
    def in_channel(self) -> list[Message]:
        """The responses that are there for all."""
        return [one for one in self.messages if not one.is_ephemeral]

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the person sees the response."""
        return self.response is not None and self.response.is_ephemeral

    @property
    def is_trigger_expired(self) -> bool:
        """Whether the trigger is too old to open a view with."""
        return self.world.clock.now() > self.made + TRIGGER_LIVES

    @property
    def is_url_expired(self) -> bool:
        """Whether the response URL has ended."""
        return self.world.clock.now() > self.made + URL_LIVES

    @property
    def seen(self) -> list[Message]:
        """What the person may take for an answer: responses, and what the bot said in this place since."""
        return [*self.messages, *(one for one in self._since() if one not in self.messages)]

    def _since(self) -> list[Message]:
        if self.channel is None:
            return []
        bot = self.channel.team.bot
        private = [one for one in self.channel.ephemerals if one.visible_to is self.user and one.ts > self.stamp]
        public = []
        for one in reversed(self.channel.messages.values()):
            if one.ts <= self.stamp:
                break
            if one.author is bot:
                public.append(one)
        return [*private, *reversed(public)]

    @property
    def is_answered(self) -> bool:
        """Whether the person sees an answer: a message, a change, options, a view, or what is wrong in a form."""
        return bool(self._is_changed() or self.options is not None or self.errors or self.seen)

    def _is_changed(self) -> bool:
        if self.is_updated or self.opened is not None:
            return True
        if self.message is not None and (self.message.is_deleted or len(self.message.revisions) > self.revisions):
            return True
        return self.view is not None and (self.view.is_closed or self.view.revisions > self.revisions)

    async def answered(self, timeout: float = 20.0) -> Message | None:  # noqa: ASYNC109 - reads as asked
        """Wait for the answer and return its message, if it is one; raises NotAnsweredError if the app fails."""
        await self.world.changes.wait_until(lambda: self.is_answered or self.has_failed, timeout=timeout)
        if self.has_failed and not self.is_answered:
            raise NotAnsweredError(f"{self.kind} of {self.user.name}: {self.failure}")
        if self.seen:
            return self.seen[0]
        return self.message if self._is_changed() else None

    async def acknowledged(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait for the acknowledgement, or until it is too late for one."""
        await self.world.changes.wait_until(lambda: self.is_acknowledged or self.has_failed, timeout=timeout)

    async def failed(self, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads as asked
        """Wait until the person reads that the app did not respond."""
        await self.world.changes.wait_until(lambda: self.has_failed, timeout=timeout)
