"""A press leads to what its button says, for those who may press it."""

import asyncio
from dataclasses import replace

import pytest

from bot.core import wording
from bot.core.press import (
    Give,
    Helpful,
    NoneOfThese,
    NotHelpful,
    Pick,
    Press,
    Presser,
    Privately,
    Publish,
    Reaction,
    Remove,
    Replace,
    Share,
    ShowEntry,
    ShowSection,
    ShowTopics,
    TakeBack,
    encode,
)
from bot.core.question import Origin, Surface
from bot.core.records import Click, Outcome, Record, State, Vote
from bot.core.reply import Answer, Notice, Post, SectionTopics, Topics
from bot.errors import StoreError
from bot.storage.memory_store import MemoryStore
from tests.engine.talking import START, Channel, Talk
from tests.small_faq import BREWING, FAQ, STORING, WATER

ENTRY = "water-temperature"
GONE = replace(FAQ, entries=FAQ.entries[1:])
UNSURE = "water temperature minutes"
LONG_REPLY = ("reply-a", "reply-b", "reply-c")


class Noting(MemoryStore):
    """A store that shows what was clicked and voted."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.clicked: list[Click] = []
        self.voted: list[Vote] = []

    async def click(self, click: Click) -> bool:
        self.clicked.append(click)
        return await super().click(click)

    async def vote(self, vote: Vote) -> None:
        self.voted.append(vote)
        await super().vote(vote)


class Failing(MemoryStore):
    """A store whose every use by a press fails."""

    async def click(self, click: Click) -> bool:
        raise StoreError("the disk is full")

    async def vote(self, vote: Vote) -> None:
        raise StoreError("the disk is full")

    async def find_by_reply(self, platform: str, reply: str) -> Record | None:
        raise StoreError("the disk is full")

    async def remove(self, platform: str, question: str) -> Record | None:
        raise StoreError("the disk is full")


class Silent(MemoryStore):
    """A store that never answers a vote."""

    async def vote(self, vote: Vote) -> None:
        await asyncio.get_running_loop().create_future()


def presser(
    person: str = "ada", *, message: str = "reply-b", is_moderator: bool = False, is_private: bool = False
) -> Presser:
    """Somebody who presses a button."""
    return Presser(
        platform="town square", id=person, name=person.title(), channel="general", message=message,
        is_moderator=is_moderator, is_private=is_private,
    )  # fmt: skip


async def origin_of_long_reply(talk: Talk) -> Origin:
    """The origin of a question of Ada's that was replied to in several messages."""
    origin = talk.asked(UNSURE, name="q1").origin
    assert origin
    await talk.store.claim(origin)
    await talk.store.settle(origin, Outcome(state=State.ANSWERED, replies=LONG_REPLY), at=talk.clock())
    return origin


async def pressed(press: Press, by: Presser | None = None, *, talk: Talk | None = None) -> Reaction:
    """What a press leads to."""
    return await (talk or Talk()).conversation.press(press, by or presser())


def remark_in(reaction: Reaction) -> str:
    """What only the presser is told."""
    assert isinstance(reaction, Privately)
    assert reaction.post.is_private
    assert isinstance(reaction.post.saying, Notice)
    return reaction.post.saying.text


def entry_in(post: Post) -> str:
    """The entry that a post answers with."""
    assert isinstance(post.saying, Answer)
    return post.saying.entry.id


