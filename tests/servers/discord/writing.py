"""How the bot's messages are made and changed from the body of a request that was found valid."""

from collections.abc import Iterable
from typing import Any

from tests.servers.discord import payloads, permissions, pings
from tests.servers.discord.calls import Call
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.values import Channel, Message, MessageFlags, walk
from tests.servers.discord.world import World

LINK = 5


def texts_of(content: str, components: Iterable[Json]) -> list[str]:
    """The texts in which mentions count: the content and text components, but no embed."""
    return [content, *(one["content"] for one in walk(list(components)) if isinstance(one.get("content"), str))]


def fill(message: Message, call: Call, *, default: pings.Allowed, replied: Message | None = None) -> None:
    """Give a new message what its body says, and work out whom it notifies."""
    body = call.body
    message.content = (body.get("content") or "").strip()
    message.embeds = [rich(embed) for embed in body.get("embeds") or []]
    message.components = numbered(body.get("components") or [])
    message.attachments = attachments(call)
    message.flags |= MessageFlags(body.get("flags") or 0)
    message.nonce = body.get("nonce")
    _notify(message, call, default, replied)


def revise(message: Message, call: Call, *, default: pings.Allowed) -> None:
    """Change what the body of an edit names, and nothing else."""
    body = call.body
    message.revisions.append(message.content)
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = [rich(embed) for embed in body["embeds"] or []]
    if "components" in body:
        message.components = numbered(body["components"] or [])
    if "attachments" in body or call.files:
        message.attachments = attachments(call, kept=message.attachments)
    if body.get("flags") is not None:
        changeable = MessageFlags.SUPPRESS_EMBEDS | MessageFlags.IS_COMPONENTS_V2
        message.flags = (message.flags & ~changeable) | (MessageFlags(body["flags"]) & changeable)
    message.edited = call.world.clock.now()
    if "content" in body:
        _notify(message, call, default, None)


def _notify(message: Message, call: Call, default: pings.Allowed, replied: Message | None) -> None:
    allowed = pings.read_allowed(call.body.get("allowed_mentions"), default=default)
    message.pings = pings.compute(
        call.world,
        message.channel,
        texts_of(message.content, message.components),
        allowed=allowed,
        author_may=may_of_bot(message.channel),
        replied=None if replied is None else replied.author,
    )


def may_of_bot(channel: Channel) -> Permissions:
    """What the bot may do, or nothing in a guild that it is not in."""
    return permissions.of_bot(channel)


def rich(embed: Json) -> Json:
    """An embed as Discord keeps it."""
    return {"type": "rich", **{key: value for key, value in embed.items() if value is not None}}


def numbered(components: list[Json]) -> list[Json]:
    """Components with an id each, as Discord fills them in ("Component Reference", Anatomy of a Component)."""
    used = {one["id"] for one in walk(components) if one.get("id")}
    free = (number for number in range(1, 1000) if number not in used)
    return [_number(component, free) for component in components]


def _number(component: Json, free: Any) -> Json:  # noqa: ANN401 - an iterator that all share
    copy = {**component, "id": component.get("id") or next(free)}
    if "components" in component:
        copy["components"] = [_number(inner, free) for inner in component["components"]]
    if component.get("accessory"):
        copy["accessory"] = _number(component["accessory"], free)
    return copy


def attachments(call: Call, *, kept: Iterable[Json] = ()) -> list[Json]:
    """The attachments that a body names, old and new; without a list the old ones stay."""
    named: list[Json] = call.body.get("attachments") or []
    old = list(kept)
    if "attachments" in call.body:
        ids = {str(one.get("id")) for one in named}
        old = [one for one in old if one["id"] in ids]
    made = []
    for index, (filename, size) in enumerate(call.files):
        more = next((one for one in named if str(one.get("id")) == str(index)), {})
        texts = {key: str(more[key]) for key in ("description", "title") if more.get(key)}
        made.append(payloads.attachment(call.world.ids.next(), filename, size, **texts))
    return [*old, *made]


def new_message(world: World, channel: Channel) -> Message:
    """An empty message of the bot."""
    return Message(id=world.ids.next(), channel=channel, author=world.bot)
