"""Explanations, checks and evaluations are laid out for a curator."""

import json
from dataclasses import replace

import pytest

from bot.core.evaluation import Report, evaluate
from bot.core.match import ConfusedPair, Correction, Explanation, Match, Ranked, SignalRow, Thresholds
from bot.errors import Problem
from bot.terminal.reports import (
    explanation_json,
    explanation_text,
    mistakes_json,
    mistakes_text,
    problems_text,
    report_json,
    report_text,
    summary_of,
    to_problem,
)
from tests.core.test_evaluation import answered, case, declined
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
PAIR = 'entries "water-temperature" and "steeping-time"'


def report() -> Report:
    cases = [case("brewing", kind="clean"), case("storing", kind="typo"), case("brewing", kind="typo")]
    return evaluate(cases, [answered(WATER), answered(WATER, STEEPING), declined(WATER)])


def test_the_table_has_a_row_for_each_figure_and_a_column_for_each_kind() -> None:
    lines = report_text(report()).splitlines()
    assert lines[0] == "3 questions"
    assert lines[1].split() == ["overall", "clean", "typo"]
    assert lines[2].split() == ["best", "is", "right", "66.7%", "2/3", "100.0%", "50.0%"]
    assert lines[-1].split() == ["unanswerable", "answered", "–", "0/0", "–", "–"]
    assert len(lines) == 10


def test_the_json_gives_each_share_with_its_counts() -> None:
    found = report_json(report())
    assert found["overall"]["wrong_among_answers"] == {"share": 0.5, "count": 1, "of": 2}
    assert found["by_kind"]["clean"]["unanswerable_answered"] == {"share": None, "count": 0, "of": 0}
    assert json.loads(json.dumps(found)) == found


def test_each_mistake_says_what_was_right_and_what_was_found() -> None:
    assert mistakes_text(report()).splitlines() == [
        "answered-wrong  1  ?",
        "    right: storing; found: water-temperature 0.90, steeping-time 0.80",
        "declined  1  ?",
        "    right: brewing; found: water-temperature 0.90",
    ]
    assert [mistake["verdict"] for mistake in mistakes_json(report())] == ["answered-wrong", "declined"]


def test_an_unanswerable_question_is_labelled_none() -> None:
    assert "right: none" in mistakes_text(evaluate([case()], [answered(WATER)]))


def test_problems_say_where_they_stand_and_whether_they_are_errors() -> None:
    problems = (
        Problem(message="answer is empty", file="faq/pay.yaml", line=12, where='entry "refund"'),
        to_problem(ConfusedPair(first=WATER, second=STEEPING, share=0.25)),
        Problem(message="not UTF-8", file="faq/x.yaml"),
    )
    assert problems_text(problems).splitlines() == [
        'faq/pay.yaml:12: error: entry "refund": answer is empty',
        f"warning: {PAIR}: 25% of their examples lead to the other one: make them more distinct, or merge the two",
        "faq/x.yaml: error: not UTF-8",
    ]
    assert summary_of(problems) == "2 errors, 1 warning"
    assert summary_of(()) == "0 errors, 0 warnings"


def test_the_text_shows_all_that_led_to_the_match() -> None:
    assert explanation_text(EXPLANATION) == (
        "answer: confidence 0.800 reaches 0.600, the minimum for an answer\n"
        "Read as:   how hot should it be\n"
        "Corrected: hto → hot\n"
        "Corrected: shud → should\n"
        "Note:      a frame alone is no evidence\n\n"
        "Ranking, with the probability that the entry is right:\n"
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
        (replace(MATCH, confidence=0.1), "decline: confidence 0.100 is below 0.200, the minimum for a suggestion"),
        (
            replace(MATCH, confidence=0.5),
            "suggest: confidence 0.500 is below 0.600, the minimum for an answer, but not",
        ),
        (
            replace(MATCH, may_answer=False),
            "suggest: confidence 0.800 is enough for an answer (0.600 or more), but a rule",
        ),
    ],
)
def test_the_reason_fits_the_band(match: Match, opening: str) -> None:
    assert explanation_text(replace(EXPLANATION, match=match)).startswith(opening)


def test_a_topic_that_is_not_covered_is_named() -> None:
    declined = replace(MATCH, confidence=0.1, uncovered=PRICES)
    assert "does not cover: prices [prices]" in explanation_text(replace(EXPLANATION, match=declined))
    assert explanation_json(replace(EXPLANATION, match=declined))["not_covered"] == "prices"


def test_a_long_text_is_shortened_for_people_and_whole_for_programs() -> None:
    long = replace(EXPLANATION, normalised="word " * 1000, signals=())
    assert all(len(line) < 400 for line in explanation_text(long).splitlines())
    assert explanation_json(long)["normalised"] == "word " * 1000


def test_the_json_of_an_explanation_holds_the_same_as_the_text() -> None:
    found = explanation_json(EXPLANATION)
    assert json.loads(json.dumps(found)) == found
    assert found["band"] == "answer"
    assert found["corrections"][0] == {"written": "hto", "read_as": "hot"}
    assert found["signals"][0]["evidence"] == "what temperature"
    assert [ranked["entry"] for ranked in found["ranking"]] == ["water-temperature", "steeping-time", "shelf-life"]
    assert found["thresholds"] == {"answer": 0.6, "suggest": 0.2}
