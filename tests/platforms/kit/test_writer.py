"""Blocks written as common Markdown are read as the same blocks again."""

import pytest

from bot.platforms.kit.markdown.parser import parse
from bot.platforms.kit.markdown.writer import write_markdown


@pytest.mark.parametrize(
    "markdown",
    [
        "one\n\ntwo",
        "**b** *i* ~~s~~ `c`",
        "***both***",
        "# Title\n\ntext",
        "see [the page](https://a.example/x) or https://a.example",
        "- a\n    - b\n    - c\n- d",
        "10. a\n    1. b\n11. c",
        "- a\n\n    more\n- b",
        "> one\n\n> two",
        "```py\na = 1\n\nb\n```",
        "````\n```\n````",
        "`` a`b ``",
        "one\n\n---\n\ntwo",
        "",
    ],
)
def test_what_is_written_is_what_was_read(markdown: str) -> None:
    assert write_markdown(parse(markdown)) == markdown


def test_what_markdown_does_not_let_touch_is_kept_apart() -> None:
    assert write_markdown(parse("**a *b* c**")) == "**a** ***b*** **c**"
    assert write_markdown(parse("- ```\n  x\n  ```")) == "- ```\n    x\n    ```"
