"""Each post is laid out as its readers need it, within Discord's limits, with presses that the bot reads again."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import wording
from bot.core.entries import Section
from bot.core.press import ShowTopics, decode, encode
from bot.core.reply import Declined, Introduction, Notice, Offer, Post, Saying, SectionTopics, Suggestions, Topics
from bot.engine.composer import answer_of
from bot.opening import open_faq
from bot.platforms.discord.render import LONGEST_MESSAGE, Rendered, to_messages
from bot.platforms.discord.views import Item, to_items, to_view
from bot.platforms.kit.markdown.lengths import length
from tests.platforms.discord.discord_reader import pings_in, read
from tests.platforms.kit import strategies
from tests.small_faq import BREWING, FAQ, PRICES, SHELF_LIFE, SOURCE, STEEPING, STORING, WATER

ASKER = "80351110224678912"
ASKED = "hot?"
MANY_SECTIONS = tuple(Section(id=f"s-{number}", title=f"Title {number}", source=SOURCE) for number in range(60))
MANY_ENTRIES = tuple(replace(WATER, id=f"e-{number}", question=f"Question {number}?") for number in range(500))


def shown(saying: Saying, **options: Any) -> Rendered:  # noqa: ANN401 - the fields of Post
    (message,) = to_messages(Post(saying=saying, asker=ASKER, **options))
    return message


def labels(message: Rendered) -> list[list[str]]:
    """The buttons of each row, and the options of a menu behind its placeholder."""
    return [[label for item in to_items(row) for label, _ in _read(item)] for row in message.rows]


def ids(message: Rendered) -> list[str]:
    """What each button and option carries."""
    return [id_ for row in message.rows for item in to_items(row) for _, id_ in _read(item) if id_]


def _read(item: Item) -> list[tuple[str, str]]:
    """The label and id of a button, or those of a menu's options behind its placeholder."""
    if isinstance(item, discord.ui.Button):
        return [(item.label or "", item.custom_id or "")]
    return [(item.placeholder or "", ""), *((option.label, option.value) for option in item.options)]


def test_an_answer_shows_question_answer_source_and_review() -> None:
    assert shown(answer_of(WATER)).content == (
        "**How hot should the water be?**\n"
        "Near **boiling** for black tea,\n"
        "- 80 °C for green tea\n"
        "- cooler for white tea\n"
        "-# From: [Tea FAQs › How is tea brewed?](<https://example.org/tea#how-is-tea-brewed>) · Reviewed 2026-11-23"
    )


def test_a_shared_answer_can_be_voted_on_and_removed_by_who_asked() -> None:
    message = shown(answer_of(WATER))
    assert labels(message) == [["Helpful", "Not helpful", "Remove"]]
    assert ids(message) == ["helpful:water-temperature", "unhelpful:water-temperature", f"remove:{ASKER}"]


def test_a_private_answer_can_be_shared_and_needs_no_removing() -> None:
    message = shown(answer_of(WATER), is_private=True)
    assert labels(message) == [["Share in channel", "Helpful", "Not helpful"]]
    assert ids(message)[0] == "share:water-temperature"


def test_an_answer_leads_on_to_others_in_a_menu() -> None:
    message = shown(answer_of(WATER), see_also=(STEEPING, SHELF_LIFE, STEEPING))
    see_also = ["See also: choose a question", "How long should tea steep?", "How long does tea keep?"]
    assert labels(message)[1] == see_also
    assert ids(message)[3:] == ["entry:steeping-time", "entry:shelf-life"]


def test_an_answer_given_for_somebody_names_them_below_its_source() -> None:
    content = shown(answer_of(STEEPING), given_by="Ada_L").content
    assert content.endswith("how-is-tea-brewed>)\n-# Answered at the request of Ada\\_L")


def test_a_long_answer_has_its_buttons_on_the_last_message_only() -> None:
    long = replace(WATER, answer="The water is hot. " * 300)
    *above, last = to_messages(Post(saying=answer_of(long), asker=ASKER))
    assert len(above) >= 2
    assert all(message.rows == () for message in above)
    assert labels(last) == [["Helpful", "Not helpful", "Remove"]]


def test_suggestions_are_numbered_in_full_and_picked_by_button() -> None:
    long = replace(SHELF_LIFE, question=f"How long does {'very ' * 20}old tea keep?")
    message = shown(Suggestions(question=ASKED, entries=(WATER, long), ranking=()))
    assert message.content == (
        f"I am not sure which of these you mean:\n1. How hot should the water be?\n2. {long.question}"
    )
    assert labels(message) == [
        ["1. How hot should the water be?"],
        ["2. How long does very very very very very very very very very very very very…"],
        ["None of these"],
    ]
    assert ids(message) == [f"pick:water-temperature:{ASKER}", f"pick:shelf-life:{ASKER}", f"none:{ASKER}"]


