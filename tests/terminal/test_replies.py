"""Replies and topics are laid out for people, and printed as the JSON that programs rely on."""

import json

import pytest

from bot.core.reply import Reply
from bot.engine.responder import Responder
from bot.terminal.replies import find_topics, to_json, to_page, to_text, topics_json, topics_of, topics_text
from tests.fuzzy_matcher import FuzzyMatcher
from tests.small_faq import FAQ, SHELF_LIFE, STEEPING

ANSWERED = "does the water have to boil"
SUGGESTED = "water temperature minutes"
DECLINED = "zzz"
NOT_COVERED = "how much does a kilo cost"


def reply_to(text: str) -> Reply:
    return Responder(FuzzyMatcher(FAQ)).respond(text)


def text_of(question: str) -> str:
    return to_text(to_page(reply_to(question), faq=FAQ))


def test_an_answer_shows_its_question_source_review_and_related_questions() -> None:
    assert text_of(ANSWERED) == (
        "How hot should the water be?\n"
        "Near **boiling** for black tea,\n\n- 80 °C for green tea\n- cooler for white tea\n\n"
        "From: Tea FAQs › How is tea brewed? https://example.org/tea#how-is-tea-brewed\n"
        "Reviewed 2026-11-23\n"
        "See also:\n"
        "- How long should tea steep?"
    )


def test_an_answer_without_review_or_relatives_shows_its_source_alone() -> None:
    assert text_of("how many minutes do the leaves stay in") == (
        "How long should tea steep?\nThree minutes.\n\n"
        "From: Tea FAQs › How is tea brewed? https://example.org/tea#how-is-tea-brewed"
    )


def test_suggestions_are_numbered_and_say_how_to_go_on() -> None:
    lines = text_of(SUGGESTED).splitlines()
    assert lines[0] == "I am not sure which of these you mean:"
    assert [line[:3] for line in lines[1:4]] == ["1. ", "2. ", "3. "]
    assert lines[-1] == "Ask one of them as it is written here to get its answer."


def test_a_decline_names_its_topic_and_the_nearest_sections() -> None:
    lines = text_of(NOT_COVERED).splitlines()
    assert lines[:2] == ["The FAQ does not cover prices.", "What it does cover, closest first:"]
    assert {*lines[2:]} == {"- How is tea brewed?", "- How is tea kept?"}


def test_a_decline_without_a_topic_says_that_there_is_no_answer() -> None:
    assert text_of(DECLINED).splitlines()[0] == "The FAQ has no answer to that."


def test_the_json_of_an_answer_holds_the_answer_and_its_source() -> None:
    found = to_json(reply_to(ANSWERED))
    assert list(found) == ["question", "band", "entry", "section", "score", "answer", "source", "ranking"]
    assert found["source"] == {
        "title": "Tea FAQs",
        "section": "How is tea brewed?",
        "url": "https://example.org/tea#how-is-tea-brewed",
    }
    assert (found["question"], found["band"], found["entry"]) == (ANSWERED, "answer", "water-temperature")
    assert (found["section"], found["score"]) == ("brewing", 1.0)
    assert found["answer"].startswith("Near **boiling**")


@pytest.mark.parametrize(
    ("question", "band"), [(SUGGESTED, "suggest"), (DECLINED, "decline"), (NOT_COVERED, "decline")]
)
def test_outside_the_answer_band_the_json_names_no_entry_but_still_ranks_three(question: str, band: str) -> None:
    found = to_json(reply_to(question))
    assert found["band"] == band
    assert [found[key] for key in ("entry", "section", "answer", "source")] == [None] * 4
    assert found["score"] == found["ranking"][0]["score"]
    assert [list(ranked) for ranked in found["ranking"]] == [["entry", "section", "score"]] * 3
    assert json.loads(json.dumps(found)) == found


def found_by(words: str) -> dict[str, list[str]]:
    return {section.id: [entry.id for entry in entries] for section, entries in find_topics(FAQ, words)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", {"brewing": ["water-temperature", "steeping-time"], "storing": ["shelf-life"]}),
        ("storing", {"storing": ["shelf-life"]}),
        ("How is TEA kept?", {"storing": ["shelf-life"]}),
        ("how long", {"brewing": ["steeping-time"], "storing": ["shelf-life"]}),
        ("steep long", {"brewing": ["steeping-time"]}),
        ("coffee", {}),
    ],
)
def test_words_narrow_the_topics(words: str, found: dict[str, list[str]]) -> None:
    assert found_by(words) == found


def test_entries_are_grouped_by_their_sections_in_their_order() -> None:
    assert [section.id for section, _ in topics_of((SHELF_LIFE, STEEPING))] == ["storing", "brewing"]


def test_the_text_of_topics_lists_each_section_and_its_questions() -> None:
    assert topics_text(find_topics(FAQ)) == (
        "How is tea brewed?  [brewing]\n"
        "  - How hot should the water be?\n"
        "  - How long should tea steep?\n\n"
        "How is tea kept?  [storing]\n"
        "  - How long does tea keep?"
    )


def test_the_json_of_topics_names_ids_titles_and_addresses() -> None:
    assert topics_json(find_topics(FAQ, "storing")) == {
        "sections": [
            {
                "section": "storing",
                "title": "How is tea kept?",
                "url": "https://example.org/tea#how-is-tea-kept",
                "entries": [{"entry": "shelf-life", "question": "How long does tea keep?"}],
            }
        ]
    }
