"""``/faq …``, and “Answer from the FAQ” on a message, which opens a form.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/interactivity/implementing-shortcuts
https://docs.slack.dev/reference/views
"""

import json
from dataclasses import asdict, dataclass
from functools import partial

from bot.core import wording
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.kit.react import composed, reported, show
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.delivery import InteractionDelivery, ViewDelivery
from bot.platforms.slack.events import PLATFORM, Payload, plain_text, to_command_question
from bot.platforms.slack.render import to_modal
from bot.platforms.slack.rich_text import Json
from bot.platforms.slack.workspaces import Workspace

SEARCH = "plain_text_input"
"""The kind of element that words are typed into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The message that a form is about, which gets the answer; stored in the form, so any process can continue.

    ``url`` is the response URL of the shortcut: it is the only way to reply where the bot is not in the channel.
    """

    channel: str = ""
    message: str = ""
    thread: str = ""
    url: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What identifies the message in a log line."""
        return {"platform": PLATFORM, "channel": self.channel, "message": self.message}


async def take(conversation: Conversation, body: Payload, workspace: Workspace) -> None:
    """Answer a slash command to the person who gave it: a question, ``topics`` or ``help``."""
    person, composer = str(body["user_id"]), conversation.composer
    delivery = InteractionDelivery(
        workspace, url=str(body["response_url"]), channel=str(body["channel_id"]), person=person
    )
    fields = {"platform": PLATFORM, "question": str(body["trigger_id"])}
    match str(body.get("text") or "").strip().casefold():
        case "" | "help":
            compose = partial(composer.introduction, asker=person, is_private=True)
            await show(conversation, compose, delivery, asker=person, fields=fields)
        case "topics":
            await show(conversation, partial(composer.topics, asker=person), delivery, asker=person, fields=fields)
        case _:
            await conversation.take(to_command_question(body, sent_at=conversation.clock()), delivery)


async def open_form(conversation: Conversation, body: Payload, workspace: Workspace) -> None:
    """Offer entries to answer a message with; Slack allows three seconds to open a form."""
    message, person = body["message"], str(body["user"]["id"])
    subject = Subject(
        channel=str(body["channel"]["id"]),
        message=str(message["ts"]),
        thread=str(message.get("thread_ts") or ""),
        url=str(body.get("response_url") or ""),
    )
    async with conversation.busy(body["trigger_id"]):
        with reported("a shortcut could not open its form", conversation, subject.fields):
            try:
                text = plain_text(message.get("text") or "")
                view = form(await offer_for(conversation, text, subject, asker=person), subject)
                await carried_out(lambda: workspace.client.views_open(trigger_id=body["trigger_id"], view=view))
            except Exception:  # any fault: the person is told, and the log gets what it is
                delivery = InteractionDelivery(workspace, url=subject.url, channel=subject.channel, person=person)
                await delivery.send(conversation.composer.notice(wording.FAILED, asker=person))
                raise


async def search(conversation: Conversation, body: Payload) -> Json:
    """The form with entries for the words in its search field; its button was pressed."""
    view, person = body["view"], str(body["user"]["id"])
    subject, text = read_subject(view), typed_in(view)
    async with conversation.busy(("form", view["id"])):
        return form(await offer_for(conversation, text, subject, asker=person), subject, query=text)


async def offer_for(conversation: Conversation, text: str, subject: Subject, *, asker: str) -> Post:
    """The entries to answer a message with, found by ``text``."""
    offer, message, fields = conversation.composer.offer, subject.message, subject.fields
    return await composed(conversation, lambda: offer(text, message=message, asker=asker), asker=asker, fields=fields)


def form(post: Post, subject: Subject, *, query: str = "", may_search: bool = True) -> Json:
    """A form that shows a post and is about ``subject``, with what was searched for."""
    return to_modal(post, private_metadata=json.dumps(asdict(subject)), query=query, may_search=may_search)


def in_form(workspace: Workspace, view_id: str, subject: Subject, *, query: str = "") -> ViewDelivery:
    """Shows posts in an open form, as the result for ``query``; the last one has no search field."""
    return ViewDelivery(
        update=lambda view: workspace.client.views_update(view_id=view_id, view=view),
        render=lambda post: form(post, subject, query=query),
        conclude=lambda post: form(post, subject, may_search=False),
    )


def read_subject(view: Payload) -> Subject:
    """The subject that :func:`form` stored; an empty one for anything else."""
    try:
        data = json.loads(view.get("private_metadata") or "{}")
        return Subject(**{name: str(text) for name, text in data.items()})
    except (AttributeError, TypeError, ValueError):
        return Subject()


def typed_in(view: Payload) -> str:
    """What was typed into the field of a form."""
    fields = (field for block in (view.get("state") or {}).get("values", {}).values() for field in block.values())
    typed = (str(field["value"]) for field in fields if field.get("type") == SEARCH and field.get("value"))
    return next(typed, "")
