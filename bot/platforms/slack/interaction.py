"""How an interaction is answered: by its response URL, to the person alone or in place of what they pressed."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.reply import Post
from bot.platforms.slack.client import carried_out, respond
from bot.platforms.slack.delivery import ChannelDelivery
from bot.platforms.slack.errors import AbsentError, ExpiredError
from bot.platforms.slack.render import Rendered, to_messages
from bot.platforms.slack.workspaces import Workspace

MOST_RESPONSES = 5
"""https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""


class InteractionDelivery:
    """Posts as responses to a command, or to a press on a message."""

    def __init__(self, workspace: Workspace, *, url: str, channel: str, person: str, thread: str | None = None) -> None:
        """Answer ``person`` by the response URL ``url``, in ``thread`` if what they pressed is in one."""
        self._workspace = workspace
        self._url = url
        self._channel = channel
        self._person = person
        self._thread = thread
        self._left = MOST_RESPONSES if url else 0

    async def send(self, post: Post) -> tuple[str, ...]:
        """Send every part, to all or to this person only; no ids, since a response URL tells none."""
        for part in to_messages(post):
            await self._send(part, is_private=post.is_private)
        return ()

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Let the message that was pressed say something else; further parts follow it."""
        first, *others = to_messages(post)
        await self._respond({**_content(first), "replace_original": True}, may_repeat=True)
        for part in others:
            await self._send(part, is_private=post.is_private)
        return tuple(messages[-1:])

    async def remove(self, messages: Sequence[str]) -> None:  # noqa: ARG002 - the one that was pressed
        """Take away the message that was pressed."""
        await self._respond({"delete_original": True}, may_repeat=True)

    async def _send(self, part: Rendered, *, is_private: bool) -> None:
        try:
            await self._send_response(part, is_private=is_private)
        except ExpiredError:
            if not is_private:
                raise
            await carried_out(lambda: self._post_ephemeral(part))

    async def _send_response(self, part: Rendered, *, is_private: bool) -> None:
        place = {"thread_ts": self._thread} if self._thread else {}
        kind = "ephemeral" if is_private else "in_channel"
        body = {**_content(part), **place, "response_type": kind, "replace_original": False}
        await self._respond(body, may_repeat=is_private)

    async def _respond(self, body: Mapping[str, Any], *, may_repeat: bool) -> None:
        session = self._workspace.client.session
        if not self._left or session is None:
            raise ExpiredError("the interaction has no responses left")
        self._left -= 1
        await respond(session, self._url, body, may_repeat=may_repeat)

    async def _post_ephemeral(self, part: Rendered) -> None:
        await self._workspace.client.chat_postEphemeral(
            channel=self._channel,
            user=self._person,
            thread_ts=self._thread,
            text=part.text,
            blocks=list(part.blocks),
        )


class PublicDelivery:
    """What all can see: by the channel, or by the interaction where the bot is not in that channel."""

    def __init__(self, channel: ChannelDelivery, interaction: InteractionDelivery) -> None:
        """Try ``channel`` first: there a repeated request makes no second message."""
        self._channel = channel
        self._interaction = interaction

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post every part; the ids of the messages, where they have any."""
        try:
            return await self._channel.send(post)
        except AbsentError:
            return await self._interaction.send(post)

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Change messages of the channel; as a guest, the one that was pressed."""
        try:
            return await self._channel.revise(messages, post)
        except AbsentError:
            return await self._interaction.revise(messages, post)

    async def remove(self, messages: Sequence[str]) -> None:
        """Delete messages of the channel; as a guest, the one that was pressed."""
        try:
            await self._channel.remove(messages)
        except AbsentError:
            await self._interaction.remove(messages)


def _content(part: Rendered) -> dict[str, Any]:
    return {"text": part.text, "blocks": list(part.blocks), "unfurl_links": False, "unfurl_media": False}
