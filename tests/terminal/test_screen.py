"""A terminal gets rendered Markdown, everything else plain text that survives any encoding."""

import io
import json

import pytest

from bot.terminal.replies import Page
from bot.terminal.screen import Screen, printable
from bot.terminal.streams import survive_any_encoding

PAGE = Page(
    heading="A heading", body="Some **bold** text\n\n- one\n- two", footer=("https://example.org/" + "x" * 150,)
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True


def shown_in_terminal(page: Page) -> str:
    terminal = Terminal()
    Screen(terminal).show(page)
    return terminal.getvalue()


@pytest.fixture(autouse=True)
def colourful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of known abilities."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")


def test_a_pipe_gets_plain_text() -> None:
    stream = io.StringIO()
    Screen(stream).show(PAGE)
    assert stream.getvalue() == f"A heading\nSome **bold** text\n\n- one\n- two\n\n{PAGE.footer[0]}\n"


def test_a_terminal_gets_markdown_rendered_and_addresses_unbroken() -> None:
    shown = shown_in_terminal(PAGE)
    assert "**" not in shown
    assert "\x1b[1mbold\x1b[0m" in shown
    assert "•" in shown
    assert PAGE.footer[0] in shown


def test_a_page_of_a_heading_alone_is_one_line() -> None:
    assert shown_in_terminal(Page(heading="Only this")) == "\x1b[1mOnly this\x1b[0m\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown_in_terminal(Page(heading="h", body="`code` and [a](https://example.org)"))


def test_json_is_one_line_of_ascii_where_the_stream_is_not_unicode() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Screen(stream).say_object({"question": "¿qué? 🙂"})
    stream.flush()
    assert json.loads(raw.getvalue()) == {"question": "¿qué? 🙂"}


def test_json_keeps_letters_readable_where_the_stream_is_unicode() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    Screen(stream).say_object({"question": "¿qué?"})
    stream.flush()
    assert raw.getvalue().decode() == '{"question": "¿qué?"}\n'


def test_a_stream_of_a_small_encoding_replaces_what_it_cannot_hold() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Screen(survive_any_encoding(stream)).say("naïve")
    stream.flush()
    assert raw.getvalue() == b"na?ve\n"


def test_an_echoed_question_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[31m\x00b\x9bc\n\td") == "a\ufffd[31m\ufffdb\ufffdc\n\td"
