"""Delivers posts to a channel, each once and in the thread of its question, or to the person behind an interaction.

Slack makes two messages of a repeated request, and a request whose response was lost may have been carried out. So
each message has its question in its metadata, and the bot looks for the message before it posts again
(https://docs.slack.dev/messaging/message-metadata). To look, it must be allowed to read the channel: in direct messages
it always is, in channels if the app has the scope for listening. Elsewhere a reply may appear twice, which is better
than not at all: the ``client_msg_id`` of Slack's own clients would prevent it, but apps are asked not to rely on it
(https://github.com/slackapi/java-slack-sdk/issues/852).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.interfaces import Delivery
from bot.core.reply import Post
from bot.platforms.kit.deliver import MessageDelivery
from bot.platforms.slack.client import TRIES, carried_out, pause, respond
from bot.platforms.slack.errors import UNREADABLE, AbsentError, ExpiredError, error_of, is_unclear
from bot.platforms.slack.events import channel_of, message_id, ts_of
from bot.platforms.slack.render import Rendered, to_messages
from bot.platforms.slack.rich_text import Json
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)

Done = TypeVar("Done")

MOST_RESPONSES = 5
"""By one response URL: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""
METADATA_TYPE = "faq_reply"
_MOST_PAGES = 5
_A_PAGE = 200


class ChannelDelivery(MessageDelivery[Rendered]):
    """Posts in one thread, or in a channel."""

    render = staticmethod(to_messages)

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

    async def find(self, _: Sequence[Rendered], /) -> Mapping[int, str]:
        """What an earlier process posted."""
        return await carried_out(self._posted) if self._may_be_there else {}

    async def add(self, part: Rendered, number: int, _: Post, /) -> str:
        """Post a message unless an earlier try has posted it."""
        return await carried_out(lambda: self._post(part, number))

    async def edit(self, message: str, part: Rendered, /) -> None:
        """Change a message."""
        channel, ts, client = channel_of(message), ts_of(message), self._workspace.client
        await carried_out(lambda: client.chat_update(channel=channel, ts=ts, text=part.text, blocks=list(part.blocks)))

    async def delete(self, message: str, /) -> None:
        """Delete a message."""
        client = self._workspace.client
        await carried_out(lambda: client.chat_delete(channel=channel_of(message), ts=ts_of(message)))

    async def _post(self, part: Rendered, number: int) -> str:
        for attempt in range(TRIES - 1):
            try:
                return await self._post_once(part, number, is_first=attempt == 0)
            except (SlackClientError, aiohttp.ClientError, OSError) as error:
                if not is_unclear(error):
                    raise
                _log.info("posting again, unless the message exists: %s", type(error).__name__)
            await pause(attempt)
        return await self._post_once(part, number, is_first=False)

    async def _post_once(self, part: Rendered, number: int, *, is_first: bool) -> str:
        if not is_first and (there := (await self._posted()).get(number)):
            return there
        posted = await self._workspace.client.chat_postMessage(
            channel=self._channel,
            thread_ts=self._thread,
            metadata={"event_type": METADATA_TYPE, "event_payload": {"question": self._question, "part": number}},
            **_content(part),
        )
        return message_id(self._channel, str(posted["ts"]))

    async def _posted(self) -> dict[int, str]:
        """The ids of the existing parts, by number; none where the app may not read the channel."""
        if not self._workspace.may_read(self._channel):
            return {}
        try:
            return await self._look()
        except SlackApiError as error:
            if error_of(error) not in UNREADABLE:
                raise
            return {}

    async def _look(self) -> dict[int, str]:
        """Look through the thread from the question on, or through the channel's latest messages."""
        there: dict[int, str] = {}
        pages, client = 0, self._workspace.client
        where: dict[str, Any] = {"channel": self._channel, "include_all_metadata": True, "limit": _A_PAGE}
        if self._thread is None:
            found = await client.conversations_history(**where)
        else:
            oldest = ts_of(self._question) or self._thread
            found = await client.conversations_replies(**where, ts=self._thread, oldest=oldest)
        async for page in found:
            for message in page.get("messages") or ():
                if (number := self._number_of(message)) is not None:
                    there.setdefault(number, message_id(self._channel, str(message["ts"])))
            pages += 1
            if pages == _MOST_PAGES:
                break
        return there

    def _number_of(self, message: Mapping[str, Any]) -> int | None:
        """The number of the part that a message is; None for a message that is no part of the reply."""
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        is_own = message.get("bot_id") == self._workspace.bot and metadata.get("event_type") == METADATA_TYPE
        is_reply = is_own and payload.get("question") == self._question
        return int(payload["part"]) if is_reply else None


