"""What a button carries means the same whenever it is pressed."""

import string
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.press import (
    Give,
    Helpful,
    NoneOfThese,
    NotHelpful,
    Pick,
    Press,
    Remove,
    Share,
    ShowEntry,
    ShowSection,
    ShowTopics,
    decode,
    encode,
)

LONGEST_CUSTOM_ID = 100

_word = st.text(alphabet=string.ascii_lowercase + string.digits, min_size=1)
entry_ids = st.lists(_word, min_size=1).map(lambda words: "-".join(words)[:64].rstrip("-"))
people = st.text(alphabet=string.ascii_letters + string.digits, min_size=1, max_size=24)
starts = st.integers(min_value=0, max_value=1_000_000)
presses: st.SearchStrategy[Press] = st.one_of(
    st.builds(Pick, entry=entry_ids, asker=people),
    st.builds(NoneOfThese, asker=people),
    st.builds(Helpful, entry=entry_ids),
    st.builds(NotHelpful, entry=entry_ids),
    st.builds(Remove, asker=people),
    st.builds(Share, entry=entry_ids),
    st.builds(Give, entry=entry_ids, message=people),
    st.builds(ShowTopics, start=starts),
    st.builds(ShowSection, section=entry_ids, start=starts),
    st.builds(ShowEntry, entry=entry_ids),
)
WRITTEN = {
    "pick:steeping-time:42": Pick("steeping-time", "42"),
    "none:42": NoneOfThese("42"),
    "helpful:steeping-time": Helpful("steeping-time"),
    "unhelpful:steeping-time": NotHelpful("steeping-time"),
    "remove:42": Remove("42"),
    "share:steeping-time": Share("steeping-time"),
    "give:steeping-time:7": Give("steeping-time", "7"),
    "topics:25": ShowTopics(25),
    "section:brewing:25": ShowSection("brewing", 25),
    "entry:steeping-time": ShowEntry("steeping-time"),
}


@given(presses)
def test_what_was_written_is_read_as_it_was_meant(press: Press) -> None:
    assert decode(encode(press)) == press


@given(presses)
def test_every_press_fits_into_a_custom_id(press: Press) -> None:
    assert len(encode(press)) <= LONGEST_CUSTOM_ID


@pytest.mark.parametrize(("written", "press"), WRITTEN.items())
def test_buttons_of_earlier_versions_keep_their_meaning(written: str, press: Press) -> None:
    assert decode(written) == press


def test_every_kind_of_press_can_be_written() -> None:
    assert {type(press) for press in WRITTEN.values()} == set(get_args(Press))


@given(st.text())
def test_any_text_is_read_or_not_ours(text: str) -> None:
    decode(text)


@given(st.sampled_from(sorted(WRITTEN)), st.lists(st.text(), max_size=3))
def test_any_arguments_are_read_or_not_ours(written: str, arguments: list[str]) -> None:
    decode(":".join((written.partition(":")[0], *arguments)))


@pytest.mark.parametrize(
    "written",
    [
        "",
        ":",
        "pick",
        "pick:steeping-time",
        "PICK:steeping-time:42",
        "dance:steeping-time",
        "topics:",
        "topics:-1",
        "topics:one",
        "topics:٣",
        "topics:²",
        "topics:" + "9" * 5_000,
        "section:brewing:",
    ],
    ids=lambda written: written[:20],
)
def test_the_button_of_another_program_is_not_ours(written: str) -> None:
    assert decode(written) is None
