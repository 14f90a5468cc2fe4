"""The documentation check reports what a reader could not follow, and nothing else."""

from pathlib import Path

import pytest

from tools.docs_check import check

MAKEFILE = "chat: ## Talk\n\t@true\ndocs-check: ## Check\n\t@true\n"
OTHER = "# Other\n\n## In Slack\n\n## In Slack\n\n<a id='by-hand'></a>\n"


def problems(root: Path, text: str) -> list[str]:
    """What is wrong with a README of this text, in a repository with a page beside it."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "Makefile").write_text(MAKEFILE, encoding="utf-8")
    (root / "docs" / "other.md").write_text(OTHER, encoding="utf-8")
    (root / "README.md").write_text(text, encoding="utf-8")
    return list(map(str, check(root)))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("[a](docs/gone.md)", "dead link: docs/gone.md"),
        ("![a](gone.png)", "dead link: gone.png"),
        ('<img src="gone.svg" alt="a">', "dead link: gone.svg"),
        ("[a](../outside.md)", "dead link: ../outside.md"),
        ("[a](ftp://example.org/)", "no address: ftp://example.org/"),
        ("[a](#gone)", "dead anchor: #gone"),
        ("[a](docs/other.md#gone)", "dead anchor: docs/other.md#gone"),
        ("[a](docs/other.md#in-slack-2)", "dead anchor: docs/other.md#in-slack-2"),
        ("open `docs/gone.py`", "no such file: docs/gone.py"),
        ("open `docs/{other,gone}.txt`", "no such file: docs/{other,gone}.txt"),
        ("run `make gone`", "no such target: make gone"),
        ("run `python -m tests.gone`", "no such module: python -m tests.gone"),
        ("run `re-faq-bot gone`", "re-faq-bot gone: argument COMMAND: invalid choice: 'gone'"),
        ("run `re-faq-bot ask --gone`", "re-faq-bot ask --gone: unrecognized arguments: --gone"),
        ("run `re-faq-bot run irc`", "re-faq-bot run irc: argument PLATFORM: no such platform: irc"),
        ("run `.venv/bin/python -m bot gone`", "re-faq-bot gone: argument COMMAND: invalid choice: 'gone'"),
    ],
)
def test_what_a_reader_could_not_follow_is_reported_with_its_place(tmp_path: Path, written: str, problem: str) -> None:
    (found,) = problems(tmp_path, f"# Title\n\nSome words,\nthen {written}\n")
    assert found.startswith(f"README.md:4: {problem}")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("FAQ_PATH=x .venv/bin/re-faq-bot check --gone | head", "unrecognized arguments: --gone"),
        ("true && re-faq-bot eval", "the following arguments are required: CASES.tsv"),
        ("docker run --rm --volume re-faq-bot:/data re-faq-bot gone", "invalid choice: 'gone'"),
        ("uvx --from 'x.whl[slack]' re-faq-bot gone", "invalid choice: 'gone'"),
        ("re-faq-bot \\\n  ask \\\n  --gone x", "unrecognized arguments: --gone"),
        ("make chat gone=1 ARGS='-k x' gone", "no such target: make gone=1"),
        ("$ make gone\nmake also-gone is what it printed", "no such target: make gone"),
    ],
)
def test_a_block_of_commands_is_read_as_a_shell_reads_it(tmp_path: Path, typed: str, problem: str) -> None:
    (found,) = problems(tmp_path, f"```sh\n{typed}\n```\n")
    assert found.startswith("README.md:2: ")
    assert problem in found


@pytest.mark.parametrize(
    "written",
    [
        "[a](docs/other.md) [b](docs/) [c](#title) [d](docs/other.md#in-slack-1) [e](docs/other.md#by-hand)",
        "[a](https://example.org/gone#gone) <mailto:ada@example.org> [b](http://127.0.0.1:8080)",
        "`docs/other.md`, `docs/*.md`, `docs/<name>/gone.py`, `docs/NAME/gone.py`, `gone/else.py`, `docs or so/`",
        "`make`, `make chat`, `make -n chat ARGS='-k x'`, `make .venv/.test`, `make sure` is no command in a sentence"[
            :54
        ],
        "`re-faq-bot`, `re-faq-bot ask`, `re-faq-bot check [PATH]`, `re-faq-bot run [discord] [slack]`",
        "`re-faq-bot ask …`, `re-faq-bot slack manifest --listen`, `re-faq-bot --version`, `python -m bot doctor`",
        "`python -m http.server`, `python3 -m venv x`, `other-program --gone`, `it's`",
        "```sh\nre-faq-bot check --schema > gone/schema.json # a remark\nprintf x | re-faq-bot ask -\n```",
        "```sh\nre-faq-bot doctor 2>/dev/null\n```",
        "```text\nmake gone\n```",
        "```yaml\nrun: make gone\n```",
        "| a |\n|---|\n| `make chat` [b](#title) |",
    ],
)
def test_nothing_else_is_reported(tmp_path: Path, written: str) -> None:
    assert problems(tmp_path, f"# Title\n\n{written}\n") == []


def test_every_page_is_read(tmp_path: Path) -> None:
    for name in ("CHANGELOG.md", ".github/CONTRIBUTING.md", "docs/deep/page.md", "tests/README.md"):
        page = tmp_path / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("[a](gone.md)", encoding="utf-8")
    assert len(problems(tmp_path, "[a](gone.md)")) == 5