class InteractionDelivery(MessageDelivery[Rendered]):
    """Posts as responses to a command or a press, by its response URL: new messages, or in place of the pressed one.

    A response URL returns no ids, and reaches no other message than the pressed one.
    """

    render = staticmethod(to_messages)

    def __init__(self, workspace: Workspace, *, url: str, channel: str, person: str, thread: str | None = None) -> None:
        """Answer ``person`` by the response URL ``url``, in ``thread`` if the pressed message is in one."""
        self._workspace = workspace
        self._url = url
        self._channel = channel
        self._person = person
        self._thread = thread
        self._left = MOST_RESPONSES if url else 0

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Replace the pressed message, which is the last of its post; further parts follow it."""
        return await super().revise(messages[-1:], post)

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete the pressed message."""
        await super().remove(messages[-1:])

    async def add(self, part: Rendered, _: int, post: Post, /) -> str:
        """Post a message for everybody or for this person, who gets an ephemeral message if no response is left."""
        place = {"thread_ts": self._thread} if self._thread else {}
        kind = "ephemeral" if post.is_private else "in_channel"
        body = {**_content(part), **place, "response_type": kind, "replace_original": False}
        try:
            await self._respond(body, may_repeat=post.is_private)
        except ExpiredError:
            if not post.is_private:
                raise
            whisper = partial(self._workspace.client.chat_postEphemeral, channel=self._channel, user=self._person)
            await carried_out(partial(whisper, thread_ts=self._thread, text=part.text, blocks=list(part.blocks)))
        return ""

    async def edit(self, _: str, part: Rendered, /) -> None:
        """Replace the pressed message."""
        await self._respond({**_content(part), "replace_original": True}, may_repeat=True)

    async def delete(self, _: str, /) -> None:
        """Delete the pressed message."""
        await self._respond({"delete_original": True}, may_repeat=True)

    async def _respond(self, body: Mapping[str, Any], *, may_repeat: bool) -> None:
        session = self._workspace.client.session
        if not self._left or session is None:
            raise ExpiredError("the interaction has no responses left")
        self._left -= 1
        await respond(session, self._url, body, may_repeat=may_repeat)


@dataclass(frozen=True, slots=True)
class PublicDelivery:
    """Posts for everybody: in the channel, or by the interaction where the bot is not in the channel."""

    # First: only there can a repeated request be kept from making a second message.
    channel: ChannelDelivery
    interaction: InteractionDelivery

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post every part; return the ids, if Slack tells them."""
        return await self._by_either(lambda delivery: delivery.send(post))

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Edit messages of the channel; as a guest, replace the pressed message."""
        return await self._by_either(lambda delivery: delivery.revise(messages, post))

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages of the channel; as a guest, the pressed message."""
        await self._by_either(lambda delivery: delivery.remove(messages))

    async def _by_either(self, deliver: Callable[[Delivery], Awaitable[Done]]) -> Done:
        try:
            return await deliver(self.channel)
        except AbsentError:
            return await deliver(self.interaction)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDelivery:
    """Shows posts in a view (https://docs.slack.dev/reference/views), in place of its content; there are no ids.

    ``update`` shows what ``render`` makes of a post, or ``conclude`` of the last one.
    """

    update: Callable[[Json], Awaitable[object]]
    render: Callable[[Post], Json]
    conclude: Callable[[Post], Json]

    async def send(self, post: Post) -> tuple[str, ...]:
        """Show a post; more may follow."""
        await carried_out(lambda: self.update(self.render(post)))
        return ()

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Show the last post, the result."""
        await carried_out(lambda: self.update(self.conclude(post)))
        return tuple(messages)

    async def remove(self, messages: Sequence[str]) -> None:
        """Leave the view as it is: the person closes a form, and App Home is never empty."""


def _content(part: Rendered) -> dict[str, Any]:
    return {"text": part.text, "blocks": list(part.blocks), "unfurl_links": False, "unfurl_media": False}
