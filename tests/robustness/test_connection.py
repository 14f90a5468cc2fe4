"""Connections are lost, resumed and opened anew; each question is answered once all the same."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.question import Origin, Surface
from bot.core.records import Outcome, State
from bot.platforms.kit.recover import AGE_OF_LEFT
from tests.logged import logged
from tests.robustness.conftest import Gather
from tests.robustness.discord import HISTORY, SEND
from tests.scenarios.discord import DiscordCommunity
from tests.scenarios.tea_house import ABOUT_STEEPING, ABOUT_WATER
from tests.servers.discord.clock import made_at
from tests.servers.discord.values import Message

ALIVE = "discord:alive"


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """All servers are known at once in a world with so few."""
    monkeypatch.setattr("bot.platforms.discord.client.SECONDS_AFTER_LAST_GUILD", 0.02)
    caplog.set_level("INFO")


async def are_answered_once(community: DiscordCommunity, *questions: Message) -> None:
    """Wait until each question has its reply, and see that it has no other."""
    for question in questions:
        await community.server.replies_to(question, timeout=15)
    for question in questions:
        assert len(await community.replies_to(question)) == 1


async def has_resumed(community: DiscordCommunity) -> None:
    """Wait until the last session goes on."""
    await community.server.wait_until(lambda: community.server.connections[-1].kind == "resume", timeout=15)
    await community.server.ready()


async def test_a_connection_is_cut_and_resumed(community: DiscordCommunity, caplog: pytest.LogCaptureFixture) -> None:
    """What was missed is replayed; what had been heard already is not answered again."""
    ada, general = await community.member("ada"), await community.channel("general")
    before = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.reply_to(before)
    await community.server.drop_connections()
    missed = await community.say(ada, general, ABOUT_STEEPING, mentions_bot=True)
    await has_resumed(community)
    await are_answered_once(community, before, missed)
    first_shard = {"platform": "discord", "shard": 0}
    assert ("lost the connection to Discord", first_shard) in logged(caplog)
    assert ("reconnected to Discord", first_shard) in logged(caplog)


async def test_discord_asks_it_to_reconnect_while_it_answers(community: DiscordCommunity) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    hold = community.server.faults.hold(SEND)
    before = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: hold.waiting == 1)
    await community.server.ask_to_reconnect()
    missed = await community.say(ada, general, ABOUT_STEEPING, mentions_bot=True)
    await has_resumed(community)
    hold.release()
    await are_answered_once(community, before, missed)


async def test_a_session_is_no_longer_valid(community: DiscordCommunity, caplog: pytest.LogCaptureFixture) -> None:
    """What was asked in the gap is found; what was answered before is not answered again."""
    server, ada = community.server, await community.member("ada")
    channels = [await community.channel("general"), await server.direct(ada)]
    before = [await community.say(ada, channel, ABOUT_WATER, mentions_bot=True) for channel in channels]
    await are_answered_once(community, *before)
    server.faults.lose_next("MESSAGE_CREATE", times=len(channels))
    missed = [await community.say(ada, channel, ABOUT_STEEPING, mentions_bot=True) for channel in channels]
    await server.invalidate_sessions(resumable=False)
    await server.wait_until(lambda: len(server.connections) == 2, timeout=30)
    await server.ready()
    await are_answered_once(community, *before, *missed)
    assert "looked for questions since" in caplog.text


async def test_two_shards_serve_two_servers_and_resume_both(gather: Gather, caplog: pytest.LogCaptureFixture) -> None:
    community = await gather(shards=2)
    server, ada = community.server, await community.member("ada")
    other = await server.add_guild("Coffee house")
    await other.add_member(ada)
    channels = [await community.channel("general"), await other.add_text_channel("general"), await server.direct(ada)]
    before = [await community.say(ada, channel, ABOUT_WATER, mentions_bot=True) for channel in channels]
    await are_answered_once(community, *before)
    await server.drop_connections()
    missed = [await community.say(ada, channel, ABOUT_STEEPING, mentions_bot=True) for channel in channels]
    await server.wait_until(lambda: [one.kind for one in server.connections].count("resume") == 2, timeout=15)
    await server.ready()
    await are_answered_once(community, *before, *missed)
    for shard in (0, 1):
        fields = {"platform": "discord", "shard": shard}
        assert ("connected to Discord, servers on this shard: 1", fields) in logged(caplog)
        assert ("reconnected to Discord", fields) in logged(caplog)


async def test_discord_fails_while_it_looks_for_what_it_missed(
    community: DiscordCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.delivery.FIRST_PAUSE_SECONDS", 0.0)
    ada, general = await community.member("ada"), await community.channel("general")
    await community.stop()
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    community.server.faults.fail(HISTORY, status=503, times=3)
    await community.start()
    await are_answered_once(community, question)


async def test_a_channel_that_cannot_be_searched_is_named_and_the_others_are_searched(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture
) -> None:
    ada = await community.member("ada")
    first, second = await community.channel("first"), await community.channel("second")
    await community.stop()
    for channel in (first, second):
        question = await community.say(ada, channel, ABOUT_WATER, mentions_bot=True)
    community.server.faults.fail(HISTORY, status=403, code=50013)
    await community.start()
    await are_answered_once(community, question)
    assert "cannot look for missed questions in a channel: the bot lacks a permission" in caplog.text
    assert {"platform": "discord", "channel": first.id} in [fields for _, fields in logged(caplog)]


async def test_the_time_is_not_noted_before_all_that_was_missed_is_found(
    community: DiscordCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what a bot that is killed while it looks has not found yet would be lost."""
    monkeypatch.setattr("bot.platforms.kit.recover.SECONDS_BETWEEN_HEARTBEATS", 0.001)
    ada, general = await community.member("ada"), await community.channel("general")
    await community.stop()
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    hold = community.server.faults.hold(HISTORY)
    await community.start()
    await community.server.wait_until(lambda: hold.waiting == 1)
    community.advance(300)
    before = await noted(community)
    await asyncio.gather(*[community.store.note(ALIVE) for _ in range(100)])
    assert await noted(community) == before
    hold.release()
    await are_answered_once(community, question)
    while await noted(community) == before:
        pass  # each look lets the bot go on, and the test's timeout ends it


