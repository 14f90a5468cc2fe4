"""Who is notified by a message (Discord's documentation, "Message", Allowed Mentions Object)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.discord.errors import Json, Problems
from tests.servers.discord.permissions import Permissions

if TYPE_CHECKING:
    from tests.servers.discord.values import Channel, Role, User
    from tests.servers.discord.world import World

USER = re.compile(r"<@!?(\d{15,20})>")
ROLE = re.compile(r"<@&(\d{15,20})>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")
KINDS = ("users", "roles", "everyone")


@dataclass(slots=True, kw_only=True)
class Pings:
    """Those whom a message notifies."""

    users: list["User"] = field(default_factory=list)
    roles: list["Role"] = field(default_factory=list)
    everyone: bool = False
    replied_user: "User | None" = None

    def __bool__(self) -> bool:
        """Whether anybody at all is notified."""
        return bool(self.users or self.roles or self.everyone or self.replied_user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What may be notified: kinds of mentions, or single users and roles."""

    parse: frozenset[str]
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied_user: bool = False


EVERYTHING = Allowed(parse=frozenset(KINDS), replied_user=True)
# What interactions and webhooks notify when they say nothing about it.
USERS = Allowed(parse=frozenset({"users"}), replied_user=True)


def read_allowed(value: Json | None, *, default: Allowed) -> Allowed:
    """The `allowed_mentions` of a message that was found valid."""
    if value is None:
        return default
    return Allowed(
        parse=frozenset(value.get("parse") or ()),
        users=frozenset(map(int, value.get("users") or ())),
        roles=frozenset(map(int, value.get("roles") or ())),
        replied_user=bool(value.get("replied_user", False)),
    )


def check_allowed(value: object, problems: Problems) -> None:
    """Note what is wrong with a message's `allowed_mentions`."""
    path = ("allowed_mentions",)
    if value is None:
        return
    if not isinstance(value, dict):
        problems.add(path, "MODEL_TYPE_CONVERT", "Expected an object/dictionary.")
        return
    parse = value.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in KINDS:
            message = f"Value {kind!r} is not a valid choice. Must be one of {KINDS}."
            problems.add((*path, "parse", index), "BASE_TYPE_CHOICES", message)
    for kind in ("users", "roles"):
        _check_ids(value.get(kind) or [], parse, kind, problems)


def _check_ids(ids: list[str], parse: list[str], kind: str, problems: Problems) -> None:
    path = ("allowed_mentions", kind)
    if ids and kind in parse:
        message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
        problems.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
    problems.check_length(path, ids, 0, 100)
    for index, value in enumerate(ids):
        if not str(value).isdecimal():
            problems.add((*path, index), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def compute(  # noqa: PLR0913 - all that decides who is notified
    world: "World",
    channel: "Channel",
    texts: Iterable[str],
    *,
    allowed: Allowed,
    author_may: Permissions,
    replied: "User | None" = None,
) -> Pings:
    """Who is notified by these texts, written in a channel by somebody who may do so much."""
    text = "\n".join(texts)
    may_all = Permissions.MENTION_EVERYONE in author_may
    pings = Pings(everyone="everyone" in allowed.parse and may_all and EVERYONE.search(text) is not None)
    if "<@" in text:
        for user_id in dict.fromkeys(map(int, USER.findall(text))):
            user = world.user(user_id)
            if user and is_there(user, channel, world) and ("users" in allowed.parse or user_id in allowed.users):
                pings.users.append(user)
        pings.roles = _roles(channel, text, allowed, may_all=may_all)
    if replied is not None and (allowed.replied_user or replied.id in allowed.users):
        pings.replied_user = replied
    return pings


def _roles(channel: "Channel", text: str, allowed: Allowed, *, may_all: bool) -> list["Role"]:
    wanted = set(map(int, ROLE.findall(text)))
    if channel.guild is None or not wanted:
        return []
    return [
        role
        for role in channel.guild.roles
        if role.id in wanted
        and (may_all or role.is_mentionable)
        and ("roles" in allowed.parse or role.id in allowed.roles)
    ]


def is_there(user: "User", channel: "Channel", world: "World") -> bool:
    """Whether somebody is in the guild or the direct conversation."""
    if channel.guild is None:
        return user in (channel.recipient, world.bot)
    return user.id in channel.guild.members or (user is world.bot and channel.guild.has_bot)
