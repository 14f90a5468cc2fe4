"""How wide text is, in the widest of the fonts that it is likely to be shown in, so that it fits in the others."""

from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags

from tests.pictures.chat import Mark

# DejaVu Sans, which comes with matplotlib, is wider than Arial, Roboto, Segoe UI, San Francisco, Noto Sans and Ubuntu.
_PLAIN, _STRONG, _CODE = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf"


def width_of(text: str, size: float, marks: Mark = Mark.NONE) -> float:
    """The width of ``text``, in the unit of ``size``, which is the height of its font."""
    name = _CODE if Mark.CODE in marks else _STRONG if Mark.STRONG in marks else _PLAIN
    return size * sum(_advance(name, character) for character in text)


@cache
def _advance(name: str, character: str) -> float:
    """How far a character moves on, as a part of the font's height."""
    font = _font(name)
    return font.load_char(ord(character), flags=LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM


@cache
def _font(name: str) -> FT2Font:
    return FT2Font(str(Path(get_data_path(), "fonts", "ttf", name)))