def test_a_decline_names_its_topic_and_has_a_button_for_each_near_section() -> None:
    message = shown(Declined(question=ASKED, uncovered=PRICES, nearest=(STORING, BREWING), ranking=()))
    assert message.content == "The FAQ does not cover prices.\nWhat it does cover, closest first:"
    assert labels(message) == [["How is tea kept?"], ["How is tea brewed?"]]
    assert ids(message) == ["section:storing:0", "section:brewing:0"]


def test_a_decline_without_near_sections_is_one_line() -> None:
    message = shown(Declined(question=ASKED, uncovered=None, nearest=(), ranking=()))
    assert (message.content, message.rows) == ("The FAQ has no answer to that.", ())


def test_the_topic_of_a_decline_is_not_read_as_markup() -> None:
    uncovered = replace(PRICES, topic="@everyone's **pay**")
    content = shown(Declined(question=ASKED, uncovered=uncovered, nearest=(), ranking=())).content
    assert pings_in(content) == []
    assert read(content).marks == set()


def test_an_introduction_says_what_the_bot_does_and_offers_the_topics() -> None:
    message = shown(Introduction(sources=("Tea FAQs",), sections=FAQ.sections, opening="Hello."))
    assert message.content == f"Hello.\n{wording.introduction(('Tea FAQs',))}"
    assert labels(message) == [["Choose a topic", "How is tea brewed?", "How is tea kept?"]]


def test_an_introduction_leads_to_the_topics_that_its_menu_cannot_hold() -> None:
    message = shown(Introduction(sources=("Tea FAQs",), sections=MANY_SECTIONS))
    assert len(ids(message)) == 25
    assert labels(message)[0][-1] == "More topics"
    assert ids(message)[-1] == encode(ShowTopics(24))


def test_a_notice_says_its_text_and_offers_its_sections() -> None:
    message = shown(Notice(text=wording.ENTRY_IS_GONE, sections=FAQ.sections))
    assert message.content == wording.ENTRY_IS_GONE
    assert labels(message) == [["Choose a topic", "How is tea brewed?", "How is tea kept?"]]
    assert shown(Notice(text="Shared.")).rows == ()


def test_topics_that_fit_one_menu_need_no_pages() -> None:
    message = shown(Topics(sections=FAQ.sections))
    assert message.content == "What the FAQ covers:"
    assert ids(message) == ["section:brewing:0", "section:storing:0"]


@pytest.mark.parametrize(
    ("start", "page", "leafing"),
    [
        (0, "1 to 25 of 60", ["topics:25"]),
        (25, "26 to 50 of 60", ["topics:0", "topics:50"]),
        (24, "25 to 49 of 60", ["topics:0", "topics:49"]),
        (50, "51 to 60 of 60", ["topics:25"]),
        (975, "51 to 60 of 60", ["topics:25"]),
    ],
)
def test_topics_are_leafed_through(start: int, page: str, leafing: list[str]) -> None:
    message = shown(Topics(sections=MANY_SECTIONS, start=start))
    assert message.content == f"What the FAQ covers:\n{page}"
    assert [carried for carried in ids(message) if carried.startswith("topics")] == leafing


def test_five_hundred_questions_are_reached_page_by_page() -> None:
    seen: list[str] = []
    for start in range(0, 500, 25):
        message = shown(SectionTopics(section=BREWING, entries=MANY_ENTRIES, start=start))
        assert message.content == f"**How is tea brewed?**\n{start + 1} to {start + 25} of 500"
        seen += [carried for carried in ids(message) if carried.startswith("entry")]
    assert seen == [f"entry:{entry.id}" for entry in MANY_ENTRIES]


def test_the_questions_of_a_section_lead_back_to_all_topics() -> None:
    message = shown(SectionTopics(section=BREWING, entries=MANY_ENTRIES, start=25))
    assert labels(message)[1] == ["Previous", "Next", "All topics"]
    assert ids(message)[-3:] == ["section:brewing:0", "section:brewing:50", "topics:0"]


def test_a_section_and_an_faq_without_questions_say_so() -> None:
    assert shown(SectionTopics(section=BREWING, entries=())).content.endswith(wording.NO_QUESTIONS)
    assert shown(Topics(sections=())).content == wording.NO_TOPICS


def test_an_offer_gives_one_of_its_entries_to_a_message() -> None:
    message = shown(Offer(entries=(WATER, STEEPING), message="1234"), is_private=True)
    assert message.content.split("\n")[1:] == ["1. How hot should the water be?", "2. How long should tea steep?"]
    assert ids(message) == ["give:water-temperature:1234", "give:steeping-time:1234"]


