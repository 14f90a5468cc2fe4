"""An id, a question or an example is found again however it is written."""

import pytest
from hypothesis import given

from bot.core.entries import Entry, Faq, Uncovered
from bot.matching.exact import exact_texts, key_of
from tests.matching.tea import BREWING, FAQ, WATER
from tests.matching.texts import any_text


@pytest.mark.parametrize(
    "written",
    ["how hot should the water be", "HOW HOT should the water be?!", "how  hot - should the water, be…",
     "how_hot_should_the_water_be"],
)  # fmt: skip
def test_case_and_punctuation_do_not_count(written: str) -> None:
    assert key_of(written) == key_of(WATER.question)


def test_words_and_their_order_count() -> None:
    assert key_of("the water should be how hot") != key_of(WATER.question)
    assert key_of("C") != key_of("C3")


def test_technical_names_differ_from_the_letters_in_them() -> None:
    assert len({key_of(f"should I learn {name}?") for name in ("C", "C++", "C#", "net", ".NET")}) == 5


def test_ids_questions_and_examples_are_listed_with_their_class() -> None:
    exact = exact_texts(FAQ)
    assert (
        exact["water temperature"] == exact["how hot should the water be"] == exact["should i use boiling water"] == 0
    )
    assert exact["how much does a kilo cost"] == len(FAQ.entries)


def test_what_is_covered_comes_before_what_is_not_and_the_first_before_the_next() -> None:
    first, second = (
        Entry(id=name, section=BREWING, question="Why?", answer="", examples=("same",)) for name in ("a", "b")
    )
    topic = Uncovered(id="t", topic="Topic", examples=("same", "other", "…"))
    exact = exact_texts(Faq(sections=(BREWING,), entries=(first, second), not_covered=(topic,)))
    assert exact == {"a": 0, "why": 0, "same": 0, "b": 1, "other": 2}


@given(any_text)
def test_a_key_is_its_own_key(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)
