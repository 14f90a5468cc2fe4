"""Several workspaces: OAuth with Bolt's own flow, tokens that end, workspaces that leave."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.file import FileInstallationStore
from slack_sdk.oauth.state_store.file import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer
from tests.servers.slack.apps import connected, silent

# slack_sdk passes the app's secret with aiohttp's BasicAuth.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

SCOPES = ["app_mentions:read", "chat:write", "channels:history"]


@pytest.fixture
def app(server: SlackServer, tmp_path: Any) -> AsyncApp:  # noqa: ANN401 - a folder
    """An app that several workspaces can install."""
    settings = AsyncOAuthSettings(
        client_id=server.app.client_id,
        client_secret=server.app.client_secret,
        scopes=SCOPES,
        installation_store=FileInstallationStore(base_dir=str(tmp_path / "installations")),
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path / "states")),
    )
    client = AsyncWebClient(base_url=server.url)
    return AsyncApp(client=client, oauth_settings=settings, signing_secret=server.signing_secret, logger=silent())


async def install(server: SlackServer, app: AsyncApp, who: Any) -> str:  # noqa: ANN401 - a User
    """Go through the installation in a browser; returns the last page."""
    flow = app.oauth_flow
    assert flow is not None

    async def begin(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def end(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_get("/slack/install", begin)
    application.router.add_get("/slack/oauth_redirect", end)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"{base}/slack/install") as page:
                text = await page.text()
                cookie = page.headers["Set-Cookie"].split(";")[0]
            (address,) = re.findall(r'href="(https://slack\.com/oauth/[^"]+)"', text)
            query = urlsplit(server.approve(who, html.unescape(address))).query
            async with browser.get(f"{base}/slack/oauth_redirect?{query}", headers={"Cookie": cookie}) as page:
                return await page.text()
    finally:
        await runner.cleanup()


async def test_a_workspace_installs_the_app_and_gets_its_own_token(server: SlackServer, app: AsyncApp) -> None:
    other = await server.add_team("Coffee house", is_installed=False)
    eve, channel = await other.add_member("eve"), await other.add_channel("general")
    assert "Thank you" in await install(server, app, eve)
    assert other.is_installed
    assert (other.scopes, other.bot_token != server.bot_token) == (set(SCOPES), True)

    async def mentioned(event: dict[str, Any], say: Any) -> None:  # noqa: ANN401 - Bolt's
        await say(text="hello", thread_ts=event["ts"])

    app.event("app_mention")(mentioned)
    async with connected(server, app):
        message = await server.say(eve, channel, "hello", mention_bot=True)
        (reply,) = await server.replies_to(message)
        assert reply.author is other.bot


async def test_a_code_works_once_and_with_the_secret(server: SlackServer) -> None:
    team = await server.add_team("Coffee house", is_installed=False)
    eve = await team.add_member("eve")
    address = f"https://slack.com/oauth/v2/authorize?client_id={server.app.client_id}&scope=chat:write&state=s"
    query = parse_qs(urlsplit(server.approve(eve, address)).query)
    assert query["state"] == ["s"]
    client = AsyncWebClient(base_url=server.url)

    async def exchange(secret: str) -> Any:  # noqa: ANN401 - a response
        code, client_id = query["code"][0], server.app.client_id
        return await client.oauth_v2_access(client_id=client_id, client_secret=secret, code=code)

    with pytest.raises(Exception, match="bad_client_secret"):
        await exchange("wrong")
    answer = await exchange(server.app.client_secret)
    assert (answer["access_token"], answer["scope"], answer["team"]["id"]) == (team.bot_token, "chat:write", team.id)
    with pytest.raises(Exception, match="invalid_code"):
        await exchange(server.app.client_secret)


@pytest.mark.parametrize("changed", ["client_id=1.2&scope=chat:write", "client_id=<id>&scope=admin", "client_id=<id>"])
async def test_slacks_page_refuses_what_the_manifest_has_not(server: SlackServer, changed: str) -> None:
    eve = await server.team.add_member("eve")
    address = "https://slack.com/oauth/v2/authorize?" + changed.replace("<id>", server.app.client_id)
    with pytest.raises(ValueError, match="invalid_"):
        server.approve(eve, address)


async def test_a_workspace_that_leaves_is_told_of_in_two_events(server: SlackServer) -> None:
    await server.uninstall(server.team)
    types = [one.event["type"] for one in server.deliveries.all]
    assert sorted(types) == ["app_uninstalled", "tokens_revoked"]
    (revoked,) = [one.event for one in server.deliveries.all if one.event["type"] == "tokens_revoked"]
    assert revoked["tokens"] == {"oauth": [], "bot": [server.bot.id]}
    ada, channel = await server.team.add_member("ada"), await server.team.add_channel("general")
    await server.say(ada, channel, "anybody there?", mention_bot=True)
    assert len(server.deliveries.all) == 2


async def test_an_app_can_uninstall_itself(server: SlackServer) -> None:
    client = AsyncWebClient(server.bot_token, base_url=server.url)
    await client.apps_uninstall(client_id=server.app.client_id, client_secret=server.app.client_secret)
    with pytest.raises(Exception, match="account_inactive"):
        await client.auth_test()
