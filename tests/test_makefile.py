"""The commands in the Makefile: every one is listed, and what a person types reaches the bot."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

QUESTIONS = (
    "what does a research engineer do?",
    """what's a "research engineer"?""",
    "is $5 or ${HOME} or $$ or $(shell id) or `id` or $(error no) the pay",
    "unbalanced $( and ` and ' and \" and ${",
    r"back\slash \n \ and % # * ~ ; & | < > !",
    "-n",
    "two\nlines",
    "was macht ein „Research Engineer“? 研究エンジニアとは",
)


def make(*arguments: str, **environment: str) -> str:
    """Run make as a person does, with what is installed taken as it is and an echo in the bot's place."""
    command = ["make", "--no-print-directory", "-o", ".venv/.made", "-o", ".venv/.run", "BOT=printf '[%s]'", *arguments]
    environment["PATH"] = os.environ["PATH"]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=True).stdout


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_reaches_the_bot_as_it_was_typed(question: str) -> None:
    assert make("ask", f"Q={question}") == f"[ask][--][{question}]"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_may_come_from_the_environment(question: str) -> None:
    assert make("ask", Q=question) == f"[ask][--][{question}]"


def test_asking_nothing_says_how_to_ask() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        make("ask")
    assert "make ask Q='" in failure.value.stderr


def test_make_alone_lists_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    assert re.findall(r"^make ([a-z-]+) +\S", make(), re.MULTILINE) == commands


def test_an_interpreter_that_is_missing_or_too_old_is_named_with_the_way_out() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        make("lock", "PYTHON=python2.0")
    assert "python2.0 is missing or older than Python 3.11" in failure.value.stderr
    assert "make PYTHON=python3.13 lock" in failure.value.stderr
