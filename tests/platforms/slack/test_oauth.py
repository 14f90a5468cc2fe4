"""Several workspaces: each installs the app by OAuth, and has a bot of its own."""

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.errors import PlatformError
from bot.platforms.kit.recover import AGE_OF_LEFT
from bot.platforms.slack.manifest import Features, manifest
from bot.platforms.slack.oauth import open_installations
from bot.platforms.slack.platform import ByHttp, SlackPlatform, WithOAuth
from bot.storage.sql_store import SqlStore
from tests.logged import logged
from tests.platforms.slack.bench import ANSWER, Bot, Mind, ask, by_http
from tests.platforms.slack.test_recovery import ask_unheard, origin_of
from tests.servers.slack import SlackServer, Team, User

# slack_sdk tells Slack the app's credentials by what aiohttp will drop in its next major version.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

OK, BAD = 200, 400
PUBLIC = "https://faq.example.org"


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    """A Slack with an app that is installed nowhere yet."""
    features = Features(hears_channels=True, url=PUBLIC, is_distributed=True)
    async with SlackServer(seed=7, manifest=manifest(features)) as started:
        yield started


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """The bot's database."""
    opened = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def oauth(server: SlackServer, tmp_path: Path) -> WithOAuth:
    """The app's credentials, and the same database."""
    return WithOAuth(
        client_id=server.app.client_id,
        client_secret=server.app.client_secret,
        database_url=f"sqlite:///{tmp_path / 'bot.sqlite3'}",
    )


@pytest.fixture
async def bot(server: SlackServer, store: SqlStore, oauth: WithOAuth) -> AsyncIterator[Bot]:
    """The bot, with nobody's token."""
    async with by_http(server, Mind(server, store=store), installed=oauth) as running:
        await server.use_http(f"{running.url}/slack/events")
        yield running


async def install(server: SlackServer, bot: Bot, who: User) -> int:
    """Go through the pages as a browser does; the status of the last one."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{bot.url}/slack/install") as page:
            text = await page.text()
            cookie = page.headers["Set-Cookie"].split(";")[0]
        (address,) = re.findall(r'href="([^"]*authorize[^"]*)"', text)
        address = html.unescape(address)
        assert "app_mentions:read" in parse_qs(urlsplit(address).query)["scope"][0]
        back = urlsplit(server.approve(who, address))
        async with browser.get(f"{bot.url}/slack/oauth_redirect?{back.query}", headers={"Cookie": cookie}) as page:
            return page.status


async def talk(server: SlackServer, team: Team) -> str:
    general, who = await team.add_channel("general"), await team.add_member("Bob")
    (reply,) = await server.replies_to(await ask(server, who, general))
    return reply.text


async def test_each_workspace_is_answered_by_its_own_bot(server: SlackServer, bot: Bot) -> None:
    other = await server.add_team("Coffee house", is_installed=False)
    for team in (server.team, other):
        assert await install(server, bot, await team.add_member("Ada")) == OK
        assert ANSWER in await talk(server, team)
    await bot.idle()
    used = {request.token for request in server.requests if request.method == "chat.postMessage"}
    assert used == {server.team.bot_token, other.bot_token}


async def test_an_installation_survives_a_restart(server: SlackServer, store: SqlStore, oauth: WithOAuth) -> None:
    async with by_http(server, Mind(server, store=store), installed=oauth) as bot:
        await server.use_http(f"{bot.url}/slack/events")
        await install(server, bot, await server.team.add_member("Ada"))
    async with by_http(server, Mind(server, store=store), installed=oauth) as bot:
        await server.use_http(f"{bot.url}/slack/events")
        assert ANSWER in await talk(server, server.team)


async def test_where_it_is_removed_its_token_is_forgotten(server: SlackServer, bot: Bot) -> None:
    ada = await server.team.add_member("Ada")
    await install(server, bot, ada)
    before = server.team.bot_token
    await server.uninstall(server.team)
    await bot.idle()
    await install(server, bot, ada)
    assert server.team.bot_token != before
    assert ANSWER in await talk(server, server.team)


async def test_a_process_that_never_heard_of_a_workspace_forgets_its_token_too(
    server: SlackServer, store: SqlStore, oauth: WithOAuth, caplog: pytest.LogCaptureFixture
) -> None:
    """The token is dead by the time that Slack tells of it."""
    async with by_http(server, Mind(server, store=store), installed=oauth) as bot:
        await install(server, bot, await server.team.add_member("Ada"))
    async with by_http(server, Mind(server, store=store), installed=oauth) as bot:
        await server.use_http(f"{bot.url}/slack/events")
        await server.uninstall(server.team)
        await bot.idle()
    assert {"platform": "slack", "workspace": server.team.id} in [
        fields for message, fields in logged(caplog) if "was removed from a Slack workspace" in message
    ]
    async with open_installations(
        oauth.database_url, client_id=oauth.client_id, client_secret=oauth.client_secret
    ) as settings:
        installations = settings.installation_store
        assert await installations.async_find_bot(enterprise_id=None, team_id=server.team.id) is None


async def test_a_state_that_nobody_was_given_installs_nothing(server: SlackServer, bot: Bot) -> None:
    async with aiohttp.ClientSession() as browser:
        address = f"{bot.url}/slack/oauth_redirect?code=1.2.3&state=made-up"
        async with browser.get(address) as page:
            assert page.status == BAD
    assert server.count("oauth.v2.access") == 0


async def test_what_was_left_unanswered_is_answered_in_its_workspace(
    server: SlackServer, store: SqlStore, oauth: WithOAuth
) -> None:
    other = await server.add_team("Coffee house", is_installed=False)
    general, who = await other.add_channel("general"), await other.add_member("Bob")
    listen_channels = frozenset({general.id})
    async with by_http(server, Mind(server, store=store, listen_channels=listen_channels), installed=oauth) as bot:
        await server.use_http(f"{bot.url}/slack/events")
        await install(server, bot, await other.add_member("Ada"))
        await server.replies_to(await ask(server, who, general))
        await bot.idle()
    question = await ask_unheard(server, who, general)
    await store.claim(origin_of(question))
    server.clock.advance(AGE_OF_LEFT.total_seconds() + 1)
    async with by_http(server, Mind(server, store=store, listen_channels=listen_channels), installed=oauth):
        (reply,) = await server.replies_to(question)
    assert ANSWER in reply.text


async def test_a_workspace_whose_token_is_revoked_is_not_served(
    server: SlackServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await install(server, bot, await server.team.add_member("Ada"))
    server.faults.lose_next("tokens_revoked")
    await server.revoke(server.team)
    general, who = await server.team.add_channel("general"), await server.team.add_member("Bob")
    await ask(server, who, general)
    await bot.idle()
    assert "where the app is not installed" in caplog.text
    assert bot.mind.matched == []


async def test_a_database_that_cannot_be_used_is_said(server: SlackServer) -> None:
    mind = Mind(server)
    platform = SlackPlatform(
        mind.conversation,
        mind.store,
        reached=ByHttp(signing_secret=server.signing_secret),
        installed=WithOAuth(client_id="1.2", client_secret="3", database_url="nosuchthing://tea"),  # noqa: S106 - of nobody
        api_url=server.url,
    )
    with pytest.raises(PlatformError, match="installations cannot be kept"):
        await platform.run()
