"""What in an answer's Markdown would not reach readers as it was meant, on any platform."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.content.loading import shorten

SAFE_TARGET = re.compile(r"(https?://[^\s/?#]+|mailto:[^\s@]+@)", re.IGNORECASE)
# Without one of these an answer is plain paragraphs, and 10,000 of them need not be parsed.
MARKUP = re.compile(r"[`~\[\]<>*_|]")
LEFT_OVER = {
    "**": "'**' without its partner: close the bold text, or write \\*\\*",
    "`": "'`' without its partner: close the code, or write \\`",
    "~~": "'~~' without its partner: close the struck text, or write \\~\\~",
    "](": "a link that is not one: its target must follow as (https://…), closed and without spaces",
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
    """Parse answers and imported posts: CommonMark with tables and struck text, every link target let through."""
    # Without text_join an escaped * stays apart from the text around it, and is not taken for one without a partner.
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - judged here instead
    return markdown


def find_faults(text: str) -> Iterator[Fault]:
    """All that renders badly in ``text``, in its order."""
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
                yield Fault(line=line, message="platforms show no tables: write a list", is_warning=True)
            case "inline":
                yield from _check_inline(token, line)


def _check_fence(token: Token, lines: list[str]) -> Iterator[Fault]:
    """A code fence must be closed, or it swallows the rest of the answer."""
    first, end = token.map or (0, 0)
    last = lines[min(end, len(lines)) - 1].strip(" >\t")
    is_closed = end - first > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])
    if not is_closed:
        yield Fault(line=first, message=f"the code fence is not closed: end it with a line of {token.markup}")


def _check_inline(token: Token, line: int) -> Iterator[Fault]:
    """Links, HTML and markers without partners in one paragraph or heading."""
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
                yield Fault(line=line, message="platforms show no images in a text: write a link", is_warning=True)
        text += " "
    yield from _check_left_over(text, line)


def _check_target(target: str, line: int) -> Iterator[Fault]:
    """A link must lead somewhere from a chat, and nowhere unsafe."""
    if not target:
        yield Fault(line=line, message="a link has no target: write [text](https://…)")
    elif SAFE_TARGET.match(target) is None:
        yield Fault(
            line=line, message=f"the link target '{shorten(target)}' must be a full address: https://… or mailto:…"
        )


def _check_left_over(text: str, line: int) -> Iterator[Fault]:
    """Markers that the parser left in the text had no partner."""
    for marker, message in LEFT_OVER.items():
        if marker in text:
            yield Fault(line=line, message=message)


def _about_html(found: str) -> str:
    """What to do about HTML."""
    return f"HTML is not shown: remove {shorten(found)}, or put it between ` and ` if it is meant as text"
