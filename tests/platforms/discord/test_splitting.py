"""A long answer is cut where it reads best, and each part stands for itself."""

import re
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import wording
from bot.core.entries import Entry
from bot.core.reply import Post
from bot.engine.composer import answer_of
from bot.platforms.discord.markdown import NOT_IN_LINKS, write_blocks
from bot.platforms.discord.render import LIMITS, LONGEST_MESSAGE, MOST_PARTS, to_messages
from bot.platforms.kit.markdown.lengths import length
from bot.platforms.kit.markdown.parser import parse
from bot.platforms.kit.markdown.splitter import share_out
from tests.platforms.discord.discord_reader import pings_in, read
from tests.platforms.kit import strategies
from tests.platforms.kit.markdown_reader import assert_nothing_is_lost, letters, shown_by, tokens_of
from tests.small_faq import BREWING, STORING

SENTENCE = "The water is hot and the leaves are dry. "
NEVER_MEANT = {"underlined", "italic", "spoiler", "user", "role", "everyone", "channel", "emoji", "time", "command"}


def parts_of(markdown: str, room: int) -> tuple[str, ...]:
    parts, _ = share_out(parse(markdown, NOT_IN_LINKS), repeat(room), LIMITS.measure)
    return tuple(map(write_blocks, parts))


def write_answer(entry: Entry, *, given_by: str | None = None) -> tuple[str, ...]:
    messages = to_messages(Post(saying=answer_of(entry), asker="1", given_by=given_by))
    return tuple(message.content for message in messages)


def answered(answer: str, *, question: str = "Why?", given_by: str | None = None) -> tuple[str, ...]:
    return write_answer(Entry(id="a", section=BREWING, question=question, answer=answer), given_by=given_by)


def body_of(parts: tuple[str, ...]) -> str:
    """What the parts show together, without their headings and what stands below the first."""
    first, *others = parts
    bodies = (
        [first[: first.rindex(f"\n-# {wording.FROM}")], *others] if f"\n-# {wording.FROM}" in first else list(parts)
    )
    return "\n".join(read(body.partition("\n")[2]).text for body in bodies)


def test_blocks_stay_whole_where_each_fits_a_part() -> None:
    assert parts_of("one two\n\nthree four\n\nfive six", 20) == ("one two\n\nthree four", "five six")


def test_list_items_stay_whole_and_keep_their_numbers() -> None:
    assert parts_of("8. one two\n9. three four\n10. five six", 28) == ("8. one two\n9. three four", "10. five six")


def test_a_paragraph_is_cut_after_a_sentence() -> None:
    assert parts_of("One is here. Two is there. Three is not.", 30) == ("One is here. Two is there.", "Three is not.")


def test_a_sentence_is_cut_after_a_word() -> None:
    assert parts_of("one two three four five", 11) == ("one two", "three four", "five")


def test_a_word_is_cut_between_characters() -> None:
    assert parts_of("abcdefghij", 4) == ("abcd", "efgh", "ij")


def test_no_emoji_or_accent_is_taken_off_its_character() -> None:
    family = "👩‍👩‍👧‍👦"
    assert parts_of(family * 3, 15) == (family,) * 3
    assert all(not part.startswith("\u0301") for part in parts_of("e\u0301" * 20, 5))


def test_what_was_marked_is_closed_and_marked_again() -> None:
    assert parts_of("**one two three four**", 13) == ("**one two**", "**three**", "**four**")


def test_a_link_is_closed_and_leads_to_the_same_place_again() -> None:
    link = "](<https://a.example>)"
    assert parts_of("[one two three](https://a.example)", 30) == (f"[one two{link}", f"[three{link}")


def test_code_is_cut_between_lines_and_fenced_again() -> None:
    assert parts_of("```py\na = 1\nb = 2\nc = 3\n```", 21) == ("```py\na = 1\nb = 2\n```", "```py\nc = 3\n```")


def test_a_quote_goes_on_as_a_quote() -> None:
    assert parts_of("> one two three", 11) == ("> one two", "> three")


def test_a_list_item_goes_on_without_a_second_marker() -> None:
    assert parts_of("3. one two three\n4. four", 12) == ("3. one two", "  three", "4. four")


def test_an_address_is_never_cut_where_a_part_holds_it() -> None:
    assert parts_of("one two https://a.example/bcd", 25) == ("one two", "<https://a.example/bcd>")
    assert parts_of("a https://a.example/bcdefg", 27) == ("a", "<https://a.example/bcdefg>")


