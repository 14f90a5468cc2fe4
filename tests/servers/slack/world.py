"""All that exists on the server, and the places where it begins to exist."""

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.slack.changes import Changes
from tests.servers.slack.clock import Alarms, Clock, Stamps
from tests.servers.slack.manifest import Manifest
from tests.servers.slack.values import Channel, ChannelKind, Team, User
from tests.servers.slack.views import Screens

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.slack.assistants import AssistantThread
    from tests.servers.slack.deliveries import Delivery
    from tests.servers.slack.interactions import Interaction

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Ids:
    """Ids, tokens and secrets in Slack's form, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Ids of a seed."""
        self._random = random.Random(f"ids of {seed}")  # noqa: S311 - they are to be repeatable, not secret

    def next(self, kind: str) -> str:
        """An id that begins with the letter of its kind."""
        return kind + "0" + "".join(self._random.choices(LETTERS, k=9))

    def digits(self, count: int) -> str:
        """So many digits, the first no zero."""
        return str(self._random.randrange(10 ** (count - 1), 10**count))

    def secret(self, size: int = 16) -> str:
        """A secret of so many bytes, in hexadecimal."""
        return self._random.randbytes(size).hex()


@dataclass(slots=True, kw_only=True)
class App:
    """The app under test, as its settings pages show it."""

    id: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    app_token: str
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})


class World:
    """The app, the workspaces, and what goes on between them."""

    def __init__(self, *, seed: int, clock: Clock, manifest: Manifest) -> None:
        """A world with the app and no workspace."""
        self.random = random.Random(seed)  # noqa: S311 - faults are to be repeatable, not secret
        self.order = random.Random(f"order of {seed}")  # noqa: S311 - likewise
        self.clock = clock
        self.changes = Changes()
        self.alarms = Alarms(clock)
        self.stamps = Stamps(clock)
        self.ids = Ids(seed)
        self.manifest = manifest
        self.app = self._make_app()
        self.address = ""
        self.teams: dict[str, Team] = {}
        self.revoked: dict[str, str] = {}
        self.codes: dict[str, tuple[Team, User, set[str], str | None]] = {}
        self.screens = Screens()
        self.threads: dict[tuple[str, str | None], AssistantThread] = {}
        self.triggers: dict[str, Interaction] = {}
        self.response_urls: dict[str, Interaction] = {}
        self.remarks: list[str] = []
        self.deliver: Callable[[Delivery], None] = lambda _: None
        clock.watch(self.changes.touch)

    def _make_app(self) -> App:
        app_id = self.ids.next("A")
        return App(
            id=app_id,
            client_id=f"{self.ids.digits(12)}.{self.ids.digits(13)}",
            client_secret=self.ids.secret(),
            signing_secret=self.ids.secret(),
            verification_token=self.ids.secret(12),
            app_token=f"xapp-1-{app_id}-{self.ids.digits(13)}-{self.ids.secret(32)}",
        )

    def remark(self, text: str) -> None:
        """Note something that Slack would let pass but that a test may want to look at."""
        self.remarks.append(text)
        self.changes.touch()

    def make_team(self, name: str, *, is_installed: bool) -> Team:
        """A new workspace, with a bot user and a token if the app is installed."""
        domain = "".join(letter for letter in name.lower() if letter.isalnum()) or "team"
        team = Team(world=self, id=self.ids.next("T"), name=name, domain=domain, scopes=set())
        self.teams[team.id] = team
        team.bot = User(
            id=self.ids.next("U"),
            name=self.manifest.name.lower().replace(" ", "-"),
            team=team,
            bot_id=self.ids.next("B"),
            app_id=self.app.id,
        )
        team.users[team.bot.id] = team.bot
        team.is_installed = False
        if is_installed:
            self.install(team, self.manifest.scopes)
        return team

    def install(self, team: Team, scopes: set[str]) -> None:
        """Grant the app these scopes in a workspace, with a new token."""
        team.scopes = set(scopes)
        team.is_installed = True
        team.bot_token = f"xoxb-{self.ids.digits(13)}-{self.ids.digits(13)}-{self.ids.secret(12)}"
        self.changes.touch()

    def make_user(self, team: Team, name: str) -> User:
        """A new person in a workspace."""
        user = User(id=self.ids.next("U"), name=name, team=team)
        team.users[user.id] = user
        return user

    def make_bot(self, team: Team, name: str) -> User:
        """The bot user of another app in a workspace."""
        user = User(id=self.ids.next("U"), name=name, team=team, bot_id=self.ids.next("B"), app_id=self.ids.next("A"))
        team.users[user.id] = user
        return user

    def make_channel(self, team: Team, name: str, kind: ChannelKind) -> Channel:
        """A new conversation."""
        channel = Channel(id=self.ids.next("D" if kind is ChannelKind.DIRECT else "C"), name=name, kind=kind, team=team)
        team.channels[channel.id] = channel
        self.changes.touch()
        return channel

    def direct(self, user: User) -> Channel:
        """The direct conversation between a person and the bot."""
        for channel in user.team.channels.values():
            if channel.recipient is user:
                return channel
        channel = self.make_channel(user.team, user.name, ChannelKind.DIRECT)
        channel.recipient = user
        return channel
