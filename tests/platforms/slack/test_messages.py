"""Messages: what is answered, where, and when it is acknowledged."""

import asyncio

import pytest

from bot.core.question import Origin
from bot.core.records import State
from bot.storage.memory_store import MemoryStore
from tests.platforms.slack.bench import ANSWER, OTHER_ANSWER, OTHER_QUESTION, QUESTION, Bot, Mind, ask, by_socket
from tests.servers.slack import Channel, SlackServer, User


async def test_a_mention_comes_twice_and_is_answered_once_in_its_thread(
    server: SlackServer, bot: Bot, general: Channel, ada: User
) -> None:
    question = await ask(server, ada, general)
    (reply,) = await server.replies_to(question)
    await bot.idle()
    assert server.count("chat.postMessage") == 1
    assert bot.mind.matched == [QUESTION]
    assert ANSWER in reply.text
    assert reply.thread_ts == question.ts
    assert not reply.unfurls
    assert not reply.pings
    assert server.unknown_requests == []
    assert server.remarks == []


async def test_the_least_scopes_are_enough_to_be_asked(reserved: SlackServer) -> None:
    general, ada = await reserved.team.add_channel("general"), await reserved.team.add_member("Ada")
    async with by_socket(reserved) as bot:
        await reserved.replies_to(await ask(reserved, ada, general))
        await reserved.replies_to(await ask(reserved, ada, await reserved.direct(ada)))
        interaction = await reserved.command(ada, general, "/faq", QUESTION)
        assert (await interaction.answered()) is not None
        await bot.idle()
    assert not [request for request in reserved.requests if request.error]


async def test_among_several_people_who_asked_goes_on_without_a_mention(
    server: SlackServer, bot: Bot, ada: User
) -> None:
    """A direct message of several people is no question to the bot by itself; its threads are as in channels."""
    bob = await server.team.add_member("Bob")
    group = await server.team.add_group_direct(ada, bob)
    await server.say(ada, group, QUESTION)
    question = await ask(server, ada, group)
    (reply,) = await server.replies_to(question)
    assert reply.thread_ts == question.ts
    more = await server.say(ada, group, OTHER_QUESTION, thread=question)
    await server.say(bob, group, QUESTION, thread=question)
    await server.replies_to(more)
    await bot.idle()
    assert len(server.by_bot(group)) == 2
    assert not [request for request in server.requests if request.error]


async def test_an_edit_of_a_direct_message_is_followed_in_a_thread_too(
    server: SlackServer, bot: Bot, ada: User
) -> None:
    direct = await server.direct(ada)
    first = await ask(server, ada, direct)
    await server.replies_to(first)
    question = await server.say(ada, direct, QUESTION, thread=first)
    (reply,) = await server.replies_to(question)
    await server.edit(question, OTHER_QUESTION)
    await server.wait_until(lambda: OTHER_ANSWER in reply.text)
    await server.delete(question)
    await server.wait_until(lambda: reply.is_deleted)
    await bot.idle()
    assert len(server.by_bot(direct)) == 1


async def test_a_preview_of_a_link_changes_nothing(server: SlackServer, bot: Bot, general: Channel, ada: User) -> None:
    question = await ask(server, ada, general)
    await server.replies_to(question)
    await server.unfurl(question)
    await bot.idle()
    assert bot.mind.matched == [QUESTION]
    assert server.count("chat.update") == 0


async def test_a_mention_that_comes_with_an_edit_is_answered(
    server: SlackServer, bot: Bot, general: Channel, ada: User
) -> None:
    heard = await server.say(ada, general, QUESTION)
    await bot.idle()
    assert server.by_bot(general) == []
    await server.edit(heard, QUESTION, mention_bot=True)
    (reply,) = await server.replies_to(heard)
    await bot.idle()
    assert ANSWER in reply.text
    assert server.by_bot(general) == [reply]


