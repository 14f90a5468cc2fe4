"""``/faq …``, and “Answer from the FAQ” on a message.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/interactivity/implementing-shortcuts
"""

import logging
from typing import Any

from bot.core import wording
from bot.core.reply import Post
from bot.engine.composer import Composer
from bot.engine.conversation import Conversation
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.events import plain_text, to_command_question
from bot.platforms.slack.interaction import InteractionDelivery
from bot.platforms.slack.places import Payload, Subject, read_subject, typed_in
from bot.platforms.slack.views import form
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)


class Commands:
    """Answers commands and shortcuts."""

    def __init__(self, conversation: Conversation) -> None:
        """Answer with what ``conversation`` says."""
        self._conversation = conversation
        self._composer = conversation.composer

    async def take(self, body: Payload, workspace: Workspace) -> None:
        """Answer a slash command, to the one who gave it: a question, or what it is told to show."""
        person = str(body["user_id"])
        delivery = InteractionDelivery(
            workspace, url=str(body["response_url"]), channel=str(body["channel_id"]), person=person
        )
        match str(body.get("text") or "").strip().casefold():
            case "" | "help":
                await self._show(self._composer.introduction(asker=person, is_private=True), body, delivery)
            case "topics":
                await self._show(self._composer.topics(asker=person), body, delivery)
            case _:
                question = to_command_question(body, sent_at=self._conversation.clock())
                await self._conversation.take(question, delivery)

    async def open_form(self, body: Payload, workspace: Workspace) -> None:
        """Offer entries to answer a message with; Slack lets a form be opened within three seconds."""
        message, person = body["message"], str(body["user"]["id"])
        subject = Subject(
            channel=str(body["channel"]["id"]),
            message=str(message["ts"]),
            thread=str(message.get("thread_ts") or ""),
            url=str(body.get("response_url") or ""),
        )
        async with self._conversation.busy(body["trigger_id"]):
            try:
                text = plain_text(message.get("text") or "")
                view = form(await offer_for(self._composer, text, subject, asker=person), subject)
                await carried_out(lambda: workspace.client.views_open(trigger_id=body["trigger_id"], view=view))
            except Exception:  # whatever it is, the person gets an honest sentence, and the log what it is
                await self._apologise(subject, person, workspace)
                raise

    async def search(self, body: Payload) -> dict[str, Any]:
        """The form again, with entries for what was typed into it when its button was pressed."""
        view, person = body["view"], str(body["user"]["id"])
        subject, text = read_subject(view), typed_in(view)
        async with self._conversation.busy(("form", view["id"])):
            return form(await offer_for(self._composer, text, subject, asker=person), subject, query=text)

    async def _apologise(self, subject: Subject, person: str, workspace: Workspace) -> None:
        delivery = InteractionDelivery(workspace, url=subject.url, channel=subject.channel, person=person)
        await delivery.send(self._composer.notice(wording.FAILED, asker=person))

    async def _show(self, post: Post, body: Payload, delivery: InteractionDelivery) -> None:
        async with self._conversation.busy(body["trigger_id"]):
            await delivery.send(post)


async def offer_for(composer: Composer, text: str, subject: Subject, *, asker: str) -> Post:
    """The entries to answer a message with; an honest sentence where finding them fails."""
    try:
        return await composer.offer(text, message=subject.message, asker=asker)
    except Exception:  # noqa: BLE001 - whatever it is, the person gets an honest sentence and the log the traceback
        _log.exception("no entries could be offered for slack message %s", subject.message)
        return composer.notice(wording.FAILED, asker=asker)
