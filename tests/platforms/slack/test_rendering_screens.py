"""Modals and App Home show the same posts where there is no message, and always a way on."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import wording
from bot.core.reply import Declined, Introduction, Notice, Offer, Post, Saying, SectionTopics, Topics
from bot.engine.composer import answer_of
from bot.opening import open_faq
from bot.platforms.slack.render import SEARCH_ACTION, SEARCH_BLOCK, to_assistant_prompts, to_home, to_modal
from tests.platforms.slack import strategies
from tests.platforms.slack.block_limits import assert_view_is_taken, length
from tests.platforms.slack.expecting import line, plain, rich
from tests.platforms.slack.slack_reader import Json, labels_of, loose_markers_in, pings_in, read, values_of
from tests.platforms.slack.test_rendering import ASKED, ASKER, LINK, MANY_ENTRIES, MANY_SECTIONS
from tests.small_faq import BREWING, FAQ, SHELF_LIFE, STEEPING, WATER

OFFER = Offer(entries=(WATER, STEEPING, SHELF_LIFE), message="C012AB3CD/1700000000.123456")


def modal(saying: Saying, **options: object) -> Json:
    post = Post(saying=saying, asker=ASKER, is_private=True)
    return to_modal(post, private_metadata="{}", **options)  # type: ignore[arg-type]


def home(saying: Saying, *, see_also: tuple[object, ...] = ()) -> list[Json]:
    post = Post(saying=saying, asker=ASKER, is_private=True, see_also=see_also)  # type: ignore[arg-type]
    blocks: list[Json] = to_home(post)["blocks"]
    return blocks


def test_a_modal_offers_entries_with_their_first_sentences_and_a_field_to_search() -> None:
    view = modal(OFFER)
    opening, first, *_, search = view["blocks"]
    assert (view["title"], view["submit"], view["close"]) == (
        plain("Answer from the FAQ"),
        plain("Search"),
        plain("Close"),
    )
    assert opening == rich(line("Which of these answers that message?"))
    assert first["text"] == plain("How hot should the water be?\nNear boiling for black tea,")
    assert first["accessory"]["accessibility_label"] == "Reply with this: How hot should the water be?"
    assert labels_of(view["blocks"]) == [["Reply with this"]] * 3
    assert values_of(view["blocks"])[0] == f"give:water-temperature:{OFFER.message}"
    assert (search["block_id"], search["element"]["action_id"]) == (SEARCH_BLOCK, SEARCH_ACTION)


def test_the_search_field_acts_on_enter_and_keeps_what_was_searched_for() -> None:
    search = modal(Notice(text=wording.NOTHING_TO_OFFER), query="hot\nwater")["blocks"][-1]
    assert search["dispatch_action"]
    assert search["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}
    assert search["element"]["initial_value"] == "hot water"
    assert "initial_value" not in modal(OFFER)["blocks"][-1]["element"]


def test_a_modal_that_is_done_says_so_and_searches_no_more() -> None:
    view = modal(Notice(text=wording.GIVEN), may_search=False)
    assert view["blocks"] == [rich(line(wording.GIVEN))]
    assert "submit" not in view


def test_a_modal_shows_an_answer_without_what_only_a_message_can_have() -> None:
    blocks = modal(answer_of(WATER))["blocks"]
    assert read(blocks[:2]).text.startswith("How hot should the water be?\nNear boiling")
    assert values_of(blocks) == []


def test_home_introduces_the_bot_and_lists_the_topics_each_with_a_button() -> None:
    blocks = home(Topics(sections=FAQ.sections))
    assert read(blocks).text.split("\n")[0].startswith("Ask me in your own words, and I answer from Tea FAQs")
    assert [block["text"]["text"] for block in blocks if block["type"] == "section"] == [
        "How is tea brewed?", "How is tea kept?",
    ]  # fmt: skip
    assert labels_of(blocks) == [["Show questions"]] * 2
    assert values_of(blocks) == ["section:brewing:0", "section:storing:0"]
    assert home(Introduction(sources=("Tea FAQs",), sections=FAQ.sections)) == blocks


def test_home_lists_the_questions_of_a_topic_with_a_way_back() -> None:
    blocks = home(SectionTopics(section=BREWING, entries=(WATER, STEEPING)))
    assert read(blocks).text == "How is tea brewed?\nHow hot should the water be?\nHow long should tea steep?\n"
    assert labels_of(blocks) == [["Show answer"], ["Show answer"], ["All topics"]]
    assert values_of(blocks) == ["entry:water-temperature", "entry:steeping-time", "topics:0"]


def test_home_shows_an_answer_with_what_it_leads_to_and_a_way_back() -> None:
    blocks = home(answer_of(WATER), see_also=(STEEPING,))
    assert read(blocks).links == [("Tea FAQs › How is tea brewed?", LINK)]
    assert labels_of(blocks) == [
        [wording.CHOOSE_TO_READ_ON, "How long should tea steep?"],
        ["How is tea brewed?", "All topics"],
    ]
    assert values_of(blocks) == ["entry:steeping-time", "section:brewing:0", "topics:0"]


def test_home_has_room_for_a_long_answer_in_one_place() -> None:
    answer = "The water is hot. " * 1100
    blocks = home(answer_of(replace(WATER, answer=answer)))
    assert read(blocks).text.count("The water is hot.") == 1100
    assert wording.CUT_SHORT not in read(blocks).text
    assert wording.CUT_SHORT in read(home(answer_of(replace(WATER, answer=answer * 10)))).text


def test_home_keeps_a_way_on_below_a_remark() -> None:
    assert values_of(home(Notice(text="Hm."))) == ["topics:0"]
    assert values_of(home(Notice(text=wording.ENTRY_IS_GONE, sections=FAQ.sections)))[0] == "section:brewing:0"
    declined = Declined(question=ASKED, uncovered=None, nearest=(BREWING,), ranking=())
    assert values_of(home(declined)) == ["section:brewing:0", "topics:0"]
    assert read(home(Topics(sections=()))).text == f"{wording.NO_TOPICS}\n"
    assert wording.NO_QUESTIONS in read(home(SectionTopics(section=BREWING, entries=()))).text


@pytest.mark.parametrize(
    ("saying", "page", "leafing"),
    [
        (Topics(sections=MANY_SECTIONS), "1 to 25 of 250", ["topics:25"]),
        (Topics(sections=MANY_SECTIONS, start=225), "226 to 250 of 250", ["topics:200"]),
        (SectionTopics(section=BREWING, entries=MANY_ENTRIES, start=25), "26 to 50 of 500",
         ["section:brewing:0", "section:brewing:50", "topics:0"]),
    ],
)  # fmt: skip
def test_long_lists_are_leafed_through_in_home(saying: Saying, page: str, leafing: list[str]) -> None:
    blocks = home(saying)
    assert page in read(blocks).text
    assert values_of(blocks[-1:]) == leafing


def test_prompts_ask_questions_of_the_faq_in_full() -> None:
    entry = replace(WATER, question=f"Is {'very ' * 20}hot water good?")
    assert to_assistant_prompts((STEEPING, entry)) == [
        {"title": STEEPING.question, "message": STEEPING.question},
        {"title": f"Is {'very ' * 13}very…", "message": entry.question},
    ]
    assert len(to_assistant_prompts(FAQ.entries * 3)) == 4


def test_home_holds_every_answer_and_every_list_of_the_shipped_faq() -> None:
    faq = open_faq()
    lists = [SectionTopics(section=section, entries=faq.entries_of(section)) for section in faq.sections]
    sayings: list[Saying] = [Topics(sections=faq.sections), *lists, *map(answer_of, faq.entries)]
    for saying in sayings:
        assert_view_is_taken({"type": "home", "blocks": home(saying)})


@settings(max_examples=35, deadline=None, phases=strategies.UNSHRUNK)
@given(strategies.posts, st.one_of(st.just(""), strategies.lines), st.booleans())
def test_whatever_is_shown_keeps_to_slacks_limits_and_calls_nobody(post: Post, query: str, may_search: bool) -> None:  # noqa: FBT001 - given by hypothesis
    for view in (to_home(post), to_modal(post, private_metadata="{}", query=query, may_search=may_search)):
        assert_view_is_taken(view)
        assert pings_in(view) == loose_markers_in(view) == []
    assert all(length(prompt["title"]) <= 75 for prompt in to_assistant_prompts(post.see_also))