async def test_where_a_deleted_question_leaves_a_tombstone_its_reply_goes(
    server: SlackServer, bot: Bot, general: Channel, ada: User
) -> None:
    question = await ask(server, ada, general)
    (reply,) = await server.replies_to(question)
    await bot.idle()
    await server.delete(question)
    assert question.is_tombstone
    await server.wait_until(lambda: reply.is_deleted)


async def test_a_reply_that_is_also_sent_to_the_channel_is_answered_in_its_thread(
    server: SlackServer, bot: Bot, general: Channel, ada: User
) -> None:
    first = await server.say(ada, general, "let's talk about tea")
    question = await server.say(ada, general, QUESTION, thread=first, broadcast=True, mention_bot=True)
    (reply,) = await server.replies_to(question)
    await bot.idle()
    assert reply.thread_ts == first.ts
    assert not reply.is_broadcast


async def test_talk_in_a_channel_is_not_even_looked_up(server: SlackServer, ada: User, general: Channel) -> None:
    asked: list[str] = []

    class Watched(MemoryStore):
        async def has_asked_in(self, platform: str, *, asker: str, thread: str) -> bool:
            asked.append(thread)
            return await super().has_asked_in(platform, asker=asker, thread=thread)

    async with by_socket(server, Mind(server, store=Watched())) as bot:
        first = await server.say(ada, general, "I like tea")
        await bot.idle()
        assert asked == []
        await server.say(ada, general, "me too", thread=first)
        await bot.idle()
        assert asked == [first.ts]


async def test_a_question_is_acknowledged_before_its_reply_is_out(
    server: SlackServer, bot: Bot, general: Channel, ada: User
) -> None:
    hold = server.faults.hold("chat.postMessage")
    await ask(server, ada, general)
    await server.delivered()
    await server.wait_until(lambda: hold.waiting == 1)
    assert server.by_bot(general) == []
    hold.release()
    await bot.idle()
    assert len(server.by_bot(general)) == 1


async def test_a_question_is_not_acknowledged_before_it_is_claimed(
    server: SlackServer, ada: User, general: Channel
) -> None:
    begun, may_go_on = asyncio.Event(), asyncio.Event()

    class Slow(MemoryStore):
        async def claim(self, origin: Origin) -> bool:
            begun.set()
            await may_go_on.wait()
            return await super().claim(origin)

    async with by_socket(server, Mind(server, store=Slow())) as bot:
        question = await ask(server, ada, general)
        await begun.wait()
        first, *_ = server.deliveries.all
        await asyncio.sleep(0)
        assert not any(one.is_acknowledged for one in server.deliveries.all)
        may_go_on.set()
        await server.replies_to(question)
        await bot.idle()
        assert first.is_acknowledged
        record = await bot.mind.store.find("slack", f"{general.id}:{question.ts}")
        assert record is not None
        assert record.outcome.state is State.ANSWERED


async def test_a_database_that_hangs_keeps_no_event_from_being_acknowledged(
    server: SlackServer, ada: User, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.application.SECONDS_TO_CLAIM", 0.01)
    may_go_on = asyncio.Event()

    class Hanging(MemoryStore):
        async def claim(self, origin: Origin) -> bool:
            await may_go_on.wait()
            return await super().claim(origin)

    async with by_socket(server, Mind(server, store=Hanging())) as bot:
        await ask(server, ada, general)
        await server.delivered()
        assert server.by_bot(general) == []
        may_go_on.set()
        await bot.idle()
        assert len(server.by_bot(general)) == 1


async def test_the_log_holds_ids_and_no_texts(
    server: SlackServer, general: Channel, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        async with by_socket(server) as bot:
            await server.replies_to(await ask(server, ada, general))
            await (await server.command(ada, general, "/faq", OTHER_QUESTION)).answered()
            await bot.idle()
    told = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp"))
    assert "connected to Slack" in told
    for text in (QUESTION, OTHER_QUESTION, "boiling", "Three minutes", server.bot_token, server.app_token):
        assert text not in told
