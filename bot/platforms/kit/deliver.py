"""Sends, revises and removes the messages of a reply, the same way on every platform.

A post becomes one or more messages, its parts, which are posted in their order. A platform defines what a place can do
with one message; the rules for the whole reply are here. Failures are counted where they are caught: by the engine's
``Replier``, or in ``react``.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from bot.core.reply import Post
from bot.errors import DeliveryError

Part = TypeVar("Part")


class GoneError(DeliveryError):
    """The message to answer, change or delete does not exist any more."""


class MessageDelivery(ABC, Generic[Part]):
    """A :class:`bot.core.interfaces.Delivery` of messages; each subclass is one kind of place on one platform.

    Every abstract method raises DeliveryError where it fails, GoneError where the message is gone.
    """

    @abstractmethod
    def render(self, post: Post) -> Sequence[Part]:
        """The parts that say a post, at least one."""

    @abstractmethod
    async def add(self, part: Part, number: int, post: Post, /) -> str:
        """Post the part at index ``number`` of ``post``; return its id, or "" where the platform does not tell it."""

    @abstractmethod
    async def edit(self, message: str, part: Part, /) -> None:
        """Replace the content of a message."""

    @abstractmethod
    async def delete(self, message: str, /) -> None:
        """Delete a message."""

    async def find(self, parts: Sequence[Part], /) -> Mapping[int, str]:  # noqa: ARG002 - for places that can look
        """The ids of the parts that an earlier process has posted, by index."""
        return {}

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post every part that does not exist yet; return the ids of all parts."""
        parts = self.render(post)
        return await self._add(post, parts, first=0, there=await self.find(parts))

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Edit the existing messages, then delete surplus messages or post missing parts; return the ids."""
        parts = self.render(post)
        kept = tuple(messages[: len(parts)])
        for message, part in zip(kept, parts, strict=False):
            await self.edit(message, part)
        await self.remove(messages[len(parts) :])
        return kept + await self._add(post, parts, first=len(kept), there={})

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages; a message that is gone already is no failure."""
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
            # The caller records what was posted, so that it can be revised or removed later.
            error.messages = (*error.messages, *sent)
            raise
        return tuple(sent)
