"""Socket Mode with the real Bolt: hello, acknowledgements, redelivery, new connections."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import Channel, SlackServer, User
from tests.servers.slack.apps import Echo, connected, silent
from tests.servers.slack.raw import Raw


class Listener:
    """A raw connection that acknowledges nothing by itself."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """A connection that is open."""
        self.socket = socket

    async def next(self) -> dict[str, Any]:
        """The next message."""
        data: dict[str, Any] = await self.socket.receive_json(timeout=5)
        return data

    async def acknowledge(self, envelope: dict[str, Any], **payload: object) -> None:
        """Acknowledge an envelope."""
        await self.socket.send_json({"envelope_id": envelope["envelope_id"], **payload})


async def listen(server: SlackServer, session: aiohttp.ClientSession) -> Listener:
    return Listener(await session.ws_connect(server.sockets.issue()))


async def test_an_app_connects_and_its_answer_reaches_the_thread(
    server: SlackServer, echo: Echo, channel: Channel, ada: User
) -> None:
    message = await server.say(ada, channel, "what is tea?", mention_bot=True)
    (reply,) = await server.replies_to(message)
    assert reply.content == f"You said: <@{server.bot.id}> what is tea?"
    await server.delivered()
    assert [attempt.outcome for one in server.deliveries.all for attempt in one.attempts] == ["acknowledged"] * 3
    assert server.connections[0].acknowledged == 3
    assert server.unknown_requests == []
    assert echo.types().count("message") == 1


async def test_hello_comes_first(server: SlackServer, raw: Raw) -> None:
    listener = await listen(server, raw.session)
    hello = await listener.next()
    assert hello["type"] == "hello"
    assert hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": server.app.id}


async def test_an_address_is_good_for_one_connection(server: SlackServer, raw: Raw) -> None:
    url = server.sockets.issue()
    await raw.session.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw.session.ws_connect(url)


async def test_the_eleventh_connection_is_refused(server: SlackServer, raw: Raw) -> None:
    listeners = [await listen(server, raw.session) for _ in range(10)]
    assert [(await one.next())["type"] for one in listeners] == ["hello"] * 10
    refused = await listen(server, raw.session)
    assert await refused.next() == {"type": "disconnect", "reason": "too_many_websockets"}


async def test_what_is_not_acknowledged_in_three_seconds_comes_again(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    async with aiohttp.ClientSession() as session:
        listener = await listen(still, session)
        await listener.next()
        await still.say(ada, channel, "hello")
        first = await listener.next()
        assert (first["type"], first["retry_attempt"], first["retry_reason"]) == ("events_api", 0, "")
        assert first["accepts_response_payload"] is False
        still.clock.advance(2.9)
        assert len(still.deliveries.all[0].attempts) == 1
        still.clock.advance(0.1)
        second = await listener.next()
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert second["envelope_id"] != first["envelope_id"]
        assert second["payload"]["event_id"] == first["payload"]["event_id"]
        await listener.acknowledge(second)
        await still.delivered()
        still.clock.advance(1000)
        assert [one.outcome for one in still.deliveries.all[0].attempts] == ["timeout", "acknowledged"]


async def test_retries_come_at_once_and_after_one_and_five_minutes(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    await still.say(ada, channel, "hello")
    (delivery,) = still.deliveries.all
    times = []
    for seconds in (0, 59, 1, 299, 1, 1000):
        still.clock.advance(seconds)
        times.append(len(delivery.attempts))
    assert times == [2, 2, 3, 3, 4, 4]
    assert delivery.is_given_up
    assert {one.outcome for one in delivery.attempts} == {"connection_failed"}


async def test_each_envelope_goes_to_one_connection(server: SlackServer, channel: Channel, ada: User) -> None:
    first, second = Echo(server), Echo(server)
    async with connected(server, first.app), connected(server, second.app):
        for number in range(6):
            await server.say(ada, channel, f"hello {number}")
        await server.delivered()
    assert (len(first.heard), len(second.heard)) == (3, 3)


async def test_a_client_that_is_asked_to_reconnect_does_so_and_loses_nothing(
    server: SlackServer, echo: Echo, channel: Channel, ada: User
) -> None:
    await server.ask_to_reconnect("refresh_requested")
    await server.wait_until(lambda: len(server.connections) == 2)
    message = await server.say(ada, channel, "still there?", mention_bot=True)
    server.deliveries.retries = (0.05, 0.05, 0.05)
    await server.replies_to(message)
    assert server.connections[0].ended
    assert "app_mention" in echo.types()


async def test_a_warning_lets_envelopes_go_on(server: SlackServer, raw: Raw, channel: Channel, ada: User) -> None:
    listener = await listen(server, raw.session)
    await listener.next()
    await server.ask_to_reconnect("warning")
    assert (await listener.next())["reason"] == "warning"
    await server.say(ada, channel, "hello")
    assert (await listener.next())["type"] == "events_api"


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_a_connection_that_is_to_end_gets_no_envelopes(
    server: SlackServer, raw: Raw, channel: Channel, ada: User, reason: str
) -> None:
    listener = await listen(server, raw.session)
    await listener.next()
    await server.ask_to_reconnect(reason)
    assert (await listener.next())["reason"] == reason
    await server.say(ada, channel, "hello")
    assert server.deliveries.all[0].attempts[0].outcome == "connection_failed"


@pytest.mark.parametrize("how", ["drop_connections", "close_connections"])
async def test_a_client_comes_back_after_its_connection_is_gone(server: SlackServer, how: str) -> None:
    async with connected(server, Echo(server).app, ping_interval=0.05):
        await getattr(server, how)()
        await server.wait_until(lambda: len(server.sockets.open) == 1)
    assert len(server.connections) >= 2


async def test_pings_are_answered_both_ways(server: SlackServer, echo: Echo) -> None:
    await server.sockets.ping_all()
    await server.wait_until(lambda: server.connections[0].pongs == 1)
    assert echo.heard == []


async def test_what_is_no_acknowledgement_is_noted(server: SlackServer, raw: Raw) -> None:
    listener = await listen(server, raw.session)
    await listener.next()
    await listener.socket.send_str("nonsense")
    await listener.socket.send_str(json.dumps({"envelope_id": "unknown"}))
    await server.wait_until(lambda: len(server.remarks) == 2)


async def test_a_listener_that_fails_to_acknowledge_an_interaction_fails_for_the_person(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    async with aiohttp.ClientSession() as session:
        listener = await listen(still, session)
        await listener.next()
        interaction = await still.command(ada, channel, "/faq", "tea")
        envelope = await listener.next()
        assert envelope["type"] == "slash_commands"
        assert "retry_attempt" not in envelope
        still.clock.advance(3)
        await interaction.failed()
        assert interaction.failure == "operation_timeout"
        await listener.acknowledge(envelope, payload={"text": "too late"})
        await listener.socket.close()
    assert interaction.messages == []


async def test_bolt_sees_retries_in_its_headers(server: SlackServer, channel: Channel, ada: User) -> None:
    app = AsyncApp(client=AsyncWebClient(server.bot_token, base_url=server.url), logger=silent())
    numbers: asyncio.Queue[list[str] | None] = asyncio.Queue()

    async def listener(request: Any) -> None:  # noqa: ANN401 - Bolt's
        await numbers.put(request.headers.get("x-slack-retry-num"))

    app.event("message")(listener)
    server.faults.repeated_events = 1.0
    async with connected(server, app):
        await server.say(ada, channel, "hello")
        assert {str(await numbers.get()), str(await numbers.get())} == {"['0']", "['1']"}
