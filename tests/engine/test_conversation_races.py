"""Two things happen to a question at once: it still gets one reply, and none is left over."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core import wording
from bot.core.press import Give, Pick, Presser, Publish, Remove, Replace, Share, TakeBack
from bot.core.question import Origin, Surface
from bot.core.records import Outcome
from bot.core.reply import Answer, Declined, Notice, Post, Suggestions
from bot.core.rules import Rules
from bot.errors import DeliveryError, StoreError
from bot.storage.memory_store import MemoryStore
from tests.engine.talking import Channel, Talk
from tests.logged import logged

ASKED = "does old tea go bad"
OTHER = "when do I take the bag out"
UNSURE = "water temperature minutes"
LISTENING = Rules(listen_channels=frozenset({"general"}))
SHADOW = Rules(listen_channels=frozenset({"general"}), is_shadow=True)


class Slow(Channel):
    """Stops in the middle of what it does until it is let go on."""

    def __init__(self) -> None:
        """Begin nothing yet."""
        super().__init__()
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def send(self, post: Post) -> tuple[str, ...]:
        """Post, and only then wait: the message is out before its id is known."""
        sent = await super().send(post)
        await self._pause()
        return sent

    async def _pause(self) -> None:
        if not self.begun.is_set():
            self.begun.set()
            await self.go_on.wait()


class Growing(Slow):
    """Every revision takes one message more."""

    def __init__(self, *, fails: bool = False) -> None:
        """Fail after the message more, if so wanted."""
        super().__init__()
        self.begun.set()
        self.fails = fails

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Change the first message and add one."""
        await self._pause()
        more = f"more-{len(self.posts)}"
        self.posts |= {messages[0]: post, more: post}
        if self.fails:
            raise DeliveryError("the third part", messages=[more])
        return (messages[0], more)


class FailsOnce(Channel):
    """The first send ends in a fault that nobody foresaw."""

    has_failed = False

    async def send(self, post: Post) -> tuple[str, ...]:
        if not self.has_failed:
            self.has_failed = True
            raise ZeroDivisionError
        return await super().send(post)


async def meanwhile(
    slow: Slow, doing: Coroutine[Any, Any, Any], happens: Callable[[], Coroutine[Any, Any, Any]]
) -> tuple[Any, Any]:
    """Make something happen in the middle of other work."""
    slow.begun.clear()
    begun = asyncio.create_task(doing)
    await slow.begun.wait()
    happening = asyncio.create_task(happens())
    await asyncio.sleep(0)
    slow.go_on.set()
    return await asyncio.gather(begun, happening)


async def presser_of(talk: Talk, channel: Channel, text: str) -> Presser:
    """Ada, who asked something, on the reply to it."""
    await talk.conversation.take(talk.asked(text, name="q"), channel)
    (reply,) = channel.posts
    return Presser(platform="town square", id="ada", name="Ada", channel="general", message=reply)


async def picked(talk: Talk, presser: Presser) -> Replace:
    """What her pick leads to."""
    reaction = await talk.conversation.press(Pick("water-temperature", "ada"), presser)
    assert isinstance(reaction, Replace)
    return reaction


class TestPicking:
    """A choice is made while the question changes."""

    async def test_twice_it_is_carried_out_once(self) -> None:
        talk, channel = Talk(), Growing()
        presser = await presser_of(talk, channel, UNSURE)
        picks = [await picked(talk, presser) for _ in range(2)]
        assert [await talk.conversation.pick(each, channel) for each in picks] == [True, False]
        assert len(channel.said) == 2
        await talk.conversation.deleted("town square", "q", channel)
        assert channel.said == []

    async def edited_after_pick(self, text: str) -> type:
        """What stands after Ada picked, and then edited her question."""
        talk, channel = Talk(), Channel()
        choice = await picked(talk, await presser_of(talk, channel, UNSURE))
        assert await talk.conversation.pick(choice, channel)
        await talk.conversation.edited(talk.asked(text, name="q"), channel)
        (saying,) = channel.said
        return type(saying)

    async def test_a_small_edit_leaves_what_was_picked(self) -> None:
        assert await self.edited_after_pick(f"{UNSURE}?") is Answer

    async def test_an_edit_that_asks_something_else_is_followed(self) -> None:
        assert await self.edited_after_pick("how much does a kilo cost") is Declined

    async def test_a_deletion_of_the_question_in_between_leaves_nothing(self) -> None:
        talk, channel = Talk(), Growing()
        pick = await picked(talk, await presser_of(talk, channel, UNSURE))
        carry_out = talk.conversation.pick(pick, channel)
        await meanwhile(channel, carry_out, lambda: talk.conversation.deleted("town square", "q", channel))
        assert channel.said == []

    async def test_after_a_deletion_it_changes_nothing(self) -> None:
        talk, channel = Talk(), Growing()
        pick = await picked(talk, await presser_of(talk, channel, UNSURE))
        await talk.conversation.deleted("town square", "q", channel)
        assert not await talk.conversation.pick(pick, channel)
        assert channel.said == []


