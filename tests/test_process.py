"""What only a process of its own can show: pipes that close, signals, terminals, and bytes in arguments."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.small_faq import write_faq

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")
REPOSITORY = Path(__file__).parent.parent
SECONDS = 60
PROMPT = "\n> "


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """A small FAQ, and a cache that is no person's own and already holds its index."""
    folder = tmp_path_factory.mktemp("process")
    own = {"FAQ_PATH": str(write_faq(folder / "tea.yaml")), "XDG_CACHE_HOME": str(folder / "cache")}
    everything = {**os.environ, **own, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-m", "bot", "ask", "tea?"], env=everything, check=True, capture_output=True)
    return everything


def start(*arguments: str | bytes, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the bot with pipes on all its streams."""
    command = [sys.executable, "-m", "bot", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)


def test_a_line_is_answered_before_the_next_and_ctrl_c_ends_it_quietly(environment: Mapping[str, str]) -> None:
    with start("ask", "-", "--json", environment=environment) as bot:
        assert bot.stdin
        assert bot.stdout
        for question, entry in (
            ("How long does tea keep?", "shelf-life"),
            ("How long should tea steep?", "steeping-time"),
        ):
            bot.stdin.write(f"{question}\n".encode())
            bot.stdin.flush()
            assert json.loads(bot.stdout.readline())["entry"] == entry
        bot.send_signal(signal.SIGINT)
        printed, errors = bot.communicate(timeout=SECONDS)
    assert (bot.returncode, printed, errors) == (130, b"", b"")


def test_a_reader_who_leaves_early_causes_no_complaint(environment: Mapping[str, str]) -> None:
    with start("ask", "-", "--json", environment=environment) as bot:
        assert bot.stdout
        assert bot.stdin
        bot.stdin.write(b"How long does tea keep?\n")
        bot.stdin.flush()
        bot.stdout.readline()
        bot.stdout.close()
        bot.stdin.write(b"How long does tea keep?\n")
        bot.stdin.close()
        assert bot.stderr
        assert bot.stderr.read() == b""
    assert bot.returncode == 1


def test_broken_bytes_in_arguments_and_an_ascii_output_are_survived(environment: Mapping[str, str]) -> None:
    small = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    with start("ask", "--json", b"caf\xc3\xa9 \xff?", environment=small) as bot:
        printed, errors = bot.communicate(timeout=SECONDS)
    assert (bot.returncode, errors) == (0, b"")
    assert json.loads(printed)["question"] == "café \ufffd?"


def test_a_chat_in_a_terminal_prompts_renders_and_ends_politely_with_ctrl_c(environment: Mapping[str, str]) -> None:
    pty = pytest.importorskip("pty")
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "bot", "chat"]
    known = {**environment, "TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=known, start_new_session=True
    ) as bot:
        os.close(terminal)
        assert "Ask me in your own words" in read_until(controller, PROMPT)
        os.write(controller, b"How long does tea keep?\n")
        assert "\x1b[1mHow long does tea keep?\x1b[0m" in read_until(controller, PROMPT)
        bot.send_signal(signal.SIGINT)
        assert "Traceback" not in read_until(controller, "Goodbye!")
        assert bot.wait(timeout=SECONDS) == 0
    os.close(controller)


def read_until(controller: int, awaited: str) -> str:
    """Read what a terminal shows until something appears on it."""
    seen = ""
    while awaited not in seen:
        assert select.select([controller], [], [], SECONDS)[0], f"only this appeared: {seen}"
        seen += os.read(controller, 1 << 16).decode("utf-8", "replace")
    return seen
