"""Each post is laid out as its readers need it, within Slack's limits, with presses that the bot reads again."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import ShowTopics, encode
from bot.core.reply import Declined, Introduction, Notice, Offer, Post, Saying, SectionTopics, Suggestions, Topics
from bot.engine.composer import answer_of
from bot.opening import open_faq
from bot.platforms.slack.render import LARGEST_MESSAGE, Rendered, size_of, to_messages
from tests.platforms.slack import strategies
from tests.platforms.slack.block_limits import assert_message_is_taken
from tests.platforms.slack.expecting import bold, bullets, line, link, numbers, plain, rich
from tests.platforms.slack.slack_reader import (
    labels_of,
    loose_markers_in,
    pings_in,
    pings_in_text,
    read,
    values_of,
)
from tests.small_faq import BREWING, FAQ, PRICES, SHELF_LIFE, SOURCE, STEEPING, STORING, WATER

ASKER = "U012AB3CD"
ASKED = "hot?"
MANY_SECTIONS = tuple(Section(id=f"s-{number}", title=f"Title {number}", source=SOURCE) for number in range(250))
MANY_ENTRIES = tuple(replace(WATER, id=f"e-{number}", question=f"Question {number}?") for number in range(500))
LINK = "https://example.org/tea#how-is-tea-brewed"


def shown(saying: Saying, **options: Any) -> Rendered:  # noqa: ANN401 - the fields of Post
    (message,) = to_messages(Post(saying=saying, asker=ASKER, **options))
    return message


def test_an_answer_shows_question_answer_source_and_review() -> None:
    text, source, *_ = shown(answer_of(WATER)).blocks
    assert text == rich(
        line(bold("How hot should the water be?"), "\n", "Near ", bold("boiling"), " for black tea,"),
        bullets(line("80 °C for green tea"), line("cooler for white tea")),
    )
    linked = {"type": "mrkdwn", "text": f"From: <{LINK}|Tea FAQs › How is tea brewed?>", "verbatim": True}
    assert source == {"type": "context", "elements": [linked, plain("Reviewed 2026-11-23")]}


def test_notifications_get_the_question_the_first_sentence_and_the_link() -> None:
    entry = replace(WATER, answer="# Heat\n\nNearly **boiling**, e.g. 95 °C & up. Then wait.")
    assert shown(answer_of(entry)).text == (
        f"How hot should the water be?\nNearly boiling, e.g. 95 °C &amp; up.\n{LINK}"
    )


def test_a_shared_answer_can_be_voted_on_and_removed_by_who_asked() -> None:
    blocks = shown(answer_of(WATER)).blocks
    assert [block["type"] for block in blocks[2:]] == ["context_actions", "actions"]
    assert labels_of(blocks) == [["Helpful", "Not helpful"], ["Remove"]]
    assert values_of(blocks) == ["helpful:water-temperature", "unhelpful:water-temperature", f"remove:{ASKER}"]


def test_a_private_answer_can_be_shared_and_needs_no_removing() -> None:
    blocks = shown(answer_of(WATER), is_private=True).blocks
    assert labels_of(blocks)[1] == ["Share in channel"]
    assert values_of(blocks)[2] == "share:water-temperature"
    assert blocks[-1]["elements"][0]["style"] == "primary"


def test_an_answer_leads_on_to_others_in_a_menu() -> None:
    blocks = shown(answer_of(WATER), see_also=(STEEPING, SHELF_LIFE, STEEPING)).blocks
    placeholder = "See also: choose a question"
    assert labels_of(blocks)[1] == [
        "Remove", placeholder, "How long should tea steep?", "How long does tea keep?",
    ]  # fmt: skip
    assert values_of(blocks)[3:] == ["entry:steeping-time", "entry:shelf-life"]


def test_an_answer_given_for_somebody_names_them_below_its_source() -> None:
    (_, source, *_) = shown(answer_of(STEEPING), given_by="Ada *L* <@U012AB3CD>\n\u202eecarG").blocks
    assert source["elements"][1:] == [plain("Answered at the request of Ada *L* <@U012AB3CD> ecarG")]


@pytest.mark.parametrize("title", ["How is `tea` brewed?", "*Tea*", "Tea | coffee", "Tea :tea:", "a_b_c"])
def test_a_title_that_mrkdwn_would_mark_is_linked_in_rich_text(title: str) -> None:
    entry = replace(WATER, section=replace(BREWING, title=title))
    blocks = shown(answer_of(entry)).blocks
    assert blocks[1:3] == (
        rich(line("From: ", link(LINK, text=f"Tea FAQs › {title}"))),
        {"type": "context", "elements": [plain("Reviewed 2026-11-23")]},
    )


def test_a_title_and_an_address_are_escaped_where_mrkdwn_is_read() -> None:
    source = replace(SOURCE, title="<!channel> & <@U1>", url="https://example.org/?a=1&b=<2>|3")
    (_, context, *_) = shown(answer_of(replace(WATER, section=replace(BREWING, source=source)))).blocks
    address = "https://example.org/?a=1&amp;b=%3C2%3E%7C3#how-is-tea-brewed"
    label = "&lt;!channel&gt; &amp; &lt;@U1&gt; › How is tea brewed?"
    assert context["elements"][0]["text"] == f"From: <{address}|{label}>"
    assert pings_in([context]) == []


def test_a_long_answer_has_its_source_first_and_its_buttons_last() -> None:
    long = replace(WATER, answer="The water is hot. " * 1500)
    first, middle, last = to_messages(Post(saying=answer_of(long), asker=ASKER))
    assert [len(message.blocks) for message in (first, middle, last)] == [2, 1, 3]
    assert labels_of((*first.blocks, *middle.blocks)) == []
    assert labels_of(last.blocks) == [["Helpful", "Not helpful"], ["Remove"]]
    assert [read(message.blocks).text.partition("\n")[0] for message in (first, middle, last)] == [
        f"How hot should the water be? ({number}/3)" for number in (1, 2, 3)
    ]
    assert last.text == f"How hot should the water be? (3/3)\nThe water is hot.\n{LINK}"


def test_suggestions_are_numbered_in_full_and_picked_by_button() -> None:
    long = replace(SHELF_LIFE, question=f"How long does {'very ' * 20}old tea keep?")
    message = shown(Suggestions(question=ASKED, entries=(WATER, long), ranking=()))
    assert message.blocks[0] == rich(
        line("I am not sure which of these you mean:"),
        numbers(line("How hot should the water be?"), line(long.question)),
    )
    assert labels_of(message.blocks) == [
        [
            "1. How hot should the water be?",
            "2. How long does very very very very very very very very very very very…",
            "None of these",
        ]
    ]
    assert values_of(message.blocks) == [f"pick:water-temperature:{ASKER}", f"pick:shelf-life:{ASKER}", f"none:{ASKER}"]
    assert message.text == (
        f"I am not sure which of these you mean:\n1. How hot should the water be?\n2. {long.question}"
    )


def test_a_decline_names_its_topic_and_each_near_section_which_have_buttons_too() -> None:
    """Slack may show a part of a button's label, and notifications have none of it."""
    message = shown(Declined(question=ASKED, uncovered=PRICES, nearest=(STORING, BREWING), ranking=()))
    opening = "The FAQ does not cover prices.\nWhat it does cover, closest first:"
    assert message.text == f"{opening}\n- How is tea kept?\n- How is tea brewed?"
    assert message.blocks[0] == rich(line(opening), bullets(line("How is tea kept?"), line("How is tea brewed?")))
    assert labels_of(message.blocks) == [["How is tea kept?", "How is tea brewed?"]]
    assert values_of(message.blocks) == ["section:storing:0", "section:brewing:0"]


