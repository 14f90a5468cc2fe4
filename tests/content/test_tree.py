"""Hostile, broken and surprising YAML gives a message in bounded time, never a crash."""

import time

import pytest
import yaml

from bot.content import tree
from bot.content.check import check_faq
from tests.content.written_faqs import HEAD, SMALL, as_files

LAUGHS = "a: &a [lol]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
BROKEN: dict[str, tuple[bytes, str]] = {
    "UTF-16 with its mark": (SMALL.encode("utf-16"), "0.yaml: is UTF-16 text: save it as UTF-8"),
    "UTF-16 without its mark": (SMALL.encode("utf-16-le"), "0.yaml:1: has NUL bytes"),
    "Latin-1": ("a: b\nc: é\n".encode("latin-1"), "0.yaml:2: byte 8 (0xe9) is not UTF-8: save the file as UTF-8"),
    "binary": (b"\x7fELF\0\0", "0.yaml:1: has the control character U+007F"),
    "NUL bytes": (b"a: b\n\0", "0.yaml:2: has NUL bytes: this is a binary file"),
    "nothing": (b"", "0.yaml: is empty"),
    "only comments": (b"# soon\n", "0.yaml: is empty"),
    "only a mark": (b"---\n", "0.yaml: is empty"),
    "a text": (b"hello", "0.yaml:1: the file must be keys with values, such as 'key: value', not 'hello'"),
    "a list": (b"- a", "0.yaml:1: the file must be keys with values, such as 'key: value', not a list"),
    "an alias": (b"a: &x 1\nb: *x\n", "0.yaml:2: the alias *x is not allowed: write the text out"),
    "an anchor": (b"a: &x 1\n", "0.yaml:1: the anchor &x is not allowed: remove it"),
    "an anchored list": (b"a: &x [1]\n", "0.yaml:1: the anchor &x is not allowed: remove it"),
    "a billion laughs": (LAUGHS.encode(), "0.yaml:1: the anchor &a is not allowed"),
    "a Python object": (
        b"a: !!python/object/apply:os.system [ls]",
        "0.yaml:1: the tag !!python/object/apply:os.system is not allowed: remove it",
    ),
    "a Python name": (b"a: !!python/name:os.system", "0.yaml:1: the tag !!python/name:os.system is not allowed"),
    "an own tag": (b"a: !x {b: c}", "0.yaml:1: the tag !x is not allowed"),
    "a key twice": (b"a: 1\nb: 2\na: 3\n", "0.yaml:3: the key 'a' is here twice: first on line 1"),
    "two documents": (b"a: 1\n---\nb: 2\n", "0.yaml:2: a second document begins here ('---')"),
    "a list as a key": (b"? [a]\n: b\n", "0.yaml:1: a key must be a text"),
    "a tab": (b"a:\n\tb: c\n", "0.yaml:2: is not valid YAML at column 1"),
    "a colon in a text": (b"a: b: c\n", "(put a text that contains ': ' in quotes)"),
    "an open quote": (b'a: "b\n', "(look for a missing quote)"),
    "an open list": (b"a: [b\nc: d\n", "0.yaml:2: is not valid YAML"),
    "deep lists": (b"[" * 100_000, "0.yaml:1: nested more than 10 levels deep"),
    "deep mappings": (b"? " * 100_000, "0.yaml:1: nested more than 10 levels deep"),
    "deep items": (b"- " * 100_000, "0.yaml:1: nested more than 10 levels deep"),
}
LARGE: dict[str, str] = {
    "keys": "".join(f"k{number}:\n" for number in range(300_000)),
    "one key again and again": "a: b\n" * 400_000,
    "aliases": "a: [" + "*a," * 600_000 + "]",
    "empty entries": f"{HEAD}entries:\n" + "  - {}\n" * 10_000,
    "unknown keys": f"{HEAD}entries:\n" + "  - {id: x, z: 1}\n" * 10_000,
    "examples": f"{HEAD}entries: [{{examples: [" + "a," * 900_000 + "]}]",
    "dead references": f"{HEAD}entries:\n" + "  - {id: a, see_also: [b], section: c}\n" * 10_000,
    "comments": f"{HEAD}entries:\n" + "  - a #b\n" * 20_000,
    "one line": "a" * 2_000_000,
    "blanks": " " * 2_000_000,
    "quotes": '"a":b,' * 300_000,
    "documents": "---\n" * 500_000,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(kind: str) -> None:
    content, message = BROKEN[kind]
    start = time.perf_counter()
    problems = "\n".join(map(str, check_faq(as_files(content))))
    assert message in problems
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_hostile_file_is_refused_in_bounded_time_with_a_list_that_can_be_read(kind: str) -> None:
    start = time.perf_counter()
    problems = check_faq(as_files(LARGE[kind]))
    assert time.perf_counter() - start < 10
    assert problems
    assert len(problems) < 8_000


def test_one_broken_file_hides_no_problem_in_another() -> None:
    problems = check_faq(as_files("a: [", SMALL.replace("section: money", "section: mony")))
    assert [problem.file for problem in problems if not problem.is_warning] == ["0.yaml", "1.yaml"]


def test_too_many_problems_end_with_a_word_about_the_rest() -> None:
    problems = check_faq(as_files("a: b\n" * 5_000))
    assert "0.yaml: too many problems: the rest was not read" in map(str, problems)


def test_without_the_compiled_parser_the_slow_one_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = tree.load("a.yaml", SMALL.encode())
    monkeypatch.setattr(tree, "_Loader", yaml.SafeLoader)
    assert tree.load("a.yaml", SMALL.encode()) == fast


def test_a_comment_that_may_be_part_of_the_text_is_pointed_out() -> None:
    commented = SMALL.replace(
        "[refund please, money back, can I return it]", "\n      - a #b\n      - b # c\n      - '#c'"
    )
    found = [str(problem) for problem in check_faq(as_files(commented))]
    assert found == ["0.yaml:11: the text after ' #' is a comment: put the whole text in quotes if it belongs to it"]


def test_more_texts_than_any_faq_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MOST_PARTS", 100)
    problems = "\n".join(map(str, check_faq(as_files(HEAD + "entries:\n" + "  - [a, b, c]\n" * 40))))
    assert "0.yaml:25: too large: a file has at most 100 texts, a list 50,000 items" in problems
