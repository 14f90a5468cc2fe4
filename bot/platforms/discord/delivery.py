"""Delivers posts to a channel or to the person behind an interaction, and explains Discord's errors."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import Any, TypeVar

import aiohttp
import discord

from bot.core.reply import Post
from bot.errors import DeliveryError
from bot.platforms.discord.render import Rendered, to_messages
from bot.platforms.discord.views import to_view
from bot.platforms.kit.deliver import GoneError, MessageDelivery

Done = TypeVar("Done")

_log = logging.getLogger(__name__)

PATIENCE_SECONDS = 120.0
"""Long enough for Discord's rate limits, which discord.py waits for, and for a short outage."""
SECONDS_TO_DEFER = 2.0
"""Discord drops an interaction without a response after three: https://discord.com/developers/docs/interactions/receiving-and-responding"""
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_MEANINGS = {
    10003: "the channel is gone",
    10004: "the server is gone",
    10008: "the message is gone",
    10015: "the interaction has expired: it was answered too late",
    10062: "the interaction has expired: it was answered too late",
    50001: "the bot cannot see the channel: it was removed from the server, or lacks “View Channel”",
    50007: "the person takes no direct messages from the bot",
    50013: "the bot lacks a permission in the channel: “Send Messages” (in threads “Send Messages in Threads”) and "
    "“Read Message History”",
    50027: "the interaction has expired: its 15 minutes are over",
    50083: "the thread is archived, and the bot may not reopen it",
    160002: "the bot lacks “Read Message History” in the channel, without which it cannot reply to a message",
    160005: "the thread is locked",
    240000: "AutoMod blocks the reply",
}
_ALREADY_ACKNOWLEDGED = 40060
_INVALID_FORM = 50035


class ChannelDelivery(MessageDelivery[Rendered]):
    """Posts in a channel or thread, as replies to one message."""

    render = staticmethod(to_messages)

    def __init__(
        self, channel: discord.PartialMessageable, *, question: str, message: int | None,
        earlier: Sequence[discord.Message] = (),
    ) -> None:  # fmt: skip
        """Reply to ``message``, if there is one; by the id ``question`` Discord recognises a repeated send.

        ``earlier`` are the messages of an earlier process since it started to reply; the reply may be incomplete.
        """
        self._channel = channel
        self._occasion = question
        self._message = message
        self._earlier = earlier

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send every part that an earlier process has not sent; return the ids of all parts."""
        parts = to_messages(post)
        out = _out_already(self._earlier, parts)
        if out and not _is_same(self._earlier[0], parts[0]):
            return out  # the FAQ or the question has changed since: the parts would not fit together
        return await super().send(post)

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Edit the existing messages, then delete surplus messages or send missing parts."""
        # For a nonce that it has seen in the last minutes Discord returns the old message, even a deleted one.
        self._occasion = secrets.token_hex()
        return await super().revise(messages, post)

    async def find(self, parts: Sequence[Rendered], /) -> Mapping[int, str]:
        """What an earlier process sent."""
        return dict(enumerate(_out_already(self._earlier, parts)))

    async def add(self, part: Rendered, number: int, _: Post, /) -> str:
        """Send a message, the first of a post as a reply."""
        options: dict[str, Any] = {}
        if self._message is not None and number == 0:
            # Discord must refuse the reply if the question is gone: its author has deleted it.
            options["reference"] = discord.MessageReference(
                message_id=self._message, channel_id=self._channel.id, fail_if_not_exists=True
            )
        nonce = _nonce(self._occasion, number)
        message = await carried_out(
            lambda: self._channel.send(part.content, view=to_view(part), suppress_embeds=True, nonce=nonce, **options)
        )
        return str(message.id)

    async def edit(self, message: str, part: Rendered, /) -> None:
        """Edit a message."""
        known = self._channel.get_partial_message(int(message))
        nobody = discord.AllowedMentions.none()
        await carried_out(lambda: known.edit(content=part.content, view=to_view(part), allowed_mentions=nobody))

    async def delete(self, message: str, /) -> None:
        """Delete a message."""
        await carried_out(self._channel.get_partial_message(int(message)).delete)


