"""Texts are cut where it reads best, and never to more than they may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.kit.markdown.lengths import cut, cut_in_two, length


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("one two", "one two"),
        ("one  two\nthree four", "one two…"),
        ("abcdefghijklm", "abcdefghi…"),
        ("👍" * 9, "👍👍👍👍…"),
    ],
)
def test_a_text_is_cut_after_a_word_or_inside_a_long_one(text: str, short: str) -> None:
    assert cut(text, 10) == short


@given(st.text(), st.integers(2, 60), st.integers(2, 60))
def test_a_text_is_cut_to_the_units_that_it_may_have(text: str, most: int, most_after: int) -> None:
    first, rest = cut_in_two(text, most=most, most_after=most_after)
    assert length(first) <= most
    assert length(rest) <= most_after
