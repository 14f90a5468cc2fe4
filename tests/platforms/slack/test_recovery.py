"""Questions that a process took and did not live to answer."""

from datetime import datetime, timedelta

import pytest

from bot.core import wording
from bot.core.question import Origin, Surface
from bot.core.records import Outcome, Record, State
from bot.platforms.kit import recover
from bot.platforms.kit.recover import AGE_OF_LEFT
from bot.platforms.slack.client import PATIENCE_SECONDS
from bot.platforms.slack.events import PLATFORM, to_question
from bot.storage.memory_store import MemoryStore
from tests.logged import logged
from tests.platforms.slack.bench import ANSWER, QUESTION, Mind, ask, by_http, by_socket
from tests.servers.slack import Channel, Clock, Message, SlackServer, User
from tests.servers.slack.payloads import message as payload_of


def origin_of(message: Message, *, surface: Surface = Surface.MENTION) -> Origin:
    payload = payload_of(message) | {"channel": message.channel.id, "channel_type": str(message.channel.kind)}
    question = to_question(payload, me=message.channel.team.bot.id)
    assert question is not None
    assert question.origin.surface is surface
    return question.origin


async def ask_unheard(server: SlackServer, who: User, channel: Channel) -> Message:
    """Ask what the process that is no more was told, and the next one is not."""
    server.faults.lost_events = 1.0
    question = await ask(server, who, channel)
    server.faults.lost_events = 0.0
    return question


async def outcome_of(mind: Mind, origin: Origin) -> Outcome:
    record = await mind.store.find(PLATFORM, origin.id)
    assert record is not None
    return record.outcome


