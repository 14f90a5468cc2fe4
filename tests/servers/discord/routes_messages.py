"""Routes of channels, messages and threads."""

from tests.servers.discord import payloads, permissions, pings, posting, writing
from tests.servers.discord.calls import Call, Handler
from tests.servers.discord.check_message import CREATE_FLAGS, check_edit, check_new, read_reference
from tests.servers.discord.errors import (
    ApiError,
    Json,
    Problems,
    archived_thread,
    bad_field,
    locked_thread,
    missing_permissions,
    no_history_to_reply,
    others_message,
)
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.values import Channel, ChannelKind, Message, MessageKind, Reference

# Seconds for which a nonce is remembered; Discord says "the past few minutes".
NONCE_LIVES = 180.0
PAGE = 100


def channel(call: Call) -> Json:
    """GET /channels/{channel_id}."""
    return payloads.channel(call.channel(), call.world.bot)


def open_direct(call: Call) -> Json:
    """POST /users/@me/channels."""
    return payloads.direct(call.world.direct(call.recipient()))


def messages(call: Call) -> list[Json]:
    """GET /channels/{channel_id}/messages: the newest first."""
    place = call.channel()
    if Permissions.READ_MESSAGE_HISTORY not in permissions.of_bot(place):
        # As documented ("Message", Get Channel Messages); it is no error.
        return []
    limit = call.query.get("limit", "50")
    if not limit.isdecimal() or not 1 <= int(limit) <= PAGE:
        raise bad_field(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    return [_seen(call, one) for one in _page(list(place.messages.values()), call.query, int(limit))]


def _page(every: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    if "before" in query:
        found = [one for one in every if one.id < int(query["before"])][-limit:]
    elif "after" in query:
        found = [one for one in every if one.id > int(query["after"])][:limit]
    elif "around" in query:
        middle = int(query["around"])
        earlier = [one for one in every if one.id <= middle][-(limit // 2 + 1) :]
        found = (earlier + [one for one in every if one.id > middle][: limit // 2])[:limit]
    else:
        found = every[-limit:]
    return found[::-1]


def _seen(call: Call, message: Message) -> Json:
    data = payloads.message(message)
    data.pop("member", None)
    data.pop("guild_id", None)
    if call.world.application.message_content_enabled:
        return data
    return payloads.without_content(data, call.world.bot.id)


def message(call: Call) -> Json:
    """GET /channels/{channel_id}/messages/{message_id}."""
    return _seen(call, call.message(call.channel(Permissions.READ_MESSAGE_HISTORY)))


def create(call: Call) -> Json:
    """POST /channels/{channel_id}/messages."""
    place = call.channel()
    check_may_send(place)
    check_new(call.body, allowed_flags=CREATE_FLAGS, files=len(call.files))
    _check_may_attach(call, place)
    repeated = _find_repeated(call, place)
    if repeated is not None:
        return payloads.message(repeated)
    made = writing.new_message(call.world, place)
    replied = _replied(call, place)
    if replied is not None:
        made.kind = MessageKind.REPLY
        guild_id = None if place.guild is None else place.guild.id
        made.reference = Reference(message_id=replied.id, channel_id=place.id, guild_id=guild_id)
    writing.fill(made, call, default=pings.EVERYTHING, replied=replied)
    if made.nonce is not None:
        call.world.nonces[place.id, str(made.nonce)] = (call.world.clock.now(), made)
    posting.publish(call.world, made)
    return payloads.message(made)


def check_may_send(place: Channel) -> None:
    """Refuse to send where the bot may not, or where nobody can."""
    allowed = permissions.of_bot(place)
    needed = Permissions.SEND_MESSAGES_IN_THREADS if place.is_thread else Permissions.SEND_MESSAGES
    if place.kind is ChannelKind.FORUM:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if needed not in allowed:
        raise missing_permissions()
    if place.is_locked and Permissions.MANAGE_THREADS not in allowed:
        raise archived_thread() if place.is_archived else locked_thread()


def _check_may_attach(call: Call, place: Channel) -> None:
    allowed = permissions.of_bot(place)
    if call.body.get("embeds") and Permissions.EMBED_LINKS not in allowed:
        raise missing_permissions()
    if call.files and Permissions.ATTACH_FILES not in allowed:
        raise missing_permissions()


def _find_repeated(call: Call, place: Channel) -> Message | None:
    nonce = call.body.get("nonce")
    if nonce is None or not call.body.get("enforce_nonce"):
        return None
    world = call.world
    key = (place.id, str(nonce))
    known = world.nonces.get(key)
    if known is not None and world.clock.now() < known[0] + NONCE_LIVES:
        return known[1]
    return None


def _replied(call: Call, place: Channel) -> Message | None:
    reference = read_reference(call.body)
    if reference is None:
        return None
    if Permissions.READ_MESSAGE_HISTORY not in permissions.of_bot(place):
        raise no_history_to_reply()
    stated = reference.get("channel_id")
    found = place.messages.get(int(reference["message_id"]))
    if stated is not None and str(stated) != str(place.id):
        path = ("message_reference",)
        raise bad_field(path, "MESSAGE_REFERENCE_CHANNEL_MISMATCH", "Cannot reply to a message in another channel")
    if found is None and reference.get("fail_if_not_exists", True):
        raise bad_field(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
    if found is not None and found.kind in (MessageKind.THREAD_CREATED, MessageKind.THREAD_STARTER):
        path = ("message_reference",)
        raise bad_field(path, "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
    return found


def edit(call: Call) -> Json:
    """PATCH /channels/{channel_id}/messages/{message_id}."""
    place = call.channel()
    found = call.message(place)
    if found.author is not call.world.bot:
        raise others_message()
    if place.is_archived:
        raise archived_thread()
    check_edit(call.body, before=payloads.bare_message(found), files=len(call.files))
    _check_may_attach(call, place)
    writing.revise(found, call, default=pings.EVERYTHING)
    posting.revise(call.world, found)
    return payloads.message(found)


def delete(call: Call) -> None:
    """DELETE /channels/{channel_id}/messages/{message_id}."""
    place = call.channel()
    found = call.message(place)
    if found.author is not call.world.bot and Permissions.MANAGE_MESSAGES not in permissions.of_bot(place):
        raise missing_permissions()
    if place.is_archived:
        raise archived_thread()
    posting.remove(call.world, found)


def thread_from_message(call: Call) -> Json:
    """POST /channels/{channel_id}/messages/{message_id}/threads."""
    place = call.channel(Permissions.CREATE_PUBLIC_THREADS)
    found = call.message(place)
    _check_thread(call)
    if place.guild is None or place.is_thread:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if found.thread is not None:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    name = str(call.body["name"])
    return payloads.thread(posting.open_thread(call.world, place, name, owner=call.world.bot, message=found))


def thread(call: Call) -> Json:
    """POST /channels/{channel_id}/threads: in a forum with its first message."""
    place = call.channel(Permissions.CREATE_PUBLIC_THREADS)
    _check_thread(call)
    if place.guild is None or place.is_thread:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if place.kind is not ChannelKind.FORUM:
        return payloads.thread(posting.open_thread(call.world, place, str(call.body["name"]), owner=call.world.bot))
    first: Json = call.body.get("message") or {}
    check_new(first, allowed_flags=CREATE_FLAGS, files=len(call.files))
    made = posting.open_thread(call.world, place, str(call.body["name"]), owner=call.world.bot)
    post = Message(id=made.id, channel=made, author=call.world.bot)
    writing.fill(post, Call(world=call.world, parameters={}, body=first, files=call.files), default=pings.EVERYTHING)
    posting.publish(call.world, post)
    return {**payloads.thread(made), "message": payloads.message(post)}


def _check_thread(call: Call) -> None:
    problems = Problems()
    problems.check_length(("name",), call.body.get("name"), 1, 100)
    if call.body.get("auto_archive_duration") not in (None, 60, 1440, 4320, 10080):
        problems.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).")
    problems.raise_if_any()


def active_threads(call: Call) -> Json:
    """GET /guilds/{guild_id}/threads/active."""
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or not guild.has_bot:
        raise ApiError(404, 10004, "Unknown Guild")
    seen = [one for one in guild.threads.values() if permissions.of_bot(one) and not one.is_archived]
    return {"threads": [payloads.thread(one) for one in seen], "members": []}


def typing(call: Call) -> None:
    """POST /channels/{channel_id}/typing."""
    check_may_send(call.channel())


def join_thread(call: Call) -> None:
    """PUT /channels/{channel_id}/thread-members/@me."""
    if call.channel().is_archived:
        raise archived_thread()


ROUTES: dict[str, Handler] = {
    "POST /users/@me/channels": open_direct,
    "GET /channels/{channel_id}": channel,
    "GET /channels/{channel_id}/messages": messages,
    "POST /channels/{channel_id}/messages": create,
    "GET /channels/{channel_id}/messages/{message_id}": message,
    "PATCH /channels/{channel_id}/messages/{message_id}": edit,
    "DELETE /channels/{channel_id}/messages/{message_id}": delete,
    "POST /channels/{channel_id}/messages/{message_id}/threads": thread_from_message,
    "POST /channels/{channel_id}/threads": thread,
    "GET /guilds/{guild_id}/threads/active": active_threads,
    "POST /channels/{channel_id}/typing": typing,
    "PUT /channels/{channel_id}/thread-members/@me": join_thread,
}
