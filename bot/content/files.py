"""The files of an FAQ: found and read as bytes, within limits, with a digest of all of them.

This module and ``snapshot`` load neither the YAML parser nor pydantic, so that a start with a warm cache is fast.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from bot.errors import FaqError, InputError, Problem

MOST_BYTES = 20_000_000
"""The limit for all files of one FAQ together, in bytes; 10,000 entries of 10 examples take about half."""
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqFile:
    """One file of an FAQ: its name in messages, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class FaqFiles:
    """The files of one FAQ, in the order in which they are merged."""

    files: tuple[FaqFile, ...]

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, of the files' bytes in their order; it does not depend on the folder."""
        hashed = sha256()
        for file in self.files:
            # The length distinguishes two files from one file with the bytes of both.
            hashed.update(len(file.content).to_bytes(8, "big"))
            hashed.update(file.content)
        return hashed.hexdigest()


def read_files(path: Path) -> FaqFiles:
    """Read the FAQ file, or the folder of FAQ files, at ``path``; raise FaqError when there is nothing to read."""
    try:
        files: list[FaqFile] = []
        left = MOST_BYTES
        for file in _list_files(path):
            files.append(_read_file(file, left))
            left -= len(files[-1].content)
    except OSError as error:
        raise _unusable(str(error.filename or path), f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a path with a NUL byte
        raise _unusable(ascii(str(path)), f"is not a path: {error}") from error
    return FaqFiles(files=tuple(files))


def decode(path: Path, read: Callable[[], bytes]) -> str:
    """The text that ``read`` returns of ``path``; InputError where it cannot be read, or is not UTF-8."""
    try:
        return read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _list_files(path: Path) -> tuple[Path, ...]:
    """``path`` itself, or the YAML files in it by name, without hidden ones."""
    if path.is_dir():
        found = tuple(sorted(filter(_is_faq_file, path.iterdir())))
        if not found:
            raise _unusable(str(path), "this folder holds no FAQ: no file in it ends with .yaml or .yml")
        return found
    # Opening a pipe or a device would wait for somebody to write to it.
    if path.exists() and not path.is_file():
        raise _unusable(str(path), "is neither a file nor a folder")
    return (path,)


def _is_faq_file(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()


def _read_file(path: Path, most: int) -> FaqFile:
    with path.open("rb") as opened:
        content = opened.read(most + 1)  # one more tells whether the file is larger, however large it is
    if len(content) > most:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        raise _unusable(str(path), f"too large: all files of an FAQ together have at most {limit}; is this an FAQ?")
    return FaqFile(name=str(path), content=content)


def _unusable(file: str, message: str) -> FaqError:
    return FaqError([Problem(file=file, message=message)])
