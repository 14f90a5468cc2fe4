"""Marked text as lines of a given width."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tests.pictures.chat import Mark, Span
from tests.pictures.measuring import width_of

Line = tuple[Span, ...]

# Other blanks than this one hold words together.
_BLANK = " "
_PIECE = re.compile(" +|[^ ]+")


def wrap(spans: Iterable[Span], *, width: float, size: float) -> list[Line]:
    """The lines of a paragraph, broken between words and, where one is too long, inside it; one line at least."""
    lines: list[list[Span]] = [[]]
    used = 0.0
    for word in _fitting(_words(spans), width=width, size=size):
        is_blank = word[0].text.startswith(_BLANK)
        needed = line_width(word, size)
        if lines[-1] and not is_blank and used + needed > width:
            lines.append([])
            used = 0.0
        if lines[-1] or not is_blank:
            lines[-1] += word
            used += needed
    return [_merged(line) for line in lines]


def wrap_plain(text: str, *, width: float, size: float, marks: Mark = Mark.NONE) -> list[str]:
    """The lines of text that is marked alike throughout."""
    lines = wrap([Span(text=text, marks=marks)], width=width, size=size)
    return ["".join(span.text for span in line) for line in lines]


def cut(text: str, *, width: float, size: float) -> str:
    """As much of ``text`` as fits on one line."""
    if width_of(text, size) <= width:
        return text
    length = next(length for length in range(len(text), -1, -1) if width_of(f"{text[:length]}…", size) <= width)
    return f"{text[:length].rstrip()}…"


def line_width(line: Sequence[Span], size: float) -> float:
    """How wide some spans are beside each other."""
    return sum(width_of(span.text, size, span.marks) for span in line)


def _words(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """What must not be broken, which may be marked differently inside, and the blanks in between."""
    word: list[Span] = []
    for span in spans:
        for piece in _PIECE.findall(span.text):
            if word and (_BLANK in (piece[0], word[-1].text[0])):
                yield word
                word = []
            word.append(Span(text=piece, marks=span.marks))
    if word:
        yield word


def _fitting(words: Iterable[list[Span]], *, width: float, size: float) -> Iterator[list[Span]]:
    """The same words; those that no line holds by single characters."""
    for word in words:
        if line_width(word, size) <= width:
            yield word
        else:
            yield from ([Span(text=character, marks=span.marks)] for span in word for character in span.text)


def _merged(line: list[Span]) -> Line:
    """A line without the blank at its end, neighbours that are marked alike made one."""
    merged: list[Span] = []
    for span in line[:-1] if line and line[-1].text.startswith(_BLANK) else line:
        if merged and merged[-1].marks == span.marks:
            merged[-1] = Span(text=merged[-1].text + span.text, marks=span.marks)
        else:
            merged.append(span)
    return tuple(merged)
