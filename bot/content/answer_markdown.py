"""The Markdown of answers: how it is parsed, and its faults, which no platform would show as they are meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.content.tree import shorten

SAFE_TARGET = re.compile(r"(https?://[^\s/?#]+|mailto:[^\s@]+@)", re.IGNORECASE)
# Without one of these an answer is plain text; with 10,000 entries it pays not to parse it.
MARKUP = re.compile(r"[`~\[\]<>*_|]")
LEFT_OVER = {
    "**": "'**' is not closed: close the bold text, or write \\*\\*",
    "`": "'`' is not closed: close the code, or write \\`",
    "~~": "'~~' is not closed: close the struck text, or write \\~\\~",
    "](": "a broken link: write its target as (https://…), closed and without spaces",
    "][": "a link by reference without its '[name]: https://…' line",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in Markdown that renders badly; ``line`` counts from 0."""

    line: int
    message: str
    is_warning: bool = False


@cache
def parser() -> MarkdownIt:
    """The parser of answers and imported documents: CommonMark with tables and struck text."""
    # Without text_join an escaped * is a token of its own, and not mistaken for a marker that is not closed.
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - checked below instead
    return markdown


def find_faults(text: str) -> Iterator[Fault]:
    """The faults of ``text``, in its order."""
    if MARKUP.search(text) is None:
        return
    lines = text.split("\n")
    line = 0
    for token in parser().parse(text):
        line = token.map[0] if token.map else line
        match token.type:
            case "fence":
                yield from _check_fence(token, lines)
            case "html_block":
                yield Fault(line=line, message=_about_html(token.content))
            case "table_open":
                yield Fault(line=line, message="platforms do not show tables: write a list", is_warning=True)
            case "inline":
                yield from _check_inline(token, line)


def _check_fence(token: Token, lines: list[str]) -> Iterator[Fault]:
    """A code fence must be closed, or the rest of the answer becomes code."""
    first, end = token.map or (0, 0)
    last = lines[min(end, len(lines)) - 1].strip(" >\t")
    is_closed = end - first > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])
    if not is_closed:
        yield Fault(line=first, message=f"the code fence is not closed: end it with a line of {token.markup}")


def _check_inline(token: Token, line: int) -> Iterator[Fault]:
    """Links, HTML and markers that are not closed, in one paragraph or heading."""
    text = ""
    for child in token.children or ():
        match child.type:
            case "text":
                text += child.content
                continue
            case "softbreak" | "hardbreak":
                yield from _check_left_over(text, line)
                text, line = "", line + 1
            case "html_inline":
                yield Fault(line=line, message=_about_html(child.content))
            case "link_open":
                yield from _check_target(str(child.attrs.get("href", "")), line)
            case "image":
                yield Fault(line=line, message="platforms do not show images in a text: write a link", is_warning=True)
        text += " "
    yield from _check_left_over(text, line)


def _check_target(target: str, line: int) -> Iterator[Fault]:
    """A link must work from a chat, and be safe."""
    if not target:
        yield Fault(line=line, message="a link has no target: write [text](https://…)")
    elif SAFE_TARGET.match(target) is None:
        yield Fault(
            line=line, message=f"the link target '{shorten(target)}' must be a full address: https://… or mailto:…"
        )


def _check_left_over(text: str, line: int) -> Iterator[Fault]:
    """A marker that the parser left in the text is not closed."""
    for marker, message in LEFT_OVER.items():
        if marker in text:
            yield Fault(line=line, message=message)


def _about_html(found: str) -> str:
    return f"HTML is not shown: remove {shorten(found)}, or put it between ` and ` if you mean it as text"
