"""Lengths as platforms may count them, and texts cut to them."""

ELLIPSIS = "…"


def length(text: str) -> int:
    """The UTF-16 units of ``text``: platforms do not say what they count, and this is the strictest it may be."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """One line of at most ``most`` units: whole, or ended by an ellipsis, after a word where one ends near."""
    line = " ".join(text.split())
    if length(line) <= most:
        return line
    kept = line[: most - 1]
    while (surplus := length(kept) - (most - 1)) > 0:
        kept = kept[: -((surplus + 1) // 2)]  # a character takes at most two units
    at_word = kept.rpartition(" ")[0]
    return (at_word if len(at_word) * 3 >= len(kept) * 2 else kept).rstrip() + ELLIPSIS


def cut_in_two(text: str, *, most: int, most_after: int) -> tuple[str, str]:
    """``text`` cut to ``most`` units, and what follows the cut, cut to ``most_after``."""
    line = " ".join(text.split())
    first = cut(line, most)
    if first == line:
        return line, ""
    return first, cut(ELLIPSIS + line[len(first) - 1 :].lstrip(), most_after)
