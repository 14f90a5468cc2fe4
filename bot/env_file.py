"""Reads the ``.env`` file, for the settings and for commands that need only FAQ_PATH.

python-dotenv's parser gives the line of each variable. It is imported only if there is such a file, since ``ask`` must
start fast.
"""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from dotenv.parser import Binding

ENV_FILE = Path(".env")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable as it was found; ``place`` is its file and line, empty for one of the environment."""

    name: str
    value: str
    place: str = ""
    is_well_formed: bool = True

    def problem(self, what: str) -> str:
        """What is wrong with it, and where. Never with its value: the value of a wrong variable may be a token."""
        return f"{self.place}{self.name}: {what}"


def read_env_file(path: Path = ENV_FILE) -> tuple[Variable, ...]:
    """The variables in a file, if it exists, in their order; SettingsError if it cannot be read.

    Nothing in a value is replaced, since a password may contain ``${``.
    """
    if not path.is_file():
        return ()
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: cannot be read: not UTF-8") from error
    from dotenv.parser import parse_stream

    return tuple(_to_variable(binding, path) for binding in parse_stream(StringIO(text)))


def _to_variable(binding: "Binding", path: Path) -> Variable:
    text = binding.original.string
    # The parser counts from where the blank lines and comments above a variable begin.
    line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
    return Variable(
        name=binding.key or "",
        value=binding.value or "",
        place=f"{path}:{line}: ",
        is_well_formed=not binding.error and (binding.key is None) == (binding.value is None),
    )
