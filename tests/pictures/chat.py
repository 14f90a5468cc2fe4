"""What can be seen of a chat, on whatever platform: marked text, messages, buttons and menus, and who said what."""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto


class Mark(Flag):
    """How a span of text is set."""

    NONE = 0
    STRONG = auto()
    EMPHASIS = auto()
    STRUCK = auto()
    CODE = auto()
    LINK = auto()
    MENTION = auto()


class Size(StrEnum):
    """How large a paragraph is set; three sizes of headings, the largest first."""

    LARGEST = auto()
    LARGER = auto()
    LARGE = auto()
    NORMAL = auto()
    SMALL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Text that is marked alike throughout."""

    text: str
    marks: Mark = Mark.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Text that starts on a new line.

    ``depth`` counts the lists that it stands in, ``marker`` is what hangs in front of it, as ``•`` or ``3.``;
    ``is_apart`` says that a blank line is above it.
    """

    spans: tuple[Span, ...]
    size: Size = Size.NORMAL
    depth: int = 0
    marker: str = ""
    is_apart: bool = False
    is_quoted: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button; a strong one is the one to press."""

    label: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A line of a menu, and the smaller one below it."""

    label: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A menu, closed or with its first options shown."""

    placeholder: str
    options: tuple[Option, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A text with a button beside it."""

    text: str
    button: Button


Row = tuple[Button, ...] | Menu | Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody wrote.

    ``occasion`` is the small line above it on what it replies to, and ``cause`` the person who said or did that;
    ``private_note`` says that nobody else sees it. ``divider`` is on a line across above it, and
    ``tabs`` are the pages of a place that is no chat, the first of which is open.
    """

    author: str
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[Row, ...] = ()
    cause: str = ""
    occasion: str = ""
    is_from_bot: bool = False
    private_note: tuple[Span, ...] = ()
    divider: str = ""
    tabs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that can be read in it but for what can be pressed, on one line."""
        return " ".join("".join(span.text for span in paragraph.spans) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A few messages below each other, and what they show."""

    caption: str
    messages: tuple[Message, ...]
