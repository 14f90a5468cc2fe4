"""The bot's own sentences read well with what is put into them."""

from datetime import date

import pytest

from bot.core import wording
from bot.core.entries import Uncovered
from tests.small_faq import BREWING


def test_a_decline_names_the_topic_where_one_is_known() -> None:
    topic = Uncovered(id="salary", topic="pay and compensation")
    assert wording.not_covered(topic) == "The FAQ does not cover pay and compensation."
    assert wording.not_covered(None) == "The FAQ has no answer to that."


def test_a_citation_names_source_section_and_address() -> None:
    assert wording.citation(BREWING) == (
        "From: Tea FAQs › How is tea brewed? https://example.org/tea#how-is-tea-brewed"
    )


def test_a_review_is_dated_in_digits_that_every_country_reads_alike() -> None:
    assert wording.reviewed(date(2026, 11, 3)) == "Reviewed 2026-11-03"


def test_the_introduction_takes_two_lines_and_names_each_source_once() -> None:
    lines = wording.introduction(("Tea FAQs", "Tea FAQs", "Coffee FAQs")).splitlines()
    assert len(lines) == 2
    assert "Tea FAQs and Coffee FAQs" in lines[0]


@pytest.mark.parametrize(("most", "numbers"), [(1, "Type 1 to"), (3, "Type 1 to 3 to")])
def test_picking_says_which_numbers_there_are(most: int, numbers: str) -> None:
    assert wording.pick_a_number(most).startswith(numbers)


def test_an_unknown_command_is_named_and_the_known_ones_listed() -> None:
    assert "/topcis" in wording.unknown_command("/topcis")
    assert "/topics" in wording.unknown_command("/topcis")
