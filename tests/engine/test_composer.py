"""A question, a command or a choice becomes a post, out of the FAQ as it is at that moment."""

from dataclasses import replace

import pytest

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.question import Surface
from bot.core.reply import (
    Answer,
    Declined,
    Introduction,
    Notice,
    Offer,
    Post,
    Reply,
    SectionTopics,
    Suggestions,
    Topics,
)
from bot.engine.composer import Composer, answer_of
from tests.engine.talking import Talk
from tests.small_faq import BREWING, FAQ, SHELF_LIFE, SOURCE, STEEPING, STORING, WATER

ASKED = "does old tea go bad"
UNSURE = "water temperature minutes"
UNKNOWN = "how much does a kilo cost"
WITHOUT_SHELF_LIFE = replace(FAQ, entries=(WATER, STEEPING))
WITHOUT_STEEPING = replace(FAQ, entries=(WATER, SHELF_LIFE))
EMPTY = replace(FAQ, sections=(), entries=())


async def replied(
    text: str, *, surface: Surface = Surface.MENTION, has_attachments: bool = False, talk: Talk | None = None
) -> Post:
    talk = talk or Talk()
    question = talk.asked(text, surface=surface, has_attachments=has_attachments)
    return await talk.composer.reply(question)


async def by_name(name: str, talk: Talk | None = None) -> Post:
    """What the name of a topic gets."""
    talk = talk or Talk()
    return await talk.composer.topic(name, talk.asked(name, surface=Surface.COMMAND).origin)


def entry_of(post: Post) -> Entry:
    """The entry that a post answers with."""
    assert isinstance(post.saying, Answer)
    return post.saying.entry


@pytest.mark.parametrize(("text", "kind"), [(ASKED, Answer), (UNSURE, Suggestions), (UNKNOWN, Declined)])
async def test_a_question_gets_what_the_faq_says(text: str, kind: type) -> None:
    assert isinstance((await replied(text)).saying, kind)


@pytest.mark.parametrize("is_private", [True, False])
async def test_a_reply_is_for_its_asker_and_as_private_as_wanted(*, is_private: bool) -> None:
    talk = Talk()
    question = talk.asked(ASKED, asker="bob")
    post = await talk.composer.reply(question, is_private=is_private)
    assert (post.asker, post.is_private, post.given_by) == ("bob", is_private, None)


class TestSmallTalk:
    """What is no question for the FAQ."""

    @pytest.mark.parametrize(
        ("text", "opening"), [("", ""), ("Hello!", ""), ("help", ""), ("thanks", wording.YOU_ARE_WELCOME)]
    )
    async def test_it_gets_an_introduction_with_the_topics(self, text: str, opening: str) -> None:
        assert (await replied(text)).saying == Introduction(
            sources=("Tea FAQs",), sections=(BREWING, STORING), opening=opening
        )

    @pytest.mark.parametrize("text", ["", " \n"])
    async def test_the_reply_to_a_picture_alone_says_that_only_text_is_read(self, text: str) -> None:
        saying = (await replied(text, has_attachments=True)).saying
        assert isinstance(saying, Introduction)
        assert saying.opening == wording.ONLY_TEXT

    async def test_a_picture_with_a_question_is_a_question(self) -> None:
        assert entry_of(await replied(ASKED, has_attachments=True)) == SHELF_LIFE

    @pytest.mark.parametrize(("text", "has_attachments"), [("hello", False), ("", True), ("", False)])
    async def test_among_others_it_is_left_to_the_matcher(self, text: str, *, has_attachments: bool) -> None:
        post = await replied(text, surface=Surface.OVERHEARD, has_attachments=has_attachments)
        assert not isinstance(post.saying, Introduction)

    async def test_it_costs_no_matching(self) -> None:
        talk = Talk()
        talk.fault = ZeroDivisionError()
        assert isinstance((await replied("hello", talk=talk)).saying, Introduction)


