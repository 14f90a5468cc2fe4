"""What Discord was sent, as it is kept in a file, as scenes of a chat.

Components: https://discord.com/developers/docs/components/reference; flags: its page on messages.
"""

from typing import Any, TypedDict

from tests.pictures.chat import Button, Mark, Menu, Message, Option, Paragraph, Row, Scene, Span
from tests.pictures.discord_markdown import read_markdown
from tests.pictures.recorded import Asked, Saying

BOT = "RE FAQ Bot"
_BUTTON = 2
_PRIMARY = 1
_EPHEMERAL = 1 << 6
# Discord's own words below an ephemeral message.
_PRIVATE_NOTE = (Span(text="Only you can see this • "), Span(text="Dismiss message", marks=Mark.LINK))


class Sent(TypedDict):
    """One message of the bot's, as it was sent."""

    content: str
    components: list[dict[str, Any]]
    flags: int


class Recorded(TypedDict):
    """One scene: what it shows, what was asked, and what came of it."""

    caption: str
    asked: Asked
    saying: Saying
    sent: list[Sent]


def to_scene(recorded: Recorded) -> Scene:
    """A scene to draw; what a member typed is above the reply, a command in the small line over it."""
    asked = recorded["asked"]
    replies = tuple(_reply(sent, asked, number) for number, sent in enumerate(recorded["sent"]))
    return Scene(caption=recorded["caption"], messages=replies if asked["is_command"] else (_question(asked), *replies))


def is_ephemeral(sent: Sent) -> bool:
    """Whether only the member who asked sees it."""
    return bool(sent["flags"] & _EPHEMERAL)


def _question(asked: Asked) -> Message:
    spans = (Span(text=f"@{BOT}", marks=Mark.MENTION), Span(text=f" {asked['text']}"))
    return Message(author=asked["by"], paragraphs=(Paragraph(spans=spans),))


def _reply(sent: Sent, asked: Asked, number: int) -> Message:
    """One message of a reply; only the first says what it replies to."""
    occasion = f"used {asked['text']}" if asked["is_command"] else f"@{BOT} {asked['text']}"
    return Message(
        author=BOT,
        paragraphs=read_markdown(sent["content"]),
        rows=tuple(_row(row["components"], is_open=asked["is_command"]) for row in sent["components"]),
        cause=asked["by"] if number == 0 else "",
        occasion=occasion if number == 0 else "",
        is_from_bot=True,
        private_note=_PRIVATE_NOTE if is_ephemeral(sent) else (),
    )


def _row(components: list[dict[str, Any]], *, is_open: bool) -> Row:
    """An action row: buttons, or one menu."""
    if components[0]["type"] == _BUTTON:
        return tuple(Button(label=each["label"], is_strong=each["style"] == _PRIMARY) for each in components)
    menu = components[0]
    options = tuple(Option(label=each["label"], description=each.get("description", "")) for each in menu["options"])
    return Menu(placeholder=menu["placeholder"], options=options, is_open=is_open)
