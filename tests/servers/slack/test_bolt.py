"""What Bolt does that one would not expect, so that a version that does otherwise is noticed."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.assistant.async_assistant import AsyncAssistant
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer
from tests.servers.slack.apps import Echo, connected, served, silent


def bare(server: SlackServer) -> AsyncApp:
    client = AsyncWebClient(server.bot_token, base_url=server.url)
    return AsyncApp(client=client, signing_secret=server.signing_secret, logger=silent())


async def test_what_has_no_listener_is_not_acknowledged(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    async with connected(still, bare(still)):
        await still.say(ada, channel, "hello")
        command = await still.command(ada, channel, "/faq")
        still.clock.advance(3)
        await command.failed()
        await still.wait_until(lambda: len(still.deliveries.all[0].attempts) == 2)


async def test_an_assistant_hides_changes_in_threads_of_direct_messages(still: SlackServer) -> None:
    ada = await still.team.add_member("ada")
    direct = await still.direct(ada)
    app = Echo(still)
    assistant, asked = AsyncAssistant(), []

    async def ask(payload: dict[str, Any]) -> None:
        asked.append(payload["text"])

    assistant.user_message(ask)
    app.app.use(assistant)
    async with connected(still, app.app):
        first = await still.say(ada, direct, "one")
        await still.edit(first, "one, changed")
        reply = await still.say(ada, direct, "two", thread=first)
        await still.edit(reply, "two, changed")
        await still.edit(first, "one, changed again")
        await still.delete(reply)
        await still.delivered()
    assert app.types() == ["message", "message_changed"]
    assert asked == ["two"]


@pytest.mark.parametrize(("timestamp", "status"), [("yesterday", 500), ("0", 401)])
async def test_a_timestamp_that_is_no_number_is_an_error(server: SlackServer, timestamp: str, status: int) -> None:
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": "v0=0"}
    async with (
        served(bare(server)) as url,
        aiohttp.ClientSession() as session,
        session.post(url, data="{}", headers=headers) as response,
    ):
        assert response.status == status