class TestIntroduction:
    """What the bot can do."""

    def test_each_source_is_named_once(self) -> None:
        leaves = replace(STORING, source=replace(SOURCE, title="Leaf FAQs"))
        talk = Talk(faq=replace(FAQ, sections=(BREWING, leaves)))
        saying = talk.composer.introduction(asker="ada").saying
        assert isinstance(saying, Introduction)
        assert saying.sources == ("Tea FAQs", "Leaf FAQs")
        assert "from Tea FAQs and Leaf FAQs," in wording.introduction(saying.sources)

    def test_a_section_without_a_question_is_no_topic(self) -> None:
        talk = Talk()
        talk.faq = WITHOUT_SHELF_LIFE
        saying = talk.composer.introduction(asker="ada").saying
        assert isinstance(saying, Introduction)
        assert saying.sections == (BREWING,)

    @pytest.mark.parametrize("is_private", [True, False])
    def test_it_is_as_private_as_wanted(self, *, is_private: bool) -> None:
        post = Talk().composer.introduction(asker="ada", is_private=is_private)
        assert (post.asker, post.is_private) == ("ada", is_private)

    def test_an_empty_faq_has_no_topics(self) -> None:
        talk = Talk()
        talk.faq = EMPTY
        assert talk.composer.introduction(asker="ada").saying == Introduction(sources=(), sections=())


class TestAnswering:
    """One entry, by its id."""

    @pytest.mark.parametrize("is_private", [True, False])
    def test_it_names_the_person_who_gave_it(self, *, is_private: bool) -> None:
        post = Talk().composer.answer("shelf-life", asker="ada", is_private=is_private, given_by="Ada")
        assert entry_of(post) == SHELF_LIFE
        assert (post.asker, post.is_private, post.given_by) == ("ada", is_private, "Ada")

    def test_an_entry_that_is_gone_says_so_and_offers_the_topics(self) -> None:
        talk = Talk()
        talk.faq = WITHOUT_SHELF_LIFE
        post = talk.composer.answer("shelf-life", asker="ada", is_private=True)
        assert post.saying == Notice(text=wording.ENTRY_IS_GONE, sections=(BREWING,))

    def test_an_entry_that_was_rewritten_is_given_as_it_is_now(self) -> None:
        talk = Talk()
        talk.faq = replace(FAQ, entries=(replace(SHELF_LIFE, answer="Two years."),))
        assert entry_of(talk.composer.answer("shelf-life", asker="ada", is_private=True)).answer == "Two years."

    def test_it_leads_on_to_what_else_to_see(self) -> None:
        assert Talk().composer.answer("water-temperature", asker="ada", is_private=True).see_also == (STEEPING,)

    def test_it_leads_on_to_nothing_that_is_gone(self) -> None:
        talk = Talk()
        talk.faq = WITHOUT_STEEPING
        assert talk.composer.answer("water-temperature", asker="ada", is_private=True).see_also == ()

    async def test_a_question_that_is_answered_leads_on_as_well(self) -> None:
        assert (await replied("does the water have to boil")).see_also == (STEEPING,)

    @pytest.mark.parametrize("text", [UNSURE, UNKNOWN, "hello"])
    async def test_nothing_but_an_answer_leads_on(self, text: str) -> None:
        assert (await replied(text)).see_also == ()

    def test_what_was_picked_is_certain(self) -> None:
        answer = answer_of(WATER)
        assert (answer.entry, answer.score, answer.question, answer.is_picked) == (WATER, 1.0, WATER.question, True)


class TestTopicByName:
    """An entry by what somebody typed or completed."""

    @pytest.mark.parametrize(
        "name",
        ["shelf-life", " shelf-life ", "How long does tea keep?", " how long does TEA keep? ", "does old tea go bad"],
        ids=["id", "id among spaces", "question", "question in other letters", "example"],
    )
    async def test_it_is_found(self, name: str) -> None:
        post = await by_name(name)
        assert entry_of(post) == SHELF_LIFE
        assert post.is_private

    @pytest.mark.parametrize("name", ["shelf-life", "how long does tea keep?"])
    async def test_a_name_that_is_exact_costs_no_matching(self, name: str) -> None:
        talk = Talk()
        talk.fault = ZeroDivisionError()
        assert entry_of(await by_name(name, talk)) == SHELF_LIFE

    @pytest.mark.parametrize(
        ("name", "kind"), [(UNSURE, Suggestions), (UNKNOWN, Declined), ("help", Introduction), (" ", Introduction)]
    )
    async def test_other_words_get_what_they_would_be_answered_with(self, name: str, kind: type) -> None:
        post = await by_name(name)
        assert isinstance(post.saying, kind)
        assert post.is_private

    @pytest.mark.parametrize(("limit", "found"), [(1, (WATER,)), (2, (WATER, STEEPING)), (9, FAQ.entries)])
    def test_a_name_is_completed_with_so_many_entries_at_most(self, limit: int, found: tuple[Entry, ...]) -> None:
        assert Talk().composer.complete("how", limit) == found


