"""Evaluations and checks are laid out for a curator."""

import json

from bot.core.evaluation import Report, evaluate
from bot.core.match import ConfusedPair
from bot.errors import Problem
from bot.platforms.console.reporting import (
    mistakes_json,
    mistakes_text,
    problems_text,
    report_json,
    report_text,
    summary_of,
    to_problem,
)
from tests.core.test_evaluation import answered, case, declined
from tests.small_faq import STEEPING, WATER

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


def test_problems_say_where_they_stand_and_how_grave_they_are() -> None:
    problems = (
        Problem(message="answer is empty", file="faq/pay.yaml", line=12, where='entry "refund"'),
        to_problem(ConfusedPair(first=WATER, second=STEEPING, share=0.25)),
        Problem(message="not UTF-8", file="faq/x.yaml"),
    )
    assert problems_text(problems).splitlines() == [
        'faq/pay.yaml:12: error: entry "refund": answer is empty',
        f"warning: {PAIR}: 25% of their examples reach the other one: sharpen them, or merge the two",
        "faq/x.yaml: error: not UTF-8",
    ]
    assert summary_of(problems) == "2 errors, 1 warning"
    assert summary_of(()) == "0 errors, 0 warnings"
