"""Where somebody pressed something: on a message, in a form, or in App Home.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.press import Press, Presser, decode
from bot.platforms.slack.events import PLATFORM, message_id

Payload = Mapping[str, Any]

SEARCH = "plain_text_input"
"""The kind of element that words are typed into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The message that a form is about, which its answer replies to: kept in the form, that any process can go on.

    ``url`` is the response URL of the shortcut: where the bot is not in the channel, nothing else leads there.
    """

    channel: str = ""
    message: str = ""
    thread: str = ""
    url: str = ""


def write_subject(subject: Subject) -> str:
    """A subject as the ``private_metadata`` of a form."""
    return json.dumps(asdict(subject))


def read_subject(view: Payload) -> Subject:
    """What :func:`write_subject` wrote; an empty subject for anything else."""
    try:
        data = json.loads(view.get("private_metadata") or "{}")
        return Subject(**{name: str(text) for name, text in data.items()})
    except (AttributeError, TypeError, ValueError):
        return Subject()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnMessage:
    """A message of the bot's; ``thread`` is the one it is in, ``url`` answers the press."""

    channel: str
    ts: str
    thread: str | None
    is_ephemeral: bool
    url: str

    @property
    def id(self) -> str:
        """The message's id."""
        return message_id(self.channel, self.ts)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForm:
    """A modal, about somebody's message."""

    id: str
    subject: Subject

    @property
    def channel(self) -> str:
        """Where the message is that it is about."""
        return self.subject.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class InHome:
    """The App Home of a person."""

    id: str
    channel: str = ""


Place = OnMessage | InForm | InHome


def to_place(body: Payload) -> Place:
    """Where a press happened."""
    container = body.get("container") or {}
    view = body.get("view")
    if view is None:
        message = body.get("message") or {}
        return OnMessage(
            channel=str(container.get("channel_id") or (body.get("channel") or {}).get("id") or ""),
            ts=str(container.get("message_ts") or message.get("ts") or ""),
            thread=container.get("thread_ts") or message.get("thread_ts"),
            is_ephemeral=bool(container.get("is_ephemeral")),
            url=str(body.get("response_url") or ""),
        )
    if view.get("type") == "home":
        return InHome(id=str(view["id"]))
    return InForm(id=str(view["id"]), subject=read_subject(view))


def to_presser(body: Payload, place: Place) -> Presser:
    """Who pressed, and where. Slack lets its admins delete any message by its own menu, so none is a moderator here."""
    user = body["user"]
    return Presser(
        platform=PLATFORM,
        id=str(user["id"]),
        name=str(user.get("name") or user.get("username") or user["id"]),
        channel=place.channel,
        message=place.id,
        is_private=not isinstance(place, OnMessage) or place.is_ephemeral,
    )


def written_in(action: Payload) -> str | None:
    """What a button, or the chosen option of a menu, carries; None for a button that only opens a link."""
    chosen = action.get("selected_option") or next(iter(action.get("selected_options") or ()), None) or action
    value = chosen.get("value")
    return None if value is None else str(value)


def typed_in(view: Payload) -> str:
    """What was typed into the field of a form."""
    fields = (field for block in (view.get("state") or {}).get("values", {}).values() for field in block.values())
    typed = (str(field["value"]) for field in fields if field.get("type") == SEARCH and field.get("value"))
    return next(typed, "")


def pressed(action: Payload) -> Press | None:
    """What a button or option stands for; None for what is not this bot's."""
    return decode(written_in(action) or "")
