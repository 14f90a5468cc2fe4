"""From bytes and arguments to questions: any input becomes text, a line at a time, in bounded memory."""

from collections.abc import Iterator
from typing import Protocol

# Longer than any message of any platform; the rest of a longer line is dropped, and the line still gets its reply.
MOST_BYTES_A_LINE = 1 << 20
_CHUNK_BYTES = 1 << 16


class ByteStream(Protocol):
    """What can be read without waiting for more than there is: a pipe, a file, a terminal."""

    def read1(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes as soon as there are some, none at the end."""
        ...


def to_question(written: str) -> str:
    """Make a question of what was typed or given as an argument; bytes that are no UTF-8 become U+FFFD."""
    try:
        raw = written.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # lone surrogates that no operating system put there
        raw = written.encode("utf-8", "replace")
    return raw.decode("utf-8", "replace")


def read_questions(stream: ByteStream) -> Iterator[tuple[str, ...]]:
    """Yield the lines of ``stream`` as questions, as many at once as have arrived: nobody waits for a full batch."""
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
