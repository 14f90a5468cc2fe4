"""One message of a chat: who wrote it, its text, and what can be pressed below it."""

from xml.sax.saxutils import escape

from tests.pictures import svg
from tests.pictures.avatars import draw_avatar
from tests.pictures.chat import Choice, Mark, Menu, Message, Paragraph, Row, Size, Span
from tests.pictures.components import BETWEEN_ROWS, draw_buttons, draw_choice, draw_menu
from tests.pictures.measuring import width_of
from tests.pictures.svg import Sheet
from tests.pictures.wrapping import Line, cut, wrap

EDGE = 16.0
"""From the edge of a panel to what is in it, in pixels, as all measures here."""
_AVATAR = 36.0
_TEXT = EDGE + _AVATAR + 14.0
_RIGHT = 8.0
"""Left free beside text in the widest font; in the usual ones that is some 50 more."""
_INDENT = 20.0
_GAP = 9.0
_OCCASION = 22.0
_DIVIDER = 22.0
_TABS = 40.0

_FONT = {Size.LARGEST: 21.0, Size.LARGER: 18.0, Size.LARGE: 16.0, Size.NORMAL: 14.0, Size.SMALL: 12.0}
_LINE = {Size.LARGEST: 28.0, Size.LARGER: 25.0, Size.LARGE: 22.0, Size.NORMAL: 20.0, Size.SMALL: 17.0}
_CLASS = {Size.LARGEST: "h1", Size.LARGER: "h2", Size.LARGE: "h3", Size.NORMAL: "", Size.SMALL: "s"}
_MARK_CLASS = {
    Mark.STRONG: "b",
    Mark.EMPHASIS: "i",
    Mark.STRUCK: "x",
    Mark.CODE: "c",
    Mark.LINK: "l",
    Mark.MENTION: "m",
}
# Between the widest font and the narrowest; what stands in a box of its own is stretched or pressed to it.
_USUAL = 0.92


def draw_message(sheet: Sheet, message: Message, *, width: float) -> None:
    """Draw a message on the next free place of a panel that is ``width`` wide, and move on below it."""
    if not message.private_note:
        _draw_whole(sheet, message, width)
    elif not sheet.look.private:
        _draw_private_note(sheet, message.private_note)
        _draw_whole(sheet, message, width)
    else:
        sheet, panel = sheet.beside(), sheet
        _draw_whole(sheet, message, width)
        sheet.y += 8
        _draw_private_note(sheet, message.private_note)
        panel.put(_private_back(panel, sheet.y, width), *sheet.parts)
        panel.y = sheet.y


def _draw_whole(sheet: Sheet, message: Message, width: float) -> None:
    if message.divider:
        _draw_divider(sheet, message.divider, width)
    if message.occasion:
        _draw_occasion(sheet, message, width)
    sheet.put(
        draw_avatar(message.author, look=sheet.look, x=EDGE, y=sheet.y + 1, size=_AVATAR, is_bot=message.is_from_bot)
    )
    _draw_author(sheet, message)
    if message.tabs:
        _draw_tabs(sheet, message.tabs, width)
    for paragraph in message.paragraphs:
        _draw_paragraph(sheet, paragraph, width - _RIGHT)
    for number, row in enumerate(message.rows):
        sheet.y += BETWEEN_ROWS if number else _GAP
        _draw_row(sheet, row, width - EDGE - _TEXT)


def _draw_divider(sheet: Sheet, text: str, width: float) -> None:
    """A few words, and a line from there to the right."""
    right = EDGE + width_of(text, 12) + 10
    sheet.put(svg.text(text, x=EDGE, y=sheet.y + 4, class_="s"))
    sheet.put(svg.box(x=right, y=sheet.y, width=width - EDGE - right, height=1, fill=sheet.look.rule))
    sheet.y += _DIVIDER


def _draw_tabs(sheet: Sheet, tabs: tuple[str, ...], width: float) -> None:
    """The names of the pages, the first one underlined, on a line across."""
    x, y = _TEXT, sheet.y + 17
    for number, tab in enumerate(tabs):
        wide = width_of(tab, 13)
        sheet.put(svg.text(tab, x=x, y=y, class_="q" if number else "b"))
        if number == 0:
            sheet.put(svg.box(x=x, y=y + 8, width=wide, height=2, fill=sheet.look.strong))
        x += wide + 24
    sheet.put(svg.box(x=0, y=y + 10, width=width, height=1, fill=sheet.look.rule))
    sheet.y += _TABS


