r"""Labelled questions from a TSV file.

Its columns are ``question`` and ``sections`` or ``entries``, and optionally ``id`` and ``kind``.
``|`` separates several right ids, ``none`` says that the FAQ has no answer, ``\n`` in a question is a new line.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from bot.core.entries import Faq
from bot.core.evaluation import Case, Label
from bot.errors import InputError, Problem

UNANSWERABLE = "none"


def read_cases(path: Path, *, faq: Faq) -> tuple[Case, ...]:
    """Read labelled questions for ``faq``; raise InputError with every problem found, a line each."""
    lines = _lines_of(path)
    header = lines[0].split("\t")
    label, problem = _label_of(header)
    if label is None:
        raise InputError(str(Problem(message=problem, file=str(path), line=1)))
    reader = _RowReader(header=header, label=label, known=_ids_of(faq, label))
    cases = [reader.to_case(number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    problems = [Problem(message=message, file=str(path), line=number) for number, message in reader.problems]
    if not cases:
        problems.append(Problem(message="no question below the header", file=str(path)))
    if problems:
        raise InputError("\n".join(map(str, problems)))
    return tuple(cases)


def _lines_of(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _label_of(header: Sequence[str]) -> tuple[Label | None, str]:
    """Which column holds the labels, entries before sections; or None and what is wrong with the header."""
    if len(set(header)) < len(header):
        return None, "a column appears twice"
    label = next((label for label in (Label.ENTRIES, Label.SECTIONS) if label in header), None)
    if label is None or "question" not in header:
        return None, 'needs tab-separated columns "question" and "sections" or "entries", found: ' + ", ".join(header)
    return label, ""


def _ids_of(faq: Faq, label: Label) -> frozenset[str]:
    return frozenset(each.id for each in (faq.entries if label is Label.ENTRIES else faq.sections))


class _RowReader:
    """Turns rows into cases and keeps what is wrong with them, by line number."""

    def __init__(self, *, header: Sequence[str], label: Label, known: frozenset[str]) -> None:
        self._header = header
        self._label = label
        self._known = known
        self.problems: list[tuple[int, str]] = []

    def to_case(self, number: int, line: str) -> Case:
        """Read one row; a case with problems is never used, for the file is refused."""
        values = line.split("\t")
        if len(values) != len(self._header):
            self.problems.append((number, f"{len(values)} columns, the header has {len(self._header)}"))
        row = dict(zip(self._header, (value.strip() for value in values), strict=False))
        question = row.get("question", "").replace("\\n", "\n")
        if not question.strip():
            self.problems.append((number, "the question is empty"))
        return Case(
            id=row.get("id") or str(number),
            question=question,
            label=self._label,
            expected=self._expected(number, row.get(self._label, "")),
            kind=row.get("kind", ""),
        )

    def _expected(self, number: int, cell: str) -> frozenset[str]:
        if cell == UNANSWERABLE:
            return frozenset()
        ids = [each.strip() for each in cell.split("|")]
        self.problems.extend((number, problem) for each in ids for problem in self._problems_with(each))
        return frozenset(ids)

    def _problems_with(self, label: str) -> Iterator[str]:
        """What is wrong with one id, if anything."""
        kind = "entry" if self._label is Label.ENTRIES else "section"
        if not label:
            yield f'no {kind} given; write "{UNANSWERABLE}" where the FAQ has no answer'
        elif label not in self._known:
            near = get_close_matches(label, self._known, n=1)
            yield f'unknown {kind} "{label}"' + (f', did you mean "{near[0]}"?' if near else "")