def test_an_option_goes_on_in_its_description() -> None:
    entry = replace(WATER, question=f"Is {'very ' * 25}hot water good?")
    (row,) = shown(answer_of(STEEPING), see_also=(entry,)).rows[1:]
    (menu,) = to_items(row)
    assert isinstance(menu, discord.ui.Select)
    assert [option.to_dict() for option in menu.options] == [
        {
            "label": f"Is {'very ' * 18}very…",
            "value": "entry:water-temperature",
            "description": "…very very very very very very hot water good?",
            "default": False,
        }
    ]


def test_every_answer_of_the_shipped_faq_fits_one_message() -> None:
    faq = open_faq()
    for entry in faq.entries:
        see_also = tuple(faq.by_id[other] for other in entry.see_also)
        content = shown(answer_of(entry), given_by="Ada", see_also=see_also).content
        assert read(content).loose == ""
        assert pings_in(content) == []


async def test_a_view_holds_the_rows_and_is_not_kept_by_discord_py() -> None:
    view = to_view(shown(answer_of(WATER), see_also=(STEEPING,)))
    buttons, menu = view.to_components()
    kinds = [component["custom_id"].partition(":")[0] for component in buttons["components"]]
    assert kinds == ["helpful", "unhelpful", "remove"]
    assert menu["components"][0]["options"][0]["value"] == "entry:steeping-time"
    assert view.is_finished()
    assert view.timeout is None


async def test_a_message_without_rows_takes_those_of_an_edited_message_away() -> None:
    assert to_view(Rendered(content="Thanks.")).to_components() == []


entries = st.lists(strategies.entries(strategies.short_texts, strategies.long_lines), max_size=30).map(tuple)
sections = st.lists(strategies.sections, max_size=30).map(tuple)
sayings: st.SearchStrategy[Saying] = st.one_of(
    strategies.entries(strategies.long_answers, strategies.long_lines).map(answer_of),
    st.builds(Suggestions, question=st.just(ASKED), entries=entries, ranking=st.just(())),
    st.builds(
        Declined,
        question=st.just(ASKED),
        uncovered=strategies.long_lines.map(lambda topic: replace(PRICES, topic=topic)),
        nearest=sections,
        ranking=st.just(()),
    ),
    st.builds(Introduction, sources=st.lists(strategies.long_lines, max_size=3).map(tuple), sections=sections),
    st.builds(Notice, text=strategies.long_lines, sections=sections),
    st.builds(Topics, sections=sections, start=st.integers(0, 60)),
    st.builds(SectionTopics, section=strategies.sections, entries=entries, start=st.integers(0, 60)),
    st.builds(Offer, entries=entries, message=st.just("9" * 24)),
)


@settings(max_examples=80, deadline=None, phases=strategies.UNSHRUNK)
@given(
    st.builds(
        Post,
        saying=sayings,
        asker=st.just("9" * 24),
        is_private=st.booleans(),
        given_by=st.none() | strategies.short_texts,
        see_also=entries,
    )
)
def test_whatever_is_posted_keeps_to_discords_limits(post: Post) -> None:
    for message in to_messages(post):
        assert 0 < length(message.content) <= LONGEST_MESSAGE
        assert pings_in(message.content) == []
        assert_rows_are_taken(message)


def assert_rows_are_taken(message: Rendered) -> None:
    """The limits of https://discord.com/developers/docs/components/reference."""
    rows = [to_items(row) for row in message.rows]
    items = [item for row in rows for item in row]
    own_ids = [item.custom_id or "" for item in items]
    assert len(rows) <= 5
    assert len({*own_ids}) == len(own_ids)
    for row in rows:
        assert 1 <= len(row) <= (1 if isinstance(row[0], discord.ui.Select) else 5)
    for item in items:
        assert 1 <= length(item.custom_id or "") <= 100
        assert_is_taken(item)


def assert_is_taken(item: Item) -> None:
    if isinstance(item, discord.ui.Button):
        assert 1 <= length(item.label or "") <= 80
        assert decode(item.custom_id or "") is not None
        return
    assert decode(item.custom_id) is None
    assert 1 <= length(item.placeholder or "") <= 150
    assert 1 <= len(item.options) <= 25
    assert len({option.value for option in item.options}) == len(item.options)
    for option in item.options:
        assert_is_taken_as_option(option)


def assert_is_taken_as_option(option: discord.SelectOption) -> None:
    assert 1 <= length(option.label) <= 100
    assert 1 <= length(option.value) <= 100
    assert length(option.description or "") <= 100
    assert decode(option.value) is not None