def _draw_occasion(sheet: Sheet, message: Message, width: float) -> None:
    """The small line on what is replied to, with a curve down to the avatar."""
    middle, y, text = EDGE + _AVATAR / 2, sheet.y + 8, _TEXT + 20
    curve = f"M{middle:g} {y + 10:g}v-4q0-6 6-6H{_TEXT - 6:g}"
    sheet.put(svg.element("path", d=curve, fill="none", stroke="#555a66", stroke_width=2))
    sheet.put(draw_avatar(message.cause, look=sheet.look, x=_TEXT, y=y - 8, size=16))
    room = width - EDGE - text - width_of(message.cause, 12, Mark.STRONG)
    said = cut(f" {message.occasion}", width=room, size=12)
    line = (Span(text=message.cause, marks=Mark.STRONG), Span(text=said))
    sheet.put(_draw_line(line, x=text, y=y + 4, class_="s"))
    sheet.y += _OCCASION


def _draw_author(sheet: Sheet, message: Message) -> None:
    y, wide = sheet.y + 14, width_of(message.author, 15, Mark.STRONG) * _USUAL
    sheet.put(svg.text(message.author, x=_TEXT, y=y, class_="n", textLength=wide, lengthAdjust="spacingAndGlyphs"))
    if message.is_from_bot:
        x = _TEXT + wide + 7
        sheet.put(svg.box(x=x, y=y - 12, width=32, height=15, rx=4, fill=sheet.look.badge))
        sheet.put(svg.text("APP", x=x + 16, y=y - 1, class_="t", text_anchor="middle"))
    sheet.y += 20


def _draw_paragraph(sheet: Sheet, paragraph: Paragraph, right: float) -> None:
    """A paragraph's lines, with its marker or bar before them, or on a ground of its own."""
    x, font, line = _TEXT + paragraph.depth * _INDENT, _FONT[paragraph.size], _LINE[paragraph.size]
    x += 12 * (paragraph.is_quoted + paragraph.is_code)
    sheet.y += _GAP if paragraph.is_apart else 0
    inner = 12 * paragraph.is_code
    lines = wrap(paragraph.spans, width=right - x - inner, size=font)
    _draw_ground(sheet, paragraph, right, line * len(lines))
    if paragraph.marker:
        sheet.put(svg.text(paragraph.marker, x=x - 7, y=sheet.y + font, text_anchor="end"))
    for number, each in enumerate(lines):
        sheet.put(_draw_line(each, x=x, y=sheet.y + font + number * line, class_=_CLASS[paragraph.size]))
    sheet.y += line * len(lines)


def _draw_ground(sheet: Sheet, paragraph: Paragraph, right: float, height: float) -> None:
    """The bar of a quote, the ground of code."""
    if paragraph.is_quoted:
        sheet.put(svg.box(x=_TEXT, y=sheet.y, width=4, height=height, rx=2, fill="#555a66"))
    if paragraph.is_code:
        sheet.put(
            svg.box(x=_TEXT, y=sheet.y - 2, width=right - _TEXT, height=height + 4, rx=4, fill=sheet.look.code_ground)
        )


def _draw_line(line: Line, *, x: float, y: float, class_: str = "") -> str:
    """Spans one after the other, wherever each font lets them end."""
    spans = [_draw_span(span) for span in line]
    classed = {"class_": class_} if class_ else {}
    return svg.element("text", *spans, x=x, y=y, **classed) if spans else ""


def _draw_span(span: Span) -> str:
    classes = [name for mark, name in _MARK_CLASS.items() if mark in span.marks]
    return svg.element("tspan", escape(span.text), class_=" ".join(classes)) if classes else escape(span.text)


def _draw_row(sheet: Sheet, row: Row, width: float) -> None:
    match row:
        case Menu():
            draw_menu(sheet, row, x=_TEXT, width=width)
        case Choice():
            draw_choice(sheet, row, x=_TEXT, width=width)
        case _:
            draw_buttons(sheet, row, x=_TEXT, width=width)


def _draw_private_note(sheet: Sheet, note: Line) -> None:
    """An eye, and what it means, which is short."""
    y = sheet.y + 8
    eye = f"M{_TEXT:g} {y:g}q7-9 14 0q-7 9-14 0z"
    sheet.put(svg.element("path", d=eye, fill="none", stroke="#a9adb8", stroke_width=1.4))
    sheet.put(svg.element("circle", cx=_TEXT + 7, cy=y, r=2.2, fill="#a9adb8"))
    sheet.put(_draw_line(note, x=_TEXT + 20, y=y + 4, class_="s"))
    sheet.y += 17


def _private_back(panel: Sheet, bottom: float, width: float) -> str:
    """What sets a message apart that nobody else sees."""
    height = bottom - panel.y + 20
    return svg.box(x=7, y=panel.y - 11, width=width - 14, height=height, rx=7, fill=panel.look.private)
