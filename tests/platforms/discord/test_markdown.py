"""An FAQ's Markdown reaches Discord's readers as it was meant, and nothing else becomes markup."""

import pytest

from bot.platforms.discord.markdown import APART, NOT_IN_LINKS, write_blocks, write_runs
from bot.platforms.kit.markdown.blocks import text_runs
from bot.platforms.kit.markdown.parser import parse
from tests.platforms.discord.discord_reader import pings_in, read

MENTIONS = ["@everyone", "@here", "<@80351110224678912>", "<@!80351110224678912>", "<@&165511591545143296>"]
SPECIAL = [
    "||spoiler||", "__underline__", "_italic_", "a _italic_ b", "**strong**", "*emphasis*", "~~struck~~", "`code`",
    "```\ncode\n```", "[text](example)", "# heading", "### heading", "-# subtext", "> quote", ">>> quote", "- item",
    "+ item", "* item", "1. item", "<#103735883630395392>", "<t:0>", "<t:1618953630:R>",
    "<:mmLol:216154654256398347>", "<a:b1nzy:392938283556143104>", "</airhorn:816437322781949972>", "<id:home>",
    ":tada:", ":+1:", "a\\b \\* c", "snake_case_word and another_one_", "2 * 3 * 4", "a | b", "1986\\. A great year",
    *MENTIONS,
]  # fmt: skip


def plain(text: str) -> str:
    return write_runs(text_runs(text))


def to_markdown(answer: str) -> str:
    return write_blocks(parse(answer, NOT_IN_LINKS))


@pytest.mark.parametrize("text", SPECIAL)
def test_plain_text_is_shown_as_it_is_and_means_nothing(text: str) -> None:
    seen = read(plain(text))
    assert (seen.text.replace(APART, ""), seen.marks, seen.loose) == (text, set(), "")


@pytest.mark.parametrize("text", SPECIAL)
def test_plain_text_means_nothing_on_a_later_line_either(text: str) -> None:
    seen = read(plain(f"first\n{text}"))
    assert (seen.text.replace(APART, ""), seen.marks) == (f"first\n{text}", set())


def test_a_link_that_is_only_written_as_text_shows_its_address() -> None:
    assert plain("[text](https://example.org)") == "\\[text](<https://example.org>)"


@pytest.mark.parametrize("mention", MENTIONS)
@pytest.mark.parametrize("around", ["{}", "a {} b", "({})", "**{}**", "[{}](https://example.org)", "- {}\n- x", "> {}"])
def test_nobody_is_pinged_wherever_a_mention_stands(mention: str, around: str) -> None:
    assert pings_in(to_markdown(around.format(mention))) == []


@pytest.mark.parametrize("mention", MENTIONS)
def test_a_mention_in_code_stays_readable_since_discord_pings_nobody_there(mention: str) -> None:
    written = to_markdown(f"Write `{mention}` here.")
    assert f"`{mention}`" in written
    assert pings_in(written) == []


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("# One\n\ntext", "# One\ntext"),
        ("### Three", "### Three"),
        ("#### Four *x*", f"**Four *x*{APART}**"),
        ("soft\nbreak", "soft break"),
        ("hard\\\nbreak", "hard\nbreak"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("These:\n\n- a\n- b\n\nand more", "These:\n- a\n- b\n\nand more"),
        ("- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d"),
        ("3. a\n7. b", "3. a\n4. b"),
        ("1) a", "1. a"),
        ("1. a\n\n   more\n\n2. b", "1. a\n  more\n2. b"),
        ("- a\n\n1. b", "- a\n\n1. b"),
        ("> a\n>\n> b", "> a\n> \n> b"),
        ("> a\n> > b", "> a\n> \n> b"),
        ("> - a\n> - b", "> - a\n> - b"),
        ("- a\n  > b", "- a\n\n> b"),
        ("```python\nx = 1\n\ny = 2\n```", "```python\nx = 1\n\ny = 2\n```"),
        ("~~~~c++ title\n```\n~~~~", f"```c++\n`{APART}`{APART}`\n```"),
        ("1. a\n   ```\n   x\n   ```\n2. b", "1. a\n```\nx\n```\n2. b"),
        ("- ```\n  x\n  ```", f"- {APART}\n```\nx\n```"),
        ("`a`", "`a`"),
        ("`` a`b ``", "``a`b``"),
        ("`` `a` ``", "`` `a` ``"),
        ("```` a```b ````", f"``a`{APART}`{APART}`b``"),
        ("~~a~~", "~~a~~"),
        ("***a***", f"**{APART}*a*{APART}**"),
        ("**a *b* c**", "**a *b* c**"),
        ("*a*b", "*a*b"),
        ("*a `x*y` b*", "*a* `x*y` *b*"),
        ("[a](https://example.org/x_y_z)", "[a](<https://example.org/x_y_z>)"),
        ("[a](https://example.org/x_(y))", "[a](<https://example.org/x_%28y%29>)"),
        ("**see [a](https://example.org) there**", "**see** [**a**](<https://example.org>) **there**"),
        ("[a \\[1\\]](https://example.org)", "a \\[1] (<https://example.org>)"),
        ("[https://a.example](https://b.example)", "<https://a.example> (<https://b.example>)"),
        ("[https://a.example](https://a.example)", "<https://a.example>"),
        ("[](https://a.example)", "<https://a.example>"),
        ("[write](mailto:ada@example.org)", "write (ada@example.org)"),
        ("<ada@example.org>", "ada@example.org"),
        ("[page](/page)", "page (/page)"),
        ("<https://example.org/a_b_c>", "<https://example.org/a_b_c>"),
        ("See https://example.org/a_b_c.", "See <https://example.org/a_b_c>."),
        ("(https://example.org/a_(b))", "(<https://example.org/a_(b)>)"),
        ("*see https://example.org/a\\*b*", "*see <https://example.org/a%2Ab>*"),
        ("https://example.org/@everyone", "<https://example.org/%40everyone>"),
        ("![a cat](https://example.org/cat.png)", "[a cat](<https://example.org/cat.png>)"),
        ("![](https://example.org/cat.png)", "<https://example.org/cat.png>"),
        ("![](https://a.example)![](https://b.example)", "<https://a.example><https://b.example>"),
        ("- " * 30 + "deep", "- - - - - - deep"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb"),
        ("press <kbd>x</kbd>", "press \\<kbd>x\\</kbd>"),
        ("<div>\nx\n</div>", "\\<div>\nx\n\\</div>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | |", "- **a:** 1 · **b:** 2\n- **a:** 3 · **b:** –"),
        ("| a | b |\n|---|---|", "a · b"),
        ("", ""),
        ("[unused]: https://example.org", ""),
    ],
)
def test_markdown_is_written_in_discords_dialect(markdown: str, written: str) -> None:
    assert to_markdown(markdown) == written


TOUCHING = [
    "***a** b*",
    "***a* b**",
    "*a **b***",
    "**a *b***",
    "*a***b**",
    "**a***b*",
    "~~a\\~~~",
    "**a\\***",
    "*a\\**",
]


@pytest.mark.parametrize("markdown", TOUCHING)
@pytest.mark.parametrize("prefers_longer", [True, False])
def test_marks_that_touch_are_read_as_they_were_written(markdown: str, *, prefers_longer: bool) -> None:
    seen = read(to_markdown(markdown), prefers_longer=prefers_longer)
    assert seen.loose == ""
    assert {"a", "b"} >= {char for char in seen.text if char.isalnum()}


def test_the_same_answer_is_parsed_once() -> None:
    assert parse("Parsed *once*.") is parse("Parsed *once*.")
