"""Reads the ``.env`` file, for the settings and for those commands that need no more of it than FAQ_PATH.

The only user of python-dotenv, whose parser tells the line of each variable. It is imported where there is such a file:
most people have none, and ``ask`` must start fast.
"""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot.errors import SettingsError

ENV_FILE = Path(".env")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable as it was found; ``place`` is its file and line, where it is not from the environment."""

    name: str
    value: str
    place: str = ""
    is_well_formed: bool = True

    def problem(self, what: str) -> str:
        """What is wrong with it, and where. Never with its value: the value of a wrong variable may be a token."""
        return f"{self.place}{self.name}: {what}"


def read_env_file(path: Path = ENV_FILE) -> tuple[Variable, ...]:
    """The variables in a file, if it is there, in their order; raise SettingsError where it cannot be read.

    Values are taken as they stand, since a password may have ``${`` in it.
    """
    if not path.is_file():
        return ()
    from dotenv.parser import Binding, parse_stream

    def to_variable(binding: Binding) -> Variable:
        text = binding.original.string
        # The parser counts from where the blank lines and comments above a variable begin.
        line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        return Variable(
            name=binding.key or "",
            value=binding.value or "",
            place=f"{path}:{line}: ",
            is_well_formed=not binding.error and (binding.key is None) == (binding.value is None),
        )

    return tuple(map(to_variable, parse_stream(StringIO(_text_of(path)))))


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: cannot be read: not UTF-8") from error
