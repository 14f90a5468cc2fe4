"""HTTP mode with the real Bolt: signatures, retries, several replicas."""

import pytest
from aiohttp import web

from tests.servers.slack import Channel, SlackServer, User
from tests.servers.slack.apps import Echo, served
from tests.servers.slack.shop import Shop


async def test_events_commands_and_presses_arrive_signed(server: SlackServer, channel: Channel, ada: User) -> None:
    shop = Shop(server)
    async with served(shop.app) as url:
        await server.use_http(url)
        await server.ready()
        message = await server.say(ada, channel, "what is tea?", mention_bot=True)
        (reply,) = await server.replies_to(message)
        assert reply.content == f"You said: <@{server.bot.id}> what is tea?"
        at_once = await (await server.command(ada, channel, "/faq", "at once")).answered()
        assert at_once is not None
        assert (at_once.content, at_once.visible_to) == ("at once", ada)
        later = await (await server.command(ada, channel, "/faq", "later")).answered()
        assert later is not None
        await (await server.press(ada, later, "Green")).answered()
        assert later.text == "You chose green"
        await server.delivered()
    kinds = {one.headers["Content-Type"] for one in server.posted}
    assert kinds == {"application/json", "application/x-www-form-urlencoded"}
    assert server.connections == []


async def test_what_slack_did_not_sign_just_now_is_refused_by_bolt(
    server: SlackServer, channel: Channel, ada: User
) -> None:
    app = Echo(server)
    async with served(app.app) as url:
        await server.use_http(url)
        event = server.event(type="message", user=ada.id, channel=channel.id, text="hello", ts="1.000000")
        assert (await server.send_forged(event)).status == 401
        assert (await server.send_stale(event)).status == 401
        assert (await server.send_unsigned(event)).status == 401
        assert app.heard == []
        posted = await server.send_signed(event)
        assert posted.status == 200
        assert (await server.replay(posted)).status == 200
        assert (await server.replay(posted, age=400)).status == 401
        assert (await server.replay(server.carry(event))).status == 200


async def test_replicas_get_requests_in_turn(server: SlackServer, channel: Channel, ada: User) -> None:
    first, second = Echo(server), Echo(server)
    async with served(first.app) as one, served(second.app) as other:
        await server.use_http(one, other)
        for number in range(4):
            await server.say(ada, channel, str(number))
        await server.delivered()
    assert (len(first.heard), len(second.heard)) == (2, 2)


async def answering(
    *statuses: int, headers: dict[str, str] | None = None
) -> tuple[web.AppRunner, str, list[web.Request]]:
    """A request URL that echoes challenges and answers with these statuses, and then with 200."""
    left, seen = list(statuses), []

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        if "challenge" in body:
            return web.Response(text=body["challenge"])
        seen.append(request)
        return web.Response(status=left.pop(0) if left else 200, headers=headers)

    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/", seen


async def test_what_is_not_answered_with_success_is_tried_again(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    runner, url, seen = await answering(500, 404)
    try:
        await still.use_http(url)
        await still.say(ada, channel, "hello")
        (delivery,) = still.deliveries.all
        await still.wait_until(lambda: delivery.attempts[0].outcome != "")
        still.clock.advance(0)
        await still.wait_until(lambda: len(delivery.attempts) == 2 and delivery.attempts[1].outcome != "")
        still.clock.advance(60)
        await still.delivered()
    finally:
        await runner.cleanup()
    headers = [one.headers for one in seen]
    assert [one.get("X-Slack-Retry-Num") for one in headers] == [None, "1", "2"]
    assert [one.get("X-Slack-Retry-Reason") for one in headers] == [None, "http_error", "http_error"]
    assert [one.outcome for one in delivery.attempts] == ["http_error", "http_error", "acknowledged"]


async def test_an_app_can_ask_not_to_be_tried_again(server: SlackServer, channel: Channel, ada: User) -> None:
    runner, url, seen = await answering(500, headers={"X-Slack-No-Retry": "1"})
    try:
        await server.use_http(url)
        await server.say(ada, channel, "hello")
        await server.delivered()
    finally:
        await runner.cleanup()
    assert len(seen) == 1
    assert server.deliveries.all[0].is_given_up


async def test_an_app_that_is_not_there_is_tried_again(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    runner, url, _ = await answering()
    await still.use_http(url)
    await runner.cleanup()
    await still.say(ada, channel, "hello")
    (delivery,) = still.deliveries.all
    await still.wait_until(lambda: delivery.attempts[0].outcome == "connection_failed")


async def test_an_app_that_takes_too_long_is_tried_again(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    app = Echo(still)
    hold = still.faults.hold("auth.test")
    async with served(app.app) as url:
        await still.use_http(url)
        await still.say(ada, channel, "hello")
        (delivery,) = still.deliveries.all
        await still.wait_until(lambda: hold.waiting == 1)
        still.clock.advance(3)
        assert delivery.attempts[0].outcome == "timeout"
        hold.release()
        still.clock.advance(0)
        await still.delivered()
    assert [one.outcome for one in delivery.attempts] == ["timeout", "acknowledged"]


async def test_a_request_url_has_to_echo_the_challenge(server: SlackServer) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="no")

    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        with pytest.raises(AssertionError, match="did not echo"):
            await server.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    finally:
        await runner.cleanup()
