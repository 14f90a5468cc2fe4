"""Lengths as platforms may count them, and texts cut to them."""

from collections.abc import Callable

ELLIPSIS = "…"


def length(text: str) -> int:
    """The UTF-16 units of ``text``: platforms do not say what they count, and this is the strictest it may be."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_line(text: str) -> str:
    """``text`` on one line, its blanks single."""
    return " ".join(text.split())


def cut(text: str, most: int) -> str:
    """One line of at most ``most`` units: whole, or ended by an ellipsis, after a word where one ends near."""
    line = to_line(text)
    if length(line) <= most:
        return line
    kept = _beginning(line, most - 1)
    at_word = kept.rpartition(" ")[0]
    return (at_word if len(at_word) * 3 >= len(kept) * 2 else kept).rstrip() + ELLIPSIS


def cut_in_two(text: str, *, most: int, most_after: int) -> tuple[str, str]:
    """``text`` cut to ``most`` units, and what follows the cut, cut to ``most_after``."""
    line = to_line(text)
    first = cut(line, most)
    if first == line:
        return line, ""
    return first, cut(ELLIPSIS + line[len(first) - 1 :].lstrip(), most_after)


def cut_as_written(text: str, most: int, write: Callable[[str], str]) -> str:
    """What ``write`` makes of ``text``, of which so much is left out that at most ``most`` units are written."""
    room = most
    while length(written := write(cut(text, room))) > most:
        room = max(1, room * 3 // 4)
    return written


def _beginning(text: str, most: int) -> str:
    """As many characters from the beginning as ``most`` units hold."""
    kept = text[:most]
    while length(kept) > most:
        kept = kept[: -max(1, (length(kept) - most) // 2)]
    return kept
