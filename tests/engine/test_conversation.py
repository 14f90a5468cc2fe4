"""The conversation speaks when it is addressed, once, and follows what becomes of the question."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from bot.core import wording
from bot.core.press import Publish
from bot.core.question import Origin, Question, Surface
from bot.core.records import Outcome, State
from bot.core.reply import Answer, Band, Declined, Introduction, Notice, Post, Suggestions
from bot.core.rules import Rules
from bot.engine.composer import answer_of
from bot.errors import DeliveryError, StoreError
from bot.storage.memory_store import MemoryStore
from tests.engine.talking import Channel, Talk
from tests.logged import logged
from tests.small_faq import SHELF_LIFE, STEEPING, WATER

ADDRESSED = [Surface.MENTION, Surface.DIRECT, Surface.COMMAND]
ASKED = "does old tea go bad"
OTHER = "when do I take the bag out"
UNSURE = "water temperature minutes"
UNKNOWN = "how much does a kilo cost"
LISTENING = Rules(listen_channels=frozenset({"general"}))


def entry_in(channel: Channel) -> str:
    """The entry of the only post, an answer."""
    (saying,) = channel.said
    assert isinstance(saying, Answer)
    return saying.entry.id


async def outcome_of(talk: Talk, question: Question) -> Outcome:
    """What the store knows of a question."""
    record = await talk.store.find(question.origin.platform, question.origin.id)
    assert record
    return record.outcome


@pytest.mark.parametrize("surface", ADDRESSED)
async def test_who_addresses_the_bot_gets_the_answer(surface: Surface) -> None:
    talk, channel = Talk(), Channel()
    question = talk.asked(ASKED, surface=surface)
    await talk.conversation.take(question, channel)
    assert entry_in(channel) == SHELF_LIFE.id
    outcome = await outcome_of(talk, question)
    assert (outcome.state, outcome.band, outcome.entry) == (State.ANSWERED, Band.ANSWER, SHELF_LIFE.id)
    assert outcome.replies == tuple(channel.posts)


@pytest.mark.parametrize(("surface", "is_private"), [(Surface.COMMAND, True), (Surface.MENTION, False)])
async def test_only_a_command_is_answered_privately(surface: Surface, *, is_private: bool) -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(ASKED, surface=surface), channel)
    assert [post.is_private for post in channel.posts.values()] == [is_private]


@pytest.mark.parametrize(("text", "kind"), [(UNSURE, Suggestions), (UNKNOWN, Declined), ("hello", Introduction)])
async def test_each_kind_of_message_gets_its_kind_of_reply(text: str, kind: type) -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(text), channel)
    assert [type(saying) for saying in channel.said] == [kind]


@pytest.mark.parametrize(("text", "opening"), [("", ""), ("help", ""), ("thanks!", wording.YOU_ARE_WELCOME)])
async def test_small_talk_is_introduced_to_the_topics(text: str, opening: str) -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(text), channel)
    (saying,) = channel.said
    assert isinstance(saying, Introduction)
    assert (saying.opening, [section.id for section in saying.sections]) == (opening, ["brewing", "storing"])


async def test_the_reply_to_an_image_alone_says_that_only_text_is_read() -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked("  ", has_attachments=True), channel)
    (saying,) = channel.said
    assert isinstance(saying, Introduction)
    assert saying.opening == wording.ONLY_TEXT


@pytest.mark.parametrize(
    "question",
    [
        partial(Talk.asked, text=ASKED, surface=Surface.OVERHEARD),
        partial(Talk.asked, text=ASKED, is_from_bot=True),
        partial(Talk.asked, text=ASKED, surface=Surface.OVERHEARD, thread="somebody else's"),
    ],
    ids=["not addressed", "from a bot", "in a thread that the bot is not in"],
)
async def test_what_is_not_for_the_bot_is_left_alone(question: partial[Question]) -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(question(talk), channel)
    assert channel.sent == 0


async def test_a_question_delivered_many_times_at_once_gets_one_reply() -> None:
    talk, channel = Talk(), Channel()
    question = talk.asked(ASKED)
    await asyncio.gather(*(talk.conversation.take(question, channel) for _ in range(20)))
    assert channel.sent == 1


async def test_a_question_that_another_process_took_is_left_to_it() -> None:
    talk, channel = Talk(), Channel()
    question = talk.asked(ASKED)
    await talk.store.claim(question.origin)
    await talk.conversation.take(question, channel)
    assert channel.sent == 0


async def test_the_asker_goes_on_in_a_thread_without_a_mention_and_nobody_else() -> None:
    talk, channel = Talk(), Channel()
    overheard = partial(talk.asked, surface=Surface.OVERHEARD, thread="t1")
    await talk.conversation.take(talk.asked(ASKED, thread="t1"), channel)
    await talk.conversation.take(overheard(OTHER, asker="bob"), channel)
    await talk.conversation.take(overheard(OTHER, is_for_others=True), channel)
    assert channel.sent == 1
    await talk.conversation.take(overheard(OTHER), channel)
    assert isinstance(channel.said[-1], Answer)
    assert channel.sent == 2


async def test_a_thread_that_hangs_on_the_question_or_its_reply_is_the_askers() -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
    (reply,) = channel.posts
    for thread in ("q1", reply):
        await talk.conversation.take(talk.asked(OTHER, surface=Surface.OVERHEARD, thread=thread), channel)
    assert channel.sent == 3


class TestListening:
    """In a channel that the bot was told to listen in."""

    async def test_a_sure_answer_is_given_unasked(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD), channel)
        assert entry_in(channel) == SHELF_LIFE.id

    @pytest.mark.parametrize("text", [UNSURE, UNKNOWN, "hello", "thanks", ""])
    async def test_nothing_else_is_said(self, text: str) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await talk.conversation.take(talk.asked(text, surface=Surface.OVERHEARD), channel)
        assert channel.sent == 0

    async def test_what_is_said_to_somebody_else_is_left_alone(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD, is_for_others=True), channel)
        assert channel.sent == 0

    async def test_the_same_entry_is_given_again_only_after_the_cooldown(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        overheard = partial(talk.asked, surface=Surface.OVERHEARD)
        await talk.conversation.take(overheard(ASKED), channel)
        talk.clock.advance(minutes=29)
        await talk.conversation.take(overheard(ASKED), channel)
        assert channel.sent == 1
        await talk.conversation.take(overheard(OTHER), channel)
        talk.clock.advance(minutes=2)
        await talk.conversation.take(overheard(ASKED), channel)
        assert channel.sent == 3

    async def test_a_thread_hears_it_once(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        overheard = partial(talk.asked, surface=Surface.OVERHEARD, thread="t1")
        for text, asker in ((ASKED, "ada"), (OTHER, "bob"), (OTHER, "ada")):
            await talk.conversation.take(overheard(text, asker=asker), channel)
        assert channel.sent == 1

    async def test_a_thread_that_had_its_answer_starts_no_cooldown_of_another_entry(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        overheard = partial(talk.asked, surface=Surface.OVERHEARD)
        await talk.conversation.take(overheard(ASKED, thread="t1"), channel)
        await talk.conversation.take(overheard(OTHER, thread="t1"), channel)
        await talk.conversation.take(overheard(OTHER), channel)
        assert channel.sent == 2

    async def test_what_could_not_be_said_starts_no_cooldown(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel(refusal=DeliveryError("not allowed"))
        for refusal in (channel.refusal, None):
            channel.refusal = refusal
            await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD, thread="t"), channel)
        assert entry_in(channel) == SHELF_LIFE.id

    async def test_what_was_said_in_part_starts_its_cooldowns(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel(refusal=DeliveryError("part two", messages=["part one"]))
        for _ in range(2):
            await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD, thread="t"), channel)
            channel.refusal = None
        assert channel.sent == 0

    async def test_in_shadow_it_is_only_logged_and_without_the_text(self, caplog: pytest.LogCaptureFixture) -> None:
        talk, channel = Talk(rules=Rules(listen_channels=frozenset({"general"}), is_shadow=True)), Channel()
        with caplog.at_level(logging.INFO):
            await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD), channel)
        assert channel.sent == 0
        assert ("shadow: would answer", SHELF_LIFE.id) in [
            (line, fields.get("entry")) for line, fields in logged(caplog)
        ]
        assert ASKED not in caplog.text

    async def test_the_log_tells_a_thread_from_its_channel(self, caplog: pytest.LogCaptureFixture) -> None:
        talk = Talk(rules=Rules(listen_channels=frozenset({"general"}), is_shadow=True))
        with caplog.at_level(logging.INFO):
            await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD, thread="17.5"), Channel())
        assert [(fields.get("channel"), fields.get("thread")) for _, fields in logged(caplog)] == [("general", "17.5")]

    async def test_a_mention_is_answered_as_ever(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await talk.conversation.take(talk.asked(UNKNOWN), channel)
        assert channel.sent == 1

    async def test_an_answer_that_an_edit_makes_unsure_goes_away(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        overheard = partial(talk.asked, surface=Surface.OVERHEARD, name="q1")
        await talk.conversation.take(overheard(ASKED), channel)
        await talk.conversation.edited(overheard(UNSURE), channel)
        assert channel.said == []

    async def test_a_remark_that_an_edit_makes_a_question_is_answered(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        overheard = partial(talk.asked, surface=Surface.OVERHEARD, name="q1")
        await talk.conversation.take(overheard("tea"), channel)
        await talk.conversation.edited(overheard(ASKED), channel)
        assert entry_in(channel) == SHELF_LIFE.id


class TestEditing:
    """A question that changes after it was asked."""

    async def test_the_reply_follows(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        await talk.conversation.edited(talk.asked(OTHER, name="q1"), channel)
        assert entry_in(channel) == STEEPING.id
        assert channel.sent == 1
        assert (await outcome_of(talk, talk.asked("", name="q1"))).entry == STEEPING.id

    async def test_an_answer_that_stays_the_same_is_left_as_it_is(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        before = dict(channel.posts)
        await talk.conversation.edited(talk.asked(f"{ASKED}?", name="q1"), channel)
        assert all(channel.posts[number] is post for number, post in before.items())

    async def test_it_follows_for_ten_minutes(self) -> None:
        talk, channel = Talk(), Channel()
        first, second = talk.asked(ASKED, name="q1"), talk.asked(OTHER, name="q1")
        await talk.conversation.take(first, channel)
        talk.clock.advance(minutes=10, seconds=1)
        await talk.conversation.edited(second, channel)
        assert entry_in(channel) == SHELF_LIFE.id

    async def test_a_mention_added_later_is_answered(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD, name="q1"), channel)
        await talk.conversation.edited(talk.asked(ASKED, name="q1"), channel)
        assert entry_in(channel) == SHELF_LIFE.id

    async def test_a_mention_taken_away_changes_nothing_of_whose_question_it_is(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        await talk.conversation.edited(talk.asked(UNKNOWN, surface=Surface.OVERHEARD, name="q1"), channel)
        assert [type(saying) for saying in channel.said] == [Declined]

    async def test_a_text_that_is_kept_from_the_bot_once_it_is_not_mentioned_changes_nothing(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        await talk.conversation.edited(talk.asked("", surface=Surface.OVERHEARD, name="q1"), channel)
        assert entry_in(channel) == SHELF_LIFE.id

    async def test_a_reply_that_somebody_removed_stays_away(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        await talk.conversation.deleted("town square", "q1", channel)
        await talk.conversation.edited(talk.asked(OTHER, name="q1"), channel)
        assert channel.said == []

    async def test_a_reply_that_is_gone_is_said_in_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        channel.posts.clear()
        await talk.conversation.edited(talk.asked(OTHER, name="q1"), channel)
        assert "could not be revised: the message is gone" in caplog.text


class TestDeleting:
    """A question that is taken back."""

    async def test_its_reply_goes_too(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        await talk.conversation.deleted("town square", "q1", channel)
        assert channel.said == []

    async def test_other_messages_concern_nobody(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
        await talk.conversation.deleted("town square", "another", channel)
        assert len(channel.said) == 1

    async def test_while_the_reply_is_on_its_way_nothing_of_it_remains(self) -> None:
        talk, channel = Talk(), Channel()
        question = talk.asked(ASKED, name="q1")
        await asyncio.gather(
            talk.conversation.take(question, channel), talk.conversation.deleted("town square", "q1", channel)
        )
        assert channel.said == []

    async def test_by_another_process_while_the_reply_is_sent_the_reply_goes(self) -> None:
        talk = Talk()
        question = talk.asked(ASKED, name="q1")

        class DeletedMeanwhile(Channel):
            async def send(self, post: Post) -> tuple[str, ...]:
                await talk.store.remove("town square", "q1")
                return await super().send(post)

        channel = DeletedMeanwhile()
        await talk.conversation.take(question, channel)
        assert (channel.sent, channel.said) == (1, [])


class TestFailing:
    """What goes wrong is logged, and costs as little as possible."""

    async def test_a_place_that_cannot_be_written_to_is_said_in_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        talk, channel = Talk(), Channel(refusal=DeliveryError("the channel is gone"))
        question = talk.asked(ASKED)
        await talk.conversation.take(question, channel)
        assert "the channel is gone" in caplog.text
        assert ASKED not in caplog.text
        assert (await outcome_of(talk, question)).state is State.FAILED

    async def test_after_a_fault_in_matching_the_asker_gets_a_notice_and_the_log_the_traceback(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        talk, channel = Talk(), Channel()

        talk.fault = ZeroDivisionError()
        await talk.conversation.take(talk.asked(ASKED), channel)
        assert channel.said == [Notice(text=wording.FAILED)]
        assert "ZeroDivisionError" in caplog.text

    async def test_after_a_fault_in_sending_the_asker_gets_a_notice_if_that_can_be_sent(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        class FailsOnce(Channel):
            async def send(self, post: Post) -> tuple[str, ...]:
                if not self.sent:
                    self.sent += 1
                    raise ZeroDivisionError
                return await super().send(post)

        talk, channel = Talk(), FailsOnce()
        await talk.conversation.take(talk.asked(ASKED), channel)
        assert channel.said == [Notice(text=wording.FAILED)]
        assert "ZeroDivisionError" in caplog.text

    async def test_a_store_that_fails_loses_no_reply_and_doubles_none(self, caplog: pytest.LogCaptureFixture) -> None:
        class Broken(MemoryStore):
            async def claim(self, origin: Origin) -> bool:
                raise StoreError("the disk is full")

            async def settle(self, origin: Origin, outcome: Outcome, *, at: object) -> bool:
                raise StoreError("the disk is full")

        talk, channel = Talk(store=Broken()), Channel()
        question = talk.asked(ASKED)
        await asyncio.gather(talk.conversation.take(question, channel), talk.conversation.take(question, channel))
        await talk.conversation.take(question, channel)
        assert entry_in(channel) == SHELF_LIFE.id
        assert channel.sent == 1
        assert "the disk is full" in caplog.text

    async def test_a_store_that_hangs_is_not_waited_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Hanging(MemoryStore):
            async def claim(self, origin: Origin) -> bool:
                await asyncio.get_running_loop().create_future()
                return True

        monkeypatch.setattr("bot.engine.store_calls.PATIENCE_SECONDS", 0.01)
        talk, channel = Talk(store=Hanging()), Channel()
        await talk.conversation.take(talk.asked(ASKED), channel)
        assert entry_in(channel) == SHELF_LIFE.id


class TestLimits:
    """Nobody takes all of the bot."""

    async def test_a_person_who_asks_too_much_gets_one_notice_and_then_nothing(self) -> None:
        talk, channel = Talk(a_minute=2), Channel()
        for _ in range(5):
            await talk.conversation.take(talk.asked(ASKED), channel)
        assert [type(saying) for saying in channel.said] == [Answer, Answer, Notice]
        assert channel.said[-1] == Notice(text=wording.SLOW_DOWN)

    async def test_others_are_answered_meanwhile(self) -> None:
        talk, channel = Talk(a_minute=1), Channel()
        for asker in ("ada", "ada", "ada", "bob"):
            await talk.conversation.take(talk.asked(ASKED, asker=asker), channel)
        assert [type(saying) for saying in channel.said] == [Answer, Notice, Answer]

    async def test_after_a_minute_it_goes_on(self) -> None:
        talk, channel = Talk(a_minute=1), Channel()
        for _ in range(3):
            await talk.conversation.take(talk.asked(ASKED), channel)
            talk.clock.advance(minutes=1, seconds=1)
        assert [type(saying) for saying in channel.said] == [Answer] * 3

    async def test_a_command_beyond_the_limit_always_gets_the_notice(self) -> None:
        talk, channel = Talk(a_minute=1), Channel()
        for _ in range(3):
            await talk.conversation.take(talk.asked(ASKED, surface=Surface.COMMAND), channel)
        assert [type(saying) for saying in channel.said] == [Answer, Notice, Notice]

    async def test_a_channel_has_its_own_limit(self) -> None:
        talk, channel = Talk(a_minute=1), Channel()
        for number in range(15):
            await talk.conversation.take(talk.asked(ASKED, asker=f"person {number}"), channel)
        assert [type(saying) for saying in channel.said] == [Answer] * 10 + [Notice]


class TestRestarting:
    """What an earlier process left."""

    async def test_a_question_that_was_taken_and_not_answered_is_answered(self) -> None:
        talk, channel = Talk(), Channel()
        question = talk.asked(ASKED)
        await talk.store.claim(question.origin)
        await talk.conversation.resume(question, channel)
        assert entry_in(channel) == SHELF_LIFE.id
        assert await talk.store.unsettled("town square", since=talk.clock() - timedelta(hours=1)) == ()

    async def test_it_does_not_speak_up_so_late(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        question = talk.asked(ASKED, surface=Surface.OVERHEARD)
        await talk.conversation.resume(question, channel)
        assert channel.sent == 0
        assert (await outcome_of(talk, question)).state is State.QUIET

    async def test_idle_is_when_everything_taken_is_answered(self) -> None:
        talk, channel = Talk(), Channel()
        taking = [asyncio.create_task(talk.conversation.take(talk.asked(ASKED), channel)) for _ in range(5)]
        await asyncio.wait(taking, return_when=asyncio.FIRST_COMPLETED)
        await talk.conversation.idle()
        assert (channel.sent, talk.conversation.under_way()) == (5, 0)
        await asyncio.gather(*taking)


async def test_what_is_published_is_published_once() -> None:
    talk, channel = Talk(), Channel()
    origin = talk.asked("", surface=Surface.SHORTCUT).origin
    assert origin
    post = Post(saying=answer_of(WATER), asker="ada", given_by="Ada")
    publish = Publish(post=post, origin=origin, done=talk.composer.notice(wording.SHARED, asker="ada"))
    told = await asyncio.gather(*(talk.conversation.publish(publish, channel) for _ in range(3)))
    assert channel.said == [post.saying]
    assert sorted(str(each.saying) for each in told) == sorted(
        str(Notice(text=text)) for text in (wording.SHARED, wording.ALREADY_POSTED, wording.ALREADY_POSTED)
    )


async def test_the_presser_learns_that_a_post_could_not_be_published() -> None:
    talk, channel = Talk(), Channel(refusal=DeliveryError("no"))
    origin = talk.asked("", surface=Surface.SHORTCUT).origin
    assert origin
    publish = Publish(
        post=Post(saying=answer_of(WATER), asker="ada"), origin=origin, done=Post(saying=Notice(text="ok"), asker="ada")
    )
    told = await talk.conversation.publish(publish, channel)
    assert told.saying == Notice(text=wording.NOT_POSTED)


async def test_a_reply_that_an_earlier_process_had_sent_is_noted_as_the_reply() -> None:
    talk = Talk()
    question = talk.asked(ASKED, name="q1")
    await talk.store.claim(question.origin)
    await talk.conversation.found(question.origin, ("r1", "r2"))
    outcome = await outcome_of(talk, question)
    assert (outcome.state, outcome.replies) == (State.ANSWERED, ("r1", "r2"))


async def test_a_question_that_is_given_up_is_not_resumed() -> None:
    talk = Talk()
    question = talk.asked(ASKED)
    await talk.store.claim(question.origin)
    await talk.conversation.gave_up(question.origin)
    assert (await outcome_of(talk, question)).state is State.FAILED


async def test_other_work_for_a_person_counts_as_under_way() -> None:
    talk = Talk()
    async with talk.conversation.busy("interaction"):
        assert talk.conversation.under_way() == 1
    assert talk.conversation.under_way() == 0


async def test_an_edit_that_concerns_nobody_is_left_alone() -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.edited(talk.asked(ASKED, surface=Surface.OVERHEARD), channel)
    assert channel.sent == 0


async def test_a_reply_that_cannot_be_removed_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Kept(Channel):
        async def remove(self, messages: Sequence[str]) -> None:
            raise DeliveryError("the bot lacks a permission")

    talk, channel = Talk(), Kept()
    await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
    await talk.conversation.deleted("town square", "q1", channel)
    assert "could not be removed: the bot lacks a permission" in caplog.text


async def test_a_notice_of_a_fault_that_cannot_be_sent_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    talk, channel = Talk(), Channel(refusal=ZeroDivisionError())
    question = talk.asked(ASKED)
    await talk.conversation.take(question, channel)
    assert "the notice of the failure could not be sent" in caplog.text
    assert (await outcome_of(talk, question)).state is State.FAILED


async def test_an_edit_beyond_the_limit_changes_nothing() -> None:
    talk, channel = Talk(a_minute=1), Channel()
    await talk.conversation.take(talk.asked(ASKED, name="q1"), channel)
    await talk.conversation.edited(talk.asked(OTHER, name="q1"), channel)
    (saying,) = channel.said
    assert isinstance(saying, Answer)
    assert saying.entry.id == "shelf-life"
