"""An explanation shows what a match rests on, and confused entries are named."""

from dataclasses import replace

import numpy as np
import pytest

from bot.core.match import Correction
from bot.matching.encoder import Encoder
from bot.matching.examples import collect, other_talk
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from tests.matching.tea import CONTAINER, FAQ, PRICES, REGION, SHELF_LIFE, WATER

QUESTION = "which temprature does loose tea need?"
IDS = [*(entry.id for entry in FAQ.entries), *(topic.id for topic in FAQ.not_covered)]
CANDIDATES = {*IDS, *other_talk()}


def test_it_says_what_was_read_and_corrected(matcher: FaqMatcher) -> None:
    explanation = matcher.explain(f"<@1> **{QUESTION}**")
    assert explanation.text == f"<@1> **{QUESTION}**"
    assert explanation.normalised == "which temperature does loose leaf tea need?"
    assert Correction(written="temprature", read_as="temperature") in explanation.corrections


def test_it_holds_the_very_match(matcher: FaqMatcher) -> None:
    assert matcher.explain(QUESTION).match == matcher.match(QUESTION)


def test_every_signal_speaks_of_the_same_candidates(matcher: FaqMatcher) -> None:
    signals = matcher.explain(QUESTION).signals
    by_name = {row.name: [each.entry_id for each in signals if each.name == row.name] for row in signals}
    assert len(by_name) > 1
    assert len({tuple(names) for names in by_name.values()}) == 1
    assert {row.entry_id for row in signals} <= CANDIDATES
    assert next(iter(by_name.values()))[0] == WATER.id


def test_evidence_is_an_example_of_its_candidate(matcher: FaqMatcher) -> None:
    examples = collect(FAQ)
    ids = [*IDS, *examples.kinds]
    owner = {text: ids[number] for text, number in zip(examples.texts, examples.classes, strict=True)}
    for question in (QUESTION, "how much is a box", "what's the capital of France"):
        rows = [row for row in matcher.explain(question).signals if row.evidence]
        assert rows
        assert all(owner[row.evidence] == row.entry_id for row in rows)


def test_the_nearest_example_is_the_most_similar_one(matcher: FaqMatcher) -> None:
    row = next(each for each in matcher.explain(f"{WATER.examples[0]} please").signals if each.evidence)
    assert row.evidence == WATER.examples[0]
    assert 0.5 < row.value <= 1


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (WATER.question, "exact hit"),
        (PRICES.examples[0], "not covered"),
        ("oolong", "one word"),
        ("how do I get a", "any question"),
        ("I don't want tea", "does not want"),
        ("🫖", "no words"),
    ],
)
def test_every_rule_that_fired_is_noted(matcher: FaqMatcher, text: str, note: str) -> None:
    notes = matcher.explain(text).notes
    assert any(note in each for each in notes)


def test_without_a_rule_there_is_no_note(matcher: FaqMatcher) -> None:
    assert matcher.explain(QUESTION).notes == ()


@pytest.mark.parametrize("text", ["", "?!"])
def test_what_was_not_weighed_has_no_signals(matcher: FaqMatcher, text: str) -> None:
    assert matcher.explain(text).signals == ()


def confusing(index: Index, encoder: Encoder, *taken: tuple[int, int, int]) -> FaqMatcher:
    """A matcher that took entries for others: right, wrong, and how often."""
    pairs = [(right, wrong) for right, wrong, times in taken for _ in range(times)]
    confusions = np.array(pairs, np.int64).reshape(-1, 2).T
    return FaqMatcher(faq=FAQ, index=replace(index, confusions=confusions), encoder=encoder)


def test_entries_taken_for_each_other_are_one_pair(index: Index, encoder: Encoder) -> None:
    (pair,) = confusing(index, encoder, (2, 3, 3), (3, 2, 2)).confused_pairs()
    assert {pair.first, pair.second} == {SHELF_LIFE, CONTAINER}
    assert pair.share == pytest.approx(5 / (2 + len(SHELF_LIFE.examples) + len(CONTAINER.examples)))


def test_the_worst_pair_comes_first(index: Index, encoder: Encoder) -> None:
    pairs = confusing(index, encoder, (2, 3, 4), (0, 5, 9)).confused_pairs()
    assert [{pair.first, pair.second} for pair in pairs] == [{WATER, REGION}, {SHELF_LIFE, CONTAINER}]


def test_a_rare_slip_is_no_pair(index: Index, encoder: Encoder) -> None:
    assert confusing(index, encoder, (2, 3, 1)).confused_pairs() == ()


def test_without_confusions_there_are_no_pairs(index: Index, encoder: Encoder) -> None:
    assert confusing(index, encoder).confused_pairs() == ()


def test_what_was_learned_confuses_nothing_in_a_clear_faq(matcher: FaqMatcher) -> None:
    assert all(pair.share < 0.5 for pair in matcher.confused_pairs())
