"""Socket Mode: connections that end, and an end of the bot's own."""

import asyncio
from collections.abc import Awaitable

import pytest

from bot.errors import PlatformError
from bot.platforms.kit import tasks
from bot.platforms.slack.platform import BySocket, SlackPlatform, WithToken
from tests.logged import logged
from tests.platforms.slack.bench import Bot, Mind, ask, by_socket
from tests.servers.slack import Channel, SlackServer, User


def platform(
    server: SlackServer, *, app_token: str | None = None, bot_token: str | None = None, api_url: str | None = None
) -> SlackPlatform:
    mind = Mind(server)
    return SlackPlatform(
        mind.conversation,
        mind.store,
        reached=BySocket(app_token=app_token or server.app_token, ping_seconds=0.05),
        installed=WithToken(token=bot_token or server.bot_token),
        api_url=api_url or server.url,
    )


async def refusal(running: Awaitable[None]) -> str:
    """What the operator reads where the bot comes to an end."""
    try:
        await running
    except PlatformError as error:
        return str(error)
    except BaseExceptionGroup as group:
        (only,) = group.exceptions
        assert isinstance(only, PlatformError)
        return str(only)
    raise AssertionError("the bot ended without a word")


class TestConnections:
    """Connections come and go, and no question is lost or answered twice."""

    @pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
    async def test_slack_may_ask_for_a_new_one(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User, reason: str
    ) -> None:
        await server.ask_to_reconnect(reason)
        await server.wait_until(lambda: len(server.connections) == 2 and len(server.sockets.open) == 1)
        await server.replies_to(await ask(server, ada, general))

    async def test_one_that_is_closed_is_made_anew(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        await server.close_connections()
        await server.wait_until(lambda: len(server.sockets.open) == 1)
        await server.replies_to(await ask(server, ada, general))

    async def test_one_that_is_cut_is_made_anew_and_what_was_missed_comes_again(self, still: SlackServer) -> None:
        general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
        async with by_socket(still) as bot:
            await still.drop_connections()
            question = await ask(still, ada, general)
            await still.wait_until(lambda: len(still.sockets.open) == 1)
            still.clock.advance(60)
            await still.replies_to(question)
            await bot.idle()
            assert len(still.by_bot(general)) == 1

    async def test_what_is_acknowledged_unheard_is_answered_once(self, still: SlackServer) -> None:
        general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
        async with by_socket(still) as bot:
            still.faults.unheard_acknowledgements = 1.0
            question = await ask(still, ada, general)
            await still.replies_to(question)
            still.faults.unheard_acknowledgements = 0.0
            still.clock.advance(3)
            await bot.idle()
            assert len(still.by_bot(general)) == 1
            assert len(bot.mind.matched) == 1


class TestStopping:
    """What was taken is finished; the rest is left to Slack."""

    async def test_what_was_taken_is_answered(self, server: SlackServer, general: Channel, ada: User) -> None:
        async with by_socket(server) as bot:
            hold = server.faults.hold("chat.postMessage")
            question = await ask(server, ada, general)
            await server.wait_until(lambda: hold.waiting == 1)
            stopping = asyncio.create_task(bot.stop())
            await server.wait_until(lambda: not server.sockets.open)
            hold.release()
            await stopping
        assert len(await server.replies_to(question)) == 1

    async def test_it_does_not_wait_for_ever(
        self, server: SlackServer, general: Channel, ada: User,
        monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(tasks, "SECONDS_TO_FINISH", 0.01)
        async with by_socket(server) as bot:
            hold = server.faults.hold("chat.postMessage")
            question = await ask(server, ada, general)
            await server.wait_until(lambda: hold.waiting == 1)
            await bot.stop()
            assert ("stopping with questions under way; the next start answers them", {"count": 1}) in logged(caplog)
            (record,) = await bot.mind.store.unsettled("slack", since=bot.mind.conversation.clock().replace(year=2000))
            assert record.origin.id == f"{general.id}:{question.ts}"

    async def test_what_comes_later_is_left_to_whoever_connects_next(self, still: SlackServer) -> None:
        general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
        async with by_socket(still) as bot:
            await bot.stop()
            question = await ask(still, ada, general)
            assert still.by_bot(general) == []
        async with by_socket(still):
            still.clock.advance(60)
            await still.replies_to(question)


class TestRefused:
    """Where Slack does not let the bot in, the operator reads what to do."""

    async def test_a_bad_bot_token(self, server: SlackServer) -> None:
        told = await refusal(platform(server, bot_token=f"{server.bot_token}x").run())
        assert "SLACK_BOT_TOKEN" in told
        assert "OAuth & Permissions" in told

    async def test_a_revoked_bot_token(self, server: SlackServer) -> None:
        token = server.bot_token
        await server.revoke(server.team)
        assert "SLACK_BOT_TOKEN (token_revoked)" in await refusal(platform(server, bot_token=token).run())

    async def test_a_bad_app_token(self, server: SlackServer) -> None:
        told = await refusal(platform(server, app_token=f"{server.app_token}x").run())
        assert "SLACK_APP_TOKEN" in told
        assert "xapp-" in told

    async def test_an_app_token_without_its_scope(self, server: SlackServer) -> None:
        server.app.app_scopes = set()
        told = await refusal(platform(server).run())
        assert "SLACK_APP_TOKEN lacks the scope connections:write" in told

    async def test_tokens_that_were_swapped(self, server: SlackServer) -> None:
        swapped = platform(server, app_token=server.bot_token, bot_token=server.app_token)
        assert "SLACK_BOT_TOKEN" in await refusal(swapped.run())

    async def test_a_slack_that_is_not_there(self, server: SlackServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.platforms.slack.client.FIRST_WAIT", 0.0)
        nowhere = platform(server, api_url="http://127.0.0.1:9/api/")
        assert "Slack cannot be reached at http://127.0.0.1:9/api/" in await refusal(nowhere.run())

    async def test_an_app_token_that_is_revoked_while_it_runs_ends_it(
        self, server: SlackServer, general: Channel, ada: User
    ) -> None:
        running = asyncio.create_task(platform(server).run())
        await server.ready()
        server.app.app_scopes = set()
        await server.ask_to_reconnect("refresh_requested")
        assert "connections:write" in await refusal(running)


class TestTold:
    """What the bot cannot do is said at the start."""

    async def test_each_missing_scope_with_its_reason(
        self, server: SlackServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.team.scopes -= {"im:history", "commands"}
        async with by_socket(server):
            pass
        assert "lacks the scope im:history (to be asked in direct messages)" in caplog.text
        assert "lacks the scope commands (for /faq" in caplog.text
        assert "re-faq-bot slack manifest" in caplog.text

    async def test_that_it_hears_no_channels(self, reserved: SlackServer, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level("INFO"):
            async with by_socket(reserved):
                pass
        assert "does not follow a thread without a mention" in caplog.text
        assert "lacks the scope" not in caplog.text

    async def test_that_it_is_not_where_it_shall_listen(
        self, server: SlackServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        inside = await server.team.add_channel("inside")
        outside = await server.team.add_channel("outside", bot_is_member=False)
        mind = Mind(server, listen_channels=frozenset({inside.id, outside.id, "1098765432109876543"}))
        async with by_socket(server, mind):
            pass
        warned = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
        assert len(warned) == 1
        assert outside.id in warned[0]
        assert "/invite" in warned[0]

    async def test_that_the_app_was_removed_from_the_workspace(
        self, server: SlackServer, bot: Bot, caplog: pytest.LogCaptureFixture
    ) -> None:
        await server.uninstall(server.team)
        await bot.idle()
        assert "was removed from its Slack workspace" in caplog.text
        assert not bot.running.done()
