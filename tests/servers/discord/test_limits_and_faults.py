"""Rate limits that discord.py honours, and faults on demand."""

import asyncio
import random

import discord
import pytest

from tests.servers.discord import Channel, DiscordServer, User
from tests.servers.discord.changes import Changes
from tests.servers.discord.conftest import Echo, Raw
from tests.servers.discord.faults import Faults
from tests.servers.discord.limits import CREATE_MESSAGE


@pytest.fixture
async def channel(server: DiscordServer) -> Channel:
    return await (await server.add_guild("Tea house")).add_text_channel("general")


@pytest.fixture
async def ada(channel: Channel) -> User:
    assert channel.guild is not None
    return await channel.guild.add_member("ada")


def place_of(echo: Echo, channel: Channel) -> discord.TextChannel:
    """The channel as the client knows it."""
    place = echo.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    return place


async def test_the_client_waits_for_its_limit(server: DiscordServer, channel: Channel, echo: Echo) -> None:
    await server.delivered()
    place = place_of(echo, channel)
    for number in range(12):
        await place.send(str(number))
    assert server.limited == 0


async def test_a_burst_arrives_in_full(server: DiscordServer, channel: Channel, echo: Echo) -> None:
    """discord.py refills its bucket once for each that waits, overshoots, and repeats what was refused."""
    await server.delivered()
    place = place_of(echo, channel)
    await asyncio.gather(*(place.send(str(number)) for number in range(12)))
    assert len(server.by_bot(channel)) == 12


async def test_requests_over_the_limit_are_refused_and_counted(
    server: DiscordServer, channel: Channel, raw: Raw
) -> None:
    server.limits.enabled = True
    server.limits.set(CREATE_MESSAGE, 2, 500.0)
    path = f"/channels/{channel.id}/messages"
    answers = [await raw("POST", path, {"content": "x"}) for _ in range(4)]
    assert [status for status, _ in answers] == [200, 200, 429, 429]
    assert answers[2][1]["message"] == "You are being rate limited."
    assert 0 < answers[2][1]["retry_after"] <= 5
    assert server.limited == 2


async def test_the_global_limit_is_said_to_be_global(server: DiscordServer, channel: Channel, raw: Raw) -> None:
    server.limits.enabled = True
    server.limits.speed = 0.1
    statuses = [await raw("GET", f"/channels/{channel.id}") for _ in range(52)]
    assert [status for status, _ in statuses].count(429) == 2
    assert statuses[-1][1]["global"] is True


async def test_a_429_is_repeated_by_the_client(server: DiscordServer, channel: Channel, echo: Echo) -> None:
    await server.delivered()
    server.faults.fail(CREATE_MESSAGE, status=429, retry_after=0.01)
    await place_of(echo, channel).send("hello")
    assert server.count(CREATE_MESSAGE) == 2
    assert len(server.by_bot(channel)) == 1


@pytest.mark.parametrize("status", [400, 403, 503])
async def test_a_request_fails_as_told(server: DiscordServer, channel: Channel, echo: Echo, status: int) -> None:
    await server.delivered()
    server.faults.fail(CREATE_MESSAGE, status=status, code=50013)
    with pytest.raises(discord.HTTPException) as failed:
        await place_of(echo, channel).send("hello")
    assert (failed.value.status, failed.value.code) == (status, 50013)
    assert server.by_bot(channel) == []
    await place_of(echo, channel).send("hello")


async def test_a_lost_reply_does_not_make_two_messages(server: DiscordServer, channel: Channel, echo: Echo) -> None:
    """discord.py gives every message a nonce of its own, and repeats a 500 with it after a second."""
    await server.delivered()
    server.faults.fail(CREATE_MESSAGE, status=500, after=True)
    await place_of(echo, channel).send("hello")
    assert server.count(CREATE_MESSAGE) == 2
    assert len(server.by_bot(channel)) == 1


async def test_a_request_waits_until_it_is_released(
    server: DiscordServer, channel: Channel, ada: User, echo: Echo
) -> None:
    hold = server.faults.hold(CREATE_MESSAGE)
    message = await server.say(ada, channel, "hello")
    await server.wait_until(lambda: hold.waiting == 1)
    assert server.by_bot(channel) == []
    hold.release()
    await server.replies_to(message)
    assert echo.errors == []


async def test_an_event_comes_twice_or_not_at_all(
    server: DiscordServer, channel: Channel, ada: User, echo: Echo
) -> None:
    server.faults.lose_next("MESSAGE_CREATE")
    lost = await server.say(ada, channel, "lost")
    server.faults.repeated_events = 1.0
    await server.replies_to(await server.say(ada, channel, "twice"), count=2)
    server.faults.repeated_events = 0.0
    assert [one.content for one in echo.read] == ["twice", "twice"]
    assert lost.content in [one.content async for one in place_of(echo, channel).history()]


def outcomes(seed: int) -> list[tuple[int, bool] | int]:
    """What befalls fifty requests and events."""
    faults = Faults(random.Random(seed), Changes())  # noqa: S311 - to be repeatable, not secret
    faults.errors_before = faults.errors_after = faults.lost_events = faults.repeated_events = 0.2
    failures = [faults.next_failure(CREATE_MESSAGE) for _ in range(50)]
    found: list[tuple[int, bool] | int] = [(one.error.status, one.after) for one in failures if one]
    return found + [faults.deliveries("MESSAGE_CREATE") for _ in range(50)]


def test_faults_repeat_with_their_seed() -> None:
    assert outcomes(1) == outcomes(1)
    assert outcomes(1) != outcomes(2)
    assert {0, 1, 2} <= {one for one in outcomes(1) if isinstance(one, int)}
    assert {True, False} == {one[1] for one in outcomes(1) if isinstance(one, tuple)}