def test_an_address_that_no_part_holds_is_shown_in_pieces() -> None:
    parts = parts_of("https://a.example/" + "b" * 60, 40)
    assert "".join(part.strip("`") for part in parts) == "https://a.example/" + "b" * 60


def test_a_heading_goes_with_its_text() -> None:
    assert parts_of("one two\n\n# Title\n\nthree four five", 24) == ("one two", "# Title\nthree four five")


def test_an_answer_that_fits_is_one_message_without_a_number() -> None:
    (content,) = answered("Because.")
    assert content == (
        "**Why?**\nBecause.\n-# From: [Tea FAQs › How is tea brewed?](<https://example.org/tea#how-is-tea-brewed>)"
    )


def test_each_part_says_its_question_and_number_and_the_first_its_source() -> None:
    parts = answered(SENTENCE * 100)
    assert [part.partition("\n")[0] for part in parts] == ["**Why?** (1/3)", "**Why?** (2/3)", "**Why?** (3/3)"]
    assert parts[0].endswith("(<https://example.org/tea#how-is-tea-brewed>)")
    assert "example.org" not in "".join(parts[1:])
    assert all(part.endswith("dry.") for part in parts[1:])


def test_twenty_thousand_characters_of_ordinary_markdown_are_shown_whole() -> None:
    marked = (
        "Take the *hot* water, see [the page](https://example.org/water_and_tea), and `wait` a while.\n\n- snake_case\n"
    )
    markdown = (marked * 300)[:20_000]
    parts = answered(markdown)
    assert len(parts) <= MOST_PARTS
    assert wording.CUT_SHORT not in parts[-1]


def test_what_is_cut_is_said_in_words_with_the_source() -> None:
    *_, last = parts = answered("\\* " * 20_000)
    assert len(parts) == MOST_PARTS
    assert all(length(part) <= LONGEST_MESSAGE for part in parts)
    assert last.endswith(f"{wording.CUT_SHORT} [Tea FAQs › How is tea brewed?](<{BREWING.url}>)")


@settings(max_examples=60, deadline=None, phases=strategies.UNSHRUNK)
@given(
    entry=strategies.entries(strategies.long_answers, strategies.long_lines),
    given_by=st.none() | strategies.short_texts,
)
def test_whatever_an_entry_holds_its_messages_are_whole_and_harmless(entry: Entry, given_by: str | None) -> None:
    parts = write_answer(entry, given_by=given_by)
    assert 1 <= len(parts) <= MOST_PARTS
    for part in parts:
        assert 0 < length(part) <= LONGEST_MESSAGE
        assert part.strip() != ""
        assert pings_in(part) == []
        seen = read(part)
        assert not seen.marks & NEVER_MEANT
        assert seen.loose == ""
        assert read(part, prefers_longer=False) == seen


@settings(max_examples=60, deadline=None, phases=strategies.UNSHRUNK)
@given(answer=strategies.long_answers)
def test_no_text_of_an_answer_is_lost(answer: str) -> None:
    parts = answered(answer)
    expected, shown = letters(shown_by(tokens_of(answer))), letters(body_of(parts))
    if wording.CUT_SHORT in parts[-1]:
        cut = letters(wording.CUT_SHORT + "Tea FAQs How is tea brewed?")
        assert shown.endswith(cut)
        shown = shown.removesuffix(cut)
        expected = expected[: len(shown)]
    assert_nothing_is_lost(answer, shown=shown, expected=expected)


@settings(max_examples=60, deadline=None, phases=strategies.UNSHRUNK)
@given(answer=strategies.short_texts, room=st.integers(60, 200))
def test_small_rooms_are_kept_to_as_well(answer: str, room: int) -> None:
    assert all(length(part) <= room for part in parts_of(re.sub(r"\]\(\S*|<\S*", "", answer), room))


@pytest.mark.parametrize("name", ["A*d*a", "@everyone", "<@80351110224678912>", "# Ada", "Ada\n\n# Grace", "\u202eadA"])
def test_who_asked_is_named_on_one_line_and_not_pinged(name: str) -> None:
    (content,) = answered("Because.", given_by=name)
    *_, line = content.split("\n")
    assert line.startswith("-# Answered at the request of ")
    assert pings_in(content) == []
    assert read(line).marks == {"subtext"}
    assert "\u202e" not in content


def test_a_source_without_an_anchor_and_with_brackets_is_still_linked() -> None:
    entry = Entry(id="a", section=STORING, question="Why?", answer="Because.")
    assert "[Tea FAQs › How is tea kept?](<https://example.org/tea#how-is-tea-kept>)" in write_answer(entry)[0]
