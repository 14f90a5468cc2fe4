"""What somebody types into an entry's name brings the entry early, typos and other words included, and always soon."""

import time

import pytest
from hypothesis import HealthCheck, given, settings

from bot.core.entries import Entry, Faq, Section, Source
from bot.core.match import Ranked
from bot.matching.completion import Completer
from bot.matching.matcher import FaqMatcher
from tests.matching.tea import CONTAINER, FAQ, PLANT, REGION, SHELF_LIFE, STEEPING, WATER
from tests.matching.texts import HUGE, any_text

COMPLETER = Completer(FAQ)


def completed(text: str, *meant: Ranked) -> tuple[Entry, ...]:
    return COMPLETER.complete(text, meant, limit=25)


@pytest.mark.parametrize("text", ["", " ", "?!", "🫖", "\0"])
def test_before_anything_is_typed_each_section_has_its_turn(matcher: FaqMatcher, text: str) -> None:
    assert matcher.complete(text, limit=25) == (WATER, SHELF_LIFE, PLANT, STEEPING, CONTAINER, REGION)


@pytest.mark.parametrize("limit", [0, 1, 3, 25])
@pytest.mark.parametrize("text", ["", "how", "tea"])
def test_no_more_than_the_limit_come_back(matcher: FaqMatcher, text: str, limit: int) -> None:
    assert len(matcher.complete(text, limit=limit)) <= limit


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("whi", PLANT),
        ("where", REGION),
        ("should I ke", CONTAINER),
        ("tea steep", STEEPING),
        ("stee", STEEPING),
        ("hot wat", WATER),
        ("shelf", SHELF_LIFE),
        ("water-temp", WATER),
        ("WATER TEMP", WATER),
        ("caddy", CONTAINER),
        ("expir", SHELF_LIFE),
    ],
)
def test_words_begun_bring_their_entry_first(text: str, entry: Entry) -> None:
    assert completed(text)[0] is entry


@pytest.mark.parametrize(
    ("text", "entry"),
    [("stepe", STEEPING), ("temprat", WATER), ("wihch pl", PLANT), ("grwon", REGION), ("how lnog shuold", STEEPING)],
)
def test_a_slip_changes_nothing(text: str, entry: Entry) -> None:
    assert completed(text)[0] is entry


def test_a_middle_part_is_found_where_no_word_begins_so() -> None:
    assert completed("erature")[0] is WATER


@pytest.mark.parametrize("text", ["xq", "qqqqqqqq", "漢字"])
def test_what_nothing_is_like_completes_to_nothing(text: str) -> None:
    assert completed(text) == ()


def test_a_title_of_a_section_brings_its_entries() -> None:
    assert set(completed("brewed")[:2]) == {WATER, STEEPING}


@pytest.mark.parametrize("entry", FAQ.entries, ids=lambda entry: entry.id)
@pytest.mark.parametrize("letters", [12, 20, 100])
def test_an_entry_stays_first_while_its_question_is_typed(matcher: FaqMatcher, entry: Entry, letters: int) -> None:
    assert matcher.complete(entry.question[:letters], limit=25)[0].question[:letters] == entry.question[:letters]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("is a jar good", CONTAINER),
        ("which country", REGION),
        ("how many minutes", STEEPING),
        ("is peppermint tea really tea", PLANT),
        ("drinkable after years", SHELF_LIFE),
    ],
)
def test_other_words_bring_the_entry_that_is_meant(matcher: FaqMatcher, text: str, entry: Entry) -> None:
    assert entry in matcher.complete(text, limit=2)


def test_an_entry_that_is_meant_comes_before_those_that_share_a_word() -> None:
    assert completed("tea", Ranked(entry=WATER, score=0.9))[0] is WATER
    assert completed("tea", Ranked(entry=WATER, score=0.0)) == completed("tea")


def test_of_equals_the_first_in_the_file_comes_first() -> None:
    section = Section(id="s", title="S", source=Source(title="T", url="https://example.org"))
    entries = tuple(Entry(id=f"e{number}", section=section, question="Same?", answer="x") for number in range(9))
    assert Completer(Faq(sections=(section,), entries=entries)).complete("sam", (), limit=9) == entries


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(any_text)
def test_any_text_completes_to_different_entries_and_always_the_same(matcher: FaqMatcher, text: str) -> None:
    found = matcher.complete(text, limit=25)
    assert len({entry.id for entry in found}) == len(found)
    assert set(found) <= set(FAQ.entries)
    assert FaqMatcher.complete(matcher, text, limit=25) == found


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_megabyte_of_anything_is_completed_soon(matcher: FaqMatcher, text: str) -> None:
    started = time.process_time()
    matcher.complete(text, limit=25)
    assert time.process_time() - started < 1
