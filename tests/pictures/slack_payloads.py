"""What Slack was sent, as it is kept in a file, as scenes of a chat: https://docs.slack.dev/reference/block-kit."""

from collections.abc import Iterator
from typing import Any, TypedDict

from bot.platforms.slack.manifest import APP_NAME
from tests.pictures.chat import Button, Choice, Mark, Menu, Message, Option, Paragraph, Row, Scene, Span
from tests.pictures.recorded import TOPICS, Asked, Saying
from tests.pictures.slack_text import read_context, read_rich_text

BOT = APP_NAME
# Slack's own words: the pages of an app, and the line between a message and its thread.
_TABS = ("Home", "Messages", "About")
_REPLIES = "1 reply"
_PRIVATE_NOTE = (Span(text="Only visible to you"),)
_SHOWN_OF_LABEL = 30
"""About so many characters: https://docs.slack.dev/reference/block-kit/block-elements/button-element."""


class Sent(TypedDict):
    """One message of the bot's, or its App Home, as it was sent."""

    text: str
    blocks: list[dict[str, Any]]


class Recorded(TypedDict):
    """One scene: what it shows, what was asked, and what came of it."""

    caption: str
    asked: Asked
    saying: Saying
    sent: list[Sent]


def to_scene(recorded: Recorded) -> Scene:
    """A scene to draw: a question with the replies in its thread, App Home, or what a command shows."""
    return Scene(caption=recorded["caption"], messages=tuple(_messages(recorded)))


def paragraphs_of(blocks: list[dict[str, Any]]) -> tuple[Paragraph, ...]:
    """All that can be read in blocks, but for what stands on or beside what can be pressed."""
    return tuple(paragraph for block in blocks for paragraph in _read(block))


def _messages(recorded: Recorded) -> Iterator[Message]:
    asked, sent = recorded["asked"], recorded["sent"]
    if recorded["saying"]["band"] == TOPICS:
        yield from (_shown(each, tabs=_TABS) for each in sent)
    elif asked["is_command"]:
        yield from (_shown(each, private_note=_PRIVATE_NOTE) for each in sent)
    else:
        yield _question(asked)
        yield from (_shown(each, divider="" if number else _REPLIES) for number, each in enumerate(sent))


def _question(asked: Asked) -> Message:
    spans = (Span(text=f"@{BOT}", marks=Mark.MENTION), Span(text=f" {asked['text']}"))
    return Message(author=asked["by"], paragraphs=(Paragraph(spans=spans),))


def _shown(
    sent: Sent, *, divider: str = "", tabs: tuple[str, ...] = (), private_note: tuple[Span, ...] = ()
) -> Message:
    rows = tuple(row for block in sent["blocks"] for row in _rows(block))
    return Message(
        author=BOT,
        paragraphs=paragraphs_of(sent["blocks"]),
        rows=rows,
        is_from_bot=True,
        divider=divider,
        tabs=tabs,
        private_note=private_note,
    )


def _read(block: dict[str, Any]) -> Iterator[Paragraph]:
    match block["type"]:
        case "rich_text":
            yield from read_rich_text(block["elements"])
        case "context":
            yield read_context(block["elements"])


def _rows(block: dict[str, Any]) -> Iterator[Row]:
    """What a block lets one press: its buttons on a line, each menu on one of its own."""
    match block["type"]:
        case "section":
            yield Choice(text=block["text"]["text"], button=_button(block["accessory"]))
        case "actions" | "context_actions":
            elements = block["elements"]
            if buttons := tuple(button for element in elements for button in _buttons(element)):
                yield buttons
            yield from (_menu(element) for element in elements if element["type"] == "static_select")


def _buttons(element: dict[str, Any]) -> Iterator[Button]:
    match element["type"]:
        case "button":
            yield _button(element)
        case "feedback_buttons":
            yield from (Button(label=element[each]["text"]["text"]) for each in ("positive_button", "negative_button"))


def _button(element: dict[str, Any]) -> Button:
    text = element["text"]["text"]
    label = text if len(text) <= _SHOWN_OF_LABEL else f"{text[:_SHOWN_OF_LABEL].rstrip()}…"
    return Button(label=label, is_strong=element.get("style") == "primary")


def _menu(element: dict[str, Any]) -> Menu:
    options = tuple(
        Option(label=each["text"]["text"], description=each.get("description", {}).get("text", ""))
        for each in element["options"]
    )
    return Menu(placeholder=element["placeholder"]["text"], options=options)