def test_a_decline_without_near_sections_is_one_line() -> None:
    message = shown(Declined(question=ASKED, uncovered=None, nearest=(), ranking=()))
    assert message.blocks == (rich(line("The FAQ has no answer to that.")),)


@pytest.mark.parametrize("topic", strategies.CALLS)
def test_the_topic_of_a_decline_is_shown_as_it_was_written(topic: str) -> None:
    uncovered = replace(PRICES, topic=topic)
    message = shown(Declined(question=ASKED, uncovered=uncovered, nearest=(), ranking=()))
    assert read(message.blocks).text == f"The FAQ does not cover {topic}.\n"
    assert read(message.blocks).marks == {"section"}
    assert pings_in(message.blocks) == pings_in_text(message.text) == []


def test_an_introduction_says_what_the_bot_does_and_offers_the_topics() -> None:
    message = shown(Introduction(sources=("Tea FAQs",), sections=FAQ.sections, opening="Hello."))
    assert message.text == f"Hello.\n{wording.introduction(('Tea FAQs',))}"
    assert labels_of(message.blocks) == [["Choose a topic", "How is tea brewed?", "How is tea kept?"]]


def test_an_introduction_leads_to_the_topics_that_its_menu_cannot_hold() -> None:
    values = values_of(shown(Introduction(sources=("Tea FAQs",), sections=MANY_SECTIONS)).blocks)
    assert values[-1] == encode(ShowTopics(len(values) - 1))
    assert values[:-1] == [f"section:s-{number}:0" for number in range(len(values) - 1)]


def test_a_notice_says_its_text_and_offers_its_sections() -> None:
    message = shown(Notice(text=wording.ENTRY_IS_GONE, sections=FAQ.sections))
    assert message.text == wording.ENTRY_IS_GONE
    assert labels_of(message.blocks) == [["Choose a topic", "How is tea brewed?", "How is tea kept?"]]
    assert shown(Notice(text="Shared.")).blocks == (rich(line("Shared.")),)


def test_topics_that_fit_one_menu_need_no_pages() -> None:
    message = shown(Topics(sections=FAQ.sections))
    assert message.text == "What the FAQ covers:"
    assert values_of(message.blocks) == ["section:brewing:0", "section:storing:0"]


