"""Where output is shown: rendered on a terminal, as plain text anywhere else."""

import json
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from bot.terminal.replies import Page, to_text

if TYPE_CHECKING:
    from rich.console import Console

# Longer lines are hard to read, however wide the terminal is.
_WIDEST_READABLE = 100
# The C0 and C1 control characters and DEL, which terminals obey.
_UNPRINTABLE = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def printable(text: str) -> str:
    """Replace control characters, so that an echoed question cannot control the terminal."""
    return text.translate(_UNPRINTABLE)


class Screen:
    """Shows pages, lines and JSON objects on a stream; loads Rich only for a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to ``stream``, by default to standard output."""
        self._stream = stream or sys.stdout
        self.is_terminal = self._stream.isatty()

    def show(self, page: Page) -> None:
        """Show a reply."""
        if not self.is_terminal:
            self.say(to_text(page))
            return
        from rich.markdown import Markdown
        from rich.text import Text

        self.console.print(Text(page.heading, style="bold"))
        if page.body:
            # Not every terminal shows hyperlinks, so addresses stay visible.
            self.console.print(Markdown(page.body, hyperlinks=False))
        if page.footer:
            self.console.print()
        for line in page.footer:
            # Rich would break a long address, and a broken one cannot be clicked.
            self.console.print(Text(line, style="dim"), soft_wrap=True)

    def say(self, text: str = "") -> None:
        """Write a line of plain text, or several."""
        self._stream.write(f"{text}\n")

    def say_object(self, value: Mapping[str, Any]) -> None:
        """Write a JSON object on one line."""
        # JSON's \u escapes are the only way to write a character that the encoding lacks.
        is_unicode = (self._stream.encoding or "").lower().replace("-", "").startswith("utf")
        self.say(json.dumps(value, ensure_ascii=not is_unicode))

    def flush(self) -> None:
        """Write out what is in the buffer."""
        self._stream.flush()

    @cached_property
    def console(self) -> "Console":
        """Rich's console on the stream, for a terminal."""
        from rich.console import Console  # Takes as long to load as all the rest of an answer

        console = Console(file=self._stream, highlight=False)
        console.width = min(console.width, _WIDEST_READABLE)
        return console
