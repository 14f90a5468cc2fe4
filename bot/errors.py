"""The errors that an operator or a curator can fix; each has the exit code of a command that fails with it.

BotError                  1
├── FaqError              1   the FAQ cannot be used; holds every problem found
├── ModelError            1   the encoder's files are missing or damaged
├── InputError            1   a file or the standard input cannot be read
├── StoreError            1   the database cannot be used
├── PlatformError         1   a platform refuses the bot: a bad token, a missing permission
├── DeliveryError         1   one reply could not be posted, changed or deleted
└── SettingsError         2   a setting or an argument is wrong; the message names it
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
    """One thing wrong in an FAQ file, its place, and whether it is only a warning."""

    message: str
    file: str = ""
    line: int | None = None
    where: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        """``file:line: where: message``, without the parts that are unknown."""
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return ": ".join(part for part in (place, self.where, self.message) if part)


class FaqError(BotError):
    """The FAQ cannot be used; ``problems`` are all that were found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem; the message has a line for each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ModelError(BotError):
    """The encoder's files are missing or damaged."""


class InputError(BotError):
    """A file or the standard input cannot be read."""


class StoreError(BotError):
    """The database cannot be used; the message says which, and what to do."""


class PlatformError(BotError):
    """A platform refuses the bot as a whole: its token, its permissions, its connection."""


class DeliveryError(BotError):
    """One reply could not be posted, changed or deleted; the message says why, and contains nothing of the reply.

    ``messages`` are the ids of those messages of the reply that were posted before it failed.
    """

    def __init__(self, message: str, *, messages: Sequence[str] = ()) -> None:
        """Keep the ids of what was posted, so that it can be removed."""
        self.messages = tuple(messages)
        super().__init__(message)


class SettingsError(BotError):
    """A setting or an argument is wrong; the message names it."""

    exit_code = 2


def first_error(errors: BaseExceptionGroup[SomeError]) -> SomeError:
    """The first error in a group, however deep: task groups that contain others nest their errors."""
    first = errors.exceptions[0]
    return first_error(first) if isinstance(first, BaseExceptionGroup) else first
