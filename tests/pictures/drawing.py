"""Scenes of a chat as one picture, of two columns of panels, dark on whatever page it stands."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from tests.pictures import svg
from tests.pictures.chat import Scene
from tests.pictures.looks import Look
from tests.pictures.messages import EDGE, draw_message
from tests.pictures.svg import Sheet

PANEL = 492.0
"""The width of a panel, in pixels, as all measures here."""
_GAP = 16.0
_CAPTION = 40.0
_ABOVE, _BELOW = 18.0, 18.0
_BETWEEN = 20.0

# Whoever looks at the picture has one of these.
_FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_MONOSPACE = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"


def _style(look: Look) -> str:
    return f"""
text{{font-family:{_FONTS};font-size:14px;fill:{look.text}}}
.b{{font-weight:700;fill:{look.strong}}}
.i{{font-style:italic}}
.x{{text-decoration:line-through}}
.c{{font-family:{_MONOSPACE};fill:{look.code}}}
.l{{fill:{look.link}}}
.m{{fill:{look.mention};font-weight:500}}
.s{{font-size:12px;fill:{look.small}}}
.h1{{font-size:21px}}.h2{{font-size:18px}}.h3{{font-size:16px}}
.n{{font-size:15px;font-weight:600;fill:{look.strong}}}
.p{{font-weight:500;fill:#fff}}
.q{{fill:{look.small}}}
.t{{font-size:10px;font-weight:700;fill:#fff}}
.k{{font-size:13px;font-weight:600;fill:{look.caption}}}
"""


def draw(scenes: Sequence[Scene], *, look: Look, title: str) -> str:
    """The picture, as an SVG file; ``title`` is what a screen reader says first."""
    columns = _balanced([_panel(scene, look) for scene in scenes])
    height = max(_height(column) for column in columns)
    placed = [part for number, column in enumerate(columns) for part in _place(column, number, height)]
    width = len(columns) * (PANEL + _GAP) - _GAP
    attributes = {"viewBox": f"0 0 {width:g} {height:g}", "aria-labelledby": "title", "aria-describedby": "desc"}
    named = svg.element("title", escape(title), id="title") + "\n"
    told = svg.element("desc", escape("\n".join(_told(scenes))), id="desc") + "\n"
    style = svg.element("style", _style(look)) + "\n"
    inner = (named, told, style, *(f"{part}\n" for part in placed))
    xmlns = "http://www.w3.org/2000/svg"
    return svg.element("svg", "\n", *inner, xmlns=xmlns, width=width, height=height, role="img", **attributes) + "\n"


def _panel(scene: Scene, look: Look) -> Sheet:
    """What one panel shows, below its caption."""
    sheet = Sheet(look=look)
    sheet.put(svg.text(scene.caption, x=EDGE, y=25, class_="k"))
    sheet.put(svg.box(x=0, y=_CAPTION, width=PANEL, height=1, fill=look.rule))
    sheet.y = _CAPTION + _ABOVE
    for number, message in enumerate(scene.messages):
        sheet.y += _BETWEEN if number else 0
        draw_message(sheet, message, width=PANEL)
    sheet.y = float(round(sheet.y + _BELOW))
    return sheet


def _balanced(panels: Iterable[Sheet]) -> tuple[list[Sheet], ...]:
    """The panels in two columns, each one in the column that is shorter so far."""
    columns: tuple[list[Sheet], ...] = ([], [])
    for panel in panels:
        min(columns, key=_height).append(panel)
    return tuple(column for column in columns if column)


def _height(column: Sequence[Sheet]) -> float:
    return sum(panel.y for panel in column) + _GAP * max(0, len(column) - 1)


def _place(column: Sequence[Sheet], number: int, height: float) -> Iterable[str]:
    """A column's panels below each other, with what is missing to ``height`` shared out among them."""
    more = (height - _height(column)) / len(column)
    y = 0.0
    for panel in column:
        tall = panel.y + more
        back = svg.box(
            x=0.5, y=0.5, width=PANEL - 1, height=tall - 1, rx=10, fill=panel.look.ground, stroke=panel.look.edge
        )
        yield svg.moved([back, *panel.parts], x=number * (PANEL + _GAP), y=y)
        y += tall + _GAP


def _told(scenes: Sequence[Scene]) -> Iterable[str]:
    """The scenes in words, for those who cannot see them."""
    for scene in scenes:
        said = (f"{message.author}: {message.text}" for message in scene.messages)
        yield f"{scene.caption}. {' — '.join(said)}"
