"""Outcomes are judged and counted as the report says."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.entries import Entry
from bot.core.evaluation import Case, Figures, Label, Outcome, Share, Verdict, evaluate, failures, figures_of
from bot.core.match import Ranked
from bot.core.reply import Answer, Declined, Reply, Suggestions
from tests.small_faq import SHELF_LIFE, STEEPING, WATER

QUESTION = "?"


def ranking_of(*entries: Entry) -> tuple[Ranked, ...]:
    return tuple(Ranked(entry=entry, score=0.9 - place / 10) for place, entry in enumerate(entries))


def answered(*entries: Entry) -> Reply:
    return Answer(question=QUESTION, entry=entries[0], score=0.9, ranking=ranking_of(*entries))


def suggested(*entries: Entry) -> Reply:
    return Suggestions(question=QUESTION, entries=entries, ranking=ranking_of(*entries))


def declined(*entries: Entry) -> Reply:
    return Declined(question=QUESTION, uncovered=None, nearest=(), ranking=ranking_of(*entries))


def case(*expected: str, label: Label = Label.SECTIONS, kind: str = "") -> Case:
    return Case(id="1", question="?", label=label, expected=frozenset(expected), kind=kind)


def outcome(expected: Sequence[str], reply: Reply) -> Outcome:
    return Outcome(case=case(*expected), reply=reply)


@pytest.mark.parametrize(
    ("expected", "reply", "verdict"),
    [
        (["brewing"], answered(WATER), Verdict.ANSWERED_RIGHT),
        (["storing", "brewing"], answered(WATER), Verdict.ANSWERED_RIGHT),
        (["storing"], answered(WATER, SHELF_LIFE), Verdict.ANSWERED_WRONG),
        (["storing"], suggested(WATER, SHELF_LIFE), Verdict.OFFERED),
        (["storing"], suggested(WATER, STEEPING), Verdict.OFFERED_WITHOUT_IT),
        (["brewing"], declined(WATER), Verdict.DECLINED),
        ([], answered(WATER), Verdict.UNANSWERABLE_ANSWERED),
        ([], suggested(WATER), Verdict.UNANSWERABLE_HELD_BACK),
        ([], declined(WATER), Verdict.UNANSWERABLE_HELD_BACK),
    ],
)
def test_a_reply_is_judged_by_its_band_and_its_entries(expected: list[str], reply: Reply, verdict: Verdict) -> None:
    assert outcome(expected, reply).verdict is verdict


def test_a_label_may_name_entries_instead_of_sections() -> None:
    by_entry = case("steeping-time", label=Label.ENTRIES)
    assert Outcome(case=by_entry, reply=answered(STEEPING)).verdict is Verdict.ANSWERED_RIGHT
    assert Outcome(case=by_entry, reply=answered(WATER)).verdict is Verdict.ANSWERED_WRONG


def test_every_figure_is_the_share_that_its_name_says() -> None:
    figures = figures_of(
        [
            outcome(["brewing"], answered(WATER, SHELF_LIFE)),
            outcome(["storing"], answered(WATER, SHELF_LIFE)),
            outcome(["storing"], suggested(WATER, SHELF_LIFE)),
            outcome(["storing"], declined(WATER, STEEPING)),
            outcome([], answered(WATER)),
            outcome([], declined(WATER)),
        ]
    )
    assert figures == Figures(
        best_is_right=Share(count=1, of=4),
        one_of_three_is_right=Share(count=3, of=4),
        answered_and_right=Share(count=1, of=4),
        offered=Share(count=1, of=4),
        answered_right_or_offered=Share(count=2, of=4),
        wrong_among_answers=Share(count=1, of=2),
        wrong_among_all_answers=Share(count=2, of=3),
        unanswerable_answered=Share(count=1, of=2),
    )


def test_the_report_groups_by_kind_in_the_order_of_the_file() -> None:
    cases = [case("brewing", kind="typo"), case("storing", kind="clean"), case("brewing", kind="typo"), case()]
    report = evaluate(cases, [answered(WATER), answered(WATER), declined(WATER), declined(WATER)])
    assert [(kind, figures.best_is_right) for kind, figures in report.by_kind] == [
        ("typo", Share(count=2, of=2)),
        ("clean", Share(count=0, of=1)),
    ]
    assert [each.verdict for each in report.mistakes] == [Verdict.ANSWERED_WRONG, Verdict.DECLINED]


def test_a_share_of_nothing_has_no_value() -> None:
    assert Share(count=0, of=0).value is None
    assert Share(count=1, of=4).value == 0.25


def test_a_gate_names_each_bar_that_is_missed() -> None:
    figures = figures_of([outcome(["storing"], answered(WATER)), outcome([], answered(WATER))])
    assert failures(figures, min_right=0.9, max_false=0.03) == (
        "answered and right: 0.0% (0 of 1), must be at least 90.0%",
        "unanswerable ones answered: 100.0% (1 of 1), must be at most 3.0%",
        "wrong among answers: 100.0% (1 of 1), must be at most 3.0%",
    )


def test_a_bar_that_is_just_met_holds() -> None:
    figures = figures_of([outcome(["brewing"], answered(WATER)), outcome(["storing"], answered(WATER))])
    assert failures(figures, min_right=0.5, max_false=0.5) == ()
    assert failures(figures) == ()


def test_where_nothing_was_counted_nothing_was_right_and_nothing_false() -> None:
    figures = figures_of([])
    assert failures(figures, min_right=0.9) == ("answered and right: no question to count, must be at least 90.0%",)
    assert failures(figures, max_false=0.0) == ()


SECTIONS = st.lists(st.sampled_from(["brewing", "storing"]), max_size=2)
ENTRIES = st.lists(
    st.sampled_from([WATER, STEEPING, SHELF_LIFE]), min_size=1, max_size=3, unique_by=lambda each: each.id
)


@given(st.lists(st.tuples(SECTIONS, ENTRIES, st.sampled_from([answered, suggested, declined]))))
def test_the_figures_agree_with_each_other(rows: list[tuple[list[str], list[Entry], object]]) -> None:
    outcomes = [outcome(expected, reply(*entries)) for expected, entries, reply in rows]  # type: ignore[operator]
    figures = figures_of(outcomes)
    held_back = sum(each.verdict is Verdict.UNANSWERABLE_HELD_BACK for each in outcomes)
    fine = figures.answered_right_or_offered.count + held_back
    assert fine == sum(not each.verdict.is_mistake for each in outcomes)
    assert figures.answered_and_right.count <= figures.best_is_right.count <= figures.one_of_three_is_right.count
    assert figures.answered_right_or_offered.of + figures.unanswerable_answered.of == len(rows)