def test_topics_are_leafed_through_to_the_last_and_back() -> None:
    first = shown(Topics(sections=MANY_SECTIONS))
    most = len(values_of(first.blocks)) - 1
    assert most > 50
    assert first.text == f"What the FAQ covers:\n1 to {most} of 250"
    assert labels_of(first.blocks)[0][-1:] == ["Next"]
    second = shown(Topics(sections=MANY_SECTIONS, start=most))
    assert values_of(second.blocks)[-2:] == ["topics:0", f"topics:{2 * most}"]
    assert labels_of(second.blocks)[0][-2:] == ["Previous", "Next"]
    last = shown(Topics(sections=MANY_SECTIONS, start=9999))
    assert last.text.endswith("to 250 of 250")
    assert labels_of(last.blocks)[0][-1:] == ["Previous"]


def test_five_hundred_questions_are_reached_page_by_page() -> None:
    seen: list[str] = []
    start: int | None = 0
    pages = 0
    while start is not None:
        values = values_of(shown(SectionTopics(section=BREWING, entries=MANY_ENTRIES, start=start)).blocks)
        seen += [value for value in values if value.startswith("entry")]
        start = next((int(value.split(":")[2]) for value in values if value == f"section:brewing:{len(seen)}"), None)
        pages += 1
    assert seen == [f"entry:{entry.id}" for entry in MANY_ENTRIES]
    assert pages <= 10


def test_the_questions_of_a_section_lead_back_to_all_topics() -> None:
    message = shown(SectionTopics(section=BREWING, entries=(WATER, STEEPING)))
    assert message.blocks[0] == rich(line(bold("How is tea brewed?")))
    assert labels_of(message.blocks) == [
        ["Choose a question", "How hot should the water be?", "How long should tea steep?", "All topics"]
    ]
    assert values_of(message.blocks)[-1] == "topics:0"


def test_a_section_and_an_faq_without_questions_say_so() -> None:
    assert shown(SectionTopics(section=BREWING, entries=())).text.endswith(wording.NO_QUESTIONS)
    assert shown(Topics(sections=())).text == wording.NO_TOPICS


def test_an_offer_gives_one_of_its_entries_to_a_message() -> None:
    message = shown(Offer(entries=(WATER, STEEPING), message="C1/2.3"), is_private=True)
    assert message.text.split("\n")[1:] == ["1. How hot should the water be?", "2. How long should tea steep?"]
    assert values_of(message.blocks) == ["give:water-temperature:C1/2.3", "give:steeping-time:C1/2.3"]


def test_an_option_goes_on_in_its_description() -> None:
    entry = replace(WATER, question=f"Is {'very ' * 20}hot water good?")
    menu = shown(answer_of(STEEPING), see_also=(entry,)).blocks[-1]["elements"][1]
    assert menu["options"] == [
        {
            "text": plain(f"Is {'very ' * 13}very…"),
            "value": "entry:water-temperature",
            "description": plain(f"…{'very ' * 6}hot water good?"),
        }
    ]


def test_every_answer_of_the_shipped_faq_fits_one_message() -> None:
    faq = open_faq()
    for entry in faq.entries:
        see_also = tuple(faq.by_id[other] for other in entry.see_also)
        message = shown(answer_of(entry), given_by="Ada", see_also=see_also)
        assert_message_is_taken(message.text, message.blocks)
        assert message.text.startswith(f"{entry.question}\n")
        assert message.text.endswith(entry.section.url)
        assert any(url == entry.section.url for _, url in read(message.blocks).links)
        assert loose_markers_in(message.blocks) == pings_in(message.blocks) == []


@settings(max_examples=60, deadline=None, phases=strategies.UNSHRUNK)
@given(strategies.posts)
def test_whatever_is_posted_keeps_to_slacks_limits_and_calls_nobody(post: Post) -> None:
    messages = to_messages(post)
    assert 1 <= len(messages) <= 10
    for message in messages:
        assert_message_is_taken(message.text, message.blocks)
        assert pings_in(message.blocks) == pings_in_text(message.text) == loose_markers_in(message.blocks) == []


@settings(max_examples=15, deadline=None, phases=strategies.UNSHRUNK)
@given(strategies.repetitive_entries, strategies.repeated_characters, st.booleans())
def test_nothing_that_is_repeated_outgrows_a_message(entry: Entry, name: str, is_private: bool) -> None:  # noqa: FBT001 - given by hypothesis
    see_also = tuple(replace(entry, id=f"{number}" * 32) for number in range(10))
    post = Post(saying=answer_of(entry), asker=ASKER, given_by=name, see_also=see_also, is_private=is_private)
    for message in (*to_messages(post), *to_messages(replace(post, saying=Offer(entries=see_also, message="m")))):
        assert_message_is_taken(message.text, message.blocks)
        assert size_of(message.blocks) <= LARGEST_MESSAGE