class TestVoting:
    """Helpful and Not helpful."""

    @pytest.mark.parametrize(
        ("press", "thanks", "votes"),
        [
            (Helpful(ENTRY), wording.THANKS_FOR_HELPFUL, (1, 0)),
            (NotHelpful(ENTRY), wording.THANKS_FOR_NOT_HELPFUL, (0, 1)),
        ],
    )
    async def test_a_vote_is_counted_and_thanked_for_privately(
        self, press: Press, thanks: str, votes: tuple[int, int]
    ) -> None:
        talk = Talk()
        assert remark_in(await pressed(press, talk=talk)) == thanks
        assert await talk.store.votes(ENTRY) == votes

    @pytest.mark.parametrize(
        ("presses", "votes"),
        [
            ((Helpful(ENTRY), Helpful(ENTRY)), (1, 0)),
            ((Helpful(ENTRY), NotHelpful(ENTRY)), (0, 1)),
            ((NotHelpful(ENTRY), Helpful(ENTRY), NotHelpful(ENTRY), Helpful(ENTRY)), (1, 0)),
        ],
    )
    async def test_a_person_has_one_vote_and_may_change_it(
        self, presses: tuple[Press, ...], votes: tuple[int, int]
    ) -> None:
        talk = Talk()
        for press in presses:
            await pressed(press, talk=talk)
        assert await talk.store.votes(ENTRY) == votes

    async def test_everybody_has_a_vote(self) -> None:
        talk = Talk()
        for person in ("ada", "bob", "eve"):
            await pressed(Helpful(ENTRY), presser(person), talk=talk)
        assert await talk.store.votes(ENTRY) == (3, 0)

    async def test_a_person_has_a_vote_on_each_reply(self) -> None:
        talk = Talk()
        for message in ("reply-a", "reply-b"):
            await pressed(Helpful(ENTRY), presser(message=message), talk=talk)
        assert await talk.store.votes(ENTRY) == (2, 0)

    async def test_a_vote_says_who_when_and_on_what(self) -> None:
        store = Noting()
        await pressed(NotHelpful(ENTRY), talk=Talk(store=store))
        assert store.voted == [
            Vote(platform="town square", reply="reply-b", entry=ENTRY, voter="ada", is_helpful=False, cast_at=START)
        ]

    @pytest.mark.parametrize("press", [Helpful(ENTRY), NotHelpful(ENTRY)])
    async def test_a_vote_that_could_not_be_noted_is_not_thanked_for_as_if_it_were(
        self, press: Press, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert remark_in(await pressed(press, talk=Talk(store=Failing()))) == wording.VOTE_IS_LOST
        assert "the disk is full" in caplog.text

    async def test_a_store_that_hangs_keeps_no_voter_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.engine.store_calls.PATIENCE_SECONDS", 0.0)
        assert remark_in(await pressed(Helpful(ENTRY), talk=Talk(store=Silent()))) == wording.VOTE_IS_LOST


class TestPicking:
    """One of the suggestions, or none."""

    async def test_the_askers_pick_takes_the_place_of_all_of_the_suggestions(self) -> None:
        talk = Talk()
        origin = await origin_of_long_reply(talk)
        reaction = await pressed(Pick(ENTRY, "ada"), talk=talk)
        assert isinstance(reaction, Replace)
        assert (entry_in(reaction.post), reaction.messages, reaction.origin) == (ENTRY, LONG_REPLY, origin)

    @pytest.mark.parametrize("is_private", [True, False])
    async def test_the_askers_pick_is_as_private_as_the_suggestions_were(self, *, is_private: bool) -> None:
        reaction = await pressed(Pick(ENTRY, "ada"), presser(is_private=is_private))
        assert isinstance(reaction, Replace)
        assert reaction.post.is_private is is_private

    async def test_somebody_else_looks_at_their_pick_on_their_own(self) -> None:
        reaction = await pressed(Pick(ENTRY, "ada"), presser("bob"))
        assert isinstance(reaction, Privately)
        assert (entry_in(reaction.post), reaction.post.asker, reaction.post.is_private) == (ENTRY, "bob", True)

    async def test_an_answer_that_was_picked_leads_on(self) -> None:
        reaction = await pressed(Pick(ENTRY, "ada"))
        assert isinstance(reaction, Replace)
        assert [entry.id for entry in reaction.post.see_also] == ["steeping-time"]

    @pytest.mark.parametrize("store", [MemoryStore, Failing])
    async def test_without_a_record_the_message_with_the_button_is_replaced(self, store: type[MemoryStore]) -> None:
        reaction = await pressed(Pick(ENTRY, "ada"), talk=Talk(store=store()))
        assert isinstance(reaction, Replace)
        assert (entry_in(reaction.post), reaction.messages, reaction.origin) == (ENTRY, ("reply-b",), None)

    @pytest.mark.parametrize(("person", "kind"), [("ada", Replace), ("bob", Privately)])
    async def test_a_pick_that_the_faq_has_no_longer_says_so(self, person: str, kind: type) -> None:
        talk = Talk()
        talk.faq = GONE
        reaction = await pressed(Pick(ENTRY, "ada"), presser(person), talk=talk)
        assert isinstance(reaction, Replace | Privately)
        assert isinstance(reaction, kind)
        assert reaction.post.saying == Notice(text=wording.ENTRY_IS_GONE, sections=(BREWING, STORING))

    @pytest.mark.parametrize("is_private", [True, False])
    async def test_when_none_was_meant_the_topics_take_the_place_of_the_suggestions(self, *, is_private: bool) -> None:
        talk = Talk()
        origin = await origin_of_long_reply(talk)
        reaction = await pressed(NoneOfThese("ada"), presser(is_private=is_private), talk=talk)
        assert isinstance(reaction, Replace)
        assert reaction.post.saying == Notice(text=wording.NONE_WAS_MEANT, sections=(BREWING, STORING))
        assert (reaction.messages, reaction.origin, reaction.post.is_private) == (LONG_REPLY, origin, is_private)

    @pytest.mark.parametrize("is_moderator", [True, False])
    async def test_only_the_asker_can_say_that_none_was_meant(self, *, is_moderator: bool) -> None:
        reaction = await pressed(NoneOfThese("ada"), presser("bob", is_moderator=is_moderator))
        assert remark_in(reaction) == wording.NOT_YOURS_TO_PICK

    async def test_what_was_picked_becomes_the_reply_to_the_question(self) -> None:
        talk, channel = Talk(), Channel()
        origin = await origin_of_long_reply(talk)
        channel.posts = dict.fromkeys(LONG_REPLY, talk.composer.topics(asker="ada"))
        reaction = await pressed(Pick(ENTRY, "ada"), talk=talk)
        assert isinstance(reaction, Replace)
        assert await talk.conversation.pick(reaction, channel)
        record = await talk.store.find("town square", origin.id)
        assert record
        assert (record.outcome.entry, record.outcome.replies) == (ENTRY, LONG_REPLY[:1])

    async def test_a_list_that_was_leafed_through_is_noted_nowhere(self) -> None:
        talk, channel = Talk(), Channel()
        channel.posts = {"reply-b": talk.composer.topics(asker="ada")}
        reaction = await pressed(ShowTopics(), presser(is_private=True), talk=talk)
        assert isinstance(reaction, Replace)
        assert await talk.conversation.pick(reaction, channel)
        assert await talk.store.find_by_reply("town square", "reply-b") is None

    async def test_suggestions_lead_all_the_way_to_an_answer(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(UNSURE, name="q1"), channel)
        (reply,) = channel.posts
        reaction = await pressed(Pick(ENTRY, "ada"), presser(message=reply), talk=talk)
        assert isinstance(reaction, Replace)
        assert await talk.conversation.pick(reaction, channel)
        await talk.conversation.deleted("town square", "q1", channel)
        assert channel.said == []


class TestRemoving:
    """Removing a reply."""

    @pytest.mark.parametrize(
        "by", [presser("ada"), presser("bob", is_moderator=True)], ids=["the asker", "a moderator"]
    )
    async def test_all_messages_of_a_reply_go_and_stay_away(self, by: Presser) -> None:
        talk = Talk()
        origin = await origin_of_long_reply(talk)
        assert await pressed(Remove("ada"), by, talk=talk) == TakeBack(messages=LONG_REPLY)
        record = await talk.store.find("town square", origin.id)
        assert record
        assert record.outcome.state is State.REMOVED

    async def test_nobody_else_can_remove_a_reply(self) -> None:
        talk = Talk()
        origin = await origin_of_long_reply(talk)
        assert remark_in(await pressed(Remove("ada"), presser("bob"), talk=talk)) == wording.NOT_YOURS_TO_REMOVE
        record = await talk.store.find("town square", origin.id)
        assert record
        assert record.outcome.state is State.ANSWERED

    async def test_what_could_not_be_deleted_can_be_removed_again(self) -> None:
        talk = Talk()
        await origin_of_long_reply(talk)
        reactions = [await pressed(Remove("ada"), talk=talk) for _ in range(2)]
        assert reactions == [TakeBack(messages=LONG_REPLY)] * 2

    @pytest.mark.parametrize("store", [MemoryStore, Failing])
    async def test_without_a_record_the_message_with_the_button_goes(self, store: type[MemoryStore]) -> None:
        assert await pressed(Remove("ada"), talk=Talk(store=store())) == TakeBack(messages=("reply-b",))

    async def test_an_edit_does_not_bring_it_back(self) -> None:
        talk, channel = Talk(), Channel()
        await talk.conversation.take(talk.asked(UNSURE, name="q1"), channel)
        (reply,) = channel.posts
        reaction = await pressed(Remove("ada"), presser(message=reply), talk=talk)
        assert isinstance(reaction, TakeBack)
        await channel.remove(reaction.messages)
        await talk.conversation.edited(talk.asked("does old tea go bad", name="q1"), channel)
        assert channel.said == []


class TestPublishing:
    """Share, and Reply with this."""

    @pytest.mark.parametrize(
        ("press", "message", "done"),
        [(Share(ENTRY), None, wording.SHARED), (Give(ENTRY, "m1"), "m1", wording.GIVEN)],
        ids=["share", "give"],
    )
    async def test_all_are_shown_the_answer_in_the_name_of_the_presser(
        self, press: Press, message: str | None, done: str
    ) -> None:
        reaction = await pressed(press, presser("bob", is_private=True))
        assert isinstance(reaction, Publish)
        post = reaction.post
        assert (entry_in(post), post.is_private, post.given_by, post.asker) == (ENTRY, False, "Bob", "bob")
        assert reaction.message == message
        assert (reaction.done.saying, reaction.done.is_private) == (Notice(text=done), True)

    @pytest.mark.parametrize("press", [Share(ENTRY), Give(ENTRY, "m1")])
    async def test_it_is_claimed_in_the_name_of_the_message_with_the_button(self, press: Press) -> None:
        reaction = await pressed(press)
        assert isinstance(reaction, Publish)
        assert reaction.origin == Origin(
            platform="town square", id="from reply-b", channel="general", asker="ada", surface=Surface.SHORTCUT,
            sent_at=START,
        )  # fmt: skip

    @pytest.mark.parametrize("press", [Share(ENTRY), Give(ENTRY, "m1")])
    async def test_only_the_presser_learns_that_an_entry_is_gone(self, press: Press) -> None:
        talk = Talk()
        talk.faq = GONE
        reaction = await pressed(press, talk=talk)
        assert remark_in(reaction) == wording.ENTRY_IS_GONE
        assert isinstance(reaction, Privately)
        assert reaction.post.given_by is None

    async def test_pressed_again_and_again_it_is_posted_once(self) -> None:
        talk, channel = Talk(), Channel()
        for _ in range(3):
            reaction = await pressed(Share(ENTRY), talk=talk)
            assert isinstance(reaction, Publish)
            await talk.conversation.publish(reaction, channel)
        assert [post.given_by for post in channel.posts.values()] == ["Ada"]

    async def test_after_a_restart_it_is_still_posted_once(self) -> None:
        store, channel = MemoryStore(), Channel()
        for talk in (Talk(store=store), Talk(store=store)):
            reaction = await pressed(Share(ENTRY), talk=talk)
            assert isinstance(reaction, Publish)
            await talk.conversation.publish(reaction, channel)
        assert channel.sent == 1

    async def test_the_person_who_had_it_posted_can_remove_it(self) -> None:
        talk, channel = Talk(), Channel()
        reaction = await pressed(Share(ENTRY), talk=talk)
        assert isinstance(reaction, Publish)
        await talk.conversation.publish(reaction, channel)
        (shared,) = channel.posts
        removal = await pressed(Remove(reaction.post.asker), presser(message=shared), talk=talk)
        assert removal == TakeBack(messages=(shared,))


class TestBrowsing:
    """Topics, their questions, their answers."""

    @pytest.mark.parametrize(
        ("press", "kind"), [(ShowTopics(start=1), Topics), (ShowSection("brewing", start=1), SectionTopics)]
    )
    async def test_a_list_of_ones_own_is_leafed_through_in_place(self, press: Press, kind: type) -> None:
        reaction = await pressed(press, presser(is_private=True))
        assert isinstance(reaction, Replace)
        assert (reaction.messages, reaction.origin) == (("reply-b",), None)
        assert isinstance(reaction.post.saying, kind)
        assert isinstance(reaction.post.saying, Topics | SectionTopics)
        assert reaction.post.saying.start == 1

    @pytest.mark.parametrize("press", [ShowTopics(), ShowSection("brewing"), ShowEntry(ENTRY)])
    async def test_what_all_see_stays_and_the_presser_looks_on_their_own(self, press: Press) -> None:
        reaction = await pressed(press, presser("bob"))
        assert isinstance(reaction, Privately)
        assert (reaction.post.asker, reaction.post.is_private) == ("bob", True)

    @pytest.mark.parametrize("is_private", [True, False])
    async def test_an_answer_leaves_its_list_open(self, *, is_private: bool) -> None:
        reaction = await pressed(ShowEntry(ENTRY), presser(is_private=is_private))
        assert isinstance(reaction, Privately)
        assert entry_in(reaction.post) == WATER.id

    @pytest.mark.parametrize(
        ("press", "text"),
        [(ShowEntry(ENTRY), wording.ENTRY_IS_GONE), (ShowSection("never-there"), wording.SECTION_IS_GONE)],
        ids=["entry", "section"],
    )
    async def test_what_the_faq_has_no_longer_says_so(self, press: Press, text: str) -> None:
        talk = Talk()
        talk.faq = GONE
        assert remark_in(await pressed(press, talk=talk)) == text

    async def test_a_section_that_is_gone_makes_place_for_the_topics(self) -> None:
        reaction = await pressed(ShowSection("never-there"), presser(is_private=True))
        assert isinstance(reaction, Replace)
        assert reaction.post.saying == Notice(text=wording.SECTION_IS_GONE, sections=(BREWING, STORING))


class TestRecording:
    """What is remembered of a press."""

    @pytest.mark.parametrize(
        "press", [Pick(ENTRY, "ada"), NoneOfThese("ada"), Remove("ada"), Share(ENTRY), Give(ENTRY, "m1")], ids=encode
    )
    @pytest.mark.parametrize("person", ["ada", "bob"])
    async def test_a_choice_is_recorded_with_whose_it_is(self, press: Press, person: str) -> None:
        store = Noting()
        await pressed(press, presser(person), talk=Talk(store=store))
        assert store.clicked == [
            Click(platform="town square", reply="reply-b", person=person, press=encode(press), clicked_at=START)
        ]

    @pytest.mark.parametrize("press", [ShowTopics(), ShowSection("brewing"), ShowEntry(ENTRY), Helpful(ENTRY)])
    async def test_browsing_and_voting_are_no_choices(self, press: Press) -> None:
        store = Noting()
        await pressed(press, talk=Talk(store=store))
        assert store.clicked == []

    @pytest.mark.parametrize(
        ("press", "kind"),
        [
            (Pick(ENTRY, "ada"), Replace),
            (NoneOfThese("ada"), Replace),
            (Remove("ada"), TakeBack),
            (Share(ENTRY), Publish),
            (Give(ENTRY, "m1"), Publish),
            (ShowTopics(), Privately),
        ],
        ids=lambda value: value.__name__ if isinstance(value, type) else encode(value),
    )
    async def test_a_store_that_fails_takes_nothing_from_a_press(self, press: Press, kind: type) -> None:
        assert isinstance(await pressed(press, talk=Talk(store=Failing())), kind)

    async def test_a_store_that_can_only_be_read_keeps_no_reply_from_being_removed(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        class ReadOnly(MemoryStore):
            async def remove(self, platform: str, question: str) -> Record | None:
                raise StoreError("it is read-only")

        talk = Talk(store=ReadOnly())
        await origin_of_long_reply(talk)
        assert await pressed(Remove("ada"), talk=talk) == TakeBack(messages=LONG_REPLY)
        assert "it is read-only" in caplog.text

    async def test_the_time_of_a_press_comes_from_the_clock(self) -> None:
        store = Noting()
        talk = Talk(store=store)
        talk.clock.advance(hours=1)
        await pressed(Pick(ENTRY, "ada"), talk=talk)
        assert [click.clicked_at for click in store.clicked] == [talk.clock()]
