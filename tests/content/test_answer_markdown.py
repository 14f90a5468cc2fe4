"""Markdown that renders badly is told from Markdown that is fine."""

import pytest

from bot.content.answer_markdown import find_faults

GOOD = [
    "plain text",
    "a [link](https://example.org/a_(b)) and *em*, **bold**, ~~gone~~, `code`",
    "mail [us](mailto:a@example.org)",
    "<https://example.org>",
    "[a][b]\n\n[b]: https://example.org",
    "```python\nx = [1](2) ** 3\n```",
    "~~~~\n```\n~~~~",
    "- a\n\n  ```\n  code\n  ```\n- b",
    "> ```\n> code\n> ```",
    "2 \\*\\* 3 and \\`x and \\[a\\](b)",
    "`**` and `](`",
    "5 * 3 and snake_case and x < y",
    "1. one\n2. two\n   - nested",
    "    indented **code",
    "a & b &amp; c",
]
BAD = [
    ("```\ncode", 0, "not closed"),
    ("text\n\n```python\ncode\n``", 2, "not closed"),
    ("```", 0, "not closed"),
    ("[a]()", 0, "a link has no target"),
    ("[a](javascript:alert(1))", 0, "must be a full address"),
    ("[a](JaVaScRiPt:alert)", 0, "must be a full address"),
    ("[a](data:text/html,x)", 0, "must be a full address"),
    ("[a](/rel)", 0, "must be a full address"),
    ("[a](https:///x)", 0, "must be a full address"),
    ("[a](#part)", 0, "must be a full address"),
    ("text\n[a](b c)", 1, "a broken link"),
    ("[a](https://example.org", 0, "a broken link"),
    ("[a][b]", 0, "a link by reference"),
    ("a <b>c</b>", 0, "HTML is not shown: remove <b>"),
    ("text\n\n<div>\nx\n</div>", 2, "HTML is not shown"),
    ("<!-- hidden -->", 0, "HTML is not shown"),
    ("text\nand **bold", 1, "'**' is not closed"),
    ("a `code", 0, "'`' is not closed"),
    ("a ~~gone", 0, "'~~' is not closed"),
    ("a\\\nb **c", 1, "'**' is not closed"),
]
ODD = [
    ("| a | b |\n|---|---|\n| c | d |", "do not show tables"),
    ("![alt](https://example.org/a.png)", "do not show images"),
]


@pytest.mark.parametrize("text", GOOD)
def test_good_markdown_has_no_faults(text: str) -> None:
    assert list(find_faults(text)) == []


@pytest.mark.parametrize(("text", "line", "message"), BAD)
def test_bad_markdown_is_an_error_on_its_line(text: str, line: int, message: str) -> None:
    faults = list(find_faults(text))
    assert message in faults[0].message
    assert faults[0].line == line
    assert not faults[0].is_warning


@pytest.mark.parametrize(("text", "message"), ODD)
def test_what_platforms_do_not_show_is_a_warning(text: str, message: str) -> None:
    faults = list(find_faults(text))
    assert message in faults[0].message
    assert faults[0].is_warning
