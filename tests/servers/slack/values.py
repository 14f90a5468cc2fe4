"""What there is in Slack: workspaces, people, conversations and messages."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.servers.slack.errors import Json
from tests.servers.slack.pings import Pings

if TYPE_CHECKING:
    from tests.servers.slack.world import World


class ChannelKind(StrEnum):
    """The kinds of conversations, by their name in `channel_type`."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP_DIRECT = "mpim"


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """A person or a bot in a workspace."""

    id: str
    name: str
    team: "Team" = field(repr=False)
    bot_id: str | None = None
    app_id: str | None = None
    locale: str = "en-US"

    @property
    def is_bot(self) -> bool:
        """Whether it is an app's bot user."""
        return self.bot_id is not None


@dataclass(eq=False, slots=True, kw_only=True)
class Channel:
    """A conversation; `members` is None where all of the workspace's people are in it."""

    id: str
    name: str
    kind: ChannelKind
    team: "Team" = field(repr=False)
    members: set[str] | None = None
    has_bot: bool = True
    is_archived: bool = False
    recipient: User | None = None
    messages: dict[str, "Message"] = field(default_factory=dict, repr=False)
    threads: dict[str, list["Message"]] = field(default_factory=dict, repr=False)
    ephemerals: list["Message"] = field(default_factory=list, repr=False)

    @property
    def is_direct(self) -> bool:
        """Whether it is the conversation of one person with the bot."""
        return self.kind is ChannelKind.DIRECT

    def has(self, user: User) -> bool:
        """Whether somebody is in it."""
        if user is self.team.bot:
            return self.has_bot
        if self.is_direct:
            return user is self.recipient
        return user.team is self.team and (self.members is None or user.id in self.members)


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message as it stands; `content` is Slack's `text`, `visible_to` the one person who sees an ephemeral one."""

    ts: str
    channel: Channel
    author: User
    content: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    is_broadcast: bool = False
    edited: str | None = None
    metadata: Json | None = None
    pings: Pings = field(default_factory=Pings)
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    visible_to: User | None = None
    revisions: list[str] = field(default_factory=list)
    is_deleted: bool = False
    is_tombstone: bool = False
    assistant: Json | None = None

    @property
    def id(self) -> str:
        """Its timestamp, which names it within its channel."""
        return self.ts

    @property
    def text(self) -> str:
        """All that can be read in it: its blocks, or its text where it has none."""
        return "\n".join(texts_of(self.blocks)) if self.blocks and self.author.is_bot else self.content

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.visible_to is not None

    @property
    def is_reply(self) -> bool:
        """Whether it is in another message's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def unfurls(self) -> bool:
        """Whether Slack may add previews of links or media to it."""
        return not (self.unfurl_links is False and self.unfurl_media is False)

    @property
    def labels(self) -> list[str]:
        """What its buttons and menus say, in order."""
        from tests.servers.slack.elements import offered

        return [one.label for one in offered(self.blocks)]


@dataclass(eq=False, slots=True, kw_only=True)
class Group:
    """A user group, such as @helpers."""

    id: str
    handle: str


@dataclass(eq=False, slots=True, kw_only=True)
class Team:
    """A workspace, with the app installed in it or not."""

    world: "World" = field(repr=False)
    id: str
    name: str
    domain: str
    scopes: set[str]
    bot: User = field(init=False, repr=False)
    bot_token: str = ""
    is_installed: bool = True
    users: dict[str, User] = field(default_factory=dict, repr=False)
    channels: dict[str, Channel] = field(default_factory=dict, repr=False)
    groups: dict[str, Group] = field(default_factory=dict, repr=False)

    async def add_member(self, name: str) -> User:
        """A new person in the workspace."""
        return self.world.make_user(self, name)

    async def add_channel(
        self,
        name: str,
        *,
        is_private: bool = False,
        bot_is_member: bool = True,
        members: list[User] | None = None,
    ) -> Channel:
        """Open a channel; all of the workspace's people are in it unless some are named."""
        kind = ChannelKind.PRIVATE if is_private else ChannelKind.PUBLIC
        channel = self.world.make_channel(self, name, kind)
        channel.has_bot = bot_is_member
        channel.members = None if members is None else {one.id for one in members}
        return channel

    async def add_group_direct(self, *members: User) -> Channel:
        """A direct conversation of several people and the bot."""
        channel = self.world.make_channel(self, "mpdm", ChannelKind.GROUP_DIRECT)
        channel.members = {one.id for one in members}
        return channel

    async def add_group(self, handle: str) -> Group:
        """A new user group."""
        group = Group(id=self.world.ids.next("S"), handle=handle)
        self.groups[group.id] = group
        return group


def texts_of(value: object) -> list[str]:
    """Every text in blocks, in order: what can be read in them."""
    if isinstance(value, list):
        return [text for one in value for text in texts_of(one)]
    if not isinstance(value, dict):
        return []
    found = [value["text"]] if isinstance(value.get("text"), str) else []
    return found + [text for one in value.values() if isinstance(one, list | dict) for text in texts_of(one)]
