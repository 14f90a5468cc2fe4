"""What Slack makes of blocks, read by rules of its own: what is shown, how it is marked, who is pinged.

After https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/messaging/formatting-message-text.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_NAMED = re.compile(r"@(?:channel|everyone|here|group)\b", re.IGNORECASE)
_CALLS = ("@", "!", "#")
_CALLING = {"user", "usergroup", "broadcast", "channel", "team", "emoji"}
_MARKERS = re.compile(r"[*_~`]|:[\w+-]+:")


@dataclass(slots=True, kw_only=True)
class Seen:
    """What a reader sees: text, the marks in it, the links with their text, and lists with their looks."""

    text: str = ""
    marks: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    lists: list[tuple[str, int, int, int]] = field(default_factory=list)


def read(blocks: Iterable[Json]) -> Seen:
    """Read what blocks say; buttons and menus are no part of it."""
    seen = Seen()
    for block in blocks:
        match block["type"]:
            case "rich_text":
                _read_rich(block["elements"], seen)
            case "context":
                _read_texts(block["elements"], seen)
            case "section":
                _read_texts([block["text"]], seen)
            case _:
                pass
    return seen


def pings_in(value: object) -> list[str]:
    """Whatever calls somebody, shows as an emoji or names a channel, anywhere in blocks or a view."""
    return [ping for each in _objects(value) for ping in _pings_of(each)]


def pings_in_text(text: str) -> list[str]:
    """Whatever calls somebody in the text of a message, also where names are linked."""
    return [found for found in _IN_BRACKETS.findall(text) if found.startswith(_CALLS)] + _NAMED.findall(text)


def loose_markers_in(value: object) -> list[str]:
    """Characters that mrkdwn reads as marks: the bot writes none."""
    texts = (each["text"] for each in _objects(value) if each.get("type") == "mrkdwn")
    return [found for text in texts for found in _MARKERS.findall(re.sub(r"<[^|>]*\|", "", text))]


def labels_of(blocks: Iterable[Json]) -> list[list[str]]:
    """What the buttons of each block say, and the options of a menu behind its placeholder."""
    rows = ([label for element in interactive_in([block]) for label in _labels_of(element)] for block in blocks)
    return [row for row in rows if row]


def values_of(blocks: Iterable[Json]) -> list[str]:
    """What each button and option carries."""
    return [value for element in interactive_in(blocks) for value in _values_of(element)]


def interactive_in(blocks: Iterable[Json]) -> list[Json]:
    """Every element that can be pressed, chosen or written in."""
    return [each for each in _objects(list(blocks)) if "action_id" in each]


def _labels_of(element: Json) -> list[str]:
    match element["type"]:
        case "button":
            return [element["text"]["text"]]
        case "feedback_buttons":
            return [element[name]["text"]["text"] for name in ("positive_button", "negative_button")]
        case "static_select":
            return [element["placeholder"]["text"], *(option["text"]["text"] for option in element["options"])]
        case _:
            return []


def _values_of(element: Json) -> list[str]:
    match element["type"]:
        case "button":
            return [element["value"]]
        case "feedback_buttons":
            return [element[name]["value"] for name in ("positive_button", "negative_button")]
        case "static_select":
            return [option["value"] for option in element["options"]]
        case _:
            return []


def _read_rich(elements: list[Json], seen: Seen) -> None:
    for element in elements:
        if element["type"] == "rich_text_list":
            look = (element["style"], element["indent"], element.get("offset", 0), element.get("border", 0))
            seen.lists.append(look)
            for item in element["elements"]:
                _read_line(item["elements"], seen)
        else:
            seen.marks |= {element["type"].removeprefix("rich_text_")}
            _read_line(element["elements"], seen)


def _read_line(elements: list[Json], seen: Seen) -> None:
    for element in elements:
        text = str(element.get("text") or element.get("url"))
        seen.text += text
        seen.marks |= {name for name, is_set in element.get("style", {}).items() if is_set}
        if element["type"] == "link":
            seen.links.append((text, element["url"]))
    seen.text += "\n"


def _read_texts(elements: list[Json], seen: Seen) -> None:
    for element in elements:
        text = element["text"]
        if element["type"] == "mrkdwn":
            for link in _IN_BRACKETS.findall(text):
                url, _, label = link.partition("|")
                seen.links.append((html.unescape(label), html.unescape(url)))
            text = html.unescape(re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text))
        seen.text += text + "\n"


def _pings_of(element: Json) -> Iterator[str]:
    if element.get("type") in _CALLING or element.get("emoji"):
        yield str(element)
    if element.get("type") == "mrkdwn":
        yield from (found for found in _IN_BRACKETS.findall(element["text"]) if found.startswith(_CALLS))
        if not element.get("verbatim"):
            yield from _NAMED.findall(element["text"])
    if element.get("type") == "markdown":
        yield str(element)


def _objects(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _objects(each)
