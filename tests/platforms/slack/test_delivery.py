"""What becomes of a post where Slack or the network fails."""

import logging

import pytest

from tests.platforms.slack.bench import Bot, ask, by_socket
from tests.servers.slack import Channel, SlackServer, User

POST = "chat.postMessage"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as often as ever, and hardly at all."""
    monkeypatch.setattr("bot.platforms.slack.client.FIRST_WAIT", 0.01)


class TestUnclear:
    """A post whose fate is not known is looked for before it is posted again."""

    @pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"drops": True}, {"error": "fatal_error"}])
    @pytest.mark.parametrize("after", [False, True], ids=["not carried out", "carried out"])
    async def test_there_is_one_reply(  # noqa: PLR0913 - fixtures
        self, server: SlackServer, bot: Bot, general: Channel, ada: User, *, after: bool, fault: dict[str, object]
    ) -> None:
        server.faults.fail(POST, after=after, **fault)  # type: ignore[arg-type]
        question = await ask(server, ada, general)
        await server.replies_to(question)
        await bot.idle()
        (reply,) = server.by_bot(general)
        record = await bot.mind.store.find("slack", f"{general.id}:{question.ts}")
        assert record is not None
        assert record.outcome.replies == (f"{general.id}:{reply.ts}",)

    async def test_it_is_found_on_a_later_page_too(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.platforms.slack.delivery._A_PAGE", 1)
        server.faults.fail(POST, status=500, after=True)
        hold = server.faults.hold(POST)
        question = await ask(server, ada, general)
        await server.wait_until(lambda: hold.waiting == 1)
        await server.say(await server.team.add_member("Bob"), general, "no idea", thread=question)
        hold.release()
        await bot.idle()
        assert len(server.by_bot(general)) == 1
        assert server.count("conversations.replies") > 1

    async def test_directly_the_least_scopes_are_enough(self, reserved: SlackServer) -> None:
        ada = await reserved.team.add_member("Ada")
        direct = await reserved.direct(ada)
        async with by_socket(reserved) as bot:
            reserved.faults.fail(POST, status=500, after=True)
            await ask(reserved, ada, direct)
            await bot.idle()
        assert len(reserved.by_bot(direct)) == 1

    async def test_where_it_cannot_be_looked_for_it_is_rather_there_twice_than_not_at_all(
        self, reserved: SlackServer
    ) -> None:
        general, ada = await reserved.team.add_channel("general"), await reserved.team.add_member("Ada")
        async with by_socket(reserved) as bot:
            reserved.faults.fail(POST, status=500, after=True)
            await ask(reserved, ada, general)
            await bot.idle()
        assert len(reserved.by_bot(general)) == 2

    async def test_what_fails_for_good_is_given_up(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        server.faults.fail(POST, status=500, times=100)
        await ask(server, ada, general)
        await bot.idle()
        assert server.count(POST) == 4
        assert "Slack has a problem of its own" in caplog.text


async def test_a_rate_limit_is_waited_for(server: SlackServer, bot: Bot, general: Channel, ada: User) -> None:
    server.faults.fail(POST, retry_after=0, times=3)
    await server.replies_to(await ask(server, ada, general))
    await bot.idle()
    assert server.count(POST) == 4
    assert len(server.by_bot(general)) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("not_in_channel", "invite it there with /invite"),
        ("channel_not_found", "invite it there with /invite"),
        ("is_archived", "the channel is archived"),
        ("thread_not_found", "the question is gone"),
        ("token_revoked", "Install the app again"),
        ("account_inactive", "Install the app again"),
        ("msg_too_long", "longer than Slack takes"),
        ("restricted_action_read_only_channel", "does not let the bot write there"),
        ("some_new_error", "some_new_error"),
    ],
)
async def test_a_refusal_is_said_with_what_to_do(  # noqa: PLR0913 - fixtures
    server: SlackServer,
    bot: Bot,
    general: Channel,
    ada: User,
    caplog: pytest.LogCaptureFixture,
    *,
    error: str,
    told: str,
) -> None:
    server.faults.fail(POST, error=error)
    await ask(server, ada, general)
    await bot.idle()
    (line,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert told in line.getMessage()
    assert line.__dict__["fields"]["question"].startswith(f"{general.id}:")
    assert server.count(POST) == 1


async def test_a_missing_scope_is_named_with_the_command_that_helps(
    server: SlackServer, bot: Bot, general: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    server.team.scopes.discard("chat:write")
    await ask(server, ada, general)
    await bot.idle()
    assert "chat:write" in caplog.text
    assert "re-faq-bot slack manifest" in caplog.text


async def test_a_reply_that_is_gone_is_no_failure_when_it_is_removed(
    server: SlackServer, bot: Bot, general: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    question = await ask(server, ada, general)
    await server.replies_to(question)
    await bot.idle()
    server.faults.fail("chat.delete", error="message_not_found")
    await server.delete(question)
    await bot.idle()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
