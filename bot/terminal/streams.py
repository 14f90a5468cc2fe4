"""The standard streams as a shell may give them (closed, of a small encoding, broken), and questions read from them."""

import io
import os
import sys
from collections.abc import Iterator
from typing import Protocol, TextIO

from bot.errors import InputError

# Longer than any message of any platform. The rest of a longer line is dropped, and the line still gets its reply.
MOST_BYTES_A_LINE = 1 << 20
_CHUNK_BYTES = 1 << 16


class ByteStream(Protocol):
    """A pipe, a file or a terminal that can be read without waiting for more than it has."""

    def read1(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes as soon as there are some, none at the end."""
        ...


def prepare_streams() -> None:
    """Make both output streams usable: replace one that the shell closed, and never fail on a character."""
    sys.stdout = survive_any_encoding(sys.stdout or _open_null())
    sys.stderr = survive_any_encoding(sys.stderr or _open_null())


def survive_any_encoding(stream: TextIO) -> TextIO:
    """Make ``stream`` replace characters that its encoding lacks, instead of failing on them."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def release_streams() -> None:
    """Keep the interpreter from writing to a closed pipe, and complaining, when it exits."""
    # See "Note on SIGPIPE" in the documentation of Python's signal module.
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def standard_input() -> io.BufferedReader:
    """The bytes of standard input; InputError if the shell closed it."""
    if sys.stdin is None:
        raise InputError("there is no standard input to read")
    return sys.stdin.buffer  # type: ignore[return-value]  # to typeshed a BinaryIO, which lacks read1


def to_question(written: str) -> str:
    """Make a question from an argument or a typed line; bytes that are not UTF-8 become U+FFFD."""
    # Python decodes arguments that are not valid in the locale into surrogates; this restores their bytes.
    try:
        raw = written.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # lone surrogates that are not bytes which Python could not decode
        raw = written.encode("utf-8", "replace")
    return raw.decode("utf-8", "replace")


def read_questions(stream: ByteStream) -> Iterator[tuple[str, ...]]:
    """Yield the lines of ``stream`` as questions, in batches as they arrive: no line waits for a later one."""
    pending = b""
    while chunk := stream.read1(_CHUNK_BYTES):
        first, *others = chunk.split(b"\n")
        pending += first[: MOST_BYTES_A_LINE - len(pending)]
        if others:
            yield tuple(map(_to_line, (pending, *others[:-1])))
            pending = others[-1]
    if pending:
        yield (_to_line(pending),)


def _to_line(raw: bytes) -> str:
    """Decode one line, without the carriage return and byte order mark that Windows adds."""
    return raw.decode("utf-8", "replace").removesuffix("\r").removeprefix("\ufeff")


def _open_null() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 -- stays open until the interpreter exits
