"""Public data sets, and made-up text, as FAQ files that the bot reads like any other."""

import csv
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputError

ONE_SECTION = "all"
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A question and the id of the entry that stands for its intent."""

    question: str
    entry: str


def read_clinc150(path: Path) -> Mapping[str, tuple[Labelled, ...]]:
    """The parts of CLINC150's ``data_full.json`` by their name: train, test, oos_test and so on."""
    try:
        parts: dict[str, list[tuple[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: tuple(Labelled(question=question, entry=entry_id(intent)) for question, intent in rows)
            for name, rows in parts.items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{path}: not CLINC150's data_full.json: {error}") from error


def read_banking77(path: Path) -> tuple[Labelled, ...]:
    """The rows of one of BANKING77's CSV files."""
    with path.open(encoding="utf-8", newline="") as file:
        try:
            return tuple(
                Labelled(question=row["text"], entry=entry_id(row["category"])) for row in csv.DictReader(file)
            )
        except (KeyError, ValueError) as error:
            raise InputError(f"{path}: not BANKING77: no column {error}") from error


def entry_id(intent: str) -> str:
    """An id for an intent, marked as one: ids match exactly, and an intent's bare name may be a question."""
    return f"intent-{_NOT_IN_IDS.sub('-', intent.lower()).strip('-')}"


def sample(rows: Iterable[Labelled], *, each: int, seed: int) -> tuple[Labelled, ...]:
    """As many random rows of every intent."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    by_entry: dict[str, list[Labelled]] = {}
    for row in rows:
        by_entry.setdefault(row.entry, []).append(row)
    return tuple(row for found in by_entry.values() for row in chance.sample(found, min(each, len(found))))


def write_faq(rows: Iterable[Labelled], path: Path, *, has_one_section: bool = False) -> None:
    """Write an FAQ with an entry for every intent: its first question, the others as examples.

    Every entry has a section of its own, unless all are to share one.
    """
    import yaml

    examples: dict[str, dict[str, None]] = {}
    for row in rows:
        examples.setdefault(row.entry, {})[" ".join(row.question.split())] = None
    sections = [ONE_SECTION] if has_one_section else list(examples)
    content = {
        "source": {"title": "Labelled questions", "url": "https://example.org/"},
        "sections": [{"id": section, "title": section, "anchor": section} for section in sections],
        "entries": [
            _entry(entry, tuple(found), section=ONE_SECTION if has_one_section else entry)
            for entry, found in examples.items()
        ],
    }
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def _entry(name: str, questions: Sequence[str], *, section: str) -> dict[str, object]:
    answer = f"This is what {name} is about."
    return {"id": name, "section": section, "question": questions[0], "answer": answer, "examples": [*questions[1:]]}
