"""How posts reach a channel: in the thread of their question, each once.

Slack makes two messages of a request that is repeated, and a request whose answer was lost may have been carried out.
So every message says in its metadata which question it replies to, and before a post is repeated it is looked for
(https://docs.slack.dev/messaging/message-metadata). Looking takes the right to read the channel: direct messages have
it always, channels where the app may hear them. Elsewhere a reply is rather posted twice than lost: Slack's own clients
send a ``client_msg_id`` against that, on which apps are asked not to rely
(https://github.com/slackapi/java-slack-sdk/issues/852).
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.reply import Post
from bot.errors import DeliveryError
from bot.platforms.slack.client import PATIENCE_SECONDS, TRIES, carried_out, pause, translated
from bot.platforms.slack.errors import UNREADABLE, GoneError, error_of, is_unclear
from bot.platforms.slack.events import channel_of, message_id, ts_of
from bot.platforms.slack.render import Rendered, to_messages
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)

METADATA_TYPE = "faq_reply"
_MOST_PAGES = 5
_A_PAGE = 200


class ChannelDelivery:
    """Posts in one thread, or in a channel."""

    def __init__(
        self, workspace: Workspace, *, channel: str, thread: str | None, question: str, may_be_there: bool = False
    ) -> None:
        """Post in ``thread``, the timestamp of its first message, as replies to ``question``.

        ``may_be_there`` if an earlier process may have posted all or some of it.
        """
        self._workspace = workspace
        self._channel = channel
        self._thread = thread
        self._question = question
        self._may_be_there = may_be_there

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post every part; the ids of the messages."""
        return await self._send_parts(to_messages(post), first=0)

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Change the messages that are there, then post or delete what makes the difference."""
        parts = to_messages(post)
        kept = tuple(messages[: len(parts)])
        for message, part in zip(kept, parts, strict=False):
            await carried_out(partial(self._update, message, part))
        await self.remove(messages[len(parts) :])
        return kept + await self._send_parts(parts, first=len(kept))

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages."""
        for message in messages:
            try:
                await carried_out(partial(self._delete, message))
            except GoneError:
                continue

    async def _send_parts(self, parts: Sequence[Rendered], *, first: int) -> tuple[str, ...]:
        sent: list[str] = []
        try:
            there = await carried_out(self._posted) if self._may_be_there else {}
            for number in range(first, len(parts)):
                ts = there.get(number) or await self._post(parts[number], number)
                sent.append(message_id(self._channel, ts))
        except DeliveryError as error:
            error.messages = (*error.messages, *sent)
            raise
        return tuple(sent)

    async def _post(self, part: Rendered, number: int) -> str:
        """Post one part, unless it turns out to be there; its timestamp."""
        with translated():
            async with asyncio.timeout(PATIENCE_SECONDS):
                for attempt in range(TRIES - 1):
                    try:
                        return await self._post_once(part, number, is_first=attempt == 0)
                    except (SlackClientError, aiohttp.ClientError, OSError) as error:
                        if not is_unclear(error):
                            raise
                        _log.info("posting again, if it is not there: %s", type(error).__name__)
                    await pause(attempt)
                return await self._post_once(part, number, is_first=False)

    async def _post_once(self, part: Rendered, number: int, *, is_first: bool) -> str:
        if not is_first and (there := (await self._posted()).get(number)):
            return there
        posted = await self._workspace.client.chat_postMessage(
            channel=self._channel,
            thread_ts=self._thread,
            text=part.text,
            blocks=list(part.blocks),
            metadata={"event_type": METADATA_TYPE, "event_payload": {"question": self._question, "part": number}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(posted["ts"])

    async def _update(self, message: str, part: Rendered) -> None:
        await self._workspace.client.chat_update(
            channel=channel_of(message), ts=ts_of(message), text=part.text, blocks=list(part.blocks)
        )

    async def _delete(self, message: str) -> None:
        await self._workspace.client.chat_delete(channel=channel_of(message), ts=ts_of(message))

    async def _posted(self) -> dict[int, str]:
        """The parts that are there, by their number; none where the app may not read the channel."""
        if not self._workspace.may_read(self._channel):
            return {}
        try:
            return await self._look()
        except SlackApiError as error:
            if error_of(error) not in UNREADABLE:
                raise
            return {}

    async def _look(self) -> dict[int, str]:
        there: dict[int, str] = {}
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._page(cursor)
            for message in page.get("messages") or ():
                number = self._number_of(message)
                if number is not None:
                    there.setdefault(number, str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return there

    async def _page(self, cursor: str | None) -> Mapping[str, Any]:
        """A page of the thread from the question on, or of the latest messages in the channel."""
        client = self._workspace.client
        if self._thread is None:
            found = await client.conversations_history(
                channel=self._channel, include_all_metadata=True, limit=_A_PAGE, cursor=cursor
            )
        else:
            found = await client.conversations_replies(
                channel=self._channel,
                ts=self._thread,
                oldest=ts_of(self._question) or self._thread,
                include_all_metadata=True,
                limit=_A_PAGE,
                cursor=cursor,
            )
        data: Mapping[str, Any] = found.data if isinstance(found.data, dict) else {}
        return data

    def _number_of(self, message: Mapping[str, Any]) -> int | None:
        """Which part of the reply a message is; None for every other message."""
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        is_own = message.get("bot_id") == self._workspace.bot and metadata.get("event_type") == METADATA_TYPE
        is_reply = is_own and payload.get("question") == self._question
        return int(payload["part"]) if is_reply else None
