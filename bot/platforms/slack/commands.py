"""``/faq …``, and “Answer from the FAQ” on a message.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/interactivity/implementing-shortcuts
"""

from typing import Any

from bot.core import wording
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.kit.react import Compose, composed, reported, show
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.delivery import InteractionDelivery
from bot.platforms.slack.events import PLATFORM, plain_text, to_command_question
from bot.platforms.slack.views import Payload, Subject, form, read_subject, typed_in
from bot.platforms.slack.workspaces import Workspace


class Commands:
    """Answers commands and shortcuts."""

    def __init__(self, conversation: Conversation) -> None:
        """Answer with what ``conversation`` says."""
        self._conversation = conversation
        self._composer = conversation.composer

    async def take(self, body: Payload, workspace: Workspace) -> None:
        """Answer a slash command to the person who gave it: a question, ``topics`` or ``help``."""
        person = str(body["user_id"])
        delivery = InteractionDelivery(
            workspace, url=str(body["response_url"]), channel=str(body["channel_id"]), person=person
        )
        match str(body.get("text") or "").strip().casefold():
            case "" | "help":
                await self._show(lambda: self._composer.introduction(asker=person, is_private=True), body, delivery)
            case "topics":
                await self._show(lambda: self._composer.topics(asker=person), body, delivery)
            case _:
                question = to_command_question(body, sent_at=self._conversation.clock())
                await self._conversation.take(question, delivery)

    async def open_form(self, body: Payload, workspace: Workspace) -> None:
        """Offer entries to answer a message with; Slack allows three seconds to open a form."""
        message, person = body["message"], str(body["user"]["id"])
        subject = Subject(
            channel=str(body["channel"]["id"]),
            message=str(message["ts"]),
            thread=str(message.get("thread_ts") or ""),
            url=str(body.get("response_url") or ""),
        )
        fields = {"platform": PLATFORM, "channel": subject.channel, "message": subject.message}
        async with self._conversation.busy(body["trigger_id"]):
            with reported("a shortcut could not open its form", self._conversation, fields):
                try:
                    text = plain_text(message.get("text") or "")
                    view = form(await offer_for(self._conversation, text, subject, asker=person), subject)
                    await carried_out(lambda: workspace.client.views_open(trigger_id=body["trigger_id"], view=view))
                except Exception:  # any fault: the person is told, and the log gets what it is
                    await self._apologise(subject, person, workspace)
                    raise

    async def search(self, body: Payload) -> dict[str, Any]:
        """The form again, with entries for the words in its search field when its button was pressed."""
        view, person = body["view"], str(body["user"]["id"])
        subject, text = read_subject(view), typed_in(view)
        async with self._conversation.busy(("form", view["id"])):
            return form(await offer_for(self._conversation, text, subject, asker=person), subject, query=text)

    async def _show(self, compose: Compose, body: Payload, delivery: InteractionDelivery) -> None:
        fields = {"platform": PLATFORM, "question": str(body["trigger_id"])}
        await show(self._conversation, compose, delivery, asker=str(body["user_id"]), fields=fields)

    async def _apologise(self, subject: Subject, person: str, workspace: Workspace) -> None:
        delivery = InteractionDelivery(workspace, url=subject.url, channel=subject.channel, person=person)
        await delivery.send(self._composer.notice(wording.FAILED, asker=person))


async def offer_for(conversation: Conversation, text: str, subject: Subject, *, asker: str) -> Post:
    """The entries to answer a message with, found by ``text``."""
    offer, message = conversation.composer.offer, subject.message
    fields = {"platform": PLATFORM, "channel": subject.channel, "message": message}
    return await composed(conversation, lambda: offer(text, message=message, asker=asker), asker=asker, fields=fields)
