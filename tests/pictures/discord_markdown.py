"""Discord's Markdown, as far as the bot writes it, as marked text.

The dialect: https://support.discord.com/hc/en-us/articles/210298617. Whatever the bot only escapes (emphasis by ``_``,
spoilers, mentions) is not read here, so that a mark that slips through shows in the picture.
"""

import re
from collections.abc import Iterator

from tests.pictures.chat import Mark, Paragraph, Size, Span

# An invisible character, with which the bot keeps apart what Discord would read as one.
_APART = "\u200b"
_FENCE = "```"
_LEADS = {"-# ": Size.SMALL, "# ": Size.LARGEST, "## ": Size.LARGER, "### ": Size.LARGE}
_LEAD = re.compile(r"(-#|#{1,3}) ")
_ITEM = re.compile(r"( *)((?:(?:[-*]|\d+\.) )*)")
_INLINE = re.compile(
    r"""
    \\(?P<escaped>[^\w\s])
    | (?P<ticks>`{1,2})(?P<code>.+?)(?P=ticks)(?!`)
    | \[(?P<shown>(?:\\.|[^\]\\])+)\]\(<[^>]*>\)
    | <(?P<address>https?://[^>]+)>
    | \*\*(?P<strong>(?:\\.|[^\\])+?)\*\*(?!\*)
    | \*(?P<emphasis>(?:\\.|\*\*.+?\*\*|[^*\\])+)\*
    | ~~(?P<struck>(?:\\.|[^\\])+?)~~
    """,
    re.VERBOSE,
)
_MARKS = {
    "escaped": Mark.NONE,
    "code": Mark.CODE,
    "shown": Mark.LINK,
    "address": Mark.LINK,
    "strong": Mark.STRONG,
    "emphasis": Mark.EMPHASIS,
    "struck": Mark.STRUCK,
}
_LITERAL = {"escaped", "code", "address"}


def read_markdown(content: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a message; one for each line, and for each line of code."""
    return tuple(_paragraphs(content.split("\n")))


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    is_apart = is_code = False
    for written in lines:
        is_quoted = written == ">" or written.startswith("> ")
        line = written[2:] if is_quoted else written
        if line.startswith(_FENCE):
            is_code = not is_code
        elif is_code:
            # Blanks that the picture must not run together.
            code = Span(text=line.replace(" ", "\u00a0"), marks=Mark.CODE)
            yield Paragraph(spans=(code,), is_code=True, is_quoted=is_quoted)
        elif not line.strip():
            is_apart = True
        else:
            yield _paragraph(line, is_apart=is_apart, is_quoted=is_quoted)
            is_apart = False


def _paragraph(line: str, *, is_apart: bool, is_quoted: bool) -> Paragraph:
    if lead := _LEAD.match(line):
        size = _LEADS[lead.group()]
        marks = Mark.NONE if size is Size.SMALL else Mark.STRONG
        spans = tuple(read_inline(line[lead.end() :], marks))
        return Paragraph(spans=spans, size=size, is_apart=is_apart, is_quoted=is_quoted)
    found = _ITEM.match(line)
    indent, markers = found.groups() if found else ("", "")
    depth = len(indent) // 2 + len(markers.split())
    marker = re.sub(r"[-*]", "•", markers.strip())
    spans = tuple(read_inline(line[len(indent + markers) :]))
    return Paragraph(spans=spans, depth=depth, marker=marker, is_apart=is_apart, is_quoted=is_quoted)


def read_inline(text: str, marks: Mark = Mark.NONE) -> Iterator[Span]:
    """The spans of one line, set in ``marks`` and in what they are marked with."""
    position = 0
    for found in _INLINE.finditer(text):
        yield from _literal(text[position : found.start()], marks)
        yield from _marked(found, marks)
        position = found.end()
    yield from _literal(text[position:], marks)


def _marked(found: re.Match[str], marks: Mark) -> Iterator[Span]:
    name = next(name for name in _MARKS if found[name] is not None)
    read = _literal if name in _LITERAL else read_inline
    yield from read(found[name], marks | _MARKS[name])


def _literal(text: str, marks: Mark) -> Iterator[Span]:
    if shown := text.replace(_APART, ""):
        yield Span(text=shown, marks=marks)
