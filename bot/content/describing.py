"""What the model finds wrong, in a curator's words, with the line and the entry where it stands."""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.content.loading import MOST_PROBLEMS, shorten
from bot.content.model import LONGEST_ID, EntryModel, FileModel, SectionModel, SourceModel, UncoveredModel
from bot.content.nodes import MappingNode, Node, ScalarNode, SequenceNode, text_at
from bot.errors import Problem

MOST_GUESSED_FROM = 500
Location = Sequence[str | int]
PARTS: dict[str, type[BaseModel]] = {
    "source": SourceModel,
    "sections": SectionModel,
    "entries": EntryModel,
    "not_covered": UncoveredModel,
}
LABELS = {"sections": "section", "entries": "entry", "not_covered": "not_covered", "synonyms": "synonym"}
RULES = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "empty_text": "is empty",
    "too_short": "is empty: it needs at least one item",
    "string_too_long": "is longer than {max_length} characters",
    "control_character": "holds the control character {code}: remove it",
    "not_a_date": "must be a date such as 2026-11-23",
    "tuple_type": "must be a list, each item on a line that starts with '- '",
    "model_type": "must be keys with values, such as 'key: value'",
    "dict_type": "must be keys with values, such as 'key: value'",
}
ABOUT_KINDS = frozenset({"not_a_date", "tuple_type", "model_type", "dict_type"})
"""Errors for which it helps to say what stands there instead."""
PATTERN_RULES = {
    "id": "must be lower-case letters and digits, with single hyphens between them",
    "url": "must be an address that starts with http:// or https://, without spaces, '#' or any of <>|\"",
    "anchor": "must be what follows '#' in the address of the section, without spaces, '#' or any of <>|\"",
}


def describe(name: str, root: Node, error: ValidationError) -> tuple[Problem, ...]:
    """Every error of the model as a Problem in the file ``name``, whose tree is ``root``."""
    found = [each for each in error.errors(include_url=False, include_input=False) if not _is_echo(root, each)]
    problems = [_describe(name, root, details) for details in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        problems.append(Problem(file=name, message=f"and {len(found) - MOST_PROBLEMS} more problems"))
    return tuple(problems)


def label(kind: str, node: Node | None, number: int) -> str:
    """What messages call an item: ``entry "refund"``, or by its number where it has no id."""
    id_ = text_at(node, "id")
    return f'{LABELS[kind]} "{shorten(id_.text)}"' if id_ else f"{LABELS[kind]} {number + 1}"


def guess(word: str, known: Collection[str]) -> str:
    """`` (did you mean '…'?)`` where a known word is close, or nothing."""
    # difflib compares with each word: with very many, or very long ones, a guess costs more than it helps.
    if len(known) > MOST_GUESSED_FROM:
        return ""
    candidates = [other for other in known if len(other) <= 2 * LONGEST_ID]
    close = get_close_matches(word[: 2 * LONGEST_ID], candidates, n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _is_echo(root: Node, details: Any) -> bool:  # noqa: ANN401 - see _describe
    """Whether an error only says that no item is left of a list whose every item has an error of its own."""
    node, _ = _find(root, details["loc"])
    return details["type"] == "too_short" and isinstance(node, SequenceNode) and bool(node.items)


def _describe(name: str, root: Node, details: Any) -> Problem:  # noqa: ANN401 - pydantic's own dict of one error
    """One error of the model as a Problem."""
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    node, line = _find(root, location)
    message = _put_into_words(details, location, node)
    return Problem(file=name, line=line, where=_where(root, location), message=message)


def _find(root: Node, location: Location) -> tuple[Node | None, int]:
    """The node at a location and its line, or the line of the nearest thing around it."""
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


def _where(root: Node, location: Location) -> str:
    """The item that a location lies in, in words."""
    match list(location):
        case ["sections" | "entries" | "not_covered" as kind, int() as number, *_]:
            return label(kind, _find(root, (kind, number))[0], number)
        case ["synonyms", str() as canonical, *_]:
            return f'synonym "{shorten(canonical)}"'
        case ["source", str(), *_]:
            return "source"
    return ""


def _put_into_words(details: Any, location: Location, node: Node | None) -> str:  # noqa: ANN401 - see _describe
    """Say what is wrong, and what to do."""
    name, kind = _name(location), details["type"]
    if kind == "extra_forbidden":
        return _describe_unknown_key(location)
    if kind == "string_pattern_mismatch":
        return _describe_pattern(name, node)
    if kind == "string_type":
        return _describe_no_text(name, node)
    rule = RULES.get(kind, f"cannot be used: {details['msg']}")
    return f"{name} {rule.format(**details.get('ctx', {}))}" + (_instead_of(node) if kind in ABOUT_KINDS else "")


def _name(location: Location) -> str:
    """What messages call the thing at a location: its key, or ``example 3`` in a list."""
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


def _describe_unknown_key(location: Location) -> str:
    """Name an unknown key and the known one that was probably meant."""
    part = PARTS[str(location[0])] if len(location) > 1 else FileModel
    key = str(location[-1])
    known = tuple(part.model_fields)
    return f"unknown key '{shorten(key)}'" + (guess(key, known) or f" (the keys here are {', '.join(known)})")


def _describe_pattern(name: str, node: Node | None) -> str:
    """Say what form an id, an address or an anchor has, with an id that would do."""
    written = node.text if isinstance(node, ScalarNode) else ""
    message = f"{name} '{shorten(written)}' {PATTERN_RULES[name]}"
    better = re.sub(r"[^a-z0-9]+", "-", written.lower()).strip("-")
    return f"{message}, such as '{shorten(better)}'" if name == "id" and better else message


def _describe_no_text(name: str, node: Node | None) -> str:
    """Say why something is not the text that it should be."""
    match node:
        case ScalarNode(text=""):
            return f"{name} is empty"
        case ScalarNode(text=text):
            return f"{name} is empty: YAML reads {text} as nothing; put it in quotes if the word is meant"
        case MappingNode(values=values) if values:
            return f"{name} must be a text; YAML reads '{shorten(next(iter(values)))}: …' as a key: put it in quotes"
        case _:
            return f"{name} must be a text{_instead_of(node)}"


def _instead_of(node: Node | None) -> str:
    """What stands there, in words."""
    match node:
        case ScalarNode(text=text):
            return ", and is empty" if node.is_empty else f", not '{shorten(text)}'"
        case SequenceNode():
            return ", not a list"
    return ", not keys with values"
