"""Strict reading: files to one Faq, or to every problem with its file, line and entry, in a curator's words.

Each file becomes a tree, and the tree is validated by the model. What refers to what is checked on the trees and not on
the model, so that a mistake in one entry does not hide mistakes in another.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.content.files import FaqFile, FaqFiles
from bot.content.model import LONGEST_ID, EntryModel, FileModel, SectionModel, SourceModel, UncoveredModel, merge
from bot.content.tree import (
    MOST_PROBLEMS,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    items_at,
    load,
    shorten,
    text_at,
    texts_at,
    to_plain,
)
from bot.core.entries import Faq
from bot.errors import FaqError, Problem

# difflib compares a word with each known one: with more names, or longer ones, a guess would take too long.
MOST_GUESSED_FROM = 500
Location = Sequence[str | int]
Trees = Sequence[tuple[str, Node]]  # the name and the tree of each file that could be read
PARTS: dict[str, type[BaseModel]] = {
    "source": SourceModel,
    "sections": SectionModel,
    "entries": EntryModel,
    "not_covered": UncoveredModel,
}
LABELS = {"sections": "section", "entries": "entry", "not_covered": "not_covered", "synonyms": "synonym"}
# By the type of pydantic's error; those of model.py are among them.
RULES = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "empty_text": "is empty",
    "too_short": "is empty: it needs at least one item",
    "string_too_long": "is longer than {max_length} characters",
    "control_character": "has the control character {code}: remove it",
    "not_a_date": "must be a date such as 2026-11-23",
    "tuple_type": "must be a list, each item on a line that starts with '- '",
    "model_type": "must be keys with values, such as 'key: value'",
    "dict_type": "must be keys with values, such as 'key: value'",
}
# Errors whose message also says what the file has instead.
ABOUT_KINDS = frozenset({"not_a_date", "tuple_type", "model_type", "dict_type"})
PATTERN_RULES = {
    "id": "must be lower-case letters and digits, with single hyphens between them",
    "url": "must be an address that starts with http:// or https://, without spaces, '#' or any of <>|\"",
    "anchor": "must be what follows '#' in the address of the section, without spaces, '#' or any of <>|\"",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file as far as it could be read; ``content`` is None where the file does not fit the model."""

    name: str
    root: Node | None
    content: FileModel | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A section, an entry or a topic that is not covered, with its name in messages."""

    file: str
    label: str
    node: Node

    @property
    def id(self) -> str | None:
        """Its id, if it has one."""
        found = text_at(self.node, "id")
        return found.text if found else None

    def problem(self, line: int, message: str, *, is_warning: bool = False) -> Problem:
        """Something wrong with this item."""
        return Problem(file=self.file, line=line, where=self.label, message=message, is_warning=is_warning)


def parse(files: FaqFiles) -> Faq:
    """Read the files strictly and merge them; raise FaqError with every error, its file and line."""
    documents = read_documents(files)
    errors = [problem for problem in find_problems(documents) if not problem.is_warning]
    if errors:
        raise FaqError(errors)
    return merge([document.content for document in documents if document.content])


def read_documents(files: FaqFiles) -> tuple[Document, ...]:
    """Load every file and validate it."""
    return tuple(map(_read_document, files.files))


def find_problems(documents: Sequence[Document]) -> tuple[Problem, ...]:
    """What makes an Faq impossible, and the warnings of the YAML parser, in the order of the files and their lines."""
    own = [problem for document in documents for problem in document.problems]
    return in_order((*own, *islice(_check_references(trees_of(documents)), MOST_PROBLEMS)), documents)


def trees_of(documents: Iterable[Document]) -> Trees:
    """The trees of the files that could be read."""
    return [(document.name, document.root) for document in documents if document.root]


def in_order(problems: Iterable[Problem], documents: Sequence[Document]) -> tuple[Problem, ...]:
    """Problems in the order of the files and their lines."""
    ranks = {document.name: rank for rank, document in enumerate(documents)}
    return tuple(sorted(problems, key=lambda problem: (ranks.get(problem.file, -1), problem.line or 0)))


def list_items(trees: Trees, *kinds: str) -> tuple[Item, ...]:
    """All items of some kinds (``sections``, ``entries``, ``not_covered``), in the order of the files."""
    return tuple(
        Item(file=name, label=_label(kind, node, number), node=node)
        for name, root in trees
        for kind in kinds
        for number, node in enumerate(items_at(root, kind))
    )


def _read_document(file: FaqFile) -> Document:
    root, problems = load(file.name, file.content)
    content = None
    if root is not None:
        try:
            content = FileModel.model_validate(to_plain(root))
        except ValidationError as error:
            problems += _describe_all(file.name, root, error)
    return Document(name=file.name, root=root, content=content, problems=problems)


def _check_references(trees: Trees) -> Iterator[Problem]:
    """Ids are unique; sections and entries that others refer to exist."""
    sections = list_items(trees, "sections")
    entries = list_items(trees, "entries")
    yield from _check_ids(sections)
    # Entries and topics share one set of ids: the matcher chooses between them.
    yield from _check_ids((*entries, *list_items(trees, "not_covered")))
    section_ids = {item.id for item in sections if item.id}
    entry_ids = {item.id for item in entries if item.id}
    for entry in entries:
        section = text_at(entry.node, "section")
        if section is not None and (name := _id_in(section)) not in section_ids:
            yield entry.problem(section.line, f"unknown section '{shorten(section.text)}'{_guess(name, section_ids)}")
        for target in texts_at(entry.node, "see_also"):
            if (name := _id_in(target)) == entry.id:
                yield entry.problem(target.line, "see_also refers to the entry itself")
            elif name not in entry_ids:
                unknown = f"see_also refers to '{shorten(target.text)}', which is not an entry"
                yield entry.problem(target.line, f"{unknown}{_guess(name, entry_ids)}")


def _check_ids(items: Iterable[Item]) -> Iterator[Problem]:
    first: dict[str, tuple[Item, int]] = {}
    for item in items:
        found = text_at(item.node, "id")
        if found is None:
            continue
        other, line = first.setdefault(found.text, (item, found.line))
        if other is not item:
            yield item.problem(found.line, f"the id is taken by {other.label} at {other.file}:{line}")


def _id_in(node: ScalarNode) -> str:
    """An id, with its spaces as the model reads them."""
    return " ".join(node.text.split())


def _describe_all(name: str, root: Node, error: ValidationError) -> tuple[Problem, ...]:
    found = [each for each in error.errors(include_url=False, include_input=False) if not _is_echo(root, each)]
    problems = [_describe(name, root, details) for details in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        problems.append(Problem(file=name, message=f"and {len(found) - MOST_PROBLEMS} more problems"))
    return tuple(problems)


def _is_echo(root: Node, details: Any) -> bool:  # noqa: ANN401 - see _describe
    """Whether an error only repeats others: a list is "too short" when every item in it has an error of its own."""
    node, _ = _find(root, details["loc"])
    return details["type"] == "too_short" and isinstance(node, SequenceNode) and bool(node.items)


def _describe(name: str, root: Node, details: Any) -> Problem:  # noqa: ANN401 - pydantic's own dict of one error
    """One error of the model as a Problem."""
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    node, line = _find(root, location)
    return Problem(file=name, line=line, where=_where(root, location), message=_message(details, location, node))


def _find(root: Node, location: Location) -> tuple[Node | None, int]:
    """The node at a location and its line, or the line of the nearest node around it."""
    node, line = root, root.line
    for part in location:
        match node, part:
            case MappingNode(), str() if part in node.values:
                line, node = node.key_lines[part], node.values[part]
            case SequenceNode(), int() if part < len(node.items):
                node = node.items[part]
                line = node.line
            case _:
                return None, line
    return node, line


def _label(kind: str, node: Node | None, number: int) -> str:
    """The name of an item in messages: ``entry "refund"``, or its number where it has no id."""
    id_ = text_at(node, "id")
    return f'{LABELS[kind]} "{shorten(id_.text)}"' if id_ else f"{LABELS[kind]} {number + 1}"


def _where(root: Node, location: Location) -> str:
    """The item around a location, in words."""
    match list(location):
        case ["sections" | "entries" | "not_covered" as kind, int() as number, *_]:
            return _label(kind, _find(root, (kind, number))[0], number)
        case ["synonyms", str() as canonical, *_]:
            return f'synonym "{shorten(canonical)}"'
        case ["source", str(), *_]:
            return "source"
    return ""


def _message(details: Any, location: Location, node: Node | None) -> str:  # noqa: ANN401 - see _describe
    name, kind = _name(location), details["type"]
    if kind == "extra_forbidden":
        part = PARTS[str(location[0])] if len(location) > 1 else FileModel
        key, known = str(location[-1]), tuple(part.model_fields)
        return f"unknown key '{shorten(key)}'" + (_guess(key, known) or f" (the keys here are {', '.join(known)})")
    if kind == "string_pattern_mismatch":
        written = node.text if isinstance(node, ScalarNode) else ""
        better = re.sub(r"[^a-z0-9]+", "-", written.lower()).strip("-") if name == "id" else ""
        example = f", such as '{shorten(better)}'" if better else ""
        return f"{name} '{shorten(written)}' {PATTERN_RULES[name]}{example}"
    if kind == "string_type":
        return _about_no_text(name, node)
    rule = RULES.get(kind, f"cannot be used: {details['msg']}")
    return f"{name} {rule.format(**details.get('ctx', {}))}" + (_instead_of(node) if kind in ABOUT_KINDS else "")


def _name(location: Location) -> str:
    """The name of what is at a location: its key, or ``example 3`` in a list."""
    match list(location):
        case []:
            return "the file"
        case ["synonyms", str(), int() as number]:
            return f"variant {number + 1}"
        case ["synonyms", str()] | ["sections" | "entries" | "not_covered", int()]:
            return "this"
        case [*_, str() as key, int() as number]:
            return f"{key.removesuffix('s')} {number + 1}"
    return str(location[-1])


def _about_no_text(name: str, node: Node | None) -> str:
    match node:
        case ScalarNode(text=""):
            return f"{name} is empty"
        case ScalarNode(text=text):
            return f"{name} is empty: YAML reads {text} as nothing; put it in quotes if you mean the word"
        case MappingNode(values=values) if values:
            return f"{name} must be a text; YAML reads '{shorten(next(iter(values)))}: …' as a key: put it in quotes"
        case _:
            return f"{name} must be a text{_instead_of(node)}"


def _instead_of(node: Node | None) -> str:
    match node:
        case ScalarNode(text=text):
            return ", and is empty" if node.is_empty else f", not '{shorten(text)}'"
        case SequenceNode():
            return ", not a list"
    return ", not keys with values"


def _guess(word: str, known: Collection[str]) -> str:
    """`` (did you mean '…'?)`` where a known word is close, or nothing."""
    if len(known) > MOST_GUESSED_FROM:
        return ""
    candidates = [other for other in known if len(other) <= 2 * LONGEST_ID]
    close = get_close_matches(word[: 2 * LONGEST_ID], candidates, n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""
