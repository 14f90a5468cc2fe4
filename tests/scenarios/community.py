"""A community as its members see it, the same on every platform: what they do, and what the bot says to it.

The scenarios are written in these words; a platform joins them with a Community of its own.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from bot.core.stores import Store


class Said(Protocol):
    """A message of the bot's, as it is now."""

    @property
    def text(self) -> str:
        """All that can be read in it."""

    @property
    def buttons(self) -> Sequence[str]:
        """The labels of its buttons."""

    @property
    def choices(self) -> Sequence[str]:
        """The labels that its menus offer."""

    @property
    def is_private(self) -> bool:
        """Whether only one person sees it."""

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted."""

    @property
    def pings(self) -> bool:
        """Whether anybody was notified of being mentioned in it."""


Person = TypeVar("Person")
Place = TypeVar("Place")
Heard = TypeVar("Heard")
"""A message that somebody wrote."""
SaidThere = TypeVar("SaidThere", bound=Said)


class CommunityOn(Protocol[Person, Place, Heard, SaidThere]):
    """People, places, and a bot among them; the types are a platform's own."""

    platform: str
    store: Store

    async def member(self, name: str, *, is_moderator: bool = False) -> Person:
        """Let somebody join."""

    async def channel(self, name: str) -> Place:
        """Open a channel; the bot is in it, and listens in the one called "listening"."""

    async def direct(self, who: Person) -> Place:
        """The direct conversation of a person with the bot."""

    async def thread_at(self, heard: Heard) -> Place:
        """The thread that hangs on a message."""

    async def say(  # noqa: PLR0913 - all that a message can be
        self, who: Person, where: Place, text: str = "", *, mentions_bot: bool = False,
        to: Heard | None = None, mentions: Sequence[Person] = (), pictures: int = 0, is_bot: bool = False,
    ) -> Heard:  # fmt: skip
        """Write a message; ``to`` replies to somebody's."""

    def deliver_twice(self) -> None:
        """Deliver every event twice from now on, as platforms now and then do."""

    async def edit(self, heard: Heard, text: str) -> None:
        """Change a message's text; a mention of the bot stays."""

    async def delete(self, heard: Heard) -> None:
        """Delete a message."""

    async def reply_to(self, heard: Heard) -> SaidThere:
        """Wait for the bot's reply that is tied to a message."""

    async def replies_to(self, heard: Heard) -> Sequence[SaidThere]:
        """All replies to a message that are there once the bot has dealt with everything so far."""

    async def ask(self, who: Person, where: Place, question: str) -> SaidThere:
        """Ask by the slash command, and wait for the reply."""

    async def topics(self, who: Person, where: Place) -> SaidThere:
        """List the topics by the slash command."""

    async def help(self, who: Person, where: Place) -> SaidThere:
        """Ask for help by the slash command."""

    async def answer_from_faq(self, who: Person, heard: Heard) -> SaidThere:
        """Use "Answer from the FAQ" on somebody's message."""

    async def press(self, who: Person, said: SaidThere, button: str) -> SaidThere:
        """Press a button and wait for what comes of it: something new, or the same message changed."""

    async def choose(self, who: Person, said: SaidThere, choice: str) -> SaidThere:
        """Choose from a menu and wait in the same way."""

    async def in_channel(self, where: Place) -> Sequence[SaidThere]:
        """What the bot said there for all to see, once it has dealt with everything so far."""

    async def until(self, said: SaidThere, text: str) -> None:
        """Wait until a message of the bot's holds a text."""

    async def until_gone(self, said: SaidThere) -> None:
        """Wait until a message of the bot's is deleted."""

    async def restart(self) -> None:
        """Stop the bot, and start it again with the same database."""

    def advance(self, seconds: float) -> None:
        """Move the clock that the bot and the platform go by."""


Community = CommunityOn[Any, Any, Any, Any]
"""A community on any platform."""
