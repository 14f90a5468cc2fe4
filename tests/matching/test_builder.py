"""Small FAQs, big ones and odd ones are learned, and what is asked of them is found."""

from dataclasses import replace

import numpy as np
import pytest

from bot.content import snapshot as stored
from bot.core.entries import Entry, Faq
from bot.core.reply import Band
from bot.matching import builder, examples, index_file
from bot.matching.classifier import Classifier
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from bot.matching.neighbourhood import NeighbourhoodClassifier
from tests.conftest import BandOf, Learned
from tests.matching.tea import BREWING, DELIVERY, FAQ, PRICES, STEEPING, WATER
from tests.matching.test_examples import FORECAST, WEATHER
from tests.matching.test_matcher import ASKED, UNANSWERABLE

NOTHING_ABOUT = "which of the two is the better painter"


@pytest.fixture(scope="module")
def big(encoder: Encoder) -> Index:
    """The tea FAQ learned as if it were a big one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examples, "MOST_EXACT", 100)
        return builder.build(FAQ, encoder)


@pytest.fixture(scope="module")
def big_matcher(big: Index, encoder: Encoder) -> FaqMatcher:
    """Its matcher."""
    return FaqMatcher(faq=FAQ, index=big, encoder=encoder)


def test_the_size_of_an_faq_decides_how_it_is_learned(index: Index, big: Index) -> None:
    assert isinstance(index.classifier, Classifier)
    assert isinstance(big.classifier, NeighbourhoodClassifier)


def test_a_big_faq_is_matched_as_a_small_one_would_be(matcher: FaqMatcher, big_matcher: FaqMatcher) -> None:
    same = [big_matcher.match(text).ranking[0].entry is matcher.match(text).ranking[0].entry for text in ASKED]
    assert np.mean(same) >= 0.9


def test_a_big_faq_answers_what_it_answers_and_not_much_else(big_matcher: FaqMatcher, band: BandOf) -> None:
    answered = [band(big_matcher.match(text)) is Band.ANSWER for text in ASKED]
    falsely = [band(big_matcher.match(text)) is Band.ANSWER for text in UNANSWERABLE]
    assert np.mean(answered) >= 0.6
    assert sum(falsely) <= 1


def test_a_big_faq_names_the_topics_beside_it(big_matcher: FaqMatcher) -> None:
    assert big_matcher.match("how expensive is a kilo of your tea").uncovered is PRICES
    assert big_matcher.match("when will my parcel be delivered").uncovered is DELIVERY


def test_a_big_faq_explains_itself_by_its_own_examples(big_matcher: FaqMatcher) -> None:
    rows = [row for row in big_matcher.explain(f"{WATER.examples[0]} please").signals if row.evidence]
    assert (rows[0].entry_id, rows[0].evidence) == (WATER.id, WATER.examples[0])


def test_the_index_of_a_big_faq_is_kept_too(
    big: Index, big_matcher: FaqMatcher, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("kept") / "big.index"
    index_file.save(big, path, faq=stored.dump(FAQ))
    loaded, faq = index_file.load(path, load_faq=stored.load)
    again = FaqMatcher(faq=faq, index=loaded, encoder=encoder)
    for text in (*ASKED, *UNANSWERABLE):
        assert again.match(text) == big_matcher.match(text)


def test_a_middling_faq_is_checked_on_fewer_examples(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes less time, and comes to much the same."""
    monkeypatch.setattr(builder, "_FEW_ENOUGH_TO_FOLD", 100)
    told: list[str] = []
    index = builder.build(FAQ, encoder, progress=lambda what, _done, _of: told.append(what))
    assert len([what for what in told if what == told[-1]]) < 5
    matcher = FaqMatcher(faq=FAQ, index=index, encoder=encoder)
    assert np.mean([matcher.match(text).ranking[0].entry is entry for text, entry in ASKED.items()]) >= 0.9


def test_of_a_huge_faq_a_sample_is_checked(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "MOST_EXACT", 100)
    monkeypatch.setattr(builder, "_MOST_HELD_OUT", 40)
    index = builder.build(FAQ, encoder)
    assert index.confusions.shape[1] <= 40


def test_an_faq_of_one_entry_answers_it_and_little_else(learned: Learned, band: BandOf) -> None:
    matcher = learned(Faq(sections=(BREWING,), entries=(STEEPING,)))
    match = matcher.match("how many minutes should tea steep")
    assert [ranked.entry for ranked in match.ranking] == [STEEPING]
    assert band(match) is not Band.DECLINE
    assert matcher.explain("how many minutes should tea steep").signals
    assert band(matcher.match(NOTHING_ABOUT)) is Band.DECLINE
    assert matcher.confused_pairs() == ()


def test_an_entry_without_examples_is_found_by_its_question(learned: Learned) -> None:
    bare = Entry(id="milk", section=BREWING, question="Does milk go in first?", answer="No.")
    matcher = learned(replace(FAQ, entries=(*FAQ.entries, bare)))
    assert matcher.match("does milk go in first").is_exact
    assert bare in [ranked.entry for ranked in matcher.match("should the milk go into the cup first").ranking]


def test_an_faq_of_nothing_but_a_question_still_opens(learned: Learned) -> None:
    bare = Entry(id="milk", section=BREWING, question="Does milk go in first?", answer="No.")
    matcher = learned(Faq(sections=(BREWING,), entries=(bare,)))
    assert matcher.match("does milk go in first").is_exact
    assert [ranked.entry for ranked in matcher.match(NOTHING_ABOUT).ranking] == [bare]


def test_in_an_faq_of_one_section_entries_are_told_apart(learned: Learned) -> None:
    faq = Faq(sections=(BREWING,), entries=(WATER, STEEPING))
    matcher = learned(faq)
    found = [matcher.match(text).ranking[0].entry is entry for text, entry in ASKED.items() if entry in faq.entries]
    assert np.mean(found) >= 0.8
    assert {ranked.entry.id for ranked in matcher.match("").ranking} == {WATER.id, STEEPING.id}


def test_without_topics_what_is_beside_the_faq_has_no_name(learned: Learned, band: BandOf) -> None:
    matcher = learned(replace(FAQ, not_covered=()))
    assert matcher.match("how expensive is a kilo of your tea").uncovered is None
    assert sum(band(matcher.match(text)) is Band.ANSWER for text in UNANSWERABLE) <= 1
    assert np.mean([matcher.match(text).ranking[0].entry is entry for text, entry in ASKED.items()]) >= 0.9


def test_an_faq_about_the_weather_is_asked_about_the_weather(learned: Learned, band: BandOf) -> None:
    """What every other FAQ learns to decline."""
    matcher = learned(WEATHER)
    match = matcher.match("Will it rain tomorrow in Manchester?")
    assert match.ranking[0].entry is FORECAST
    assert band(match) is not Band.DECLINE
