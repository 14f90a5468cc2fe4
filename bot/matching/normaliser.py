"""From a chat message to plain text: what platforms, Markdown and Unicode add to a question is taken away."""

import re
import unicodedata

LONGEST = 700
"""Characters that are looked at: half from the head and half from the tail of a longer text.

About as many as fit into the encoder's 160 tokens; of more, it would see no tail.
"""

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_SLACK_LINK = re.compile(r"<(?:https?|mailto):[^|>\s]+\|([^>]*)>")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\[]{0,500})\]\([^()\s]{0,2000}\)")
_MENTION = re.compile(
    r"<(?:[@#!][^>\n]{0,200}|a?:\w{1,64}:\d{1,20}|t:\d[^>]{0,40}|/[^>\n]{1,100}:\d{1,20}|https?://[^>\s]+)>"
)
_URL = re.compile(r"\b(?:https?://|www\.)\S+|\bmailto:\S+|\b[\w.+-]{1,64}@[\w-]{1,64}\.\w[\w.]{0,63}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@[\w.-]{1,64}")
_SHORTCODE = re.compile(r"(?<![\w:])(?::(?:[a-z][a-z0-9_+-]{1,40}|[+-]1|100):){1,8}(?![\w:])")
_LINE_MARK = re.compile(r"^(?:[ \t]{0,8}(?:>+|#{1,6}|[-*+]|\d{1,3}[.)])[ \t]+)+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|~~|\|\||`+|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)")
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."}
)
_BLANKED = frozenset({"So", "Sk", "Co", "Cn", "Cs", "Cc"})
_NEEDS_CARE = re.compile(r"[^ -~]|[`*_~|<@:#>\[]|://|www\.|^[ ]|  |^[-+\d]", re.IGNORECASE)


def normalise(text: str) -> str:
    """The words of a message, without mentions, addresses, code blocks, emoji, Markdown and stray characters."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    if not _NEEDS_CARE.search(text):
        return text.strip()
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return " ".join(_without_symbols(_without_markup(text)).split())


def _without_markup(text: str) -> str:
    """Take away what Slack, Discord and Markdown write around words."""
    text = _EMPHASIS.sub("", _CODE_BLOCK.sub(" ", text))
    text = _SLACK_LINK.sub(r"\1", text)
    text = _MARKDOWN_LINK.sub(r"\1", text)
    for pattern in (_MENTION, _URL, _HANDLE, _SHORTCODE, _LINE_MARK):
        text = pattern.sub(" ", text)
    return text


def _without_symbols(text: str) -> str:
    """Blank out emoji, control and unassigned characters; drop what only joins or modifies others."""
    if text.isascii():
        return "".join(character if " " <= character <= "~" else " " for character in text)
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    if " " <= character <= "~":
        return character
    category = unicodedata.category(character)
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    return " " if category in _BLANKED or character.isspace() else character
