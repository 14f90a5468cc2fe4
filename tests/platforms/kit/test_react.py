"""What comes of a press and of a command, in a place that keeps what it is told."""

from dataclasses import dataclass, field

import pytest

from bot.core import wording
from bot.core.press import Give, Helpful, Pick, Press, Presser, Publish, Remove, Share
from bot.core.question import Origin
from bot.core.reply import Answer, Notice, Post, Topics
from bot.engine.conversation import Conversation
from bot.engine.observer import Observer, Trouble
from bot.errors import DeliveryError
from bot.platforms.kit.react import react, show
from tests.engine.talking import Channel, Talk
from tests.logged import logged

UNSURE = "water temperature minutes"
PLATFORM = "town square"


class Failures(Observer):
    """An observer that counts failures alone."""

    def __init__(self) -> None:
        """Count from zero."""
        self.seen: list[tuple[str, Trouble]] = []

    def failed(self, platform: str, trouble: Trouble) -> None:
        self.seen.append((platform, trouble))


@dataclass(kw_only=True)
class Corner:
    """A place of the kit's; ``obstacle`` is why nothing can be posted for all."""

    presser: Presser
    alone: Channel = field(default_factory=Channel)
    public: Channel = field(default_factory=Channel)
    obstacle: str = ""
    acknowledged: int = 0
    concluded: list[tuple[object, bool]] = field(default_factory=list)

    def in_place(self, _: Origin | None) -> Channel:
        return self.public

    def for_all(self, _: Publish) -> Channel | str:
        return self.obstacle or self.public

    async def acknowledge(self) -> None:
        self.acknowledged += 1

    async def conclude(self, told: Post, *, is_done: bool) -> None:
        self.concluded.append((told.saying, is_done))


@pytest.fixture
def talk() -> Talk:
    """A conversation out of the small FAQ."""
    return Talk()


@pytest.fixture
def corner() -> Corner:
    """Where Ada presses a button on some message."""
    return Corner(presser=presser("m1"))


def presser(message: str, *, is_private: bool = False) -> Presser:
    """Ada, on a message of the bot's."""
    return Presser(platform=PLATFORM, id="ada", name="Ada", channel="general", message=message, is_private=is_private)


async def test_a_vote_is_thanked_for_alone(talk: Talk, corner: Corner) -> None:
    await react(talk.conversation, Helpful("shelf-life"), corner)
    assert corner.alone.said == [Notice(text=wording.THANKS_FOR_HELPFUL)]
    assert corner.public.said == []


async def test_an_unknown_button_is_told_so_with_the_topics(
    talk: Talk, corner: Corner, caplog: pytest.LogCaptureFixture
) -> None:
    await react(talk.conversation, None, corner)
    (told,) = corner.alone.said
    assert isinstance(told, Notice)
    assert told.text == wording.UNKNOWN_BUTTON
    assert told.sections
    assert logged(caplog) == [("an unknown button was pressed", {"platform": PLATFORM, "message": "m1"})]


async def test_a_pick_takes_the_place_of_the_suggestions(talk: Talk, corner: Corner) -> None:
    await talk.conversation.take(talk.asked(UNSURE), corner.public)
    (message,) = corner.public.posts
    corner.presser = presser(message)
    await react(talk.conversation, Pick("shelf-life", "ada"), corner)
    (told,) = corner.public.said
    assert isinstance(told, Answer)
    assert told.entry.id == "shelf-life"


async def test_a_pick_that_comes_too_late_changes_nothing(
    talk: Talk, corner: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press is acknowledged, or the platform would call it failed."""

    async def is_too_late(*_: object) -> bool:
        return False

    monkeypatch.setattr(talk.conversation, "pick", is_too_late)
    await react(talk.conversation, Pick("shelf-life", "ada"), corner)
    assert corner.acknowledged == 1
    assert corner.public.said == []


@pytest.mark.parametrize(
    ("press", "done"), [(Share("shelf-life"), wording.SHARED), (Give("shelf-life", "q1"), wording.GIVEN)]
)
async def test_what_is_published_is_posted_once_and_concluded(
    talk: Talk, corner: Corner, press: Press, done: str
) -> None:
    for _ in range(2):
        await react(talk.conversation, press, corner)
    (shared,) = corner.public.said
    assert isinstance(shared, Answer)
    assert corner.acknowledged == 2
    assert corner.concluded == [(Notice(text=done), True), (Notice(text=wording.ALREADY_POSTED), False)]


async def test_where_nothing_can_be_posted_the_presser_is_told_why(talk: Talk, corner: Corner) -> None:
    corner.obstacle = wording.SHOWN_TO_YOU_ALONE
    await react(talk.conversation, Share("shelf-life"), corner)
    assert corner.alone.said == [Notice(text=wording.SHOWN_TO_YOU_ALONE)]
    assert (corner.public.said, corner.concluded) == ([], [])


async def test_a_reply_is_taken_back_by_its_asker(talk: Talk, corner: Corner) -> None:
    await talk.conversation.take(talk.asked("what temperature for green tea"), corner.public)
    (message,) = corner.public.posts
    corner.presser = presser(message)
    await react(talk.conversation, Remove("ada"), corner)
    assert corner.public.said == []
    assert corner.acknowledged == 1


@pytest.mark.parametrize("press", [None, Helpful("shelf-life")], ids=["unknown", "vote"])
async def test_a_reaction_that_is_not_delivered_is_counted_and_logged(
    corner: Corner, caplog: pytest.LogCaptureFixture, press: Press | None
) -> None:
    conversation, failures = watched()
    corner.alone = Channel(refusal=DeliveryError("the interaction has expired"))
    await react(conversation, press, corner)
    assert failures.seen == [(PLATFORM, Trouble.UNDELIVERED)]
    fields = {"platform": PLATFORM, "message": "m1"}
    assert ("a press could not be carried out: the interaction has expired", fields) in logged(caplog)


class TestShow:
    """Commands that show something."""

    async def test_a_post_is_shown_whether_it_takes_time_or_not(self, talk: Talk) -> None:
        async def topics_in_a_while() -> Post:
            return talk.composer.topics(asker="ada")

        for compose in (topics_in_a_while, lambda: talk.composer.topics(asker="ada")):
            channel = Channel()
            await show(talk.conversation, compose, channel, asker="ada", fields={"platform": PLATFORM, "question": "1"})
            assert isinstance(channel.said[0], Topics)

    async def test_a_fault_is_told_in_an_honest_sentence(self, talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
        def compose() -> Post:
            raise ZeroDivisionError

        channel, fields = Channel(), {"platform": PLATFORM, "question": "1"}
        await show(talk.conversation, compose, channel, asker="ada", fields=fields)
        assert channel.said == [Notice(text=wording.FAILED)]
        assert ("a post could not be composed", fields) in logged(caplog)
        assert "ZeroDivisionError" in caplog.text

    async def test_what_is_not_delivered_is_counted_and_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        conversation, failures = watched()
        channel, fields = Channel(refusal=DeliveryError("too late")), {"platform": PLATFORM, "question": "1"}
        await show(conversation, lambda: conversation.composer.topics(asker="ada"), channel, asker="ada", fields=fields)
        assert failures.seen == [(PLATFORM, Trouble.UNDELIVERED)]
        assert ("a command could not be answered: too late", fields) in logged(caplog)


def watched() -> tuple[Conversation, Failures]:
    """A conversation, and the observer that watches it."""
    talk, failures = Talk(), Failures()
    talk.conversation.observer = failures
    return talk.conversation, failures
