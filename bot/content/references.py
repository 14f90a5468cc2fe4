"""What refers to what: ids are unique, sections and entries that are named exist.

Works on the trees of the files, not on the model, so that a mistake in one entry hides none in another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.content.describing import guess, label
from bot.content.loading import MOST_PROBLEMS, shorten
from bot.content.nodes import Node, ScalarNode, items_at, text_at, texts_at
from bot.errors import Problem

Trees = Sequence[tuple[str, Node]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A section, an entry or a topic that is not covered, and what messages call it."""

    file: str
    kind: str
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


def list_items(trees: Trees, *kinds: str) -> tuple[Item, ...]:
    """All items of some kinds (``sections``, ``entries``, ``not_covered``), in the order of the files."""
    return tuple(
        Item(file=name, kind=kind, label=label(kind, node, number), node=node)
        for name, root in trees
        for kind in kinds
        for number, node in enumerate(items_at(root, kind))
    )


def check_references(trees: Trees) -> Iterator[Problem]:
    """Ids that are taken, sections and entries that do not exist; no more of them than anybody reads."""
    return islice(_check_all(trees), MOST_PROBLEMS)


def _check_all(trees: Trees) -> Iterator[Problem]:
    """All the checks of this module, one after the other."""
    sections = list_items(trees, "sections")
    entries = list_items(trees, "entries")
    yield from _check_ids(sections)
    # One name for both: the matcher chooses between entries and topics that are not covered.
    yield from _check_ids((*entries, *list_items(trees, "not_covered")))
    yield from _check_sections(entries, {item.id for item in sections if item.id})
    yield from _check_see_also(entries, {item.id for item in entries if item.id})


def _check_ids(items: Iterable[Item]) -> Iterator[Problem]:
    """Ids are unique over all files."""
    first: dict[str, tuple[Item, int]] = {}
    for item in items:
        found = text_at(item.node, "id")
        if found is None:
            continue
        if found.text in first:
            other, line = first[found.text]
            yield item.problem(found.line, f"the id is taken by {other.label} at {other.file}:{line}")
        else:
            first[found.text] = (item, found.line)


def _check_sections(entries: Iterable[Item], known: set[str]) -> Iterator[Problem]:
    """Every entry cites a section that exists."""
    for entry in entries:
        section = text_at(entry.node, "section")
        if section is not None and _name(section) not in known:
            message = f"unknown section '{shorten(section.text)}'{guess(_name(section), known)}"
            yield entry.problem(section.line, message)


def _check_see_also(entries: Iterable[Item], known: set[str]) -> Iterator[Problem]:
    """Every ``see_also`` leads to another entry."""
    for entry in entries:
        for target in texts_at(entry.node, "see_also"):
            if _name(target) == entry.id:
                yield entry.problem(target.line, "see_also refers to the entry itself")
            elif _name(target) not in known:
                message = f"see_also refers to '{shorten(target.text)}', which is no entry{guess(_name(target), known)}"
                yield entry.problem(target.line, message)


def _name(node: ScalarNode) -> str:
    """An id as the model reads it where it is referred to."""
    return " ".join(node.text.split())