class TestAtTheNextStart:
    """The only process there is starts again."""

    async def test_it_is_answered_once(self, server: SlackServer, general: Channel, ada: User) -> None:
        mind = Mind(server)
        origin = origin_of(await ask_unheard(server, ada, general))
        await mind.store.claim(origin)
        async with by_socket(server, mind) as bot:
            await server.wait_until(lambda: bool(server.by_bot(general)))
            await bot.idle()
        (reply,) = server.by_bot(general)
        assert ANSWER in reply.text
        assert (await outcome_of(mind, origin)).replies == (f"{general.id}:{reply.ts}",)
        async with by_socket(server, mind) as bot:
            await bot.idle()
        assert server.by_bot(general) == [reply]

    async def test_that_the_last_process_died_over_it_makes_no_difference(
        self, server: SlackServer, general: Channel, ada: User
    ) -> None:
        mind = Mind(server)
        origin = origin_of(await ask_unheard(server, ada, general))
        await mind.store.claim(origin)
        now = mind.conversation.clock()
        await mind.store.acquire({f"slack:resume {origin.id}": now + AGE_OF_LEFT}, now=now)
        async with by_socket(server, mind):
            await server.wait_until(lambda: bool(server.by_bot(general)))

    async def test_a_reply_that_is_out_already_is_found(self, server: SlackServer, general: Channel, ada: User) -> None:
        async with by_socket(server) as bot:
            question = await ask(server, ada, general)
            (reply,) = await server.replies_to(question)
            await bot.idle()
        mind = Mind(server)
        origin = origin_of(question)
        await mind.store.claim(origin)
        async with by_socket(server, mind):
            await server.wait_until(lambda: server.count("conversations.replies") >= 2)
        assert server.by_bot(general) == [reply]
        assert (await outcome_of(mind, origin)).replies == (f"{general.id}:{reply.ts}",)

    async def test_in_a_thread_it_is_found_among_the_others(
        self, server: SlackServer, general: Channel, ada: User
    ) -> None:
        mind = Mind(server)
        first = await server.say(ada, general, "let's talk about tea")
        for _ in range(30):
            await server.say(ada, general, "tea", thread=first)
        question = await server.say(ada, general, QUESTION, thread=first, mention_bot=True)
        await mind.store.claim(origin_of(question))
        async with by_socket(server, mind):
            (reply,) = await server.replies_to(question)
        assert reply.thread_ts == first.ts

    async def test_a_direct_question_takes_the_least_scopes(self, reserved: SlackServer) -> None:
        mind = Mind(reserved)
        ada = await reserved.team.add_member("Ada")
        question = await ask_unheard(reserved, ada, await reserved.direct(ada))
        await mind.store.claim(origin_of(question, surface=Surface.DIRECT))
        async with by_socket(reserved, mind):
            (reply,) = await reserved.replies_to(question)
        assert ANSWER in reply.text

    async def test_where_the_question_cannot_be_read_its_asker_is_asked_to_repeat_it(
        self, reserved: SlackServer
    ) -> None:
        mind = Mind(reserved)
        general, ada = await reserved.team.add_channel("general"), await reserved.team.add_member("Ada")
        question = await ask_unheard(reserved, ada, general)
        origin = origin_of(question)
        await mind.store.claim(origin)
        async with by_socket(reserved, mind):
            (reply,) = await reserved.replies_to(question)
        assert wording.FAILED in reply.text
        assert (await outcome_of(mind, origin)).state is State.ANSWERED

    async def test_nor_where_only_other_kinds_of_channels_can_be_read(
        self, server: SlackServer, general: Channel, ada: User
    ) -> None:
        server.team.scopes -= {"channels:history"}
        mind = Mind(server)
        question = await ask_unheard(server, ada, general)
        await mind.store.claim(origin_of(question))
        async with by_socket(server, mind):
            (reply,) = await server.replies_to(question)
        assert wording.FAILED in reply.text

    async def test_a_question_that_is_gone_is_given_up(
        self, server: SlackServer, general: Channel, ada: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        mind = Mind(server)
        question = await ask_unheard(server, ada, general)
        origin = origin_of(question)
        await mind.store.claim(origin)
        await server.delete(question)
        async with by_socket(server, mind):
            await server.wait_until(lambda: server.count("conversations.replies") == 1)
        assert (await outcome_of(mind, origin)).state is State.FAILED
        assert "stays without a reply: the question is gone" in caplog.text

    async def test_a_command_cannot_be_answered_any_more(
        self, server: SlackServer, general: Channel, ada: User
    ) -> None:
        mind = Mind(server)
        origin = Origin(
            platform=PLATFORM, id="1.2.3", channel=general.id, asker=ada.id, surface=Surface.COMMAND,
            sent_at=mind.conversation.clock(),
        )  # fmt: skip
        await mind.store.claim(origin)
        async with by_socket(server, mind) as bot:
            await bot.idle()
            await server.wait_until(lambda: True)
        assert (await outcome_of(mind, origin)).state is State.FAILED

    async def test_what_was_overheard_is_let_go(self, server: SlackServer, general: Channel, ada: User) -> None:
        mind = Mind(server)
        server.faults.lost_events = 1.0
        origin = origin_of(await server.say(ada, general, QUESTION), surface=Surface.OVERHEARD)
        await mind.store.claim(origin)
        async with by_socket(server, mind) as bot:
            await server.wait_until(lambda: server.count("conversations.replies") == 1)
            await bot.idle()
        assert server.by_bot(general) == []
        assert (await outcome_of(mind, origin)).state is State.QUIET


class WatchedStore(MemoryStore):
    """Counts how often a process looks for what another left."""

    def __init__(self, server: SlackServer) -> None:
        """Tell whoever waits on ``server`` of each look."""
        super().__init__()
        self.looks = 0
        self._changes = server.world.changes

    async def unsettled(self, platform: str, *, since: datetime) -> tuple[Record, ...]:
        self.looks += 1
        self._changes.touch()
        return await super().unsettled(platform, since=since)


class TestBesideOthers:
    """Several processes, one of which has died."""

    @pytest.fixture(autouse=True)
    def _hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(recover, "SECONDS_BETWEEN_LOOKS", 0.01)

    async def test_what_another_may_be_at_is_left_alone(self, still: SlackServer) -> None:
        general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
        store = WatchedStore(still)
        mind = Mind(still, store=store)
        origin = origin_of(await ask_unheard(still, ada, general))
        await mind.store.claim(origin)
        async with by_http(still, mind):
            await still.wait_until(lambda: store.looks >= 3)
            assert still.by_bot(general) == []
            still.clock.advance(AGE_OF_LEFT.total_seconds() + 1)
            await still.wait_until(lambda: bool(still.by_bot(general)))
        assert (await outcome_of(mind, origin)).state is State.ANSWERED

    async def test_what_is_too_old_to_answer_is_given_up(
        self, still: SlackServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
        store = WatchedStore(still)
        mind = Mind(still, store=store)
        origin = origin_of(await ask_unheard(still, ada, general))
        await mind.store.claim(origin)
        still.clock.advance(11 * 60)
        async with by_http(still, mind):
            await still.wait_until(lambda: store.looks >= 3)
        assert still.by_bot(general) == []
        assert (await outcome_of(mind, origin)).state is State.FAILED
        why = "the bot was stopped, and it is too late to answer now"
        assert logged(caplog).count((f"a question stays without a reply: {why}", origin.fields)) == 1

    @pytest.mark.parametrize("late", [60, 300])
    async def test_what_slack_delivers_late_is_left_to_who_took_it(self, still: SlackServer, late: float) -> None:
        general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
        store = WatchedStore(still)
        async with by_http(still, Mind(still, store=store)) as one, by_http(still, Mind(still, store=store)) as other:
            question = await ask_unheard(still, ada, general)
            still.clock.advance(late)
            hold = still.faults.hold("chat.postMessage")
            await still.use_http(f"{one.url}/slack/events")
            still.deliveries.again(still.deliveries.all[-1])
            await still.wait_until(lambda: hold.waiting == 1)
            still.clock.advance(PATIENCE_SECONDS - 1)
            looks = store.looks
            await still.wait_until(lambda: store.looks >= looks + 4)
            hold.release()
            await still.replies_to(question)
            await other.mind.conversation.idle()
            await one.idle()
        assert len(still.by_bot(general)) == 1

    async def test_of_two_that_look_one_answers(self) -> None:
        async with SlackServer(seed=3, clock=Clock(frozen=True)) as server:
            general, ada = await server.team.add_channel("general"), await server.team.add_member("Ada")
            store = MemoryStore()
            one, two = Mind(server, store=store), Mind(server, store=store)
            questions = [await ask_unheard(server, ada, general) for _ in range(5)]
            for question in questions:
                await store.claim(origin_of(question))
            server.clock.advance((AGE_OF_LEFT + timedelta(seconds=1)).total_seconds())
            server.limits.enabled = False
            async with by_http(server, one) as first, by_http(server, two) as second:
                for question in questions:
                    await server.replies_to(question)
                for bot in (first, second):
                    await bot.mind.conversation.idle()
            assert len(server.by_bot(general)) == len(questions)
