"""Buttons and menus on Slack, read from the payload so that those of any earlier process work too.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from bot.core import wording
from bot.core.interfaces import Delivery
from bot.core.press import Presser, Publish, decode
from bot.core.question import Origin
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.kit.react import react, reported
from bot.platforms.slack.commands import offer_for
from bot.platforms.slack.delivery import ChannelDelivery, InteractionDelivery, PublicDelivery
from bot.platforms.slack.events import PLATFORM, message_id
from bot.platforms.slack.views import SEARCH, Payload, in_form, in_home, read_subject
from bot.platforms.slack.workspaces import Workspace


class Presses:
    """Hands presses to the kit, which carries them out."""

    def __init__(self, conversation: Conversation) -> None:
        """Ask ``conversation`` what to do."""
        self._conversation = conversation

    async def take(self, body: Payload, workspace: Workspace) -> None:
        """React to a button, a menu, or words typed into the search field of a form."""
        async with self._conversation.busy(body.get("trigger_id") or id(body)):
            for action in body["actions"]:
                written = written_in(action)
                if action.get("type") == SEARCH:
                    await self._search(str(action.get("value") or ""), body, workspace)
                elif written is not None:
                    await react(self._conversation, decode(written), to_place(body, workspace))

    async def _search(self, text: str, body: Payload, workspace: Workspace) -> None:
        """Show other entries in a form."""
        view, asker = body["view"], str(body["user"]["id"])
        subject = read_subject(view)
        fields = {"platform": PLATFORM, "channel": subject.channel, "message": subject.message}
        with reported("a form could not show what was searched for", self._conversation, fields):
            offer = await offer_for(self._conversation, text, subject, asker=asker)
            await in_form(workspace, str(view["id"]), subject, query=text).send(offer)


class _Place:
    """A message, a form or App Home, for the kit."""

    def __init__(  # noqa: PLR0913 - what differs between the three
        self,
        workspace: Workspace,
        presser: Presser,
        *,
        alone: Delivery,
        interaction: InteractionDelivery | None = None,
        thread: str | None = None,
        replies: str | None = None,
    ) -> None:
        """Publish in ``thread``; the pressed reply is in the thread ``replies``; a guest uses ``interaction``."""
        self.presser = presser
        self.alone = alone
        self._workspace = workspace
        self._interaction = interaction
        self._thread = thread
        self._replies = replies

    def in_place(self, reply: Origin | None) -> Delivery:
        if self.presser.is_private or self._interaction is None:
            return self.alone
        return PublicDelivery(self._channel_delivery(self._replies, reply.id if reply else ""), self._interaction)

    def for_all(self, publish: Publish) -> Delivery | str:
        if self._interaction is None or not self.presser.channel:
            return wording.NOT_POSTED
        return PublicDelivery(self._channel_delivery(self._thread, publish.origin.id), self._interaction)

    async def acknowledge(self) -> None:
        """Do nothing: Slack's requests are acknowledged when they arrive."""

    async def conclude(self, told: Post, *, is_done: bool) -> None:  # noqa: ARG002 - a view has room for one post
        """Replace what the button is on if only the presser sees it, also if nothing was posted."""
        if self.presser.is_private:
            await self.alone.revise((self.presser.message,), told)
        else:
            await self.alone.send(told)

    def _channel_delivery(self, thread: str | None, question: str) -> ChannelDelivery:
        return ChannelDelivery(self._workspace, channel=self.presser.channel, thread=thread, question=question)


def to_place(body: Payload, workspace: Workspace) -> _Place:
    """Where a press happened, and who pressed."""
    view = body.get("view")
    if view is None:
        return _on_message(body, workspace)
    if view.get("type") == "home":
        home = in_home(workspace, str(body["user"]["id"]))
        return _Place(workspace, _presser(body, message=str(view["id"])), alone=home)
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
    return _Place(workspace, presser, alone=interaction, interaction=interaction, thread=thread, replies=thread or ts)


def _in_form(body: Payload, view: Payload, workspace: Workspace) -> _Place:
    """In a form about somebody's message; the answer is posted in the thread of that message."""
    subject = read_subject(view)
    presser = _presser(body, channel=subject.channel, message=str(view["id"]))
    thread = subject.thread or subject.message
    interaction = InteractionDelivery(
        workspace, url=subject.url, channel=subject.channel, person=presser.id, thread=thread
    )
    alone = in_form(workspace, str(view["id"]), subject)
    return _Place(workspace, presser, alone=alone, interaction=interaction, thread=thread)


def _presser(body: Payload, *, message: str, channel: str = "", is_private: bool = True) -> Presser:
    """Who pressed; never a moderator, since Slack's own menu lets admins delete any message."""
    user = body["user"]
    name = str(user.get("name") or user.get("username") or user["id"])
    return Presser(
        platform=PLATFORM, id=str(user["id"]), name=name, channel=channel, message=message, is_private=is_private
    )


def written_in(action: Payload) -> str | None:
    """What a button, or the chosen option of a menu, carries; None for a button that only opens a link."""
    chosen = action.get("selected_option") or next(iter(action.get("selected_options") or ()), None) or action
    value = chosen.get("value")
    return None if value is None else str(value)
