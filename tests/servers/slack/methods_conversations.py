"""The methods that look at and enter conversations (docs.slack.dev, "conversations.history" and its neighbours)."""

import base64
from collections.abc import Iterable
from typing import TypeVar

from tests.servers.slack import payloads
from tests.servers.slack.calls import Call, Handler
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.events import announce
from tests.servers.slack.scopes import READ, needed
from tests.servers.slack.values import Channel, ChannelKind, Message

TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
    "mpim": ChannelKind.GROUP_DIRECT,
}
One = TypeVar("One")


def info(call: Call) -> Json:
    """conversations.info."""
    call.require("channel")
    return {"channel": payloads.channel(call.channel_to_read("read"))}


def history(call: Call) -> Json:
    """conversations.history: the newest first, without replies that were not shown to all."""
    call.require("channel")
    channel = _readable(call)
    shown = [one for one in channel.messages.values() if not one.is_reply or one.is_broadcast]
    page, more = _page(call, list(reversed(_between(call, shown))), default=100)
    return {"messages": _as_json(call, page), "has_more": bool(more), **more}


def replies(call: Call) -> Json:
    """conversations.replies: the first message of a thread and all replies, the oldest first."""
    call.require("channel", "ts")
    channel = _readable(call)
    first = channel.messages.get(call.text("ts"))
    if first is None:
        raise SlackError("thread_not_found")
    first = channel.messages.get(first.thread_ts or "", first)
    page, more = _page(call, _between(call, [first, *payloads.replies_in(first)]), default=1000)
    if first not in page and not call.args.get("cursor"):
        page = [first, *page]
    return {"messages": _as_json(call, page), "has_more": bool(more), **more}


def _readable(call: Call) -> Channel:
    channel = call.channel_to_read("history")
    if not channel.has_bot:
        raise SlackError("not_in_channel")
    return channel


def _as_json(call: Call, messages: Iterable[Message]) -> list[Json]:
    return [payloads.message(one, with_metadata=call.flag("include_all_metadata")) for one in messages]


def _between(call: Call, messages: Iterable[Message]) -> list[Message]:
    """Those later than `oldest` and earlier than `latest`, or just as late if `inclusive`."""
    oldest, latest = _stamp(call, "oldest", 0.0), _stamp(call, "latest", float("inf"))
    inclusive = call.flag("inclusive")
    return [
        one for one in messages if oldest < float(one.ts) < latest or (inclusive and float(one.ts) in (oldest, latest))
    ]


def _stamp(call: Call, name: str, default: float) -> float:
    value = call.args.get(name)
    try:
        return default if value in (None, "") else float(str(value))
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(call: Call, found: list[One], *, default: int) -> tuple[list[One], Json]:
    """A page of what was found, and the cursor of the next one ("Pagination")."""
    start, limit = 0, call.number("limit", default)
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    if call.args.get("cursor"):
        try:
            start = int(base64.b64decode(call.text("cursor")).removeprefix(b"next:"))
        except ValueError:
            raise SlackError("invalid_cursor") from None
    end = start + limit
    if end >= len(found):
        return found[start:], {}
    cursor = base64.b64encode(f"next:{end}".encode()).decode()
    return found[start:end], {"response_metadata": {"next_cursor": cursor}}


def open_direct(call: Call) -> Json:
    """conversations.open with one person."""
    names = [name for name in str(call.args.get("users") or "").split(",") if name]
    if call.args.get("channel"):
        return {"channel": {"id": call.channel().id}}
    if not names:
        raise SlackError("users_list_not_supplied")
    if len(names) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    user = call.team.users.get(names[0])
    if user is None:
        raise SlackError("user_not_found")
    channel = call.world.direct(user)
    return {"channel": payloads.channel(channel) if call.flag("return_im") else {"id": channel.id}}


def join(call: Call) -> Json:
    """conversations.join."""
    channel = call.channel()
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if not channel.has_bot:
        channel.has_bot = True
        announce(call.world, call.team, member_joined(channel, call.bot.id))
    return {"channel": payloads.channel(channel)}


def member_joined(channel: Channel, user_id: str) -> Json:
    """The event that somebody joined ("member_joined_channel event")."""
    letter = "C" if channel.kind is ChannelKind.PUBLIC else "G"
    kinds = {"channel": channel.id, "channel_type": letter, "team": channel.team.id}
    return {"type": "member_joined_channel", "user": user_id, **kinds}


def listed(call: Call) -> Json:
    """conversations.list: public channels, and others that the bot is in."""
    return _list(call, [one for one in call.team.channels.values() if one.kind is ChannelKind.PUBLIC or one.has_bot])


def of_user(call: Call) -> Json:
    """users.conversations: what the bot, or somebody, is in."""
    user = call.user("user") if call.args.get("user") else call.bot
    return _list(call, [one for one in call.team.channels.values() if one.has(user)])


def _list(call: Call, channels: list[Channel]) -> Json:
    names = str(call.args.get("types") or "public_channel").split(",")
    if any(name not in TYPES for name in names):
        raise SlackError("invalid_types")
    kinds = [TYPES[name] for name in names]
    lacking = [READ["read"][kind] for kind in kinds if READ["read"][kind] not in call.team.scopes]
    if lacking:
        raise needed(tuple(lacking), call.team.scopes)
    hides = call.flag("exclude_archived")
    found = [one for one in channels if one.kind in kinds and not (hides and one.is_archived)]
    page, more = _page(call, found, default=100)
    end = more or {"response_metadata": {"next_cursor": ""}}
    return {"channels": [payloads.channel(one) for one in page], **end}


METHODS: dict[str, Handler] = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.list": listed,
    "conversations.open": open_direct,
    "conversations.replies": replies,
    "users.conversations": of_user,
}