class TestOffering:
    """Entries to answer somebody's message with."""

    async def test_the_three_best_entries_are_offered_best_first(self) -> None:
        post = await Talk().composer.offer(ASKED, message="m1", asker="bob")
        assert isinstance(post.saying, Offer)
        assert (post.saying.message, post.saying.entries[0]) == ("m1", SHELF_LIFE)
        assert set(post.saying.entries) == {WATER, STEEPING, SHELF_LIFE}
        assert (post.asker, post.is_private) == ("bob", True)

    @pytest.mark.parametrize("text", [UNSURE, UNKNOWN])
    async def test_they_are_offered_however_unsure(self, text: str) -> None:
        assert isinstance((await Talk().composer.offer(text, message="m1", asker="bob")).saying, Offer)

    @pytest.mark.parametrize("text", ["", "🍵"])
    async def test_where_nothing_comes_close_that_is_said(self, text: str) -> None:
        post = await Talk().composer.offer(text, message="m1", asker="bob")
        assert (post.saying, post.is_private) == (Notice(text=wording.NOTHING_TO_OFFER), True)

    async def test_the_message_is_matched_by_its_text_alone(self) -> None:
        asked = list[str]()

        async def respond(text: str, *, surface: Surface) -> Reply:
            asked.append(text)
            return answer_of(WATER)

        composer = Composer(faq=lambda: FAQ, respond=respond, complete=lambda *_: ())
        await composer.offer(ASKED, message="m1", asker="bob")
        assert asked == [ASKED]


class TestLists:
    """Topics and their questions."""

    @pytest.mark.parametrize("start", [0, 25])
    def test_topics_are_the_sections_from_a_place_on_for_one_person(self, start: int) -> None:
        post = Talk().composer.topics(asker="ada", start=start)
        assert post.saying == Topics(sections=(BREWING, STORING), start=start)
        assert (post.asker, post.is_private) == ("ada", True)

    @pytest.mark.parametrize("start", [0, 25])
    def test_a_section_is_its_questions_from_a_place_on_for_one_person(self, start: int) -> None:
        post = Talk().composer.section("brewing", asker="ada", start=start)
        assert post.saying == SectionTopics(section=BREWING, entries=(WATER, STEEPING), start=start)
        assert (post.asker, post.is_private) == ("ada", True)

    @pytest.mark.parametrize("section", ["storing", "never-there"])
    def test_a_section_that_is_gone_or_empty_says_so_and_offers_the_topics(self, section: str) -> None:
        talk = Talk()
        talk.faq = WITHOUT_SHELF_LIFE
        post = talk.composer.section(section, asker="ada")
        assert post.saying == Notice(text=wording.SECTION_IS_GONE, sections=(BREWING,))

    @pytest.mark.parametrize(("with_topics", "sections"), [(True, (BREWING, STORING)), (False, ())])
    def test_a_notice_offers_the_topics_only_if_wanted(
        self, *, with_topics: bool, sections: tuple[Section, ...]
    ) -> None:
        post = Talk().composer.notice("Well.", asker="ada", with_topics=with_topics)
        assert post.saying == Notice(text="Well.", sections=sections)

    def test_a_notice_is_private_unless_it_is_for_all(self) -> None:
        composer = Talk().composer
        assert [
            composer.notice("Well.", asker="ada").is_private,
            composer.notice("Well.", asker="ada", is_private=False).is_private,
        ] == [True, False]
