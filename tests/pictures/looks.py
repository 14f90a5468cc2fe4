"""What a chat looks like on each platform: its colours, and how round its corners are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours as CSS writes them, "" where there is nothing to colour; corners in pixels.

    Where what nobody else sees has no ground of its own (``private``), the note that says so stands above it.
    """

    ground: str
    edge: str
    rule: str
    text: str
    strong: str
    code: str
    code_ground: str
    link: str
    mention: str
    small: str
    caption: str
    private: str
    bot: str
    badge: str
    primary: str
    button: str
    button_edge: str
    corner: float
    face_corner: float


DISCORD = Look(
    ground="#2b2d33",
    edge="#454953",
    rule="#1d1f24",
    text="#dcdee4",
    strong="#f5f6f8",
    code="#f0d9a8",
    code_ground="#212328",
    link="#62b4ff",
    mention="#d0d6ff",
    small="#a9adb8",
    caption="#c3c7d1",
    private="#32364b",
    bot="#5662d6",
    badge="#5662d6",
    primary="#5662d6",
    button="#464a55",
    button_edge="",
    corner=8,
    face_corner=18,
)
SLACK = Look(
    ground="#1a1d21",
    edge="#44474c",
    rule="#35373b",
    text="#d1d2d3",
    strong="#f8f8f8",
    code="#e8912d",
    code_ground="#222529",
    link="#4db0e2",
    mention="#4db0e2",
    small="#abadb0",
    caption="#c3c7d1",
    private="",
    bot="#7c3085",
    badge="#45484d",
    primary="#007a5a",
    button="#1a1d21",
    button_edge="#6b6e72",
    corner=5,
    face_corner=8,
)