class InteractionDelivery(MessageDelivery[Rendered]):
    """Posts as the response to an interaction, and as follow-ups to it.

    The first response must come within three seconds, and is deferred where the answer takes longer.
    """

    render = staticmethod(to_messages)

    def __init__(self, interaction: discord.Interaction, *, channel: ChannelDelivery | None = None) -> None:
        """Answer ``interaction``; where the bot is a member, ``channel`` deletes what earlier interactions sent."""
        self._interaction = interaction
        self._channel = channel
        self._lock = asyncio.Lock()
        self._is_answered = False

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Defer the response if the block takes so long that Discord would drop the interaction."""
        timer = asyncio.create_task(self._defer_later())
        try:
            yield
        finally:
            timer.cancel()
            await asyncio.wait((timer,))

    async def acknowledge(self) -> None:
        """Show the person that the press has arrived, and change nothing."""
        async with self._lock:
            if not self._is_answered:
                await carried_out(lambda: self._first(lambda: self._interaction.response.defer(ephemeral=True)))

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Edit the message with the pressed button, which is the last of its post; further parts follow it."""
        # An interaction can edit no other message.
        return await super().revise(messages[-1:], post)

    async def add(self, part: Rendered, _: int, post: Post, /) -> str:
        """Send a message, to everybody or to this person only."""
        async with self._lock:
            return await carried_out(lambda: self._say(part, is_private=post.is_private))

    async def edit(self, _: str, part: Rendered, /) -> None:
        """Edit the message with the pressed button."""
        async with self._lock:
            await carried_out(lambda: self._update(content=part.content, view=to_view(part)))

    async def delete(self, message: str, /) -> None:
        """Delete a message; without a channel, one that this interaction sent, or the one with the pressed button."""
        if self._channel is not None:
            await self._channel.delete(message)
            return
        pressed = self._interaction.message
        if pressed is not None and str(pressed.id) == message:
            # Once the press is acknowledged, the original response is the message with the button.
            await carried_out(self._interaction.delete_original_response)
        else:
            await carried_out(lambda: self._interaction.followup.delete_message(int(message)))

    async def _say(self, part: Rendered, *, is_private: bool) -> str:
        message: dict[str, Any] = {
            "content": part.content, "view": to_view(part), "ephemeral": is_private, "suppress_embeds": True
        }  # fmt: skip
        if self._is_answered:
            return str((await self._interaction.followup.send(**message, wait=True)).id)
        response = await self._first(lambda: self._interaction.response.send_message(**message))
        known = response.message_id if response else None
        return str(known or (await self._interaction.original_response()).id)

    async def _update(self, **changes: Any) -> None:  # noqa: ANN401 - the arguments of discord.py
        if self._is_answered:
            await self._interaction.edit_original_response(**changes)
        else:
            await self._first(lambda: self._interaction.response.edit_message(**changes))

    async def _first(self, respond: Callable[[], Awaitable[Done]]) -> Done | None:
        """Give the first response; None if Discord has it already, and only its confirmation was lost."""
        try:
            response = await respond()
        except discord.HTTPException as error:
            if error.code != _ALREADY_ACKNOWLEDGED:
                raise
            response = None
        self._is_answered = True
        return response

    async def _defer_later(self) -> None:
        await asyncio.sleep(SECONDS_TO_DEFER)
        with suppress(DeliveryError):  # the response itself then fails too, and its error says why
            await self.acknowledge()


def _nonce(occasion: str, number: int) -> str:
    """The same for the same part of the same reply: Discord makes only one message of all sends with one nonce.

    At most 25 characters: https://discord.com/developers/docs/resources/message#create-message
    """
    return hashlib.blake2b(f"{occasion} {number}".encode(), digest_size=12).hexdigest()


def _out_already(earlier: Sequence[discord.Message], parts: Sequence[Rendered]) -> tuple[str, ...]:
    """The messages of a reply that an earlier process sent: the first, and those after it with the text of a part."""
    messages = iter(earlier)
    out = [str(message.id) for message in islice(messages, 1)]
    for part in parts[1:]:
        found = next((message for message in messages if _is_same(message, part)), None)
        if found is None:
            break
        out.append(str(found.id))
    return tuple(out)


def _is_same(message: discord.Message, part: Rendered) -> bool:
    return message.content.strip() == part.content.strip()


async def carried_out(call: Callable[[], Awaitable[Done]]) -> Done:
    """The result of a request, which is retried if Discord or the network fails; DeliveryError if it fails for good."""
    pause = FIRST_PAUSE_SECONDS
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                # discord.py itself waits for rate limits and retries some of the 5xx.
                try:
                    return await call()
                except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
                    _log.info("trying again in %.1f s: %s", pause, error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    except TimeoutError as error:
        raise DeliveryError(f"Discord did not take it within {PATIENCE_SECONDS:.0f} seconds") from error
    except discord.HTTPException as error:
        raise _meaning_of(error) from error


def _meaning_of(error: discord.HTTPException) -> DeliveryError:
    if error.code == _INVALID_FORM and "message_reference" in error.text:
        return GoneError("the question is gone")
    meaning = _MEANINGS.get(error.code, f"Discord refuses it: {error.status}, code {error.code}: {error.text[:200]}")
    return GoneError(meaning) if isinstance(error, discord.NotFound) else DeliveryError(meaning)
