"""Standard output and error as a shell may leave them: closed, of a small encoding, or broken half-way."""

import io
import os
import sys
from typing import TextIO


def prepare_streams() -> None:
    """Make both streams usable: one that the shell closed leads nowhere, and no character is too much for either."""
    sys.stdout = survive_any_encoding(sys.stdout or _nowhere())
    sys.stderr = survive_any_encoding(sys.stderr or _nowhere())


def survive_any_encoding(stream: TextIO) -> TextIO:
    """Let ``stream`` replace what its encoding cannot hold, instead of failing on it."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def release_streams() -> None:
    """Keep the interpreter from writing to a closed pipe, and complaining, on its way out."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 -- stays open until the interpreter leaves
