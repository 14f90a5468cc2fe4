"""Buttons and menus on Slack, read from the payload so that those of any earlier process work too.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from dataclasses import dataclass

from bot.core import wording
from bot.core.interfaces import Delivery
from bot.core.press import Presser, Publish, decode
from bot.core.question import Origin
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.kit.react import react, reported
from bot.platforms.slack.commands import SEARCH, in_form, offer_for, read_subject
from bot.platforms.slack.delivery import ChannelDelivery, InteractionDelivery, PublicDelivery
from bot.platforms.slack.events import PLATFORM, Payload, message_id
from bot.platforms.slack.panes import in_home
from bot.platforms.slack.workspaces import Workspace


async def take(conversation: Conversation, body: Payload, workspace: Workspace) -> None:
    """React to a button, a menu, or words typed into the search field of a form."""
    async with conversation.busy(body.get("trigger_id") or id(body)):
        for action in body["actions"]:
            written = _written_in(action)
            if action.get("type") == SEARCH:
                await _search(conversation, str(action.get("value") or ""), body, workspace)
            elif written is not None:
                await react(conversation, decode(written), _to_place(body, workspace))


async def _search(conversation: Conversation, text: str, body: Payload, workspace: Workspace) -> None:
    """Show the entries for ``text`` in a form."""
    view, subject = body["view"], read_subject(body["view"])
    with reported("a form could not show what was searched for", conversation, subject.fields):
        offer = await offer_for(conversation, text, subject, asker=str(body["user"]["id"]))
        await in_form(workspace, str(view["id"]), subject, query=text).send(offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A message, a form or App Home, for the kit.

    What is published goes into ``thread``; the pressed reply is in the thread ``replies``. A guest uses
    ``interaction``.
    """

    workspace: Workspace
    presser: Presser
    alone: Delivery
    interaction: InteractionDelivery | None = None
    thread: str | None = None
    replies: str | None = None

    def in_place(self, reply: Origin | None) -> Delivery:
        if self.presser.is_private or self.interaction is None:
            return self.alone
        return PublicDelivery(self._channel_delivery(self.replies, reply.id if reply else ""), self.interaction)

    def for_all(self, publish: Publish) -> Delivery | str:
        if self.interaction is None or not self.presser.channel:
            return wording.NOT_POSTED
        return PublicDelivery(self._channel_delivery(self.thread, publish.origin.id), self.interaction)

    async def acknowledge(self) -> None:
        """Do nothing: Slack's requests are acknowledged when they arrive."""

    async def conclude(self, told: Post, *, is_done: bool) -> None:  # noqa: ARG002 - a view has room for one post
        """Replace what the button is on if only the presser sees it, also if nothing was posted."""
        if self.presser.is_private:
            await self.alone.revise((self.presser.message,), told)
        else:
            await self.alone.send(told)

    def _channel_delivery(self, thread: str | None, question: str) -> ChannelDelivery:
        return ChannelDelivery(self.workspace, channel=self.presser.channel, thread=thread, question=question)


def _to_place(body: Payload, workspace: Workspace) -> _Place:
    """Where a press happened, and who pressed."""
    match body.get("view"):
        case None:
            return _on_message(body, workspace)
        case {"type": "home", "id": view_id}:
            home = in_home(workspace, str(body["user"]["id"]))
            return _Place(workspace=workspace, presser=_presser(body, message=str(view_id)), alone=home)
        case view:
            return _in_form(body, view, workspace)


def _on_message(body: Payload, workspace: Workspace) -> _Place:
    """On a message of the bot's, which may be in a thread."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str(container.get("channel_id") or (body.get("channel") or {}).get("id") or "")
    ts = str(container.get("message_ts") or message.get("ts") or "")
    thread = container.get("thread_ts") or message.get("thread_ts")
    is_private = bool(container.get("is_ephemeral"))
    presser = _presser(body, channel=channel, message=message_id(channel, ts), is_private=is_private)
    interaction = InteractionDelivery(
        workspace, url=str(body.get("response_url") or ""), channel=channel, person=presser.id, thread=thread
    )
    return _Place(
        workspace=workspace,
        presser=presser,
        alone=interaction,
        interaction=interaction,
        thread=thread,
        replies=thread or ts,
    )


def _in_form(body: Payload, view: Payload, workspace: Workspace) -> _Place:
    """In a form about somebody's message; the answer is posted in the thread of that message."""
    subject = read_subject(view)
    presser = _presser(body, channel=subject.channel, message=str(view["id"]))
    channel, thread = subject.channel, subject.thread or subject.message
    interaction = InteractionDelivery(workspace, url=subject.url, channel=channel, person=presser.id, thread=thread)
    alone = in_form(workspace, presser.message, subject)
    return _Place(workspace=workspace, presser=presser, alone=alone, interaction=interaction, thread=thread)


def _presser(body: Payload, *, message: str, channel: str = "", is_private: bool = True) -> Presser:
    """Who pressed; never a moderator, since Slack's own menu lets admins delete any message."""
    user = body["user"]
    name = str(user.get("name") or user.get("username") or user["id"])
    return Presser(
        platform=PLATFORM, id=str(user["id"]), name=name, channel=channel, message=message, is_private=is_private
    )


def _written_in(action: Payload) -> str | None:
    """What a button, or the chosen option of a menu, carries; None for a button that only opens a link."""
    value = (action.get("selected_option") or action).get("value")
    return None if value is None else str(value)
