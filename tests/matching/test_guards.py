"""What no answer may rest on: what somebody does not want, and words of which any question is made."""

import pytest
from hypothesis import given

from bot.matching.guards import is_bare_frame, no_evidence, without_negated, words_of
from tests.matching.texts import any_text


@pytest.mark.parametrize(
    "text",
    ["how do I get a", "what is it", "Can anybody help me, please?", "How about this one?", "why?", "what's that", ""],
)
def test_a_bare_frame_asks_nothing(text: str) -> None:
    assert is_bare_frame(text)


@pytest.mark.parametrize("text", ["how do I get a job", "why tea?", "PhD", "what is C++", "とは", "how hot is it"])
def test_one_telling_word_makes_it_a_question(text: str) -> None:
    assert not is_bare_frame(text)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to make tea",
        "I do not want tea",
        "i don't really need a kettle",
        "We're not interested in green tea.",
        "I am not asking about tea",
        "I never wish to see a tea bag again",
        "I'm no longer looking for a tin",
        "I don't care about the temperature, just saying.",
        "We would not want to boil it.",
        "I won't need a kettle",
    ],
)
def test_what_is_not_wanted_is_no_question(text: str) -> None:
    assert without_negated(text) == ""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I don't want a kettle. How hot should water be?", "How hot should water be?"),
        ("I don't want to boil it, but how hot should it be", "how hot should it be"),
        ("I'm not asking about coffee\nwhich tea is best", "which tea is best"),
        ("I don't want tea. It rains. How long does it keep?", "It rains. How long does it keep?"),
    ],
)
def test_what_is_asked_beside_it_is_left(text: str, left: str) -> None:
    assert without_negated(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "why don't I want tea?",
        "what if I don't want to boil the water",
        "should I not want sugar?",
        "tea without sugar",
        "does it not keep",
        "how long does tea keep",
        "I want tea",
    ],
)
def test_a_question_with_a_no_in_it_is_still_a_question(text: str) -> None:
    assert without_negated(text) == text


@pytest.mark.parametrize(("text", "why"), [("how do I get a", "any question"), ("I don't want tea", "does not want")])
def test_what_is_no_evidence_is_told(text: str, why: str) -> None:
    assert why in str(no_evidence(text, expected=("how long does tea keep",)))


@pytest.mark.parametrize("text", ["how long does tea keep", "I don't want a kettle. How hot should water be?"])
def test_a_question_is_evidence(text: str) -> None:
    assert no_evidence(text, expected=()) is None


def test_an_entry_may_be_asked_for_as_its_examples_ask() -> None:
    assert no_evidence("who are you", expected=()) is not None
    assert no_evidence("who are you", expected=("tea?", "What are you?")) is None


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert words_of("What's up, TEA-time?") == ["what's", "up", "tea", "time"]


@given(any_text)
def test_any_text_is_looked_at(text: str) -> None:
    assert is_bare_frame(text) <= all(word.isascii() for word in words_of(text))
    left = without_negated(text)
    assert left == text or len(left) < len(text)
