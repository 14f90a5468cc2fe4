"""A card says in full what a post says and offers; a place without buttons numbers the choices."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core import wording
from bot.core.entries import Section
from bot.core.press import (
    Give,
    Helpful,
    NoneOfThese,
    NotHelpful,
    Pick,
    Press,
    Remove,
    Share,
    ShowEntry,
    ShowSection,
    ShowTopics,
)
from bot.core.reply import Declined, Introduction, Notice, Offer, Post, Saying, SectionTopics, Suggestions, Topics
from bot.engine.composer import answer_of
from bot.platforms.kit.card import Card, Limits, first_sentence, to_card
from bot.platforms.kit.markdown.parser import parse
from bot.platforms.kit.parts import numbered, to_parts, to_text
from tests.small_faq import BREWING, FAQ, PRICES, SHELF_LIFE, SOURCE, STEEPING, STORING, WATER

ROOMY = Limits()
ASKER = "ada"
MANY = tuple(Section(id=f"s-{number}", title=f"Title {number}", source=SOURCE) for number in range(60))


def card_of(saying: Saying, limits: Limits = ROOMY, **options: object) -> Card:
    return to_card(Post(saying=saying, asker=ASKER, **options), limits)  # type: ignore[arg-type]


def shown(saying: Saying, **options: object) -> tuple[str, tuple[Press, ...]]:
    blocks, presses = numbered(card_of(saying, **options))  # type: ignore[arg-type]
    return to_text(blocks), presses


def test_an_answer_is_voted_on_removed_and_left_by_number() -> None:
    text, presses = shown(answer_of(WATER), see_also=(STEEPING,))
    assert text == (
        "How hot should the water be?\n"
        "Near boiling for black tea,\n"
        "- 80 °C for green tea\n- cooler for white tea\n\n"
        "From: Tea FAQs › How is tea brewed? https://example.org/tea#how-is-tea-brewed\n"
        "Reviewed 2026-11-23\n"
        "1. Helpful\n2. Not helpful\n3. Remove\n\n"
        "See also: choose a question\n"
        "4. How long should tea steep?"
    )
    assert presses == (Helpful(WATER.id), NotHelpful(WATER.id), Remove(ASKER), ShowEntry(STEEPING.id))


def test_what_makes_no_sense_in_a_place_is_left_out_and_not_numbered() -> None:
    card = card_of(answer_of(WATER), is_private=True)
    blocks, presses = numbered(card, without=(Share, Remove))
    assert presses == (Helpful(WATER.id), NotHelpful(WATER.id))
    assert to_text(blocks).endswith("1. Helpful\n2. Not helpful")


def test_a_menu_of_which_all_is_left_out_is_not_named() -> None:
    blocks, presses = numbered(card_of(answer_of(WATER), see_also=(STEEPING,)), without=(ShowEntry,))
    assert wording.CHOOSE_TO_READ_ON not in to_text(blocks)
    assert len(presses) == 3


def test_suggestions_are_numbered_once_and_none_of_these_comes_last() -> None:
    text, presses = shown(Suggestions(question="?", entries=(WATER, STEEPING), ranking=()))
    assert text == (
        f"{wording.DID_YOU_MEAN}\n1. How hot should the water be?\n2. How long should tea steep?\n3. None of these"
    )
    assert presses == (Pick(WATER.id, ASKER), Pick(STEEPING.id, ASKER), NoneOfThese(ASKER))


@pytest.mark.parametrize("lists_sections", [True, False])
def test_the_nearest_sections_of_a_decline_are_numbered_once(*, lists_sections: bool) -> None:
    declined = Declined(question="?", uncovered=PRICES, nearest=(STORING, BREWING), ranking=())
    blocks, presses = numbered(card_of(declined, replace(ROOMY, lists_sections=lists_sections)))
    assert to_text(blocks) == (
        "The FAQ does not cover prices.\nWhat it does cover, closest first:\n1. How is tea kept?\n2. How is tea brewed?"
    )
    assert presses == (ShowSection("storing"), ShowSection("brewing"))


def test_an_offer_gives_its_entries() -> None:
    _, presses = shown(Offer(entries=(WATER, SHELF_LIFE), message="7"))
    assert presses == (Give(WATER.id, "7"), Give(SHELF_LIFE.id, "7"))


def test_the_topics_are_reached_page_by_page() -> None:
    text, presses = shown(Topics(sections=MANY, start=25))
    assert text.startswith("What the FAQ covers:\n26 to 50 of 60\n\nChoose a topic\n1. Title 25\n")
    assert text.endswith("25. Title 49\n26. Previous\n27. Next")
    assert presses[-2:] == (ShowTopics(0), ShowTopics(50))


def test_the_questions_of_a_section_lead_back() -> None:
    text, presses = shown(SectionTopics(section=BREWING, entries=(WATER,)))
    assert text == "How is tea brewed?\n\nChoose a question\n1. How hot should the water be?\n2. All topics"
    assert presses == (ShowEntry(WATER.id), ShowTopics(0))


def test_an_introduction_and_a_notice_offer_their_sections() -> None:
    for saying in (
        Introduction(sources=("Tea FAQs",), sections=FAQ.sections),
        Notice(text="Hm.", sections=FAQ.sections),
    ):
        text, presses = shown(saying)
        assert text.endswith("Choose a topic\n1. How is tea brewed?\n2. How is tea kept?")
        assert presses == (ShowSection("brewing"), ShowSection("storing"))
    assert shown(Notice(text="Hm.")) == ("Hm.", ())


def test_a_place_with_room_for_everything_shows_a_card_in_one_part() -> None:
    card = card_of(answer_of(replace(WATER, answer="The water is hot. " * 9000)))
    assert to_parts(card, ROOMY) == (card,)


def test_a_menu_holds_as_many_options_as_fit_beside_each_other() -> None:
    narrow = replace(ROOMY, menu=100, option_size=lambda choice: len(choice.text))
    (menu, leafing) = card_of(Topics(sections=MANY), narrow).rows
    assert len(getattr(menu, "choices", ())) == 100 // len("Title 10")
    assert leafing != ()


def test_who_had_an_answer_posted_is_named_below_its_source() -> None:
    text, _ = shown(answer_of(replace(WATER, reviewed=date(2026, 1, 2))), given_by="Ada\n\u202eL")
    assert "Reviewed 2026-01-02\nAnswered at the request of Ada L\n" in text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("# Heat\n\nNearly **boiling**, e.g. 95 °C. Then wait.", "Nearly boiling, e.g. 95 °C."),
        ("No full stop", "No full stop"),
        ("# Only a title", "Only a title"),
        ("", ""),
    ],
)
def test_the_first_sentence_is_no_title(answer: str, sentence: str) -> None:
    assert first_sentence(parse(answer)) == sentence
