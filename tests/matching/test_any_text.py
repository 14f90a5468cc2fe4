"""Whatever is asked, three entries come back with their chances, and soon."""

import time
from string import ascii_lowercase

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.match import Match
from bot.matching.matcher import FaqMatcher
from bot.matching.speller import common_words
from tests.matching.tea import FAQ
from tests.matching.texts import HUGE, any_text

asked = st.sampled_from(["how long should tea steep", "I don't want", "which temprature", "RE", "is boba tea?", ""])
FIXTURES_ARE_SAFE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def assert_is_sound(match: Match) -> None:
    """Three different entries of the FAQ, best first, and all chances between 0 and 1."""
    scores = [ranked.score for ranked in match.ranking]
    assert len({ranked.entry.id for ranked in match.ranking}) == 3
    assert all(ranked.entry in FAQ.entries for ranked in match.ranking)
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in (*scores, match.confidence))
    assert 0 <= match.thresholds.suggest <= match.thresholds.answer <= 1


@FIXTURES_ARE_SAFE
@given(any_text)
def test_any_text_gets_a_match(matcher: FaqMatcher, text: str) -> None:
    assert_is_sound(matcher.match(text))


@FIXTURES_ARE_SAFE
@given(asked, any_text)
def test_a_question_with_anything_after_it_gets_a_match_and_an_explanation(
    matcher: FaqMatcher, question: str, rest: str
) -> None:
    explanation = matcher.explain(f"{question} {rest}")
    assert_is_sound(explanation.match)
    assert explanation.match == matcher.match(f"{question} {rest}")


@FIXTURES_ARE_SAFE
@given(st.text(ascii_lowercase + " ", max_size=80))
def test_any_letters_get_a_match(matcher: FaqMatcher, text: str) -> None:
    assert_is_sound(matcher.match(text))


TYPOS = " ".join(f"{word[:2]}q{word[2:]}" for word in common_words(9_000)[1_000:] if len(word) > 5)


@pytest.mark.parametrize("text", [*HUGE.values(), TYPOS * 20], ids=[*HUGE, "different typos"])
def test_a_megabyte_of_anything_gets_a_match_soon(matcher: FaqMatcher, text: str) -> None:
    started = time.process_time()
    assert_is_sound(matcher.match(text))
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "text",
    ["как долго хранится чай?", "お茶はどのくらい持ちますか", "كم من الوقت يدوم الشاي؟", "כמה זמן נשמר תה?",
     "چای چقدر دوام دارد؟", "Wie lange hält sich Tee?", "चाय कितने समय तक चलती है?", "차는 얼마나 오래 보관하나요?",
     "\u202eeet ot deen I erutarepmet tahw\u202c"],
)  # fmt: skip
def test_every_script_gets_a_match(matcher: FaqMatcher, text: str) -> None:
    assert_is_sound(matcher.match(text))
