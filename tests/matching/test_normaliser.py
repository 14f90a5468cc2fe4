"""What platforms, Markdown and Unicode add to a question is taken away, and its words are left."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.normaliser import LONGEST, normalise
from tests.matching.texts import HUGE, any_text

UNTOUCHED = (
    "How long does tea keep?", "C++ vs C#", "what's in it: tea, milk & sugar?", "snake_case or camelCase", "10:30:45",
    "std::vector", "I <3 tea", "naïve café", "שלום עולם", "お茶はどのくらい持ちますか",
    "~5 minutes", "re: your tea", "",
)  # fmt: skip


@pytest.mark.parametrize("text", UNTOUCHED)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U123ABC> how hot?", "how hot?"),
        ("<@!42> <@&43> how hot?", "how hot?"),
        ("<#C024|general> how hot?", "how hot?"),
        ("<!here> how hot?", "how hot?"),
        ("how hot? <a:steam:99> <t:1700000000:R> </faq ask:12>", "how hot?"),
        ("@ana how hot?", "how hot?"),
        ("how hot? :tea:", "how hot?"),
        ("how hot? :+1:", "how hot?"),
        ("how hot? :wave::skin-tone-2:", "how hot?"),
        ("how hot? 👍🏽 👩‍🔬 🇬🇧", "how hot?"),
    ],
)
def test_mentions_and_emoji_say_nothing(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see https://example.org/a_b?c=d how hot", "see how hot"),
        ("www.example.org how hot", "how hot"),
        ("<https://example.org> how hot", "how hot"),
        ("<https://example.org|this page> how hot", "this page how hot"),
        ("[this page](https://example.org/a) how hot", "this page how hot"),
        ("write to ana@example.org or <mailto:bo@example.org|Bo>", "write to or Bo"),
        ("_https://example.org/a_ how hot", "how hot"),
    ],
)
def test_addresses_go_and_their_labels_stay(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**how** *hot* is __the__ _water_?", "how hot is the water?"),
        ("~~how hot~~ ||how long||", "how hot how long"),
        ("is `water` ok", "is water ok"),
        ("look:\n```python\nboil()\n```\nhow hot?", "look: how hot?"),
        ("look:\n```\nnever closed", "look:"),
        ("> quoted\nhow hot?", "quoted how hot?"),
        ("- how hot?\n- how long?", "how hot? how long?"),
        ("1. how hot?\n2) how long?", "how hot? how long?"),
        ("## how hot?", "how hot?"),
        ("> - how hot?", "how hot?"),
        ("_:tea:_ how hot?", "how hot?"),
        ("_@ana_ how hot?", "how hot?"),
    ],
)
def test_markdown_leaves_its_words(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("what’s “hot” – or not…", 'what\'s "hot" - or not...'),
        ("ｈｏｗ ｈｏｔ？", "how hot?"),
        ("e\u0301te\u0301", "été"),
        ("ho\u200bw\u00ad hot\ufeff?", "how hot?"),
        ("how\0hot\x1b?", "how hot ?"),
        ("how\u2028hot\u00a0is\tit", "how hot is it"),
        ("\ud800how hot\udfff", "how hot"),
        ("\u202ehow hot", "how hot"),
    ],
)
def test_unicode_is_brought_to_one_form(written: str, read: str) -> None:
    assert normalise(written) == read


def test_of_a_long_text_both_ends_are_read() -> None:
    read = normalise("first " + "word " * LONGEST + "last")
    assert read.startswith("first")
    assert read.endswith("last")
    assert len(read) <= LONGEST + 1


@given(any_text)
def test_any_text_gives_one_line_of_printable_characters(text: str) -> None:
    read = normalise(text)
    assert read == " ".join(read.split(" ")).strip()
    assert read.isprintable()


@given(
    st.lists(st.sampled_from(["how", "hot", "is", "C++", "it's", "tea,", "(green)", "5", "RE?", "漢字", "é"])).map(
        " ".join
    )
)
def test_what_is_normal_already_stays(text: str) -> None:
    assert normalise(text) == text


marked_up = st.lists(
    st.sampled_from(
        ("how", "**hot**", "_is_", "_https://a.b_", "*@ana*", "_:tea:_", "`it`", "\n> ", "\n- ", "\n1. ", "\n> - ",
         "<@1>", "<https://a.b|tea>", "[tea](https://a.b)", ":+1:", "😀", "’s", "||x||")
    )
).map(" ".join)  # fmt: skip


@given(marked_up)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    """Of messages whose markup is whole; what is left of broken markup may look like other markup."""
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_megabyte_of_anything_is_normalised_at_once(text: str) -> None:
    started = time.process_time()
    normalise(text)
    assert time.process_time() - started < 0.5
