"""Slack's rich text and small print, as far as the bot writes them, as marked text."""

import html
import re
from collections.abc import Iterator
from typing import Any

from tests.pictures.chat import Mark, Paragraph, Size, Span

Element = dict[str, Any]

_STYLES = {"bold": Mark.STRONG, "italic": Mark.EMPHASIS, "strike": Mark.STRUCK, "code": Mark.CODE}
_LINK = re.compile(r"<([^<>|]+)\|([^<>]+)>")
_BETWEEN = Span(text="\u2003")


def read_rich_text(elements: list[Element]) -> Iterator[Paragraph]:
    """The paragraphs of a rich text: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""
    for element in elements:
        match element["type"]:
            case "rich_text_list":
                yield from _items(element)
            case "rich_text_preformatted":
                for line in _lines(element["elements"]):
                    # Blanks that the picture must not run together.
                    code = "".join(span.text for span in line).replace(" ", "\u00a0")
                    yield Paragraph(spans=(Span(text=code, marks=Mark.CODE),), is_code=True)
            case kind:
                yield from _paragraphs(element["elements"], is_quoted=kind == "rich_text_quote")


def read_context(elements: list[Element]) -> Paragraph:
    """Small print, whose elements stand beside each other."""
    spans: list[Span] = []
    for element in elements:
        spans += [_BETWEEN] if spans else []
        spans += _mrkdwn(element["text"]) if element["type"] == "mrkdwn" else [Span(text=element["text"])]
    return Paragraph(spans=tuple(spans), size=Size.SMALL, is_apart=True)


def _paragraphs(elements: list[Element], *, is_quoted: bool) -> Iterator[Paragraph]:
    """The lines of a section; an empty one sets the next one apart."""
    is_apart = False
    for line in _lines(elements):
        if line:
            yield Paragraph(spans=line, is_apart=is_apart, is_quoted=is_quoted)
        is_apart = not line


def _items(element: Element) -> Iterator[Paragraph]:
    depth, first = element["indent"] + 1, element.get("offset", 0) + 1
    for number, item in enumerate(element["elements"], first):
        marker = f"{number}." if element["style"] == "ordered" else "•"
        for line in filter(None, _lines(item["elements"])):
            yield Paragraph(spans=line, depth=depth, marker=marker)
            marker = ""


def _lines(elements: list[Element]) -> list[tuple[Span, ...]]:
    """The elements of a section as lines, which their texts may break."""
    lines: list[list[Span]] = [[]]
    for element in elements:
        for number, text in enumerate(str(element.get("text", element.get("url"))).split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Span(text=text, marks=_marks(element)))
    return [tuple(line) for line in lines]


def _marks(element: Element) -> Mark:
    marks = Mark.LINK if element["type"] == "link" else Mark.NONE
    for style, mark in _STYLES.items():
        if element.get("style", {}).get(style):
            marks |= mark
    return marks


def _mrkdwn(text: str) -> Iterator[Span]:
    """What the bot writes of mrkdwn: a few words, and a link."""
    position = 0
    for found in _LINK.finditer(text):
        yield Span(text=html.unescape(text[position : found.start()]))
        yield Span(text=html.unescape(found[2]), marks=Mark.LINK)
        position = found.end()
    if rest := text[position:]:
        yield Span(text=html.unescape(rest))
