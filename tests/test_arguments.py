"""The command line is read strictly, its help shows examples that work, and shells complete it."""

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import __version__
from bot.arguments import PROGRAM, SHELLS, build_parser, completion_script, parse_arguments

COMMANDS = next(action.choices for action in build_parser()._actions if isinstance(action.choices, dict))  # noqa: SLF001


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples_that_the_parser_takes(command: str) -> None:
    help_text = COMMANDS[command].format_help()
    examples = [line.strip() for line in help_text.split("examples:")[1].splitlines() if line.strip()]
    assert len(examples) >= 2
    for example in examples:
        assert example.startswith(f"{PROGRAM} {command}")
        typed = shlex.split(example)[1:]
        kept = typed[: next((place for place, word in enumerate(typed) if word[0] in "<>"), len(typed))]
        assert parse_arguments(kept).command == command


@pytest.mark.parametrize(
    "typed",
    [
        ["ask"],
        ["bogus"],
        ["ask", "x", "--js"],
        ["eval", "x.tsv", "--min-right", "90"],
        ["eval", "x", "--max-false", "y"],
        ["slack", "manifest", "--url", "faq.example.org"],
        ["slack", "manifest", "--url", "http://faq.example.org"],
    ],
)
def test_wrong_usage_leaves_with_2_and_says_where_help_is(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse_arguments(typed)
    assert leaving.value.code == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error.startswith("error: ")
    assert hint.endswith("--help")


def test_no_arguments_at_all_ask_for_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse_arguments([])
    assert leaving.value.code == 0
    assert "ask       " in capsys.readouterr().out


def test_the_list_gives_each_command_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(["--help"])
    listed = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    assert [command for command, *_ in listed] == [*COMMANDS]
    assert all(summary for _, *summary in listed)


def test_the_address_for_slack_may_end_with_a_slash() -> None:
    assert parse_arguments(["slack", "manifest", "--url", "https://faq.example.org/"]).url == "https://faq.example.org"


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse_arguments(["--version"])
    assert leaving.value.code == 0
    assert capsys.readouterr().out == f"re-faq-bot {__version__}\n"


def test_the_words_of_a_question_need_no_quotes() -> None:
    assert parse_arguments(["ask", "--json", "do", "I", "need", "it?"]).question == ["do", "I", "need", "it?"]
    assert parse_arguments(["ask", "do", "I", "--json"]).json
    assert parse_arguments(["ask", "--", "--json?"]).question == ["--json?"]


def test_check_takes_its_path_either_way() -> None:
    assert parse_arguments(["check", "a.yaml"]).path == parse_arguments(["check", "--faq", "a.yaml"]).faq
    assert parse_arguments(["check"]).path is None


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_knows_the_commands_their_options_and_the_platforms(shell: str) -> None:
    script = completion_script(shell)
    assert not [name for name in (*COMMANDS, "invite", "manifest", "min-right", "no-assistant") if name not in script]


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script for bash, in a file beside an FAQ."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "my-faq.yaml").touch()
    path = folder / "completion.bash"
    path.write_text(completion_script("bash"), encoding="utf-8")
    return path


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["to"], {"topics"}),
        (["ask", "--j"], {"--json"}),
        (["run", "dis"], {"discord"}),
        (["slack", "ma"], {"manifest"}),
        (["discord", "invite", "--u"], {"--user"}),
        (["completion", "f"], {"fish"}),
        (["check", "my"], {"my-faq.yaml"}),
        (["ask", "--faq", "my"], {"my-faq.yaml"}),
    ],
)
def test_bash_completes_commands_options_platforms_and_files(
    script: Path, words: Sequence[str], expected: set[str]
) -> None:
    typed = " ".join(f"'{word}'" for word in ("re-faq-bot", *words))
    asked = f"""
source {script.name}
COMP_WORDS=({typed}); COMP_CWORD={len(words)}
$(complete -p re-faq-bot | sed 's/.*-F \\([^ ]*\\).*/\\1/') re-faq-bot {words[-1]} {words[-2] if words[1:] else ""}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True, cwd=script.parent)
    assert {line.strip() for line in done.stdout.splitlines()} == expected, done.stderr


def test_the_console_has_a_command_of_its_own_and_run_leaves_it_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(parse_arguments(["chat"]).make)
    with pytest.raises(SystemExit):
        parse_arguments(["run", "console"])
    assert "no such platform: console (there is discord, slack)" in capsys.readouterr().err
