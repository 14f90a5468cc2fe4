"""Faces of nobody in particular: a person's outline, and a bot's."""

from tests.pictures import svg
from tests.pictures.looks import Look

_GROUNDS = ("#3f7d6e", "#8a5a7d", "#97693a", "#4a6d99")
_FACE = "#f1f2f5"


def draw_avatar(  # noqa: PLR0913 - who, and where
    name: str, *, look: Look, x: float, y: float, size: float, is_bot: bool = False
) -> str:
    """The picture of somebody; the same name has the same colour."""
    ground = look.bot if is_bot else _GROUNDS[sum(map(ord, name)) % len(_GROUNDS)]
    back = svg.box(x=0, y=0, width=36, height=36, rx=look.face_corner, fill=ground)
    turned = f"translate({x:g} {y:g})" + ("" if size == 36 else f" scale({size / 36:.3f})")
    return svg.element("g", back, _bot(ground) if is_bot else _person(), transform=turned)


def _person() -> str:
    head = svg.element("circle", cx=18, cy=14, r=6)
    return svg.element("g", head, svg.element("path", d="M6.5 29.5a11.5 10 0 0 1 23 0a18 18 0 0 1-23 0z"), fill=_FACE)


def _bot(ground: str) -> str:
    face = svg.box(x=8, y=13, width=20, height=14, rx=5, fill=_FACE)
    antenna = svg.element("path", d="M18 13v-4", stroke=_FACE, stroke_width=2)
    tip = svg.element("circle", cx=18, cy=8, r=2.2, fill=_FACE)
    eyes = (svg.element("circle", cx=eye, cy=20, r=2.4, fill=ground) for eye in (14, 22))
    return "".join((face, antenna, tip, *eyes))
