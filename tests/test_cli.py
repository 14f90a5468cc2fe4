"""The commands do what their help says, and nothing that is typed or piped in ends in a traceback."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import run
from tests.small_faq import BROKEN_FILE, write_faq

Typed = Callable[..., int]


@pytest.fixture(scope="session")
def faq(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small FAQ in a file."""
    return write_faq(tmp_path_factory.mktemp("faq") / "tea.yaml")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is no person's own, shared by the tests so that the small FAQ is learned once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def typed(faq: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs a command on the small FAQ, with ``piped`` on standard input, and returns its exit code."""
    monkeypatch.setenv("FAQ_PATH", str(faq))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    def type_in(*arguments: str, piped: bytes = b"") -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
        return run(arguments)

    return type_in


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What standard output has got since it was last looked at."""
    return lambda: capsys.readouterr().out


@pytest.fixture
def errors(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """The lines on standard error."""
    return lambda: [*capsys.readouterr().err.splitlines()]


Shown = Callable[[], str]
Errors = Callable[[], list[str]]


def test_the_words_of_a_question_are_joined_and_answered(typed: Typed, shown: Shown) -> None:
    assert typed("ask", "does", "the", "water", "have", "to", "boil") == 0
    assert shown().startswith("How hot should the water be?\nNear **boiling**")


def test_json_is_one_object_on_one_line(typed: Typed, shown: Shown) -> None:
    assert typed("ask", "--json", "How long does tea keep?") == 0
    line, nothing = shown().split("\n")
    assert nothing == ""
    assert json.loads(line)["entry"] == "shelf-life"


def test_every_line_gets_one_reply_also_blank_and_broken_ones(typed: Typed, shown: Shown) -> None:
    lines = [
        b"How long does tea keep?",
        b"",
        b"\xff\xfe broken",
        b"nul\x00byte",
        "🙂🙂🙂".encode(),
        "מה הטמפרטורה?".encode(),
        b"x" * 1_000_000,
        b"tea " * 50_000,
        b"no end of line",
    ]
    assert typed("ask", "-", "--json", piped=b"\n".join(lines)) == 0
    replies = [json.loads(line) for line in shown().splitlines()]
    assert len(replies) == len(lines)
    assert [reply["band"] for reply in replies[:2]] == ["answer", "decline"]
    assert all(len(reply["ranking"]) == 3 for reply in replies)


def test_text_replies_to_lines_are_headed_by_their_questions(typed: Typed, shown: Shown) -> None:
    assert typed("ask", "-", piped=b"How long does tea keep?\n\x1b[31mred\n") == 0
    assert shown().startswith("> How long does tea keep?\nHow long does tea keep?\nA year")
    assert typed("ask", "-", piped=b"\x1b[31mred\n") == 0
    assert "\x1b" not in shown()


def test_no_lines_get_no_replies(typed: Typed, shown: Shown) -> None:
    assert typed("ask", "-") == 0
    assert shown() == ""


@pytest.mark.parametrize("question", ["", "  ", "\n"])
def test_an_empty_question_is_wrong_usage(question: str, typed: Typed, errors: Errors) -> None:
    assert typed("ask", question) == 2
    assert errors()[0].startswith("error: the question is empty; for example:")


@pytest.mark.parametrize("command", [["ask", "-"], ["import", "-"], ["chat"]])
def test_a_closed_standard_input_is_said(
    command: list[str], typed: Typed, errors: Errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert typed("ask", "x") == 0
    monkeypatch.setattr(sys, "stdin", None)
    assert run(command) == 1
    assert errors() == ["error: there is no standard input to read"]


def test_an_faq_that_is_not_there_is_wrong_usage(typed: Typed, errors: Errors, tmp_path: Path) -> None:
    assert typed("ask", "x", "--faq", str(tmp_path / "absent")) == 2
    assert errors()[0].startswith("error: the FAQ given: no such file or folder")


def test_an_faq_with_errors_lists_them_all(typed: Typed, errors: Errors, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(BROKEN_FILE, encoding="utf-8")
    assert typed("ask", "x", "--faq", str(broken)) == 1
    found = errors()
    assert len(found) >= 2
    assert all(line.startswith(f"error: {broken}:") for line in found)


def test_topics_lists_sections_and_questions(typed: Typed, shown: Shown) -> None:
    assert typed("topics") == 0
    assert shown().splitlines()[:2] == ["How is tea brewed?  [brewing]", "  - How hot should the water be?"]


def test_topics_in_other_words_lists_what_is_nearest(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("topics", "--json", "expiry") == 0
    printed = capsys.readouterr()
    assert "No topic holds these words" in printed.err
    assert len(json.loads(printed.out)["sections"]) == 2


def test_explain_gives_the_band_and_everything_behind_it(typed: Typed, shown: Shown) -> None:
    assert typed("explain", "How long does tea keep?") == 0
    assert shown().startswith("answer: ")
    assert typed("explain", "--json", "how long does tea keeep") == 0
    found = json.loads(shown())
    assert found["ranking"][0]["entry"] == "shelf-life"
    assert found["signals"]


def test_chat_works_in_a_pipe(typed: Typed, shown: Shown) -> None:
    assert typed("chat", piped=b"How long does tea keep?\n/topics\n2\n3\n/quit\n") == 0
    assert shown().count("A year in a closed tin.") == 2


def test_check_sums_up_a_good_faq(typed: Typed, faq: Path, shown: Shown) -> None:
    assert typed("check") == 0
    assert shown().splitlines()[-1].startswith(f"{faq}: 3 entries, 1 not covered, 0 errors, ")


def test_check_names_every_problem_and_fails(typed: Typed, tmp_path: Path, shown: Shown) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(BROKEN_FILE, encoding="utf-8")
    assert typed("check", str(broken)) == 1
    lines = shown().splitlines()
    assert any(line.startswith(f"{broken}:6: error: ") for line in lines)
    assert "errors" in lines[-1]


def test_strict_makes_warnings_fail(typed: Typed, tmp_path: Path, faq: Path, shown: Shown) -> None:
    twin = "  - {id: twin, section: storing, question: How long will tea keep?, answer: x, examples: [old tea]}\n"
    confusing = tmp_path / "confusing.yaml"
    text = faq.read_text(encoding="utf-8").replace("not_covered:", f"{twin}not_covered:")
    confusing.write_text(text, encoding="utf-8")
    assert typed("check", str(confusing)) == 0
    assert " warning: " in shown()
    assert typed("check", "--strict", str(confusing)) == 1


def test_check_prints_the_schema(typed: Typed, shown: Shown) -> None:
    assert typed("check", "--schema") == 0
    assert "entries" in json.loads(shown())["properties"]


def test_import_writes_a_file_with_its_folder_and_never_over_another(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    post, output = tmp_path / "post.md", tmp_path / "my-faq" / "out.yaml"
    post.write_text("# Tea\n\nAbout tea.\n\n## How hot?\n\nVery hot.\n", encoding="utf-8")
    command = ("import", str(post), "--url", "https://example.org/tea", "--output", str(output))
    assert typed(*command) == 0
    assert "How hot?" in output.read_text(encoding="utf-8")
    assert f"re-faq-bot check {output}" in capsys.readouterr().err
    assert typed(*command) == 2
    assert "--force overwrites it" in capsys.readouterr().err
    assert typed(*command, "--force") == 0


def test_import_reads_and_writes_pipes(typed: Typed, shown: Shown) -> None:
    assert typed("import", "-", "--url", "https://example.org", piped=b"# Tea\n\n## How hot?\n\nVery.\n") == 0
    assert "How hot?" in shown()


def test_import_says_what_it_cannot_read_or_write(typed: Typed, tmp_path: Path, errors: Errors) -> None:
    assert typed("import", str(tmp_path / "absent.md")) == 1
    assert "No such file" in errors()[0]
    assert typed("import", "-", piped=b"caf\xe9") == 1
    assert errors()[0].startswith("error: -: not UTF-8")
    (tmp_path / "file").touch()
    assert typed("import", "-", "--output", str(tmp_path / "file" / "x.yaml"), piped=b"# T\n\n## A?\n\nb\n") == 1
    assert "x.yaml: " in errors()[-1]


def test_eval_is_a_gate(typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = tmp_path / "cases.tsv"
    rows = "How long does tea keep?\tstoring\tclean\nHow long should tea steep?\tstoring\todd\n"
    cases.write_text(f"question\tsections\tkind\n{rows}", encoding="utf-8")
    assert typed("eval", str(cases)) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["overall", "clean", "odd"]
    assert typed("eval", str(cases), "--mistakes", "--min-right", "0.9", "--max-false", "0.03") == 1
    printed = capsys.readouterr()
    assert "answered-wrong  3  How long should tea steep?" in printed.out
    assert [line.split(":")[1] for line in printed.err.splitlines()] == [
        " answered and right",
        " wrong among answers",
    ]


def test_eval_prints_json_with_mistakes_on_demand(typed: Typed, tmp_path: Path, shown: Shown) -> None:
    cases = tmp_path / "cases.tsv"
    cases.write_text("question\tentries\nHow long does tea keep?\tsteeping-time\n", encoding="utf-8")
    assert typed("eval", "--json", str(cases)) == 0
    assert "mistakes" not in json.loads(shown())
    assert typed("eval", "--json", "--mistakes", str(cases)) == 0
    assert json.loads(shown())["mistakes"][0]["expected"] == ["steeping-time"]


def test_completion_prints_a_script(typed: Typed, shown: Shown) -> None:
    assert typed("completion", "bash") == 0
    assert "complete -o bashdefault" in shown()


def test_help_and_wrong_usage_have_their_exit_codes(typed: Typed) -> None:
    assert typed("--help") == 0
    assert typed("--version") == 0
    assert typed("nonsense") == 2


def test_a_closed_standard_output_is_survived(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert typed("--version") == 0
    for nowhere in (sys.stdout, sys.stderr):
        nowhere.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_said(typed: Typed, errors: Errors, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert typed("topics") == 1
    assert errors() == ["error: cannot read or write: No space left on device"]
