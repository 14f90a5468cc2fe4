"""SVG as text: elements that are escaped, and a sheet that they are put down on from top to bottom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tests.pictures.looks import Look

Value = str | float


def element(name: str, /, *inner: str, **attributes: Value) -> str:
    """An element around ``inner``, which is SVG already; ``class_`` is its class, ``text_anchor`` its text-anchor."""
    written = "".join(f" {_name(key)}={quoteattr(_write(value))}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text(content: str, *, x: float, y: float, **attributes: Value) -> str:
    """A line of text on the baseline ``y``."""
    return element("text", escape(content), x=x, y=y, **attributes)


def box(*, x: float, y: float, width: float, height: float, **attributes: Value) -> str:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def moved(inner: Iterable[str], *, x: float, y: float) -> str:
    """A group of elements, moved."""
    return element("g", "\n", *(f"{part}\n" for part in inner), transform=f"translate({_write(x)} {_write(y)})")


@dataclass(slots=True)
class Sheet:
    """Elements so far, ``y``, where the next one begins, and what all of it looks like."""

    look: Look
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    def put(self, *parts: str) -> None:
        """Put elements down; how far that moves on is the caller's to say."""
        self.parts += parts

    def beside(self, *, below: float = 0.0) -> "Sheet":
        """An empty sheet for what is put down here later, which begins ``below`` where this one is."""
        return Sheet(look=self.look, y=self.y + below)


def _name(key: str) -> str:
    """An attribute's name out of an argument's; those with capitals keep them."""
    return key.rstrip("_").replace("_", "-")


def _write(value: Value) -> str:
    return value if isinstance(value, str) else f"{round(value, 1):g}"
