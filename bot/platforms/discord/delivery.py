"""How posts reach a channel or the person behind an interaction, and what Discord's refusals mean."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import aiohttp
import discord

from bot.core.reply import Post
from bot.errors import DeliveryError
from bot.platforms.discord.render import Rendered, to_messages
from bot.platforms.discord.views import to_view

Done = TypeVar("Done")

_log = logging.getLogger(__name__)

PATIENCE_SECONDS = 120.0
"""Long enough for the waits that Discord's rate limits ask for, which discord.py sits out, and for a short outage."""
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


class ChannelDelivery:
    """Posts in a channel or thread, as replies to one message."""

    def __init__(
        self,
        channel: discord.PartialMessageable,
        *,
        question: str,
        message: int | None,
        earlier: Sequence[discord.Message] = (),
    ) -> None:
        """Reply to ``message``, if there is one; ``question`` is the id that makes a repeated send recognisable.

        ``earlier`` is a reply that another process began and may not have finished, with what it sent after it.
        """
        self._channel = channel
        self._question = question
        self._message = message
        self._earlier = earlier

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send every part that is not out yet, the first as a reply; the ids of the messages."""
        parts = to_messages(post)
        out = _out_already(self._earlier, parts)
        is_other = bool(out) and not _is_same(self._earlier[0], parts[0])  # the FAQ, or the question, has changed
        return out if is_other else out + await self._send_parts(parts, first=len(out), occasion=self._question)

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Edit the messages that are there, then send or delete what makes the difference."""
        parts = to_messages(post)
        kept = tuple(messages[: len(parts)])
        for message, part in zip(kept, parts, strict=False):
            await carried_out(partial(self._edit, message, part))
        await self.remove(messages[len(parts) :])
        # A part may have been there and deleted a minute ago: by the same nonce Discord would bring that one.
        return kept + await self._send_parts(parts, first=len(kept), occasion=secrets.token_hex())

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages."""
        for message in messages:
            try:
                await carried_out(self._channel.get_partial_message(int(message)).delete)
            except GoneError:
                continue

    async def _send_parts(self, parts: Sequence[Rendered], *, first: int, occasion: str) -> tuple[str, ...]:
        sent: list[str] = []
        for number in range(first, len(parts)):
            try:
                message = await carried_out(partial(self._send, parts[number], number, occasion))
            except DeliveryError as error:
                raise DeliveryError(str(error), messages=sent) from error
            sent.append(str(message.id))
        return tuple(sent)

    async def _send(self, part: Rendered, number: int, occasion: str) -> discord.Message:
        options: dict[str, Any] = {}
        if self._message is not None and number == 0:
            # A question that is gone gets no reply: its asker has deleted it.
            options["reference"] = discord.MessageReference(
                message_id=self._message, channel_id=self._channel.id, fail_if_not_exists=True
            )
        return await self._channel.send(
            part.content, view=to_view(part), suppress_embeds=True, nonce=_nonce(occasion, number), **options
        )

    async def _edit(self, message: str, part: Rendered) -> None:
        partial = self._channel.get_partial_message(int(message))
        await partial.edit(content=part.content, view=to_view(part), allowed_mentions=discord.AllowedMentions.none())


def _nonce(occasion: str, number: int) -> str:
    """The same for the same part of the same reply, so that Discord makes one message of it, however often sent.

    At most 25 characters: https://discord.com/developers/docs/resources/message#create-message
    """
    return hashlib.blake2b(f"{occasion} {number}".encode(), digest_size=12).hexdigest()


def _out_already(earlier: Sequence[discord.Message], parts: Sequence[Rendered]) -> tuple[str, ...]:
    """The messages that an earlier process sent of a reply: the first, and those after it that say what parts say."""
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


class GoneError(DeliveryError):
    """What was to be changed or deleted is not there any more."""


async def carried_out(call: Callable[[], Awaitable[Done]]) -> Done:
    """The result of a request, tried again where Discord or the network fails; DeliveryError where it cannot be."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _tried(call)
    except TimeoutError as error:
        raise DeliveryError(f"Discord did not take it within {PATIENCE_SECONDS:.0f} seconds") from error
    except discord.HTTPException as error:
        raise _meaning_of(error) from error
    except (aiohttp.ClientError, OSError) as error:
        raise DeliveryError(f"Discord cannot be reached: {type(error).__name__}") from error


async def _tried(call: Callable[[], Awaitable[Done]]) -> Done:
    """Try until it is carried out; discord.py itself is patient with rate limits and some of the 5xx."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await call()
        except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            _log.info("trying again in %.1f s: %s", pause, error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def is_acknowledged(error: discord.HTTPException) -> bool:
    """Whether Discord refuses a first response because one, whose confirmation was lost, has arrived."""
    return error.code == _ALREADY_ACKNOWLEDGED


def _meaning_of(error: discord.HTTPException) -> DeliveryError:
    if error.code == _INVALID_FORM and "message_reference" in error.text:
        return GoneError("the question is gone")
    meaning = _MEANINGS.get(error.code, f"Discord refuses it: {error.status}, code {error.code}: {error.text[:200]}")
    return GoneError(meaning) if isinstance(error, discord.NotFound) else DeliveryError(meaning)
