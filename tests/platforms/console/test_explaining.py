"""An explanation gives the band and its reason first, then everything behind them."""

import json
from dataclasses import replace

import pytest

from bot.core.match import Correction, Explanation, Match, Ranked, SignalRow, Thresholds
from bot.platforms.console.explaining import explanation_json, explanation_text
from tests.small_faq import PRICES, SHELF_LIFE, STEEPING, WATER

MATCH = Match(
    ranking=(Ranked(entry=WATER, score=0.91), Ranked(entry=STEEPING, score=0.05), Ranked(entry=SHELF_LIFE, score=0.01)),
    confidence=0.8,
    thresholds=Thresholds(answer=0.6, suggest=0.2),
)
EXPLANATION = Explanation(
    text="how hto shud\x1b[31m it be",
    normalised="how hot should it be",
    corrections=(Correction(written="hto", read_as="hot"), Correction(written="shud", read_as="should")),
    signals=(
        SignalRow(name="nearest example", entry_id="water-temperature", value=0.93, evidence="what temperature"),
        SignalRow(name="nearest example", entry_id="shelf-life", value=-0.1),
        SignalRow(name="classifier", entry_id="water-temperature", value=0.88),
    ),
    match=MATCH,
    notes=("a frame alone is no evidence",),
)


def test_the_text_shows_all_that_led_to_the_match() -> None:
    assert explanation_text(EXPLANATION) == (
        "answer: confidence 0.800 reaches 0.600, the least for an answer\n"
        "Read as:   how hot should it be\n"
        "Corrected: hto → hot\n"
        "Corrected: shud → should\n"
        "Note:      a frame alone is no evidence\n\n"
        "Ranking, with the chance that the entry is right:\n"
        "  1. 0.910  water-temperature  How hot should the water be?\n"
        "  2. 0.050  steeping-time  How long should tea steep?\n"
        "  3. 0.010  shelf-life  How long does tea keep?\n\n"
        "Signal: nearest example\n"
        "  water-temperature     0.930  what temperature\n"
        "  shelf-life           -0.100\n"
        "Signal: classifier\n"
        "  water-temperature     0.880"
    )


@pytest.mark.parametrize(
    ("match", "opening"),
    [
        (
            replace(MATCH, is_exact=True, confidence=0.0),
            "answer: the text is an id, a title or an example of the entry",
        ),
        (replace(MATCH, confidence=0.1), "decline: confidence 0.100 is below 0.200, the least for a suggestion"),
        (replace(MATCH, confidence=0.5), "suggest: confidence 0.500 is below 0.600, the least for an answer, but not"),
        (
            replace(MATCH, may_answer=False),
            "suggest: confidence 0.800 would do for an answer, from 0.600 on, but a rule",
        ),
    ],
)
def test_the_reason_fits_the_band(match: Match, opening: str) -> None:
    assert explanation_text(replace(EXPLANATION, match=match)).startswith(opening)


def test_a_topic_that_is_not_covered_is_named() -> None:
    declined = replace(MATCH, confidence=0.1, uncovered=PRICES)
    assert "not cover: prices [prices]" in explanation_text(replace(EXPLANATION, match=declined))
    assert explanation_json(replace(EXPLANATION, match=declined))["not_covered"] == "prices"


def test_a_long_text_is_shortened_for_people_and_whole_for_programs() -> None:
    long = replace(EXPLANATION, normalised="word " * 1000, signals=())
    assert all(len(line) < 400 for line in explanation_text(long).splitlines())
    assert explanation_json(long)["normalised"] == "word " * 1000


def test_the_json_holds_the_same_as_the_text() -> None:
    found = explanation_json(EXPLANATION)
    assert json.loads(json.dumps(found)) == found
    assert found["band"] == "answer"
    assert found["corrections"][0] == {"written": "hto", "read_as": "hot"}
    assert found["signals"][0]["evidence"] == "what temperature"
    assert [ranked["entry"] for ranked in found["ranking"]] == ["water-temperature", "steeping-time", "shelf-life"]
    assert found["thresholds"] == {"answer": 0.6, "suggest": 0.2}
