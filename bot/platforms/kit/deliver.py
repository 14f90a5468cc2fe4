"""How the messages of a reply are sent, revised and removed, on every platform alike.

A post becomes one message or several, its parts, and the parts are out in their order. A platform says what a place
can do with one message; what follows for a whole reply stands here. The engine counts what it delivers (``Replier``),
``react`` counts the rest.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from bot.core.reply import Post
from bot.errors import DeliveryError

Part = TypeVar("Part")


class GoneError(DeliveryError):
    """What was to be answered, changed or deleted is not there any more."""


class MessageDelivery(ABC, Generic[Part]):
    """A :class:`bot.core.interfaces.Delivery` of messages; each subclass is one kind of place on one platform.

    Every abstract method raises DeliveryError where it fails, GoneError where the message is gone.
    """

    @abstractmethod
    def render(self, post: Post) -> Sequence[Part]:
        """The parts that say a post, at least one."""

    @abstractmethod
    async def add(self, part: Part, number: int, post: Post, /) -> str:
        """Post a part, the one at index ``number``, of ``post``; its id, or nothing where the place tells none."""

    @abstractmethod
    async def edit(self, message: str, part: Part, /) -> None:
        """Make a message say something else."""

    @abstractmethod
    async def delete(self, message: str, /) -> None:
        """Delete a message."""

    async def find(self, parts: Sequence[Part], /) -> Mapping[int, str]:  # noqa: ARG002 - for places that can look
        """The ids of the parts that an earlier process has posted, by index."""
        return {}

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post every part that is not there yet; the ids of all."""
        parts = self.render(post)
        return await self._add(post, parts, first=0, there=await self.find(parts))

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Edit the messages that are there, then delete those too many or post the parts that are missing."""
        parts = self.render(post)
        kept = tuple(messages[: len(parts)])
        for message, part in zip(kept, parts, strict=False):
            await self.edit(message, part)
        await self.remove(messages[len(parts) :])
        return kept + await self._add(post, parts, first=len(kept), there={})

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages; one that is gone was deleted by somebody else."""
        for message in messages:
            try:
                await self.delete(message)
            except GoneError:
                continue

    async def _add(self, post: Post, parts: Sequence[Part], *, first: int, there: Mapping[int, str]) -> tuple[str, ...]:
        sent: list[str] = []
        try:
            for number in range(first, len(parts)):
                message = there.get(number) or await self.add(parts[number], number, post)
                sent += [message] if message else []
        except DeliveryError as error:
            # Whoever takes the failure has to know what is out: it may be edited or removed later.
            error.messages = (*error.messages, *sent)
            raise
        return tuple(sent)
