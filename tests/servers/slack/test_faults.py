"""Rate limits and faults on demand, with slack_sdk's own retry handlers."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import Channel, SlackServer, User
from tests.servers.slack.apps import Echo, connected
from tests.servers.slack.raw import Raw


def client_of(server: SlackServer, *handlers: object) -> AsyncWebClient:
    return AsyncWebClient(server.bot_token, base_url=server.url, retry_handlers=list(handlers))  # type: ignore[arg-type]


def at_once() -> FixedValueRetryIntervalCalculator:
    return FixedValueRetryIntervalCalculator(fixed_internal=0)


async def test_posting_too_fast_is_refused_with_the_time_to_wait(server: SlackServer, channel: Channel) -> None:
    server.limits.set("chat.postMessage", 1, 200.0, burst=1)
    client = client_of(server)
    await client.chat_postMessage(channel=channel.id, text="one")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=channel.id, text="two")
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert refused.value.response.headers["Retry-After"] == "2"
    other = await server.team.add_channel("other")
    await client.chat_postMessage(channel=other.id, text="two")
    assert server.limited == 1


async def test_slack_sdk_waits_and_comes_again(
    server: SlackServer, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    server.faults.fail("chat.postMessage", retry_after=30)
    client = client_of(server, AsyncRateLimitErrorRetryHandler())
    monkeypatch.setattr(asyncio, "sleep", wait)
    await client.chat_postMessage(channel=channel.id, text="one")
    assert len(server.by_bot(channel)) == 1
    assert 30 <= waited[0] < 31


async def test_limits_run_by_method_and_can_be_switched_off(server: SlackServer, raw: Raw) -> None:
    server.limits.enabled = True
    server.limits.set("auth.test", 1, 1000.0)
    assert (await raw("auth.test"))["ok"]
    assert (await raw("auth.test"))["error"] == "ratelimited"
    assert (await raw("team.info"))["ok"]
    server.limits.enabled = False
    assert (await raw("auth.test"))["ok"]


@pytest.mark.parametrize(("after", "posted"), [(False, 1), (True, 2)])
async def test_a_server_error_comes_before_or_after_the_work(
    server: SlackServer, channel: Channel, *, after: bool, posted: int
) -> None:
    server.faults.fail("chat.postMessage", status=503, after=after)
    client = client_of(server, AsyncServerErrorRetryHandler(interval_calculator=at_once()))
    await client.chat_postMessage(channel=channel.id, text="one")
    assert len(server.by_bot(channel)) == posted


@pytest.mark.parametrize(("after", "posted"), [(False, 1), (True, 2)])
async def test_slack_sdk_repeats_a_post_whose_connection_was_cut(
    server: SlackServer, channel: Channel, *, after: bool, posted: int
) -> None:
    server.faults.fail("chat.postMessage", drops=True, after=after)
    client = client_of(server, AsyncConnectionErrorRetryHandler(interval_calculator=at_once()))
    await client.chat_postMessage(channel=channel.id, text="one")
    assert len(server.by_bot(channel)) == posted


async def test_without_a_handler_a_cut_connection_is_an_error(server: SlackServer, channel: Channel) -> None:
    server.faults.fail("chat.postMessage", drops=True)
    with pytest.raises(aiohttp.ClientError):
        await client_of(server).chat_postMessage(channel=channel.id, text="one")


async def test_a_server_error_has_no_json(server: SlackServer) -> None:
    server.faults.fail("auth.test", status=500)
    with pytest.raises(SlackApiError) as failed:
        await client_of(server).auth_test()
    assert failed.value.response.status_code == 500
    assert failed.value.response.get("error") is None


async def test_a_method_can_fail_with_any_error_for_some_time(raw: Raw) -> None:
    raw.server.faults.fail("auth.test", times=2, error="fatal_error")
    answers = [await raw("auth.test") for _ in range(3)]
    assert [one.get("error") for one in answers] == ["fatal_error", "fatal_error", None]


async def test_a_method_can_be_held(raw: Raw) -> None:
    hold = raw.server.faults.hold("auth.test")
    request = asyncio.create_task(raw("auth.test"))
    await raw.server.wait_until(lambda: hold.waiting == 1)
    assert not request.done()
    hold.release()
    assert (await request)["ok"]


@pytest.mark.parametrize("seed", [1, 2])
async def test_shares_of_faults_are_the_same_for_the_same_seed(seed: int) -> None:
    async def errors() -> list[int]:
        async with SlackServer(seed=seed) as server, aiohttp.ClientSession() as session:
            server.faults.errors_before = server.faults.errors_after = server.faults.rate_limited = 0.2
            raw = Raw(server, session)
            server.limits.enabled = False
            statuses = []
            for _ in range(20):
                headers = {"Authorization": f"Bearer {server.bot_token}"}
                async with raw.session.post(server.url + "auth.test", headers=headers) as response:
                    statuses.append(response.status)
            return statuses

    first = await errors()
    assert first == await errors()
    assert {200, 429} < set(first) <= {200, 429, 500, 502, 503}


async def test_events_come_twice_or_never_if_so_asked(server: SlackServer, channel: Channel, ada: User) -> None:
    app = Echo(server)
    async with connected(server, app.app):
        server.faults.repeated_events = 1.0
        await server.say(ada, channel, "hello")
        await server.delivered()
        server.faults.repeated_events = 0.0
        server.faults.lose_next("message")
        await server.say(ada, channel, "lost")
        await server.say(ada, channel, "bye")
        await server.delivered()
    assert [event["text"] for event in app.heard] == ["hello", "hello", "bye"]
    assert len({body["event_id"] for body in app.bodies}) == 2


async def test_an_acknowledgement_that_is_not_heard_brings_the_event_again(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    app = Echo(still)
    async with connected(still, app.app):
        still.faults.unheard_acknowledgements = 1.0
        await still.say(ada, channel, "hello")
        await still.wait_until(lambda: still.connections[0].acknowledged == 1)
        still.faults.unheard_acknowledgements = 0.0
        still.clock.advance(3)
        await still.delivered()
    assert len(app.heard) == 2
