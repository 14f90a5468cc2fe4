"""A match becomes the reply that its band asks for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.match import Match, Ranked, Thresholds
from bot.core.reply import Answer, Band, Declined, Suggestions, band_of
from bot.engine.responder import Responder, overheard_bar, to_reply
from tests.fuzzy_matcher import FuzzyMatcher
from tests.small_faq import BREWING, FAQ, PRICES, SHELF_LIFE, STEEPING, STORING, WATER

QUESTION = "?"
RANKING = tuple(Ranked(entry=entry, score=score) for entry, score in ((WATER, 0.9), (STEEPING, 0.1), (SHELF_LIFE, 0.1)))
MATCH = Match(ranking=RANKING, confidence=0.5, thresholds=Thresholds(answer=0.6, suggest=0.4), uncovered=PRICES)


@pytest.mark.parametrize(
    ("match", "band"),
    [
        (replace(MATCH, confidence=0.6), Band.ANSWER),
        (replace(MATCH, confidence=0.59), Band.SUGGEST),
        (replace(MATCH, confidence=0.4), Band.SUGGEST),
        (replace(MATCH, confidence=0.39), Band.DECLINE),
        (replace(MATCH, confidence=0.9, may_answer=False), Band.SUGGEST),
        (replace(MATCH, confidence=0.0, is_exact=True), Band.ANSWER),
    ],
)
def test_thresholds_guards_and_exact_hits_decide_the_band(match: Match, band: Band) -> None:
    assert band_of(to_reply(QUESTION, match)) is band


def test_an_answer_is_the_best_entry_with_its_score() -> None:
    assert to_reply(QUESTION, replace(MATCH, confidence=1.0)) == Answer(
        question=QUESTION, entry=WATER, score=0.9, ranking=RANKING
    )


def test_suggestions_are_the_best_three_entries() -> None:
    assert to_reply(QUESTION, MATCH) == Suggestions(
        question=QUESTION, entries=(WATER, STEEPING, SHELF_LIFE), ranking=RANKING
    )


def test_a_decline_names_the_topic_and_each_near_section_once() -> None:
    assert to_reply(QUESTION, replace(MATCH, confidence=0.0)) == Declined(
        question=QUESTION, uncovered=PRICES, nearest=(BREWING, STORING), ranking=RANKING
    )


def test_a_decline_of_nothing_names_no_section() -> None:
    nothing = tuple(Ranked(entry=ranked.entry, score=0.0) for ranked in RANKING)
    reply = to_reply(QUESTION, replace(MATCH, confidence=0.0, ranking=nothing))
    assert isinstance(reply, Declined)
    assert reply.nearest == ()


def test_many_questions_are_answered_in_their_order() -> None:
    questions = [entry.question for entry in FAQ.entries]
    replies = Responder(FuzzyMatcher(FAQ)).respond_many(iter(questions))
    assert [(reply.question, reply.ranking[0].entry) for reply in replies] == list(
        zip(questions, FAQ.entries, strict=True)
    )


@pytest.mark.parametrize(
    ("match", "band"),
    [
        (replace(MATCH, confidence=0.6), Band.SUGGEST),
        (replace(MATCH, confidence=0.89), Band.SUGGEST),
        (replace(MATCH, confidence=0.91), Band.ANSWER),
        (replace(MATCH, confidence=1.0, may_answer=False), Band.SUGGEST),
        (replace(MATCH, confidence=0.0, is_exact=True), Band.ANSWER),
        (replace(MATCH, confidence=0.39), Band.DECLINE),
    ],
)
def test_what_is_overheard_has_to_clear_a_higher_bar(match: Match, band: Band) -> None:
    assert band_of(to_reply(QUESTION, match, is_overheard=True)) is band


def test_what_addresses_the_bot_has_to_clear_the_ordinary_bar() -> None:
    assert band_of(to_reply(QUESTION, replace(MATCH, confidence=0.6))) is Band.ANSWER


@given(st.floats(min_value=0, max_value=1))
def test_the_bar_for_what_is_overheard_is_between_the_ordinary_one_and_certainty(answer: float) -> None:
    assert answer <= overheard_bar(Thresholds(answer=answer, suggest=0.0)) <= 1
