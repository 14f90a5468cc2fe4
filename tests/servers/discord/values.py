"""The values that exist: the application, people, guilds, channels and messages."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING

from tests.servers.discord import permissions
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.pings import Pings

if TYPE_CHECKING:
    from tests.servers.discord.interactions import Interaction
    from tests.servers.discord.world import World


class ChannelKind(IntEnum):
    """Discord's channel types that are in use here."""

    TEXT = 0
    DIRECT = 1
    THREAD = 11
    FORUM = 15


class MessageKind(IntEnum):
    """Discord's message types that are in use here."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


class MessageFlags(IntFlag):
    """Discord's message flags (its documentation, "Message", Message Flags)."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_COMPONENTS_V2 = 1 << 15


NO_FLAGS = MessageFlags(0)


class Intents(IntFlag):
    """The gateway's intents that are in use here (Discord's documentation, "Gateway", List of Intents)."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """A person, or a bot."""

    id: int
    name: str
    is_bot: bool = False
    locale: str = "en-US"


@dataclass(eq=False, slots=True, kw_only=True)
class Role:
    """A role in a guild; the one that belongs to the bot is managed by Discord."""

    id: int
    name: str
    permissions: Permissions = permissions.NONE
    is_mentionable: bool = False
    is_of_bot: bool = False
    position: int = 1


@dataclass(eq=False, slots=True, kw_only=True)
class Member:
    """A person's place in a guild."""

    user: User
    roles: list[Role] = field(default_factory=list)
    joined: float


@dataclass(eq=False, slots=True, kw_only=True)
class Reference:
    """The message that a message replies to."""

    message_id: int
    channel_id: int
    guild_id: int | None


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message as it is now; one that was deleted stays with its author and says so."""

    id: int
    channel: "Channel" = field(repr=False)
    author: User = field(repr=False)
    content: str = ""
    kind: MessageKind = MessageKind.DEFAULT
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    stickers: list[Json] = field(default_factory=list)
    flags: MessageFlags = NO_FLAGS
    reference: Reference | None = None
    pings: Pings = field(default_factory=Pings)
    nonce: str | int | None = None
    edited: float | None = None
    thread: "Channel | None" = field(default=None, repr=False)
    interaction: "Interaction | None" = field(default=None, repr=False)
    webhook_id: int | None = None
    is_deleted: bool = False
    revisions: list[str] = field(default_factory=list, repr=False)

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the person whose interaction it answers sees it."""
        return MessageFlags.EPHEMERAL in self.flags

    @property
    def is_loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return MessageFlags.LOADING in self.flags

    @property
    def text(self) -> str:
        """All that can be read in it: content, embeds and text components."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title", ""), embed.get("description", "")]
            parts += [f"{part['name']}\n{part['value']}" for part in embed.get("fields", [])]
            parts.append(embed.get("footer", {}).get("text", ""))
        parts += [part["content"] for part in walk(self.components) if "content" in part]
        return "\n".join(part for part in parts if part)


@dataclass(eq=False, slots=True, kw_only=True)
class Channel:
    """A text channel, forum, thread or direct conversation."""

    id: int
    kind: ChannelKind
    name: str = ""
    guild: "Guild | None" = field(default=None, repr=False)
    parent: "Channel | None" = field(default=None, repr=False)
    owner: User | None = field(default=None, repr=False)
    recipient: User | None = None
    bot_permissions: Permissions | None = None
    position: int = 0
    is_archived: bool = False
    is_locked: bool = False
    is_deleted: bool = False
    archive_changed: float = 0.0
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    last_message_id: int | None = None

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread, a forum's post included."""
        return self.kind is ChannelKind.THREAD


@dataclass(eq=False, slots=True, kw_only=True)
class Guild:
    """A community: its channels, roles and members, and what the bot may do by default."""

    world: "World" = field(repr=False)
    id: int
    name: str
    owner: User
    everyone: Role
    bot_role: Role
    bot_permissions: Permissions
    has_bot: bool = True
    joined: float
    roles: list[Role] = field(default_factory=list, repr=False)
    channels: dict[int, Channel] = field(default_factory=dict, repr=False)
    threads: dict[int, Channel] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)

    async def add_text_channel(self, name: str, *, bot_permissions: Permissions | None = None) -> Channel:
        """Open a text channel; without `bot_permissions` the bot has there what it has in the guild."""
        return self.world.open_channel(self, name, kind=ChannelKind.TEXT, bot_permissions=bot_permissions)

    async def add_forum(self, name: str, *, bot_permissions: Permissions | None = None) -> Channel:
        """Open a forum, where people post and do not say."""
        return self.world.open_channel(self, name, kind=ChannelKind.FORUM, bot_permissions=bot_permissions)

    async def add_member(self, who: str | User, *, is_moderator: bool = False, is_bot: bool = False) -> User:
        """Let somebody join: a new person by name, or one who is known from elsewhere."""
        user = self.world.make_user(who, is_bot=is_bot) if isinstance(who, str) else who
        self.world.join(self, user, is_moderator=is_moderator)
        return user

    async def add_role(
        self, name: str, *, is_mentionable: bool = False, allowed: Permissions = permissions.NONE
    ) -> Role:
        """Make a role."""
        return self.world.make_role(self, name, is_mentionable=is_mentionable, allowed=allowed)


@dataclass(slots=True, kw_only=True)
class Application:
    """The bot's application as its developer configured it."""

    user: User
    token: str
    message_content_enabled: bool = True
    members_enabled: bool = False
    presences_enabled: bool = False
    is_verified: bool = False
    description: str = "An application to test."

    @property
    def id(self) -> int:
        """The application's id, which is its bot's too."""
        return self.user.id

    @id.setter  # noqa: A003 - the property above, not the builtin
    def id(self, value: int) -> None:
        self.user.id = value

    @property
    def flags(self) -> int:
        """Its flags: the privileged intents it may use, in the verified or the limited form ("Application", Flags)."""
        bits = ((self.presences_enabled, 12), (self.members_enabled, 14), (self.message_content_enabled, 18))
        return sum(1 << (bit + (0 if self.is_verified else 1)) for enabled, bit in bits if enabled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the gateway tells the bot about, if it has the intent."""

    name: str
    data: Json
    guild_id: int | None = None
    intent: Intents | None = None
    has_private_content: bool = False


def walk(components: list[Json]) -> list[Json]:
    """Every component of a message, outer before inner."""
    found: list[Json] = []
    for component in components:
        found.append(component)
        found += walk(component.get("components") or [])
        found += walk([component["accessory"]] if component.get("accessory") else [])
    return found
