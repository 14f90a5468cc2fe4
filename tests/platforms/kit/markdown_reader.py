"""What Markdown shows, read without the bot's own blocks, to compare with what a platform shows of it."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token


def tokens_of(markdown: str) -> list[Token]:
    """The tokens of Markdown as the bot reads it."""
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - as the bot does
    return parser.parse(markdown)


def shown_by(tokens: Sequence[Token]) -> str:
    """All text that tokens show."""
    text = ""
    for token in tokens:
        if token.type in ("inline", "image"):
            text += shown_by(token.children or [])
        elif token.type in ("softbreak", "hardbreak"):
            text += " "
        else:
            text += token.content
    return text


def letters(text: str) -> str:
    """The letters and digits of a text: all that every dialect keeps."""
    return "".join(char for char in text if char.isalnum())


def assert_nothing_is_lost(answer: str, *, shown: str, expected: str) -> None:
    """All letters are shown in their order, and no others but those of addresses, which are shown behind links."""
    tokens = tokens_of(answer)
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    if kinds & {"link_open", "image", "table_open"} or "http" in answer:
        rest = iter(shown)
        assert all(char in rest for char in expected)
    else:
        assert shown == expected
