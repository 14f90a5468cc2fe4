"""What a message holds below its text, as plain data within Discord's limits.

Those are on https://discord.com/developers/docs/components/reference (button, string select, action row).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import Press, ShowEntry, ShowSection, ShowTopics, encode
from bot.platforms.discord.measuring import cut, cut_in_two

MOST_OPTIONS = 25
MOST_ROWS = 5
_LONGEST_LABEL = 80
_LONGEST_OPTION = 100


class Style(StrEnum):
    """How a button looks: the one to press, or one beside it."""

    PRIMARY = auto()
    SECONDARY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button with the press that it carries."""

    label: str
    custom_id: str
    style: Style = Style.SECONDARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A line of a menu; its value is the press that it stands for."""

    label: str
    value: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A menu to choose one option of; its own id says nothing."""

    custom_id: str
    placeholder: str
    options: tuple[Option, ...]


Row = tuple[Button | Menu, ...]


def button(label: str, press: Press, *, style: Style = Style.SECONDARY) -> Button:
    """A button that reads ``label``, or as much of it as fits."""
    return Button(label=cut(label, _LONGEST_LABEL), custom_id=encode(press), style=style)


def row_of(*buttons: Button | None) -> tuple[Row, ...]:
    """The buttons that there are, beside each other; no row for none."""
    row = tuple(each for each in buttons if each is not None)
    return (row,) if row else ()


def picks(labels: Iterable[str], presses: Iterable[Press]) -> tuple[Row, ...]:
    """A numbered button on each row, so that long questions stay readable on a phone."""
    pairs = enumerate(zip(labels, presses, strict=True), start=1)
    return tuple((button(f"{number}. {label}", press, style=Style.PRIMARY),) for number, (label, press) in pairs)


def section_buttons(sections: Sequence[Section]) -> tuple[Row, ...]:
    """A button for each of a few sections, on rows of their own."""
    return tuple((button(section.title, ShowSection(section.id)),) for section in sections[:MOST_ROWS])


def section_menu(sections: Sequence[Section], *, start: int = 0) -> tuple[Row, ...]:
    """A menu of the sections from ``start`` on, as many as it holds."""
    shown = sections[start : start + MOST_OPTIONS]
    return _menu("menu:topics", wording.CHOOSE_A_TOPIC, [_section_option(section) for section in shown])


def first_sections_menu(sections: Sequence[Section]) -> tuple[Row, ...]:
    """A menu of all sections, or of the first ones and a way to the others."""
    if len(sections) <= MOST_OPTIONS:
        return section_menu(sections)
    first = MOST_OPTIONS - 1
    more = Option(label=wording.MORE_TOPICS, value=encode(ShowTopics(first)))
    options = [*(_section_option(section) for section in sections[:first]), more]
    return _menu("menu:topics", wording.CHOOSE_A_TOPIC, options)


def entry_menu(name: str, placeholder: str, entries: Iterable[Entry]) -> tuple[Row, ...]:
    """A menu of entries by their questions, each of which shows its answer; ``name`` sets it apart from others."""
    return _menu(f"menu:{name}", placeholder, [_option(entry.question, ShowEntry(entry.id)) for entry in entries])


def _menu(custom_id: str, placeholder: str, options: Sequence[Option]) -> tuple[Row, ...]:
    if not options:
        return ()
    return ((Menu(custom_id=custom_id, placeholder=placeholder, options=tuple(options[:MOST_OPTIONS])),),)


def _section_option(section: Section) -> Option:
    return _option(section.title, ShowSection(section.id))


def _option(text: str, press: Press) -> Option:
    """An option that goes on in its description where its text is longer than a label."""
    label, description = cut_in_two(text, most=_LONGEST_OPTION, most_after=_LONGEST_OPTION)
    return Option(label=label, value=encode(press), description=description)