async def test_remove_pressed_during_an_edit_leaves_nothing() -> None:
    talk, channel = Talk(), Growing()
    presser = await presser_of(talk, channel, ASKED)

    async def remove() -> None:
        reaction = await talk.conversation.press(Remove("ada"), presser)
        assert isinstance(reaction, TakeBack)
        await channel.remove(reaction.messages)

    edit = talk.conversation.edited(talk.asked(OTHER, name="q"), channel)
    await meanwhile(channel, edit, remove)
    assert channel.said == []


async def test_what_a_failed_revision_added_goes_with_the_question() -> None:
    talk, channel = Talk(), Growing(fails=True)
    await talk.conversation.take(talk.asked(ASKED, name="q"), channel)
    await talk.conversation.edited(talk.asked(OTHER, name="q"), channel)
    assert len(channel.said) == 2
    await talk.conversation.deleted("town square", "q", channel)
    assert channel.said == []


class SettlesNever(MemoryStore):
    """Its disk is full."""

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        raise StoreError("the disk is full")


class SettlesSecond(MemoryStore):
    """Its database is locked for a moment."""

    has_failed = False

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        if not self.has_failed:
            self.has_failed = True
            raise StoreError("locked")
        return await super().settle(origin, outcome, at=at)


async def test_deleted_during_the_reply_it_leaves_nothing_even_without_a_store() -> None:
    talk, channel = Talk(store=SettlesNever()), Slow()
    take = talk.conversation.take(talk.asked(ASKED, name="q"), channel)
    await meanwhile(channel, take, lambda: talk.conversation.deleted("town square", "q", channel))
    assert channel.said == []


async def test_a_store_that_fails_for_a_moment_forgets_no_reply() -> None:
    talk, channel = Talk(store=SettlesSecond()), Channel()
    await talk.conversation.take(talk.asked(ASKED, name="q"), channel)
    await talk.conversation.deleted("town square", "q", channel)
    assert channel.said == []


async def test_the_asker_goes_on_while_the_first_reply_is_on_its_way() -> None:
    talk, channel = Talk(), Slow()
    follow_up = talk.asked(OTHER, surface=Surface.OVERHEARD, thread="t")
    take = talk.conversation.take(talk.asked(ASKED, thread="t"), channel)
    await meanwhile(channel, take, lambda: talk.conversation.take(follow_up, channel))
    assert channel.sent == 2


async def test_what_is_abandoned_is_left_for_the_next_start() -> None:
    talk, channel = Talk(), Slow()
    taking = asyncio.create_task(talk.conversation.take(talk.asked(ASKED, name="q"), channel))
    await channel.begun.wait()
    await talk.conversation.abandon()
    await asyncio.wait([taking])
    assert taking.cancelled()
    (record,) = await talk.store.unsettled("town square", since=talk.clock() - timedelta(minutes=1))
    assert record.origin.id == "q"


class TestResuming:
    """What happened to a question since the last start noted it as open."""

    async def test_it_was_deleted(self) -> None:
        talk, channel = Talk(), Channel()
        question = talk.asked(ASKED, name="q")
        await talk.store.claim(question.origin)
        await talk.conversation.deleted("town square", "q", channel)
        await talk.conversation.resume(question, channel)
        assert channel.sent == 0


