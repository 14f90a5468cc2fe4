"""Topics are found by section or by words, and listed for people and programs."""

import pytest

from bot.platforms.console.topics import find_topics, topics_json, topics_of, topics_text
from tests.small_faq import FAQ, SHELF_LIFE, STEEPING


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


def test_the_text_lists_each_section_and_its_questions() -> None:
    assert topics_text(find_topics(FAQ)) == (
        "How is tea brewed?  [brewing]\n"
        "  - How hot should the water be?\n"
        "  - How long should tea steep?\n\n"
        "How is tea kept?  [storing]\n"
        "  - How long does tea keep?"
    )


def test_the_json_names_ids_titles_and_addresses() -> None:
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
