"""Progress is a bar in a terminal, one line elsewhere when it takes long, and nothing when there is none."""

import io
from itertools import chain, repeat

import pytest

from bot.terminal.progress import Notice, progress_on
from tests.terminal.test_screen import Terminal


def test_without_a_report_nothing_is_shown() -> None:
    for stream in (io.StringIO(), Terminal()):
        with progress_on(stream):
            pass
        assert stream.getvalue() == ""


def test_what_is_quick_is_not_worth_a_line() -> None:
    stream = io.StringIO()
    with progress_on(stream) as progress:
        progress("building the index", 1, 2)
    assert stream.getvalue() == ""


def test_what_takes_longer_than_a_second_is_said_once() -> None:
    stream = io.StringIO()
    notice = Notice(stream, clock=chain([0.0, 0.9], repeat(1.1)).__next__)
    for done in (1, 2, 3):
        notice("building the index", done, 3)
    assert stream.getvalue() == "building the index: 2 of 3 …\n"


def test_a_terminal_sees_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    with progress_on(stream) as progress:
        progress("building the index", 1, 2)
        progress("building the index", 2, 2)
        progress("saving it", 0, 1)
    assert "building the index" in stream.getvalue()
