"""The methods that post and change messages (docs.slack.dev, "chat.postMessage" and its neighbours)."""

import re

from tests.servers.slack import assistants, payloads, posting, scopes
from tests.servers.slack.calls import Call, Handler
from tests.servers.slack.check_messages import TEXT_OF_UPDATE, Content, check_content, check_metadata
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.values import Channel, ChannelKind, Message

STAMP = re.compile(r"\d{10}\.\d{6}")
# Whoever wants to look like somebody else needs "chat:write.customize".
DISGUISES = ("username", "icon_emoji", "icon_url")


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = _destination(call)
    content = check_content(call.args)
    metadata = check_metadata(call.args.get("metadata"))
    message = posting.new_message(call.world, channel, call.bot)
    message.thread_ts = _thread(call, channel)
    message.is_broadcast = message.is_reply and call.flag("reply_broadcast")
    message.subtype = "thread_broadcast" if message.is_broadcast else None
    message.metadata = metadata
    message.unfurl_links, message.unfurl_media = call.maybe("unfurl_links"), call.maybe("unfurl_media")
    posting.fill(call.world, message, content, links_names=_links_names(call))
    posting.publish(call.world, message)
    assistants.has_posted(call.world, message)
    return {"channel": channel.id, "ts": message.ts, "message": payloads.message(message, with_metadata=True)}


def _destination(call: Call) -> Channel:
    """Where to post: a conversation by id or name, or a person, whose direct conversation is meant."""
    value = call.text("channel")
    user = call.team.users.get(value)
    if user is not None:
        if user.is_bot:
            raise SlackError("channel_not_found")
        channel = call.world.direct(user)
    else:
        named = [one for one in call.team.channels.values() if one.name == value.lstrip("#") and not one.is_direct]
        channel = named[0] if named and named[0].kind is ChannelKind.PUBLIC else call.channel()
    _check_may_write(call, channel)
    return channel


def _check_may_write(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if not channel.has_bot and "chat:write.public" not in call.team.scopes:
        raise SlackError("not_in_channel")
    if channel.is_direct and not call.world.manifest.has_messages and not call.world.manifest.is_assistant:
        raise SlackError("messages_tab_disabled")
    if any(call.args.get(name) for name in DISGUISES) and "chat:write.customize" not in call.team.scopes:
        raise scopes.needed(("chat:write.customize",), call.team.scopes)


def _thread(call: Call, channel: Channel) -> str | None:
    stamp = call.args.get("thread_ts")
    if stamp in (None, ""):
        return None
    if not isinstance(stamp, str) or not STAMP.fullmatch(stamp):
        raise SlackError("invalid_thread_ts", messages=(f"{stamp} is not a valid thread_ts",))
    parent = channel.messages.get(stamp)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.is_reply:
        call.world.remark("a message was posted to the thread of a reply, where nobody finds it")
    return stamp


def _links_names(call: Call) -> bool:
    return call.flag("link_names") or call.args.get("parse") == "full"


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    call.require("channel", "user")
    channel = call.channel()
    _check_may_write(call, channel)
    if not channel.has_bot:
        raise SlackError("not_in_channel")
    user = call.team.users.get(call.text("user"))
    if user is None or not channel.has(user):
        raise SlackError("user_not_in_channel")
    content = check_content(call.args)
    message = posting.new_message(call.world, channel, call.bot)
    message.visible_to = user
    message.thread_ts = _thread(call, channel)
    posting.fill(call.world, message, content, links_names=_links_names(call))
    channel.ephemerals.append(message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update; text alone takes the blocks away, and only a change of text is marked as an edit."""
    call.require("channel", "ts")
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.bot or message.subtype == assistants.ROOT:
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    content = _updated(call, message)
    previous = payloads.message(message)
    metadata = check_metadata(call.args.get("metadata"))
    if call.args.get("metadata") is not None:
        message.metadata = metadata
    message.revisions.append(message.text)
    posting.fill(call.world, message, content, links_names=_links_names(call))
    if not content.blocks:
        message.edited = call.world.stamps.next()
    posting.revise(call.world, message, previous)
    shown = payloads.message(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.content, "message": shown}


def _updated(call: Call, message: Message) -> Content:
    """What the message shows afterwards: what the request does not name, stays."""
    args = dict(call.args)
    if args.get("text") is None and args.get("markdown_text") is None:
        args["text"] = message.content
        args.setdefault("blocks", message.blocks)
    args.setdefault("attachments", message.attachments)
    return check_content(args, longest=TEXT_OF_UPDATE)


def delete(call: Call) -> Json:
    """chat.delete."""
    call.require("channel", "ts")
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.bot:
        raise SlackError("cant_delete_message")
    posting.remove(call.world, message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink."""
    call.require("channel", "message_ts")
    channel = call.channel()
    message = call.message(channel, "message_ts")
    path = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": f"https://{call.team.domain}.slack.com/{path}{thread}"}


METHODS: dict[str, Handler] = {
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
}
