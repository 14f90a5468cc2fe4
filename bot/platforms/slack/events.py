"""Turns Slack's events into questions: who is addressed, in which thread, and what was written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.core.question import Origin, Question, Surface

PLATFORM = "slack"

Payload = Mapping[str, Any]
"""What Slack sends, as it came: https://docs.slack.dev/reference/events/message"""

_WRITTEN_BY_PEOPLE = {None, "file_share", "me_message", "thread_broadcast"}
_SLACKBOT = "USLACKBOT"
# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MARKER = re.compile(r"<([@#!][^<>|]*|[A-Za-z][\w+.-]*:[^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_GROUP = "<!subteam^"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody wrote a message."""

    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """Somebody changed a message."""

    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """Somebody deleted a message; ``question`` is its id."""

    question: str


News = Asked | Edited | Deleted


def message_id(channel: str, ts: str) -> str:
    """The id of a message: a timestamp is unique only in its channel.

    The workspace is no part of it: ids of channels are unique across all of them, and a channel that two workspaces
    share (https://docs.slack.dev/apis/slack-connect) has the same id in both, so that a question in it is one question.
    """
    return f"{channel}:{ts}"


def channel_of(message: str) -> str:
    """The channel of a message."""
    return message.partition(":")[0]


def ts_of(message: str) -> str:
    """The timestamp of a message, by which Slack knows it in its channel."""
    return message.partition(":")[2]


def to_news(event: Payload, *, me: str) -> News | None:
    """What happened by a message event; None for what no person did, and for a change that only added a preview.

    A mention arrives twice, as ``app_mention`` and as ``message``, in either order: both make the same question.
    """
    match event.get("subtype"):
        case "message_deleted":
            return _deleted(event, event["deleted_ts"])
        case "message_changed":
            return _changed(event, me)
    question = to_question(event, me=me)
    if question is None:
        return None
    # A mention that an edit brought into an older message.
    return Edited(question=question) if event.get("edited") else Asked(question=question)


def to_question(event: Payload, *, me: str) -> Question | None:
    """The question that a message is; None for what no person wrote. ``me`` is the bot's own user id."""
    asker = event.get("user")
    if event.get("subtype") not in _WRITTEN_BY_PEOPLE or event.get("bot_id") or asker in {None, me, _SLACKBOT}:
        return None
    channel, ts, text = event["channel"], event["ts"], event.get("text") or ""
    origin = Origin(
        platform=PLATFORM,
        id=message_id(channel, ts),
        channel=channel,
        thread=event.get("thread_ts") or ts,
        asker=str(asker),
        surface=_surface_of(event, text, me),
        sent_at=datetime.fromtimestamp(float(ts), UTC),
        is_for_others=_is_for_others(text, {me, str(asker)}),
        has_attachments=bool(event.get("files") or event.get("attachments")),
    )
    return Question(text=plain_text(text), origin=origin)


def to_command_question(body: Payload, *, sent_at: datetime) -> Question:
    """The question that was put by a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands."""
    origin = Origin(
        platform=PLATFORM,
        id=str(body["trigger_id"]),
        channel=body["channel_id"],
        asker=body["user_id"],
        surface=Surface.COMMAND,
        sent_at=sent_at,
    )
    return Question(text=plain_text(body.get("text") or ""), origin=origin)


def plain_text(text: str) -> str:
    """What was written: without mentions, links by what they say, and with the characters that Slack escapes."""
    spelled = _MARKER.sub(_spell, text)
    return spelled.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def is_idle_talk(question: Question, listen_channels: frozenset[str]) -> bool:
    """Whether a message is what most of a busy channel is: said to others, in no thread, where the bot does not listen.

    Every message on Slack may begin a thread, so each has one; without this, the conversation would look each up.
    """
    origin = question.origin
    if not question.is_overheard or origin.thread is None:
        return False
    begins_thread = origin.id == message_id(origin.channel, origin.thread)
    return begins_thread and listen_channels.isdisjoint((origin.channel, origin.thread))


def _deleted(event: Payload, ts: str) -> Deleted | None:
    previous = event.get("previous_message") or {}
    return None if previous.get("bot_id") else Deleted(question=message_id(event["channel"], ts))


def _changed(event: Payload, me: str) -> News | None:
    """An edit; or a deletion, if a tombstone holds the place of a first message whose thread has replies."""
    message, previous = event["message"], event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        return _deleted(event, message["ts"])
    if message.get("edited") is None or message["edited"] == previous.get("edited"):
        return None
    place = {"channel": event["channel"], "channel_type": event.get("channel_type")}
    question = to_question({**message, **place}, me=me)
    return None if question is None else Edited(question=question)


def _surface_of(event: Payload, text: str, me: str) -> Surface:
    if event.get("channel_type") == "im" or event["channel"].startswith("D"):
        return Surface.DIRECT
    is_mentioned = event.get("type") == "app_mention" or me in _MENTION.findall(text)
    return Surface.MENTION if is_mentioned else Surface.OVERHEARD


def _is_for_others(text: str, concerned: set[str]) -> bool:
    """Whether somebody else is mentioned, or a group; writing in somebody's thread is not by itself for them."""
    return _GROUP in text or not set(_MENTION.findall(text)) <= concerned


def _spell(marker: re.Match[str]) -> str:
    target, label = marker[1], marker[2]
    match target[0]:
        case "@":
            return " "
        case "!":
            return label if label and target.startswith("!date^") else " "
        case "#":
            return label or " "
    return label or target.removeprefix("mailto:")
