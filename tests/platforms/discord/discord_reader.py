"""What Discord makes of a message, read by rules of its own: what is shown, how it is marked, who is pinged.

After the rules that its clients share with simple-markdown. Which of two marks that begin together wins is not agreed
on by those who wrote them down, so it can be read in both ways.
"""

import re
from dataclasses import dataclass, field

_LINE_RULES = {
    "quote": re.compile(r"(?: *>(?!>>) [^\n]*(?:\n|$))+"),
    "quote of the rest": re.compile(r" *>>> [\s\S]+"),
    "heading": re.compile(r" *#{1,3} +([^\n]+)"),
    "subtext": re.compile(r" *-# +([^\n]+)"),
    "item": re.compile(r" *(?:[+*-]|\d+\.) +"),
}
_RULES = {
    "escape": re.compile(r"\\([^0-9A-Za-z\s])"),
    "fence": re.compile(r"```(?:[\w+.-]*\s*\n)?([^\n].*?)\n*```", re.DOTALL),
    "code": re.compile(r"(?P<ticks>``?)(?P<content>(?:[^`]|(?!(?P=ticks)(?!`))`)*?[^`]\s?)(?P=ticks)(?!`)"),
    "address": re.compile(r"<(https?://[^ >\n]+)>"),
    "link": re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(<(https?://[^ <>()\n]+)>\)"),
    "user": re.compile(r"<@!?\d+>"),
    "role": re.compile(r"<@&\d+>"),
    "channel": re.compile(r"<#\d+>"),
    "emoji": re.compile(r"<a?:\w+:\d+>|:[\w+-]+(?:~\d+)?:"),  # of two emoji of a name, the second is called name~1
    "time": re.compile(r"<t:-?\d+(?::\w)?>"),
    "command": re.compile(r"</[\w -]+:\d+>"),
    "place": re.compile(r"<id:[\w-]+>"),
    "everyone": re.compile(r"@(?:everyone|here)"),
    "bare address": re.compile(r"https?://[^\s<]+[^<.,:;\"')\]\s]"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
    "struck": re.compile(r"~~(?=\S)([\s\S]*?\S)~~"),
    "underlined": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "italic": re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"),
    "strong": re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "emphasis": re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
}
_SHOWN_AS_IT_IS = {"fence", "code", "address", "bare address"}
_MARKED = {"spoiler", "struck", "underlined", "italic", "strong", "emphasis", "heading", "subtext", "link"}
_CODE = re.compile(r"\\`|```[\s\S]+?```|``[\s\S]+?``(?!`)|`[^`]+`")
_PINGS = re.compile(r"@everyone|@here|<@!?\d+>|<@&\d+>")


@dataclass(slots=True, kw_only=True)
class Seen:
    """What a reader sees: the text, the marks that are in it, and markers that mark nothing and stand in the way."""

    text: str = ""
    marks: set[str] = field(default_factory=set)
    loose: str = ""


def read(content: str, *, prefers_longer: bool = True) -> Seen:
    """Read a message; ``prefers_longer`` between emphasis and strong emphasis, else strong first."""
    seen = Seen()
    _read(content, seen, prefers_longer=prefers_longer, is_line_start=True)
    return seen


def pings_in(content: str) -> list[str]:
    """The mentions that call somebody: all that are not code; a backslash before them does not help."""
    without_code = _CODE.sub(" ", content)
    return _PINGS.findall(without_code)


def _read(content: str, seen: Seen, *, prefers_longer: bool, is_line_start: bool) -> None:
    position = 0
    while position < len(content):
        name, found = _rule_at(content, position, prefers_longer=prefers_longer, is_line_start=is_line_start)
        if found is None:
            char = content[position]
            seen.text += char
            seen.loose += char if char in "*`" else ""
            is_line_start = char == "\n" or (is_line_start and char == " ")
            position += 1
            continue
        _take(name, found, seen, prefers_longer=prefers_longer, is_line_start=is_line_start)
        is_line_start = name in ("item", "quote")
        position = found.end()


def _rule_at(
    content: str, position: int, *, prefers_longer: bool, is_line_start: bool
) -> tuple[str, re.Match[str] | None]:
    if is_line_start:
        for name, rule in _LINE_RULES.items():
            if found := rule.match(content, position):
                return name, found
    if content[position].isalnum() and not content.startswith("http", position):
        return "text", None
    for name, rule in _RULES.items():
        if found := rule.match(content, position):
            other = _RULES["emphasis"].match(content, position) if name == "strong" and prefers_longer else None
            return ("emphasis", other) if other and len(other.group()) >= len(found.group()) else (name, found)
    return "text", None


def _take(name: str, found: re.Match[str], seen: Seen, *, prefers_longer: bool, is_line_start: bool) -> None:
    if name == "escape":
        seen.text += found.group(1)
        return
    seen.marks.add(name)
    if name == "quote":
        inner = re.sub(r"^ *> ", "", found.group(), flags=re.MULTILINE)
        _read(inner, seen, prefers_longer=prefers_longer, is_line_start=True)
    elif name in _SHOWN_AS_IT_IS:
        seen.text += found.groupdict().get("content") or found.group(found.lastindex or 0)
    elif name in _MARKED:
        _read(found.group(1), seen, prefers_longer=prefers_longer, is_line_start=is_line_start)
    elif name != "item":
        seen.text += f"⟨{name}⟩"
