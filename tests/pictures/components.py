"""What can be pressed: buttons beside each other, and menus, closed or open."""

from collections.abc import Iterator

from tests.pictures import svg
from tests.pictures.chat import Button, Choice, Menu, Option
from tests.pictures.measuring import width_of
from tests.pictures.svg import Sheet
from tests.pictures.wrapping import wrap_plain

BETWEEN_ROWS = 8.0
"""Pixels, as all measures here."""
MOST_SHOWN = 6
"""Options of an open menu; for more one has to scroll."""
_FONT, _LINE = 14.0, 18.0
_SMALL_FONT, _SMALL_LINE = 12.0, 16.0
_BETWEEN = 8.0
_BESIDE, _ABOVE = 14.0, 7.0
_MENU = 38.0


def draw_buttons(sheet: Sheet, buttons: tuple[Button, ...], *, x: float, width: float) -> None:
    """Draw a row of buttons, on a line below where one does not fit; long labels take several lines."""
    left = x
    tall = 0.0
    for button in buttons:
        lines = wrap_plain(button.label, width=width - 2 * _BESIDE, size=_FONT)
        wide = max(width_of(line, _FONT) for line in lines) + 2 * _BESIDE
        if left > x and left + wide > x + width:
            left, sheet.y, tall = x, sheet.y + tall + _BETWEEN, 0.0
        tall = max(tall, 2 * _ABOVE + _LINE * len(lines))
        sheet.put(*_button(sheet, button, lines, x=left, width=wide))
        left += wide + _BETWEEN
    sheet.y += tall


def _button(sheet: Sheet, button: Button, lines: list[str], *, x: float, width: float) -> Iterator[str]:
    look, y = sheet.look, sheet.y
    ground = look.primary if button.is_strong else look.button
    edge = {"stroke": look.button_edge} if look.button_edge and not button.is_strong else {}
    yield svg.box(x=x, y=y, width=width, height=2 * _ABOVE + _LINE * len(lines), rx=look.corner, fill=ground, **edge)
    for number, line in enumerate(lines):
        baseline = y + _ABOVE + 14 + number * _LINE
        yield svg.text(line, x=x + width / 2, y=baseline, class_="p", text_anchor="middle")


def draw_choice(sheet: Sheet, choice: Choice, *, x: float, width: float) -> None:
    """Draw a text with its button at the right edge."""
    wide = width_of(choice.button.label, _FONT) + 2 * _BESIDE
    lines = wrap_plain(choice.text, width=width - wide - _BESIDE, size=_FONT)
    sheet.put(*(svg.text(line, x=x, y=sheet.y + _ABOVE + 14 + number * _LINE) for number, line in enumerate(lines)))
    sheet.put(*_button(sheet, choice.button, [choice.button.label], x=x + width - wide, width=wide))
    sheet.y += 2 * _ABOVE + _LINE * len(lines)


def draw_menu(sheet: Sheet, menu: Menu, *, x: float, width: float) -> None:
    """Draw a menu, with its first options below it if it is open."""
    y = sheet.y
    edge = "#6f7bf0" if menu.is_open else sheet.look.edge
    sheet.put(svg.box(x=x, y=y, width=width, height=_MENU, rx=sheet.look.corner, fill="#1f2126", stroke=edge))
    sheet.put(svg.text(menu.placeholder, x=x + 12, y=y + 24, class_="q"))
    arrow = "l5-5l5 5" if menu.is_open else "l5 5l5-5"
    start = f"M{x + width - 24:g} {y + (21.5 if menu.is_open else 16.5):g}"
    sheet.put(svg.element("path", d=start + arrow, fill="none", stroke="#c3c7d1", stroke_width=2))
    sheet.y += _MENU
    if menu.is_open:
        sheet.y += 4
        _draw_options(sheet, menu, x=x, width=width)


def _draw_options(sheet: Sheet, menu: Menu, *, x: float, width: float) -> None:
    """The first options, and where there are more, how far one can scroll."""
    shown = menu.options[:MOST_SHOWN]
    listed = sheet.beside(below=4)
    for number, option in enumerate(shown):
        _draw_option(listed, option, x=x, width=width - 16, is_first=number == 0)
    height = listed.y + 4 - sheet.y
    sheet.put(svg.box(x=x, y=sheet.y, width=width, height=height, rx=8, fill="#1f2126", stroke=sheet.look.edge))
    sheet.put(*listed.parts)
    if len(shown) < len(menu.options):
        bar = (height - 12) * len(shown) / len(menu.options)
        sheet.put(svg.box(x=x + width - 9, y=sheet.y + 6, width=4, height=bar, rx=2, fill="#6a6f7c"))
    sheet.y += height


def _draw_option(sheet: Sheet, option: Option, *, x: float, width: float, is_first: bool) -> None:
    """A line to choose; the first one is under the pointer."""
    label = wrap_plain(option.label, width=width - 20, size=_FONT)
    below = wrap_plain(option.description, width=width - 20, size=_SMALL_FONT) if option.description else []
    height = 2 * _ABOVE + _LINE * len(label) + _SMALL_LINE * len(below)
    if is_first:
        sheet.put(svg.box(x=x + 4, y=sheet.y, width=width, height=height, rx=5, fill="#383c47"))
    y = sheet.y + _ABOVE + 14
    sheet.put(*(svg.text(line, x=x + 12, y=y + number * _LINE) for number, line in enumerate(label)))
    y += len(label) * _LINE - 2
    sheet.put(*(svg.text(line, x=x + 12, y=y + number * _SMALL_LINE, class_="s") for number, line in enumerate(below)))
    sheet.y += height
