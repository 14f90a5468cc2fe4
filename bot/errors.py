"""The errors that an operator or a curator can act on; each knows the exit code of a command that ends with it.

BotError                  1
├── FaqError              1   the FAQ cannot be used; holds every problem found
├── ModelError            1   the encoder's files are missing or damaged
├── InputError            1   what was asked or piped in cannot be read
└── SettingsError         2   a setting or an argument is wrong; names it
"""

from collections.abc import Sequence
from dataclasses import dataclass


class BotError(Exception):
    """Anything that stops a command with a message instead of a traceback."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an FAQ file, where it stands, and whether it only deserves a warning."""

    message: str
    file: str = ""
    line: int | None = None
    where: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        """``file:line: where: message``, leaving out what is not known."""
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return ": ".join(part for part in (place, self.where, self.message) if part)


class FaqError(BotError):
    """The FAQ cannot be used; ``problems`` holds all that was found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem; the message is one line each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ModelError(BotError):
    """The encoder's files are missing or damaged."""


class InputError(BotError):
    """What was asked or piped in cannot be read."""


class SettingsError(BotError):
    """A setting or an argument is wrong; the message names it."""

    exit_code = 2
