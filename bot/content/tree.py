"""The tree of a YAML file: texts, lists and mappings, each with its line, read so that no file can do harm.

The parser's events are read one by one into this tree: no Python object is ever built from a tag, no alias is ever
followed, and nesting is counted, not recursed into. So time and memory grow in proportion to the size of the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from bot.errors import Problem

DEEPEST = 10  # levels of nesting; an FAQ has five
# Keys, texts, lists and mappings in one file; 10,000 entries of 10 examples take 300,000.
MOST_PARTS = 1_000_000
MOST_ITEMS = 50_000  # of one list, or keys of one mapping
MOST_PROBLEMS = 1_000  # that are listed for one file; nobody reads more
# The inverse of what YAML 1.1 calls printable (section 5.1), without the byte order mark, which decoding removes.
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HINTS = {
    "mapping values are not allowed": "put a text that contains ': ' in quotes",
    "cannot start any token": "put a text that begins with a special character in quotes, and indent with spaces",
    "did not find expected key": "look for a line that is indented differently, or a quote that ends too early",
    "did not find expected '-' indicator": "look for a line that is indented differently from the list it is in",
    "did not find expected ',' or": "look for an unclosed [ or {, or put the text in quotes",
    "could not find expected ':'": "look for a missing ':' or a missing quote",
    "while scanning a quoted scalar": "look for a missing quote",
    "unknown escape character": "inside \"…\" write \\\\ for a backslash, or use '…'",
}
EMPTY_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
# The parser in C is many times faster; on some systems PyYAML is built without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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


def value_at(node: Node | None, key: str) -> Node | None:
    """What is under ``key``, if ``node`` is a mapping that has it."""
    return node.values.get(key) if isinstance(node, MappingNode) else None


def texts_at(node: Node | None, key: str) -> tuple[ScalarNode, ...]:
    """The texts under ``key``, one or a list of them; anything else there is left out."""
    value = value_at(node, key)
    items = value.items if isinstance(value, SequenceNode) else (value,)
    return tuple(item for item in items if isinstance(item, ScalarNode) and not item.is_empty)


def text_at(node: Node | None, key: str) -> ScalarNode | None:
    """The text under ``key``, if there is exactly one."""
    value = value_at(node, key)
    return value if isinstance(value, ScalarNode) and not value.is_empty else None


def items_at(node: Node | None, key: str) -> tuple[Node, ...]:
    """The items of the list under ``key``, if there is a list."""
    value = value_at(node, key)
    return value.items if isinstance(value, SequenceNode) else ()


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended; ``key`` waits for its value."""

    line: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    values: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)
    key: ScalarNode | None = None


class _Refused(Exception):  # noqa: N818 - not an error: a reason to stop reading this file
    """The rest of the file is not worth reading."""


