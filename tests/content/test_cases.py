"""Labelled questions are read, and everything wrong with a file is said at once."""

from pathlib import Path

import pytest

from bot.content.cases import read_cases
from bot.core.evaluation import Case, Label
from bot.errors import InputError
from tests.small_faq import FAQ


def written(folder: Path, text: str) -> Path:
    path = folder / "cases.tsv"
    path.write_bytes(text.encode())
    return path


def problems_of(folder: Path, text: str) -> list[str]:
    path = written(folder, text)
    with pytest.raises(InputError) as caught:
        read_cases(path, faq=FAQ)
    return [line.removeprefix(str(path)) for line in str(caught.value).splitlines()]


def test_sections_kinds_and_ids_are_read_in_any_order_of_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "kind\tsections\tquestion\tid\ntypo\tbrewing|storing\thow hto?\tq1\n\tnone\tprice?\tq2\n")
    assert read_cases(path, faq=FAQ) == (
        Case(
            id="q1", question="how hto?", label=Label.SECTIONS, expected=frozenset({"brewing", "storing"}), kind="typo"
        ),
        Case(id="q2", question="price?", label=Label.SECTIONS, expected=frozenset()),
    )


def test_entries_are_the_label_where_both_columns_are_there(tmp_path: Path) -> None:
    path = written(tmp_path, "question\tsections\tentries\nq?\tbrewing\tsteeping-time\n")
    assert read_cases(path, faq=FAQ)[0].label is Label.ENTRIES
    assert read_cases(path, faq=FAQ)[0].expected == {"steeping-time"}


def test_a_row_without_an_id_is_named_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "question\tsections\n\nq?\tbrewing\n")
    assert [case.id for case in read_cases(path, faq=FAQ)] == ["3"]


def test_a_file_from_windows_is_read_and_backslash_n_is_a_new_line(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeffquestion\tsections\r\nHi!\\nhow hot?\tbrewing\r\n")
    assert [case.question for case in read_cases(path, faq=FAQ)] == ["Hi!\nhow hot?"]


def test_quotes_are_part_of_the_question(tmp_path: Path) -> None:
    path = written(tmp_path, 'question\tsections\n"how hot?\tbrewing\n')
    assert read_cases(path, faq=FAQ)[0].question == '"how hot?'


def test_all_problems_are_named_at_once_with_their_lines(tmp_path: Path) -> None:
    text = "question\tsections\n\\n\tbrewing\nq?\tbrewin|xyz\nq?\t\nq?\tbrewing\tmore\n"
    assert problems_of(tmp_path, text) == [
        ":2: the question is empty",
        ':3: unknown section "brewin", did you mean "brewing"?',
        ':3: unknown section "xyz"',
        ':4: no section given; write "none" where the FAQ has no answer',
        ":5: 3 columns, the header has 2",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", 'needs tab-separated columns "question" and "sections" or "entries"'),
        ("question,sections\n", 'needs tab-separated columns "question" and "sections" or "entries"'),
        ("question\tkind\n", 'needs tab-separated columns "question" and "sections" or "entries"'),
        ("question\tsections\tquestion\n", "a column appears twice"),
        ("question\tsections\n", "no question below the header"),
        ("question\tentries\nq?\tbrewing\n", 'unknown entry "brewing"'),
    ],
)
def test_a_file_of_another_form_says_what_is_needed(tmp_path: Path, text: str, problem: str) -> None:
    assert problem in problems_of(tmp_path, text)[0]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.tsv: No such file"):
        read_cases(tmp_path / "absent.tsv", faq=FAQ)
    (tmp_path / "latin.tsv").write_bytes(b"question\tsections\ncaf\xe9\tbrewing\n")
    with pytest.raises(InputError, match=r"latin\.tsv: not UTF-8"):
        read_cases(tmp_path / "latin.tsv", faq=FAQ)
