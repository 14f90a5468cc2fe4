"""A bot that is well, in a folder of its own, and a Discord and a Slack on loopback."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from discord.http import Route

from bot.doctor.diagnosis import diagnose, examine
from bot.platforms.kit.checks import Checks, Surroundings
from bot.platforms.slack.manifest import Features, manifest
from bot.settings import FROM_FILE, SECRETS, VARIABLES, load_settings
from tests.doctor.patients import FAQ, Home, OnDiscord, OnSlack, settle_on_discord, settle_on_slack
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

Diagnose = Callable[..., Checks]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A folder with an FAQ and a cache, in an environment that sets nothing else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(Route, "BASE", Route.BASE)  # global in discord.py, so that it is put back
    for name in (*VARIABLES, *(f"{name}{FROM_FILE}" for name in SECRETS)):
        monkeypatch.delenv(name, raising=False)
    home = Home(folder=tmp_path)
    home.faq.write_text(FAQ, "utf-8")
    home.variables |= {"FAQ_PATH": "tea.yaml", "DATABASE_URL": "sqlite:///bot.sqlite3", "HTTP_PORT": "0"}
    return home


@pytest.fixture
def diagnosed(home: Home, monkeypatch: pytest.MonkeyPatch) -> Diagnose:
    """Looks at what needs no platform, with the variables that ``home`` has by then."""

    def look(surroundings: Surroundings | None = None) -> Checks:
        for name, value in home.variables.items():
            monkeypatch.setenv(name, value)
        return diagnose(is_offline=True, surroundings=surroundings)

    return look


@pytest.fixture
async def on_discord() -> AsyncIterator[OnDiscord]:
    """The bot on Discord."""
    async with DiscordServer(seed=7) as server:
        yield await settle_on_discord(server)


@pytest.fixture
async def on_slack() -> AsyncIterator[OnSlack]:
    """The bot on Slack, with its own manifest."""
    async with SlackServer(seed=7, manifest=manifest(Features(hears_channels=True))) as server:
        yield await settle_on_slack(server)


async def look(home: Home, *places: OnDiscord | OnSlack, surroundings: Surroundings | None = None) -> Checks:
    """What is found with the variables of a home and of places; a channel of each is listened in."""
    variables = {**home.variables}
    for place in places:
        channels = [variables.get("LISTEN_CHANNELS", ""), place.variables.get("LISTEN_CHANNELS", "")]
        variables |= {**place.variables, "LISTEN_CHANNELS": " ".join(channels)}
    settings = load_settings(variables)
    return await examine(settings, faq=None, is_offline=False, surroundings=surroundings or Surroundings(seconds=5.0))
