"""The gateway logs discord.py in, loses it, and takes it back."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import discord
import pytest

from tests.servers.discord import DiscordServer
from tests.servers.discord.conftest import Echo, connected, use


async def test_a_login_ends_in_ready_with_every_guild(server: DiscordServer) -> None:
    guild = await server.add_guild("Tea house")
    channel = await guild.add_text_channel("general")
    client = Echo()
    async with connected(server, client):
        await client.wait_until_ready()
        assert client.user is not None
        assert client.user.id == server.application.id
        assert [one.name for one in client.guilds] == ["Tea house"]
        found = client.get_channel(channel.id)
        assert isinstance(found, discord.TextChannel)
        assert found.permissions_for(found.guild.me).send_messages
    assert [one.kind for one in server.connections] == ["identify"]
    assert server.unknown_requests == []


@pytest.mark.usefixtures("server")
async def test_a_wrong_token_is_refused() -> None:
    async with Echo() as client:
        with pytest.raises(discord.LoginFailure):
            await client.start("wrong")


async def test_an_intent_that_is_not_enabled_is_refused(server: DiscordServer) -> None:
    server.application.message_content_enabled = False
    async with Echo() as client:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(server.token)
    await server.wait_until(lambda: server.gateway.closed == [4014])


@pytest.mark.parametrize("enabled", [True, False])
async def test_the_application_says_whether_it_may_read_content(server: DiscordServer, *, enabled: bool) -> None:
    server.application.message_content_enabled = enabled
    client = Echo(content=enabled)
    async with connected(server, client):
        assert client.application is not None
        assert client.application.flags.gateway_message_content_limited is enabled


async def lose(server: DiscordServer, how: str) -> None:
    """Part the client from its connection in one of the ways in which that happens."""
    match how:
        case "cut":
            await server.drop_connections()
        case "closed":
            await server.close_connections(4000)
        case "op 7":
            await server.ask_to_reconnect()
        case _:
            await server.invalidate_sessions(resumable=how == "op 9, resumable")


@pytest.mark.parametrize("how", ["cut", "closed", "op 7", "op 9, resumable"])
async def test_what_was_missed_is_replayed(server: DiscordServer, echo: Echo, how: str) -> None:
    guild = await server.add_guild("Tea house")
    channel = await guild.add_text_channel("general")
    ada = await guild.add_member("ada")
    await server.delivered()
    await lose(server, how)
    message = await server.say(ada, channel, "while you were away")
    await server.replies_to(message)
    await server.delivered()
    assert [one.content for one in echo.read] == ["while you were away"]
    assert [one.kind for one in server.connections] == ["identify", "resume"]
    assert server.connections[1].replayed >= 1


async def test_an_invalid_session_identifies_again_and_misses_what_came_between(
    server: DiscordServer, echo: Echo
) -> None:
    guild = await server.add_guild("Tea house")
    channel = await guild.add_text_channel("general")
    ada = await guild.add_member("ada")
    await server.delivered()
    await lose(server, "op 9")
    await server.say(ada, channel, "missed")
    await server.wait_until(lambda: len(server.connections) == 2)
    await server.ready()
    await server.quiet(lambda: server.say(ada, channel, "heard"))
    assert [one.kind for one in server.connections] == ["identify", "identify"]
    assert [one.content for one in echo.read] == ["heard"]


async def test_a_session_that_is_gone_cannot_be_resumed(server: DiscordServer, echo: Echo) -> None:
    server.gateway.sessions.clear()
    await server.drop_connections()
    await server.wait_until(lambda: len(server.connections) == 3)
    assert [one.kind for one in server.connections] == ["identify", "refused resume", "identify"]
    await server.ready()
    assert not echo.is_closed()


async def test_two_shards_share_the_guilds_and_the_first_has_direct_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(DiscordServer(shards=2))
        use(server, monkeypatch)
        guilds = [await server.add_guild(name) for name in ("Tea house", "Coffee house")]
        channels = [await guild.add_text_channel("general") for guild in guilds]
        ada = await guilds[0].add_member("ada")
        await guilds[1].add_member(ada)
        client = Echo()
        await stack.enter_async_context(connected(server, client))
        for channel in [*channels, await server.direct(ada)]:
            await server.replies_to(await server.say(ada, channel, "hello"))
        assert sorted(guild.shard_id for guild in client.guilds) == [0, 1]
        assert [one.shard for one in server.connections] == [(0, 2), (1, 2)]
        sent = {one.shard: one.sent for one in server.gateway.sessions.values()}
        assert sum("hello direct" in text for _, text in sent[1]) == 0
        assert all('"channel_type":1' not in text for _, text in sent[1])


class Bare:
    """A gateway client that sends what discord.py would not."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """A client on an open connection."""
        self.socket = socket

    async def send(self, op: int, data: object) -> None:
        """Send one command."""
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def event(self) -> dict[str, object]:
        """The next thing that is told."""
        value: dict[str, object] = await self.socket.receive_json(timeout=5)
        return value

    async def close_code(self) -> int | None:
        """The code that the connection is closed with."""
        while not self.socket.closed:
            await self.socket.receive(timeout=5)
        return self.socket.close_code


@pytest.fixture
async def bare(server: DiscordServer) -> AsyncIterator[Bare]:
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        client = Bare(socket)
        assert (await client.event())["op"] == 10
        yield client


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"intents": 1 << 30}, 4013),
        ({"intents": None}, 4013),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1 << 8}, 4014),
        ({"presence": {"status": "x" * 5000}}, 4002),
    ],
)
async def test_an_identify_that_discord_refuses(
    server: DiscordServer, bare: Bare, change: dict[str, object], code: int
) -> None:
    await bare.send(2, {"token": server.token, "intents": 1, "properties": {}, **change})
    assert await bare.close_code() == code


async def test_events_come_uncompressed_if_nothing_else_is_asked(server: DiscordServer, bare: Bare) -> None:
    await bare.send(2, {"token": server.token, "intents": 1, "properties": {}})
    ready = await bare.event()
    assert (ready["t"], ready["s"]) == ("READY", 1)
    await bare.send(2, {"token": server.token, "intents": 1, "properties": {}})
    assert await bare.close_code() == 4005


async def test_a_client_that_sends_too_much_is_closed(server: DiscordServer, bare: Bare) -> None:
    for _ in range(121):
        await bare.send(1, None)
    assert await bare.close_code() == 4008
    assert server.connections == []


@pytest.mark.parametrize(("op", "code"), [(4, 4003), (99, 4001)])
async def test_a_command_out_of_place_is_refused(bare: Bare, op: int, code: int) -> None:
    await bare.send(op, {})
    assert await bare.close_code() == code