class TestMentioningLater:
    """An edit adds the bot's mention to a message that it only overheard."""

    async def edited_into(self, talk: Talk, channel: Channel, text: str) -> None:
        await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD, name="q"), channel)
        await talk.conversation.edited(talk.asked(text, name="q"), channel)

    async def test_in_shadow(self) -> None:
        talk, channel = Talk(rules=SHADOW), Channel()
        await self.edited_into(talk, channel, ASKED)
        assert channel.sent == 1

    async def test_while_its_entry_was_cooling_down(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await talk.conversation.take(talk.asked(ASKED, surface=Surface.OVERHEARD), channel)
        await self.edited_into(talk, channel, ASKED)
        assert channel.sent == 2

    async def test_after_it_was_answered_unasked(self) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await self.edited_into(talk, channel, UNSURE)
        assert [type(saying) for saying in channel.said] == [Suggestions]


class TestFailing:
    """A fault, and what comes after it."""

    @pytest.mark.parametrize("press", [Share("shelf-life"), Give("shelf-life", "bobs-message")])
    async def test_in_publishing_is_shown_only_to_the_presser(self, press: Share | Give) -> None:
        talk, channel = Talk(), FailsOnce()
        presser = Presser(platform="town square", id="ada", name="Ada", channel="general", message="m", is_private=True)
        reaction = await talk.conversation.press(press, presser)
        assert isinstance(reaction, Publish)
        for _ in range(2):
            told = await talk.conversation.publish(reaction, channel)
            assert told.saying == Notice(text=wording.NOT_POSTED)
        assert channel.said == []

    async def test_the_excuse_goes_with_its_question(self) -> None:
        talk, channel = Talk(), FailsOnce()
        await talk.conversation.take(talk.asked(ASKED, name="q"), channel)
        assert channel.said == [Notice(text=wording.FAILED)]
        await talk.conversation.deleted("town square", "q", channel)
        assert channel.said == []

    async def test_an_edit_of_a_question_that_could_not_be_answered_is_answered(self) -> None:
        talk, channel = Talk(), Channel(refusal=DeliveryError("no"))
        await talk.conversation.take(talk.asked(ASKED, name="q"), channel)
        channel.refusal = None
        await talk.conversation.edited(talk.asked(OTHER, name="q"), channel)
        assert channel.sent == 1

    async def test_an_edit_of_its_question_puts_the_answer_in_the_place_of_the_excuse(self) -> None:
        talk, channel = Talk(), FailsOnce()
        await talk.conversation.take(talk.asked(ASKED, name="q"), channel)
        await talk.conversation.edited(talk.asked(OTHER, name="q"), channel)
        assert [type(saying) for saying in channel.said] == [Answer]

    @pytest.mark.parametrize("surface", [Surface.MENTION, Surface.OVERHEARD])
    async def test_in_matching_an_edit_leaves_the_answer_as_it_was(self, surface: Surface) -> None:
        talk, channel = Talk(rules=LISTENING), Channel()
        await talk.conversation.take(talk.asked(ASKED, surface=surface, name="q"), channel)
        talk.fault = ZeroDivisionError()
        await talk.conversation.edited(talk.asked(OTHER, surface=surface, name="q"), channel)
        assert [type(saying) for saying in channel.said] == [Answer]

    async def test_in_pressing_is_shown_to_the_presser(self, monkeypatch: pytest.MonkeyPatch) -> None:
        talk = Talk()

        def fail(*_: object, **__: object) -> Post:
            raise ZeroDivisionError

        monkeypatch.setattr(talk.composer, "answer", fail)
        presser = Presser(platform="town square", id="ada", name="Ada", channel="general", message="m")
        reaction = await talk.conversation.press(Share("shelf-life"), presser)
        assert reaction.post.saying == Notice(text=wording.FAILED)  # type: ignore[union-attr]


class TestBeyondTheLimit:
    """A question too many."""

    async def test_is_in_the_log_by_its_id(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("INFO")
        talk, channel = Talk(a_minute=1), Channel()
        for number in range(3):
            await talk.conversation.take(talk.asked(ASKED, name=f"q{number}"), channel)
        assert "q2" in [fields.get("question") for _, fields in logged(caplog)]

    async def test_is_answered_when_it_is_edited_later(self) -> None:
        talk, channel = Talk(a_minute=1), Channel()
        for number in range(3):
            await talk.conversation.take(talk.asked(ASKED, name=f"q{number}"), channel)
        talk.clock.advance(minutes=2)
        await talk.conversation.edited(talk.asked(OTHER, name="q2"), channel)
        assert isinstance(channel.said[-1], Answer)


@pytest.mark.parametrize("text", ["thanks!", "hello"])
async def test_a_pleasantry_in_a_thread_is_left_to_those_it_is_meant_for(text: str) -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(ASKED, thread="t"), channel)
    await talk.conversation.take(talk.asked(text, surface=Surface.OVERHEARD, thread="t"), channel)
    assert channel.sent == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("my aunt asked me about it", []),
        ("and for my aunt?", [Declined]),
        ("how much does a kilo cost", [Declined]),
        (OTHER, [Answer]),
    ],
    ids=["a remark", "a question", "a topic that is known not to be covered", "an entry"],
)
async def test_what_the_asker_says_in_their_thread_without_a_mention_gets_no_no_unless_it_is_a_question(
    text: str, kinds: list[type]
) -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(ASKED, thread="t"), channel)
    await talk.conversation.take(talk.asked(text, surface=Surface.OVERHEARD, thread="t"), channel)
    assert [type(saying) for saying in channel.said] == [Answer, *kinds]


async def test_a_remark_in_a_thread_may_become_a_question() -> None:
    talk, channel = Talk(), Channel()
    await talk.conversation.take(talk.asked(ASKED, thread="t"), channel)
    await talk.conversation.take(talk.asked("my aunt", surface=Surface.OVERHEARD, thread="t", name="q"), channel)
    for text, said in (("oh, my aunt", [Answer]), (OTHER, [Answer, Answer])):
        await talk.conversation.edited(talk.asked(text, surface=Surface.OVERHEARD, thread="t", name="q"), channel)
        assert [type(saying) for saying in channel.said] == said
