"""The JSON in which Slack tells of what there is (docs.slack.dev, "Object types" and "Events")."""

from tests.servers.slack import typed
from tests.servers.slack.elements import states_of
from tests.servers.slack.errors import Json
from tests.servers.slack.values import Channel, ChannelKind, Message, Team, User
from tests.servers.slack.views import View
from tests.servers.slack.world import World

TOMBSTONE = "This message was deleted."


def user(one: User) -> Json:
    """A user object ("User object")."""
    return {
        "id": one.id,
        "team_id": one.team.id,
        "name": one.name,
        "deleted": False,
        "real_name": one.name.title(),
        "tz": "Europe/London",
        "tz_offset": 0,
        "profile": {"real_name": one.name.title(), "display_name": one.name, "team": one.team.id},
        "is_bot": one.is_bot,
        "is_app_user": False,
        "locale": one.locale,
    }


def user_of_interaction(one: User) -> Json:
    """The user of an interaction payload."""
    return {"id": one.id, "username": one.name, "name": one.name, "team_id": one.team.id}


def team_of_interaction(one: Team) -> Json:
    """The workspace of an interaction payload."""
    return {"id": one.id, "domain": one.domain}


def channel(one: Channel) -> Json:
    """A conversation object ("Conversation object")."""
    data: Json = {
        "id": one.id,
        "created": 1_700_000_000,
        "is_archived": one.is_archived,
        "is_im": one.is_direct,
        "is_channel": one.kind is ChannelKind.PUBLIC,
        "is_group": False,
        "is_mpim": one.kind is ChannelKind.GROUP_DIRECT,
        "is_private": one.kind is not ChannelKind.PUBLIC,
        "is_member": one.has_bot,
        "context_team_id": one.team.id,
    }
    if one.recipient is not None:
        return data | {"user": one.recipient.id, "is_open": True}
    return data | {"name": one.name, "name_normalized": one.name, "topic": {"value": ""}, "purpose": {"value": ""}}


def channel_of_interaction(one: Channel) -> Json:
    """The conversation of an interaction payload, whose name tells nothing of private ones."""
    return {"id": one.id, "name": name_of(one)}


def name_of(one: Channel) -> str:
    """A conversation's name as commands and interactions give it."""
    hidden = {ChannelKind.PRIVATE: "privategroup", ChannelKind.DIRECT: "directmessage"}
    return hidden.get(one.kind, one.name)


def message(one: Message, *, with_metadata: bool = False) -> Json:
    """A message as the history and events show it ("message event")."""
    if one.is_tombstone:
        return _tombstone(one)
    data: Json = {"type": "message", "user": one.author.id, "ts": one.ts, "text": one.content}
    data |= _of_bot(one.author) if one.author.is_bot else {"client_msg_id": one.client_msg_id}
    data |= {"team": one.channel.team.id, **_in_thread(one)}
    data |= {key: getattr(one, key) for key in ("attachments", "files", "subtype") if getattr(one, key)}
    # Slack makes a block of a text that came without; Bolt's assistant counts on it.
    blocks = one.blocks or (typed.rich_text(one.content, one.ts[-6:]) if one.author.is_bot else [])
    data |= {"blocks": blocks} if blocks else {}
    if one.edited is not None:
        data["edited"] = {"user": one.author.id, "ts": one.edited}
    if one.metadata is not None and with_metadata:
        data["metadata"] = one.metadata
    if one.assistant is not None:
        data["assistant_app_thread"] = one.assistant
    return data


def _of_bot(author: User) -> Json:
    profile = {"id": author.bot_id, "app_id": author.app_id, "name": author.name, "deleted": False}
    profile["team_id"] = author.team.id
    return {"bot_id": author.bot_id, "app_id": author.app_id, "bot_profile": profile}


def _in_thread(one: Message) -> Json:
    replies = replies_in(one)
    if replies:
        names = {reply.author.id for reply in replies}
        summary = {"reply_count": len(replies), "reply_users_count": len(names), "latest_reply": replies[-1].ts}
        return {"thread_ts": one.ts, **summary, "reply_users": sorted(names), "is_locked": False}
    if one.thread_ts is None:
        return {}
    parent = one.channel.messages.get(one.thread_ts)
    known = {} if parent is None or parent is one else {"parent_user_id": parent.author.id}
    return {"thread_ts": one.thread_ts, **known}


def replies_in(one: Message) -> list[Message]:
    """The replies in a message's thread, the oldest first."""
    return [reply for reply in one.channel.threads.get(one.ts, []) if not reply.is_deleted]


def _tombstone(one: Message) -> Json:
    """What is left of the first message of a thread ("conversations.replies")."""
    data = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": TOMBSTONE, "hidden": True}
    return data | {"ts": one.ts, **_in_thread(one)}


def view(one: View, world: World) -> Json:
    """A view as the Web API and interactions show it ("Views")."""
    content = one.content
    data = {
        "id": one.id,
        "team_id": one.user.team.id,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata") or "",
        "callback_id": content.get("callback_id") or "",
        "external_id": content.get("external_id") or "",
        "state": {"values": states_of(one.blocks, one.values)},
        "hash": one.hash,
        "clear_on_close": bool(content.get("clear_on_close")),
        "notify_on_close": bool(content.get("notify_on_close")),
        "root_view_id": one.root,
        "previous_view_id": one.previous,
        "app_id": world.app.id,
        "app_installed_team_id": one.user.team.id,
        "bot_id": one.user.team.bot.bot_id,
    }
    if not one.is_home:
        data |= {key: content.get(key) for key in ("title", "close", "submit")}
    return data
