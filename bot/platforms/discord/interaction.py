"""How an interaction is answered: within three seconds, once, and deferred where that would take longer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TypeVar

import discord

from bot.core.reply import Post
from bot.errors import DeliveryError
from bot.platforms.discord.delivery import GoneError, carried_out, is_acknowledged
from bot.platforms.discord.render import Rendered, to_messages
from bot.platforms.discord.views import to_view

Response = TypeVar("Response")

SECONDS_TO_DEFER = 2.0
"""Discord gives three: https://discord.com/developers/docs/interactions/receiving-and-responding"""


class InteractionDelivery:
    """Posts as the response to an interaction, and as follow-ups to it."""

    def __init__(self, interaction: discord.Interaction) -> None:
        """Answer ``interaction``."""
        self._interaction = interaction
        self._lock = asyncio.Lock()
        self._is_answered = False

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Defer the response if the block takes so long that Discord would give the interaction up."""
        timer = asyncio.create_task(self._defer_later())
        try:
            yield
        finally:
            timer.cancel()
            await asyncio.wait((timer,))

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send every part of a post, to all or to this person only; the ids of the messages."""
        sent: list[str] = []
        for part in to_messages(post):
            try:
                sent.append(await self._send(part, is_private=post.is_private))
            except DeliveryError as error:
                raise DeliveryError(str(error), messages=sent) from error
        return tuple(sent)

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Let the message that the pressed button is on say something else; further parts follow it.

        Only that message can be reached by an interaction: of ``messages`` it is the only one for a list that is
        leafed through, and for suggestions.
        """
        first, *others = to_messages(post)
        async with self._lock:
            await carried_out(lambda: self._update(first))
        return (messages[-1], *[await self._send(part, is_private=post.is_private) for part in others])

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages that this interaction made, and the one that the pressed button is on.

        That one only once the press is acknowledged; what an earlier interaction made besides cannot be reached.
        """
        for message in messages:
            try:
                await carried_out(partial(self._delete, message))
            except GoneError:
                continue

    async def acknowledge(self) -> None:
        """Let the person see that the press has arrived, and leave everything as it is."""
        async with self._lock:
            if not self._is_answered:
                await carried_out(lambda: self._first(lambda: self._interaction.response.defer(ephemeral=True)))

    async def _delete(self, message: str) -> None:
        pressed = self._interaction.message
        if pressed is not None and str(pressed.id) == message:
            await self._interaction.delete_original_response()
        else:
            await self._interaction.followup.delete_message(int(message))

    async def _send(self, part: Rendered, *, is_private: bool) -> str:
        async with self._lock:
            return await carried_out(lambda: self._say(part, is_private=is_private))

    async def _say(self, part: Rendered, *, is_private: bool) -> str:
        view = to_view(part)
        if self._is_answered:
            message = await self._interaction.followup.send(
                part.content, view=view, ephemeral=is_private, suppress_embeds=True, wait=True
            )
            return str(message.id)
        response = await self._first(
            lambda: self._interaction.response.send_message(
                part.content, view=view, ephemeral=is_private, suppress_embeds=True
            )
        )
        known = response.message_id if response else None
        return str(known or (await self._interaction.original_response()).id)

    async def _update(self, part: Rendered) -> None:
        view = to_view(part)
        if self._is_answered:
            await self._interaction.edit_original_response(content=part.content, view=view)
        else:
            await self._first(lambda: self._interaction.response.edit_message(content=part.content, view=view))

    async def _first(self, respond: Callable[[], Awaitable[Response]]) -> Response | None:
        """Give the first response; None where it has arrived before, and only Discord's confirmation was lost."""
        try:
            response = await respond()
        except discord.HTTPException as error:
            if not is_acknowledged(error):
                raise
            response = None
        self._is_answered = True
        return response

    async def _defer_later(self) -> None:
        await asyncio.sleep(SECONDS_TO_DEFER)
        with suppress(DeliveryError):  # then the response itself fails too, and says why
            await self.acknowledge()
