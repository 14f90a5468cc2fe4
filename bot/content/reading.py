"""Paths to an Faq: reads the files of an FAQ within limits, and parses them.

Reading and hashing need neither a YAML parser nor a model, so that a start with a warm cache stays quick.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from bot.core.entries import Faq
from bot.errors import FaqError, Problem

MOST_BYTES = 20_000_000
"""The most that the files of one FAQ hold together, in bytes; 10,000 entries of 10 examples take about half."""
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqFile:
    """One file of an FAQ: the name that messages call it by, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class FaqFiles:
    """The files of one FAQ, in the order in which they are merged."""

    files: tuple[FaqFile, ...]

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, of the files' bytes in their order; it survives a move to another folder."""
        hashed = sha256()
        for file in self.files:
            # The length keeps two files apart from one file that holds the bytes of both.
            hashed.update(len(file.content).to_bytes(8, "big"))
            hashed.update(file.content)
        return hashed.hexdigest()


def read_bytes(path: Path) -> FaqFiles:
    """Read the FAQ file, or the folder of FAQ files, at ``path``; raises FaqError when there is nothing to read."""
    try:
        return _read_all(_list_files(path))
    except OSError as error:
        raise _unusable(str(error.filename or path), f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a path that holds a NUL byte
        raise _unusable(ascii(str(path)), f"is not a path: {error}") from error


def parse(files: FaqFiles) -> Faq:
    """Read the files strictly and merge them; raises FaqError with every problem, its file and line."""
    # Loaded late: a start with a warm cache needs neither the YAML parser nor pydantic.
    from bot.content.building import build

    return build(files)


def _list_files(path: Path) -> tuple[Path, ...]:
    """The files that ``path`` stands for: itself, or the YAML files in it by name, hidden ones left out."""
    if path.is_dir():
        found = tuple(sorted(file for file in path.iterdir() if _is_faq_file(file)))
        if not found:
            raise _unusable(str(path), "this folder holds no FAQ: no file in it ends with .yaml or .yml")
        return found
    if path.exists() and not path.is_file():
        raise _unusable(str(path), "is neither a file nor a folder")
    return (path,)


def _is_faq_file(path: Path) -> bool:
    """Whether a file in a folder belongs to the FAQ."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()


def _read_all(paths: tuple[Path, ...]) -> FaqFiles:
    """Read files until the limit for all of them together is passed."""
    files: list[FaqFile] = []
    left = MOST_BYTES
    for path in paths:
        files.append(_read_file(path, left))
        left -= len(files[-1].content)
    return FaqFiles(files=tuple(files))


def _read_file(path: Path, most: int) -> FaqFile:
    """Read one file of at most ``most`` bytes; never reads more than one byte beyond them."""
    with path.open("rb") as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        raise _unusable(str(path), f"too large: an FAQ holds at most {limit} in all its files; is this an FAQ?")
    return FaqFile(name=str(path), content=content)


def _unusable(file: str, message: str) -> FaqError:
    """One problem with a file or folder as a whole."""
    return FaqError([Problem(file=file, message=message)])
