"""What Slack still has of a question that was taken and not answered.

What was not acknowledged is not looked up here: Slack delivers it again.
"""

from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.core.question import Origin
from bot.errors import DeliveryError
from bot.platforms.kit.recover import Found, Gone, Unreadable
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.delivery import ChannelDelivery
from bot.platforms.slack.errors import UNREADABLE, error_of
from bot.platforms.slack.events import plain_text, ts_of
from bot.platforms.slack.workspaces import Workspace, Workspaces


class SlackHistory:
    """Reads channels, as far as the app may."""

    def __init__(self, workspaces: Workspaces) -> None:
        """Read the channels of ``workspaces``."""
        self._workspaces = workspaces

    async def find(self, origin: Origin) -> Found | Unreadable | Gone:
        """Look up a question in the workspace that it came from."""
        workspace = await self._workspaces.of_channel(origin.channel)
        if workspace is None:
            raise DeliveryError("the bot does not know the workspace that it came from")
        delivery = ChannelDelivery(
            workspace, channel=origin.channel, thread=origin.thread, question=origin.id, may_be_there=True
        )
        if not workspace.may_read(origin.channel):
            return Unreadable(delivery=delivery)
        messages = await carried_out(partial(_messages_at, origin, workspace))
        if messages is None:
            return Unreadable(delivery=delivery)
        for message in messages:
            if message.get("ts") == ts_of(origin.id) and message.get("user") == origin.asker:
                return Found(text=plain_text(str(message.get("text") or "")), delivery=delivery)
        return Gone(delivery=delivery)


async def _messages_at(origin: Origin, workspace: Workspace) -> list[dict[str, Any]] | None:
    """What Slack has at the place of a question; None where the app may not read that kind of channel."""
    ts = ts_of(origin.id)
    try:
        # Slack also returns the first message of a thread, even outside the range.
        found = await workspace.client.conversations_replies(
            channel=origin.channel, ts=origin.thread or ts, oldest=ts, latest=ts, inclusive=True, limit=10
        )
    except SlackApiError as error:
        if error_of(error) in UNREADABLE:
            return None
        raise
    return found.get("messages") or []
