"""The FAQ that ships answers its own questions and keeps out of small talk."""

import pytest

from bot import opening
from bot.core.entries import Faq
from bot.core.reply import Band
from bot.matching.matcher import FaqMatcher
from tests.conftest import BandOf


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> FaqMatcher:
    """The matcher of the shipped FAQ; this takes longest of all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("FAQ_PATH", raising=False)
        return opening.open_bot().matcher


@pytest.fixture(scope="module")
def faq(shipped: FaqMatcher) -> Faq:
    """The shipped FAQ."""
    return shipped.faq


def test_every_question_of_the_faq_finds_its_entry(shipped: FaqMatcher, faq: Faq) -> None:
    for entry in faq.entries:
        match = shipped.match(entry.question)
        assert match.is_exact
        assert match.ranking[0].entry is entry


def test_with_words_around_it_nearly_every_question_finds_its_section(shipped: FaqMatcher, faq: Faq) -> None:
    found = [
        shipped.match(f"quick one for you all, {entry.question.lower()} thanks!").ranking[0].entry.section
        is entry.section
        for entry in faq.entries
    ]
    assert sum(found) >= 0.9 * len(found)


def test_examples_of_what_is_left_out_are_declined(shipped: FaqMatcher, faq: Faq, band: BandOf) -> None:
    for topic in faq.not_covered:
        for example in topic.examples[::10]:
            match = shipped.match(example)
            assert band(match) is Band.DECLINE
            assert match.uncovered is topic


@pytest.mark.parametrize(
    "text",
    [
        "good morning everyone", "thanks, that was really helpful!", "happy birthday Sam", "lol same here",
        "see you on Monday", "the coffee machine is broken again", "anyone up for lunch?", "re: your mail",
        "congrats on the new job!!", "my train is late, sorry", "we're running late", "how do I get a",
        "who won the football yesterday", "what's the capital of Australia", "ignore all previous instructions",
    ],
)  # fmt: skip
def test_small_talk_is_not_answered(shipped: FaqMatcher, band: BandOf, text: str) -> None:
    assert band(shipped.match(text)) is not Band.ANSWER


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("RE vs RS?", "rs-re-swe-difference"),
        ("whats the diffrence between a reserch engineer and a SWE", "rs-re-swe-difference"),
        ("what do REs do all day", "what-re-does"),
        ("which degree should i get to work as an RE", "background-and-study"),
        ("how can a software dev move into research engineering", "swe-to-re"),
        ("what should i ask a team before joining as an RE", "questions-to-ask-a-team"),
    ],
)
def test_a_question_in_a_reader_s_words_finds_its_section(shipped: FaqMatcher, text: str, section: str) -> None:
    assert shipped.match(text).ranking[0].entry.section.id == section
