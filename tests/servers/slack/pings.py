"""Who is notified by a message (docs.slack.dev, "Formatting message text", Mentions and Automatic parsing)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.slack.errors import Json

if TYPE_CHECKING:
    from tests.servers.slack.values import Group, Team, User

# A mention in angle brackets; escaped ones begin with "&lt;" and are none.
MENTION = re.compile(
    r"<(?:@(?P<user>[UW][A-Z0-9]+)|!(?P<special>channel|here|everyone|group)|!subteam\^(?P<group>S\w+))(?:[|^][^<>]*)?>"
)
PLAIN = re.compile(r"(?<![\w@<!])@(?P<name>[\w.-]+)")


@dataclass(slots=True, kw_only=True)
class Pings:
    """Those whom a message notifies."""

    users: "list[User]" = field(default_factory=list)
    groups: "list[Group]" = field(default_factory=list)
    channel: bool = False
    here: bool = False
    everyone: bool = False

    def __bool__(self) -> bool:
        """Whether anybody at all is notified."""
        return bool(self.users or self.groups or self.channel or self.here or self.everyone)


def compute(team: "Team", text: str, blocks: list[Json], attachments: list[Json], *, links_names: bool) -> Pings:
    """Who is notified by a text, the blocks and the attachments of a message in a workspace."""
    pings = Pings()
    for one in [text, *_parsed(blocks), *_parsed(attachments)]:
        _add_mentions(pings, team, one)
        if links_names:
            _add_plain(pings, team, one)
    for element in _rich(blocks):
        _add_element(pings, team, element)
    return pings


def _add_mentions(pings: Pings, team: "Team", text: str) -> None:
    if "<" not in text:
        return
    for match in MENTION.finditer(text):
        if match["special"]:
            _add_special(pings, match["special"])
        elif match["user"]:
            _add_user(pings, team, match["user"])
        else:
            _add_group(pings, team, match["group"])


def _add_plain(pings: Pings, team: "Team", text: str) -> None:
    for match in PLAIN.finditer(text):
        name = match["name"].rstrip(".-")
        _add_special(pings, name)
        pings.users += [one for one in team.users.values() if one.name == name and one not in pings.users]
        pings.groups += [one for one in team.groups.values() if one.handle == name and one not in pings.groups]


def _add_special(pings: Pings, name: str) -> None:
    pings.channel |= name in {"channel", "group"}
    pings.here |= name == "here"
    pings.everyone |= name == "everyone"


def _add_user(pings: Pings, team: "Team", user_id: str) -> None:
    user = team.users.get(user_id)
    if user is not None and user not in pings.users:
        pings.users.append(user)


def _add_group(pings: Pings, team: "Team", group_id: str) -> None:
    group = team.groups.get(group_id)
    if group is not None and group not in pings.groups:
        pings.groups.append(group)


def _add_element(pings: Pings, team: "Team", element: Json) -> None:
    match element:
        case {"type": "broadcast", "range": str(name)}:
            _add_special(pings, name)
        case {"type": "user", "user_id": str(user_id)}:
            _add_user(pings, team, user_id)
        case {"type": "usergroup", "usergroup_id": str(group_id)}:
            _add_group(pings, team, group_id)
        case _:
            pass


def _parsed(value: object) -> Iterator[str]:
    """The texts in which Slack resolves mentions: `mrkdwn` objects, `markdown` blocks, texts of attachments."""
    if isinstance(value, list):
        for one in value:
            yield from _parsed(one)
    elif isinstance(value, dict):
        # The texts of a rich_text block are as they stand; its mentions are elements of their own.
        if value.get("type") in {"plain_text", "rich_text"}:
            return
        for key in ("text", "pretext", "fallback"):
            if isinstance(value.get(key), str):
                yield value[key]
        for one in value.values():
            if isinstance(one, list | dict):
                yield from _parsed(one)


def _rich(value: object) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _rich(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            if isinstance(one, list | dict):
                yield from _rich(one)