def load(name: str, content: bytes) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one YAML file: its tree, or None where it cannot be used, and what is wrong with it; raise nothing."""
    text = _decode(name, content)
    if isinstance(text, Problem):
        return None, (text,)
    reader = _Reader(name, text)
    root = reader.read()
    return root, tuple(reader.problems)


def shorten(text: str, most: int = 60) -> str:
    """``text`` on one line and cut to ``most`` characters, for a message."""
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _decode(name: str, content: bytes) -> str | Problem:
    """Bytes to text: UTF-8, with a byte order mark or without, and nothing unprintable."""
    if content.startswith(UTF_16_MARKS):
        return Problem(file=name, message="is UTF-16 text: save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start, line = error.start, content.count(b"\n", 0, error.start) + 1
        found = f"byte {start} (0x{content[start]:02x}) is not UTF-8: save the file as UTF-8"
        return Problem(file=name, line=line, message=found)
    unprintable = UNPRINTABLE.search(text)
    if unprintable is None:
        return text
    if unprintable.group() == "\0":
        message = "has NUL bytes: this is a binary file, or UTF-16 text without its mark; save it as UTF-8"
    else:
        message = f"has the control character U+{ord(unprintable.group()):04X}: remove it"
    return Problem(file=name, line=text.count("\n", 0, unprintable.start()) + 1, message=message)


class _Reader:
    """Builds the tree of one file from the parser's events."""

    def __init__(self, name: str, text: str) -> None:
        """Read ``text``, called ``name`` in messages."""
        self.problems: list[Problem] = []
        self._name = name
        self._text = text
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._documents = 0
        self._parts = 0

    def read(self) -> Node | None:
        """The tree, or None where something in the file makes it unusable."""
        try:
            for event in yaml.parse(self._text, Loader=_Loader):
                self._take(event)
        except _Refused:
            return None
        except yaml.YAMLError as error:
            self.problems.append(_describe_syntax(self._name, error))
            return None
        if self._documents == 0 or (isinstance(self._root, ScalarNode) and self._root.is_empty):
            self._refuse(None, "is empty: an FAQ file needs at least source, sections and entries")
        return None if any(not problem.is_warning for problem in self.problems) else self._root

    def _take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1  # type: ignore[union-attr]  # None only in events made without a text
        match event:
            case yaml.AliasEvent():
                self._refuse(line, f"the alias *{event.anchor} is not allowed: write the text out")
                self._place(ScalarNode(line=line, text="alias"))
            case yaml.ScalarEvent():
                self._refuse_extras(event, line)
                self._place(self._to_scalar(event, line))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._refuse_extras(event, line)
                if len(self._open) >= DEEPEST:
                    self._refuse(line, f"nested more than {DEEPEST} levels deep: this is not the layout of an FAQ")
                    raise _Refused
                self._open.append(_Open(line=line, is_mapping=isinstance(event, yaml.MappingStartEvent)))
            case yaml.SequenceEndEvent():
                done = self._open.pop()
                self._place(SequenceNode(line=done.line, items=tuple(done.items)))
            case yaml.MappingEndEvent():
                done = self._open.pop()
                self._place(MappingNode(line=done.line, values=done.values, key_lines=done.key_lines))
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse(line, "a second document begins here ('---'): put it into a file of its own")
                    raise _Refused

    def _place(self, node: Node) -> None:
        """Make ``node`` the root, an item, a key or a value."""
        self._parts += 1
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if self._parts > MOST_PARTS or len(parent.items) + len(parent.values) > MOST_ITEMS:
            limits = f"a file has at most {MOST_PARTS:,} texts, a list {MOST_ITEMS:,} items"
            self._refuse(node.line, f"too large: {limits}")
            raise _Refused
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is not None:
            self._place_value(parent, parent.key, node)
        elif isinstance(node, ScalarNode):
            parent.key = node
        else:
            self._refuse(node.line, "a key must be a text, not a list or a mapping: put it in quotes")
            parent.key = ScalarNode(line=node.line, text=f"line {node.line}")

    def _place_value(self, parent: _Open, key: ScalarNode, node: Node) -> None:
        parent.key = None
        if key.text in parent.values:
            first = parent.key_lines[key.text]
            self._refuse(key.line, f"the key '{shorten(key.text)}' is here twice: first on line {first}")
            return
        parent.values[key.text] = node
        parent.key_lines[key.text] = key.line

    def _to_scalar(self, event: yaml.ScalarEvent, line: int) -> ScalarNode:
        """One text; warn where YAML read the end of the line as a comment, which the curator may not have meant."""
        is_plain = not event.style
        if is_plain and event.value:
            end = event.end_mark.index  # type: ignore[union-attr]  # None only in events made without a text
            if re.match(r"[ \t]+#\w", self._text[end : end + 40]):
                message = "the text after ' #' is a comment: put the whole text in quotes if it belongs to it"
                self._report(Problem(file=self._name, line=line, message=message, is_warning=True))
        return ScalarNode(line=line, text=event.value, is_plain=is_plain, is_literal=event.style == "|")

    def _refuse_extras(self, event: yaml.NodeEvent, line: int) -> None:
        """Refuse tags and anchors; an anchor without an alias does no harm, but has no use either."""
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(line, f"the tag {shorten(shown)} is not allowed: remove it")
        if event.anchor is not None:
            self._refuse(line, f"the anchor &{shorten(event.anchor)} is not allowed: remove it")

    def _refuse(self, line: int | None, message: str) -> None:
        self._report(Problem(file=self._name, line=line, message=message))

    def _report(self, problem: Problem) -> None:
        """Keep a problem; give up on a file with too many errors, but not because of warnings."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        elif not problem.is_warning:
            self.problems.append(Problem(file=self._name, message="too many problems: the rest was not read"))
            raise _Refused


def _describe_syntax(name: str, error: yaml.YAMLError) -> Problem:
    """Say where the YAML is broken, in the parser's words, with a hint where there is one."""
    mark = getattr(error, "problem_mark", None)
    words = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}".strip()
    hint = next((hint for words_of_parser, hint in HINTS.items() if words_of_parser in words), "")
    column = f" at column {mark.column + 1}" if mark else ""
    message = f"is not valid YAML{column}: {shorten(words, most=200)}" + (f" ({hint})" if hint else "")
    return Problem(file=name, line=mark.line + 1 if mark else None, message=message)
