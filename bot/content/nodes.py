"""What a YAML file is made of, each part with its line: the tree that is checked and then turned into plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

EMPTY_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
Plain: TypeAlias = "str | tuple[Plain, ...] | dict[str, Plain] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """A text, as written; ``is_plain`` without quotes, ``is_literal`` as a block after ``|``."""

    line: int
    text: str
    is_plain: bool = False
    is_literal: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether YAML reads this as "nothing" rather than as a text."""
        return self.is_plain and self.text in EMPTY_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceNode:
    """A list."""

    line: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingNode:
    """Keys with their values, and the line of each key."""

    line: int
    values: Mapping[str, "Node"]
    key_lines: Mapping[str, int]


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def to_plain(node: Node) -> Plain:
    """The data in a node: texts stay texts (``no``, ``2024`` and ``2026-11-23`` too), empty values become None."""
    match node:
        case ScalarNode():
            return None if node.is_empty else node.text
        case SequenceNode():
            return tuple(to_plain(item) for item in node.items)
        case MappingNode():
            return {key: to_plain(value) for key, value in node.values.items()}


def texts_at(node: Node | None, key: str) -> tuple[ScalarNode, ...]:
    """The texts under ``key``, whether one or a list of them; whatever else stands there is left out."""
    value = node.values.get(key) if isinstance(node, MappingNode) else None
    items = value.items if isinstance(value, SequenceNode) else (value,)
    return tuple(item for item in items if isinstance(item, ScalarNode) and not item.is_empty)


def text_at(node: Node | None, key: str) -> ScalarNode | None:
    """The text under ``key``, if there is exactly one."""
    value = node.values.get(key) if isinstance(node, MappingNode) else None
    return value if isinstance(value, ScalarNode) and not value.is_empty else None


def items_at(node: Node | None, key: str) -> tuple[Node, ...]:
    """The items of the list under ``key``; none where there is no list."""
    value = node.values.get(key) if isinstance(node, MappingNode) else None
    return value.items if isinstance(value, SequenceNode) else ()