async def noted(community: DiscordCommunity) -> datetime:
    """Up to when the bot says that it heard everything."""
    return datetime.fromisoformat(await community.store.note(ALIVE) or "")


async def test_the_first_start_of_all_is_noted_at_once(community: DiscordCommunity) -> None:
    """So that nothing is lost when that process is killed."""
    assert datetime.now(UTC) - await noted(community) < timedelta(seconds=30)


async def test_a_claim_that_is_found_too_late_is_named_in_the_log(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture
) -> None:
    question = await claimed_by_another(community)
    community.advance(11 * 60)
    await community.start()
    await are_settled(community)
    assert await community.replies_to(question) == []
    why = "the bot was stopped, and it is too late to answer now"
    assert (f"a question stays without a reply: {why}", origin_of(question).fields) in logged(caplog)


async def test_a_question_that_is_gone_when_its_claim_is_found_is_named_in_the_log(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture
) -> None:
    question = await claimed_by_another(community)
    await community.delete(question)
    await community.start()
    await are_settled(community)
    assert ("a question stays without a reply: the question is gone", origin_of(question).fields) in logged(caplog)


async def test_the_reply_goes_too_when_its_question_is_gone_and_its_claim_is_found(community: DiscordCommunity) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    said = await community.reply_to(question)
    await community.stop()
    await community.store.settle(origin_of(question), Outcome(state=State.TAKEN), at=datetime.now(UTC))
    await community.delete(question)
    await community.start()
    await community.until_gone(said)


async def test_what_an_earlier_process_took_is_answered_though_the_database_comes_late(
    community: DiscordCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a power cut, when both start at once; the bot tries until it is there."""
    monkeypatch.setattr("bot.platforms.kit.recover.SECONDS_BETWEEN_LOOKS", 0.01)
    question = await claimed_by_another(community)
    await community.store.close()
    await community.start()
    newer = await community.say(question.author, question.channel, ABOUT_STEEPING, mentions_bot=True)
    await are_answered_once(community, newer)
    await community.store.open()
    await are_answered_once(community, question)


async def test_what_was_left_is_answered_without_another_start(
    community: DiscordCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after the database failed while a reply went out."""
    monkeypatch.setattr("bot.platforms.kit.recover.SECONDS_BETWEEN_LOOKS", 0.01)
    ada, general = await community.member("ada"), await community.channel("general")
    await community.restart()
    community.server.faults.lose_next("MESSAGE_CREATE")
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.store.claim(origin_of(question))
    community.advance(AGE_OF_LEFT.total_seconds() + 1)
    await are_answered_once(community, question)


async def are_settled(community: DiscordCommunity) -> None:
    """Wait until the bot has dealt with every claim that it found."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    while await community.store.unsettled("discord", since=long_ago):
        pass  # each look lets the bot go on, and the test's timeout ends it


async def claimed_by_another(community: DiscordCommunity) -> Message:
    """A question that a process took which was then killed; no bot is there now."""
    ada, general = await community.member("ada"), await community.channel("general")
    await community.stop()
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.store.claim(origin_of(question))
    return question


def origin_of(question: Message) -> Origin:
    """What the bot makes of a mention."""
    return Origin(
        platform="discord",
        id=str(question.id),
        channel=str(question.channel.id),
        asker=str(question.author.id),
        surface=Surface.MENTION,
        sent_at=datetime.fromtimestamp(made_at(question.id), UTC),
    )
