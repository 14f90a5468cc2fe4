"""How messages come to be, change and go, and what the app hears of it."""

import re
from collections.abc import Iterable

from tests.servers.slack import payloads
from tests.servers.slack.check_messages import Content
from tests.servers.slack.errors import Json
from tests.servers.slack.events import announce, announce_in
from tests.servers.slack.pings import compute
from tests.servers.slack.values import Channel, Message, User
from tests.servers.slack.world import World


def publish(world: World, message: Message, *, more: Json | None = None) -> None:
    """Put a message into its conversation; a mention is told of twice, in either order ("app_mention event")."""
    channel = message.channel
    channel.messages[message.ts] = message
    if message.is_reply:
        assert message.thread_ts is not None
        channel.threads.setdefault(message.thread_ts, []).append(message)
    event = {**payloads.message(message), "event_ts": message.ts, **(more or {})}
    first, second = _as_mention, announce_in
    if world.order.random() < 0.5:
        first, second = second, first
    first(world, channel, event)
    second(world, channel, event)
    world.changes.touch()


def _as_mention(world: World, channel: Channel, event: Json) -> None:
    """Direct messages are no mentions, and neither is what the bot says of itself."""
    bot = channel.team.bot
    if not channel.has_bot or channel.is_direct or event["user"] == bot.id or not mentions(event["text"], bot):
        return
    data = {key: value for key, value in event.items() if key != "subtype"}
    announce(world, channel.team, {**data, "type": "app_mention", "channel": channel.id})


def mentions(text: str, user: User) -> bool:
    """Whether a text, as Slack keeps it, mentions somebody."""
    return re.search(rf"<@{user.id}(?:\|[^<>]*)?>", text) is not None


def revise(world: World, message: Message, previous: Json, *, was_mentioned: bool = True) -> None:
    """Tell of a change ("message_changed event"); a mention that an edit brings is told of too."""
    current = payloads.message(message)
    stamp = world.stamps.next()
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": current,
        "previous_message": previous,
        "hidden": True,
        "ts": stamp,
        "event_ts": stamp,
    }
    announce_in(world, message.channel, event)
    if not was_mentioned:
        _as_mention(world, message.channel, {**current, "event_ts": stamp})
    world.changes.touch()


def remove(world: World, message: Message) -> None:
    """Delete a message; where it has replies, a tombstone stays in its place ("message_deleted event")."""
    previous = payloads.message(message)
    message.is_deleted = True
    if payloads.replies_in(message):
        message.is_tombstone = True
        revise(world, message, previous)
        return
    message.channel.messages.pop(message.ts, None)
    stamp = world.stamps.next()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": previous,
        "hidden": True,
        "deleted_ts": message.ts,
        "ts": stamp,
        "event_ts": stamp,
    }
    announce_in(world, message.channel, event)
    _forget_tombstone(message)
    world.changes.touch()


def _forget_tombstone(reply: Message) -> None:
    parent = reply.channel.messages.get(reply.thread_ts or "")
    if parent is not None and parent.is_tombstone and not payloads.replies_in(parent):
        del reply.channel.messages[parent.ts]


def fill(world: World, message: Message, content: Content, *, links_names: bool) -> None:
    """Give a message of the bot what it shows, with the ids that Slack adds, and work out whom it notifies."""
    message.content = content.text
    message.blocks = with_ids(world, content.blocks)
    message.attachments = content.attachments
    message.pings = compute(
        message.channel.team, content.text, content.blocks, content.attachments, links_names=links_names
    )


def with_ids(world: World, blocks: Iterable[Json]) -> list[Json]:
    """Blocks with a block id each, and an action id for each element ("Block elements")."""
    return [_block_with_ids(world, block) for block in blocks]


def _block_with_ids(world: World, block: Json) -> Json:
    data = {**block, "block_id": block.get("block_id") or world.ids.secret(3)}
    for key in ("accessory", "element"):
        if isinstance(data.get(key), dict):
            data[key] = _element_with_id(world, data[key])
    if block["type"] in {"actions", "context_actions"}:
        data["elements"] = [_element_with_id(world, one) for one in block["elements"]]
    return data


def _element_with_id(world: World, element: Json) -> Json:
    if element["type"] == "image":
        return element
    return {**element, "action_id": element.get("action_id") or world.ids.secret(3)}


def new_message(world: World, channel: Channel, author: User) -> Message:
    """An empty message that nobody sees yet."""
    return Message(ts=world.stamps.next(), channel=channel, author=author)
