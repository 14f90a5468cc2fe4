"""The errors that an operator or a curator can act on; each knows the exit code of a command that ends with it.

BotError                  1
├── FaqError              1   the FAQ cannot be used; holds every problem found
├── ModelError            1   the encoder's files are missing or damaged
├── InputError            1   what was asked or piped in cannot be read
├── StoreError            1   the database cannot be used
├── PlatformError         1   a platform refuses the bot: a bad token, a missing permission
├── DeliveryError         1   one reply could not be posted, changed or deleted
└── SettingsError         2   a setting or an argument is wrong; names it
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

SomeError = TypeVar("SomeError", bound=BaseException)


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


class StoreError(BotError):
    """The database cannot be used; the message says which, and what to do."""


class PlatformError(BotError):
    """A platform refuses the bot as a whole: its token, its permissions, its connection."""


class DeliveryError(BotError):
    """One reply could not be posted, changed or deleted; the message says why, without anything of its text.

    ``messages`` are the ids of those of its messages that are out all the same.
    """

    def __init__(self, message: str, *, messages: Sequence[str] = ()) -> None:
        """Keep what is out, so that it can be removed."""
        self.messages = tuple(messages)
        super().__init__(message)


class SettingsError(BotError):
    """A setting or an argument is wrong; the message names it."""

    exit_code = 2


def first_error(errors: BaseExceptionGroup[SomeError]) -> SomeError:
    """The first error in a group, however deep: task groups that contain others nest their errors."""
    first = errors.exceptions[0]
    return first_error(first) if isinstance(first, BaseExceptionGroup) else first
