r"""Labelled questions from a TSV file.

Its columns are ``question`` and ``sections`` or ``entries``, and optionally ``id`` and ``kind``.
``|`` separates several right ids, ``none`` says that the FAQ has no answer, ``\n`` in a question is a new line.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from bot.content.files import decode
from bot.core.entries import Faq
from bot.core.evaluation import Case, Label
from bot.errors import InputError, Problem

UNANSWERABLE = "none"


def read_cases(path: Path, *, faq: Faq) -> tuple[Case, ...]:
    """Read labelled questions for ``faq``; raise InputError with every problem, one on a line."""
    # Not csv: a quote is a part of a question, and lines keep their numbers.
    lines = re.split("\r\n?|\n", decode(path, path.read_bytes))
    header = lines[0].split("\t")
    label, problem = _label_of(header)
    if label is None:
        raise InputError(str(Problem(message=problem, file=str(path), line=1)))
    known = {each.id for each in (faq.entries if label is Label.ENTRIES else faq.sections)}
    cases, problems = [], []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            values = [value.strip() for value in line.split("\t")]
            cases.append(_to_case(dict(zip(header, values, strict=False)), number, label))
            found = [*_find_problems(cases[-1], known)]
            if len(values) != len(header):
                found.insert(0, f"{len(values)} columns, the header has {len(header)}")
            problems += [Problem(message=message, file=str(path), line=number) for message in found]
    if not cases:
        problems.append(Problem(message="no question below the header", file=str(path)))
    if problems:
        raise InputError("\n".join(map(str, problems)))
    return tuple(cases)


def _label_of(header: Sequence[str]) -> tuple[Label | None, str]:
    """The column of the labels, entries before sections; or None and what is wrong with the header."""
    if len(set(header)) < len(header):
        return None, "a column appears twice"
    label = next((label for label in (Label.ENTRIES, Label.SECTIONS) if label in header), None)
    if label is None or "question" not in header:
        return None, 'needs tab-separated columns "question" and "sections" or "entries", found: ' + ", ".join(header)
    return label, ""


def _to_case(row: dict[str, str], number: int, label: Label) -> Case:
    cell = row.get(label, "")
    ids = () if cell == UNANSWERABLE else (each.strip() for each in cell.split("|"))
    return Case(
        id=row.get("id") or str(number),
        question=row.get("question", "").replace("\\n", "\n"),
        label=label,
        expected=frozenset(ids),
        kind=row.get("kind", ""),
    )


def _find_problems(case: Case, known: set[str]) -> Iterator[str]:
    kind = "entry" if case.label is Label.ENTRIES else "section"
    if not case.question.strip():
        yield "the question is empty"
    for label in sorted(case.expected - known):
        if not label:
            yield f'no {kind} given; write "{UNANSWERABLE}" where the FAQ has no answer'
        else:
            near = get_close_matches(label, known, n=1)
            yield f'unknown {kind} "{label}"' + (f', did you mean "{near[0]}"?' if near else "")
