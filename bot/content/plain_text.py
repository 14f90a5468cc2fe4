"""Text as YAML, ids and anchors can hold it."""

import re
import unicodedata
from collections.abc import Container

from bot.content.loading import UNPRINTABLE
from bot.content.model import CONTROL, LONGEST_ID

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPECIAL = re.compile(r"([\\`*_\[\]<>~|#&!])")


def clean(text: str) -> str:
    """``text`` with one kind of line end and nothing that a YAML file cannot hold."""
    return CONTROL.sub("", UNPRINTABLE.sub("", LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))))


def to_line(text: str) -> str:
    """``text`` on one line, its blanks single."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """``text`` as Markdown that shows every character of it."""
    return SPECIAL.sub(r"\\\1", text)


def to_anchor(heading: str) -> str:
    """The anchor that GitHub and Hugo give a heading: lower case, punctuation dropped, each blank a hyphen."""
    return "".join("-" if char == " " else char for char in heading.strip().lower() if _is_kept(char))


def to_id(text: str, *, fallback: str) -> str:
    """An id out of a heading, cut between words; ``fallback`` where nothing of it is ASCII."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['`]", "", folded))
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > LONGEST_ID * 3 // 4:
            break
        kept.append(word)
    return "-".join(kept) or fallback


def make_unique(text: str, taken: Container[str], *, first: int = 2, separator: str = "-") -> str:
    """``text``, or ``text-2``, ``text-3`` and so on where it is taken."""
    number, unique = first, text
    while unique in taken:
        unique = f"{text}{separator}{number}"
        number += 1
    return unique


def _is_kept(char: str) -> bool:
    """Whether an anchor keeps a character: GitHub's word characters, the hyphen and the blank."""
    category = unicodedata.category(char)
    return char in "- " or category[0] in "LM" or category in ("Nd", "Nl", "Pc")
