"""Markdown becomes rich text in which nothing is lost; a long answer is cut where it reads best."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import wording
from bot.core.entries import Entry
from bot.core.reply import Post
from bot.engine.composer import answer_of
from bot.platforms.kit.markdown.parser import parse
from bot.platforms.slack.render import (
    LARGEST_MESSAGE,
    LONGEST_TEXT,
    MOST_PARTS,
    Rendered,
    size_of,
    to_messages,
    to_text,
)
from bot.platforms.slack.rich_text import measure, to_rich_text
from tests.platforms.kit.markdown_reader import assert_nothing_is_lost, letters, shown_by, tokens_of
from tests.platforms.slack import strategies
from tests.platforms.slack.block_limits import assert_message_is_taken
from tests.platforms.slack.expecting import bold, bullets, code, line, link, numbers, styled
from tests.platforms.slack.slack_reader import Json, pings_in, pings_in_text, read
from tests.small_faq import BREWING, WATER

SENTENCE = "The water is hot and the leaves are dry. "


def elements_of(markdown: str) -> list[Json]:
    """The elements of the rich text that an answer becomes."""
    found: list[Json] = to_rich_text(parse(markdown))["elements"]
    return found


def answered(answer: str, *, question: str = "Why?") -> tuple[Rendered, ...]:
    entry = Entry(id="a", section=BREWING, question=question, answer=answer)
    return to_messages(Post(saying=answer_of(entry), asker="U1"))


def body_of(messages: tuple[Rendered, ...]) -> str:
    """What the parts of an answer show together, without their first lines and all that is not the answer."""
    texts = (read(message.blocks[:1]).text for message in messages)
    return "\n".join(text.partition("\n")[2] for text in texts)


@pytest.mark.parametrize(
    ("markdown", "elements"),
    [
        ("one\n\ntwo", [line("one", "\n\n", "two")]),
        ("one  \ntwo", [line("one\ntwo")]),
        ("**b** *i* ~~s~~ `c`", [
            line(bold("b"), " ", styled("i", "italic"), " ", styled("s", "strike"), " ", styled("c", "code"))
        ]),
        ("***b* and** c", [line(styled("b", "bold", "italic"), bold(" and"), " c")]),
        ("# Title\n\ntext", [line(bold("Title"), "\n", "text")]),
        ("one\n\n---\n\ntwo", [line("one", "\n\n", "———", "\n\n", "two")]),
        ("see [the page](https://a.example/x)", [line("see ", link("https://a.example/x", text="the page"))]),
        ("[**b**](https://a.example)", [line(link("https://a.example", text="b", style={"bold": True}))]),
        ("at https://a.example/x.", [line("at ", link("https://a.example/x"), ".")]),
        ("https://a.example/a|b", [line(link("https://a.example/a%7Cb", text="https://a.example/a|b"))]),
        ("`https://a.example`", [line(styled("https://a.example", "code"))]),
        ("```py\na = 1\nb\n```", [code("a = 1\nb")]),
        ("> one\n>\n> two\n\nthree", [{**line("one", "\n\n", "two"), "type": "rich_text_quote"}, line("three")]),
    ],
)  # fmt: skip
def test_each_block_becomes_what_slack_has_for_it(markdown: str, elements: list[Json]) -> None:
    assert elements_of(markdown) == elements


@pytest.mark.parametrize(
    ("markdown", "elements"),
    [
        ("one:\n- a\n- b\n\ntwo", [line("one:"), bullets(line("a"), line("b")), line("\n", "two")]),
        ("- a\n  - b\n- c", [bullets(line("a")), bullets(line("b"), indent=1), bullets(line("c"))]),
        ("3. a\n4. b", [numbers(line("a"), line("b"), offset=2)]),
        ("1. a\n   - b\n2. c", [numbers(line("a")), bullets(line("b"), indent=1), numbers(line("c"), offset=1)]),
        ("- a\n\n1. b", [bullets(line("a")), numbers(line("b"))]),
        ("- a\n\n* b", [bullets(line("a")), bullets(line("b"))]),
        ("- a\n\n  more\n- b", [bullets(line("a", "\n", "more"), line("b"))]),
        ("- - a", [bullets(line("\u200b")), bullets(line("a"), indent=1)]),
        ("- \n- b", [bullets(line("\u200b"), line("b"))]),
        ("> - a", [bullets(line("a"), border=1)]),
        ("- ```\n  x\n  ```", [bullets(line("\u200b")), code("x")]),
    ],
)  # fmt: skip
def test_lists_keep_their_levels_and_numbers(markdown: str, elements: list[Json]) -> None:
    assert elements_of(markdown) == elements


@pytest.mark.parametrize("call", [call for call in strategies.CALLS if "http" not in call])
def test_what_would_call_somebody_or_be_markup_is_literal_text(call: str) -> None:
    entry = Entry(id="a", section=BREWING, question=f"Why {call}?", answer=f"`{call}` so")
    (message,) = to_messages(Post(saying=answer_of(entry), asker="U1"))
    (text, *_) = message.blocks
    # What no text can hold, Markdown shows as a sign of its own.
    kept = call.replace("\x00", "\ufffd")
    assert text["elements"] == [line(bold(f"Why {call}?"), "\n", styled(kept, "code"), " so")]
    assert pings_in(message.blocks) == pings_in_text(message.text) == []


def test_an_answer_that_fits_is_one_message_without_a_number() -> None:
    (message,) = answered("Because.")
    assert read(message.blocks).text == "Why?\nBecause.\nFrom: Tea FAQs › How is tea brewed?\n"


def test_parts_are_cut_after_a_sentence_and_filled() -> None:
    messages = answered(SENTENCE * 450)
    texts = [read(message.blocks[:1]).text.rstrip("\n") for message in messages]
    assert [text.partition("\n")[0] for text in texts] == ["Why? (1/2)", "Why? (2/2)"]
    assert all(text.endswith("dry.") for text in texts)
    assert size_of(messages[0].blocks) > LARGEST_MESSAGE * 3 // 4
    for message in messages:
        assert_message_is_taken(message.text, message.blocks)


@pytest.mark.parametrize(
    "answer",
    ["```\nx\n```\n\n" * 120, "".join(f"{'  ' * depth}- a\n" for depth in range(14)), "> a\n\nb\n\n" * 120],
    ids=["code", "depth", "quotes"],
)
def test_many_small_and_deep_pieces_are_within_the_limits_too(answer: str) -> None:
    for message in answered(answer):
        assert_message_is_taken(message.text, message.blocks)


def test_list_items_stay_whole_and_keep_their_numbers() -> None:
    messages = answered("".join(f"{number}. {SENTENCE}\n" for number in range(1, 151)))
    starts = [0, *(read(message.blocks[:1]).lists[0][2] for message in messages[1:])]
    assert starts == sorted({*starts})
    assert body_of(messages).count(SENTENCE.strip()) == 150


def test_twenty_thousand_characters_of_ordinary_markdown_are_shown_whole() -> None:
    marked = (
        "Take the *hot* water, see [the page](https://example.org/water_and_tea), and `wait` a while.\n\n- snake_case\n"
    )
    messages = answered((marked * 300)[:20_000])
    assert len(messages) <= MOST_PARTS
    assert wording.CUT_SHORT not in body_of(messages)


def test_what_is_cut_is_said_in_words_with_the_source() -> None:
    messages = answered("*a* `b` " * 2000)
    assert len(messages) == MOST_PARTS
    seen = read(messages[-1].blocks[:1])
    assert seen.text.endswith(f"{wording.CUT_SHORT} Tea FAQs › How is tea brewed?\n")
    assert seen.links == [("Tea FAQs › How is tea brewed?", BREWING.url)]


@pytest.mark.parametrize("question", ["x" * 5000, "http://a.b " * 500, "\x00\"'\\" * 500])
def test_a_question_of_any_length_leaves_room_for_its_answer(question: str) -> None:
    messages = answered(SENTENCE * 100, question=question)
    assert letters(body_of(messages)) == letters(SENTENCE * 100)


def test_a_source_without_a_link_that_fits_is_named() -> None:
    source = replace(BREWING.source, url=f"https://example.org/{'a' * 3000}")
    entry = replace(WATER, section=replace(BREWING, source=source))
    (message,) = to_messages(Post(saying=answer_of(entry), asker="U1"))
    assert read(message.blocks).text.endswith("From: Tea FAQs › How is tea brewed?\nReviewed 2026-11-23\n")
    assert message.text == "How hot should the water be?\nNear boiling for black tea,"


@given(strategies.short_texts, st.integers(1, 3000))
def test_the_text_for_notifications_is_cut_between_characters(text: str, times: int) -> None:
    written = to_text(text * times)
    assert len(written.encode()) < 4000
    assert pings_in_text(written) == []
    assert written.endswith("…") or len((text * times).encode()) <= LONGEST_TEXT


@settings(max_examples=50, deadline=None, phases=strategies.UNSHRUNK)
@given(strategies.long_answers)
def test_blocks_take_no_more_room_than_was_measured(answer: str) -> None:
    blocks = parse(answer)
    together = size_of([to_rich_text(blocks)]) - size_of([to_rich_text([])])
    assert together <= sum(map(measure, blocks))


@settings(max_examples=50, deadline=None, phases=strategies.UNSHRUNK)
@given(strategies.long_answers)
def test_no_text_of_an_answer_is_lost(answer: str) -> None:
    messages = answered(answer)
    expected, shown = letters(shown_by(tokens_of(answer))), letters(body_of(messages))
    cut = letters(f"{wording.CUT_SHORT} Tea FAQs How is tea brewed?")
    if shown.endswith(cut):
        assert len(messages) == MOST_PARTS
        shown = shown.removesuffix(cut)
        # Addresses are shown behind their texts as well.
        expected = expected[: len(shown) // (3 if "http" in answer else 1)]
    assert_nothing_is_lost(answer, shown=shown, expected=expected)
