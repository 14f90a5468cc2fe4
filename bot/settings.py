"""Loads the settings from the environment and a ``.env`` file, and reports all problems at once.

It uses pydantic and not pydantic-settings, which reads no environment but ``os.environ``, and knows neither ``*_FILE``
nor the line of a problem. No message holds a value, since a wrong variable may hold a token.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError

from bot.env_file import ENV_FILE, Variable, read_env_file
from bot.errors import SettingsError
from bot.platforms import PLATFORMS
from bot.platforms.kit.settings import PlatformSettings, Variables, folded

FROM_FILE = "_FILE"
"""The end of the name of a variable that names a file with a secret in it."""
HOW_TO_SET = "put it into the environment or .env; see .env.example"
_CLOSE, _VERY_CLOSE = 0.6, 0.9  # similarity of names as difflib measures it, from 0 to 1
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
_Model = TypeVar("_Model", bound=Variables)
_Own = TypeVar("_Own", bound=PlatformSettings)


class ListenMode(StrEnum):
    """What the bot does in channels that it listens in: answer, or only log what it would have said."""

    SPEAK = "speak"
    SHADOW = "shadow"


class LogLevel(StrEnum):
    """The lowest level that is logged; the names are those of ``logging``."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _host(value: str) -> str:
    try:
        ip_address(value)
    except ValueError:
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", value):
            raise ValueError("expected a host name or an IP address alone, without http:// and port") from None
    return value


def _database(secret: SecretStr) -> SecretStr:
    if not re.match(r"[a-z][a-z0-9+]*://\S", secret.get_secret_value()):
        raise ValueError(
            "expected an address such as sqlite:///bot.sqlite3 or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        )
    return secret


def _default_database() -> SecretStr:
    """A file in the user's data folder, the same one from any working directory."""
    return SecretStr(f"sqlite:///{(user_data_path('re-faq-bot') / 're-faq-bot.sqlite3').as_posix()}")


def _ids(value: object) -> object:
    """The ids in a text, each once."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,]+", value))) if isinstance(value, str) else value


def _only_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [str(number) for number, each in enumerate(ids, 1) if not (each.isascii() and each.isalnum())]
    if wrong:
        what = "expected channel ids, of letters and digits only, not names"
        raise ValueError(f"{what}; see number {', '.join(wrong)} in the list")
    return ids


# A field's description completes the sentence "expected …" of an error; the validators raise sentences of their own.
_Port = Annotated[int, Field(ge=0, le=65_535, description="a port number up to 65535, or 0 for a free one")]
_ListenMode = Annotated[ListenMode, BeforeValidator(folded), Field(description="speak or shadow")]
_LogLevel = Annotated[LogLevel, BeforeValidator(folded), Field(description="debug, info, warning or error")]


class Settings(Variables):
    """What an operator can set: the fields are for all platforms, and ``of`` gives the settings of one."""

    # Only this machine can reach it by default. A container sets 0.0.0.0: its own network protects it.
    http_host: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    http_port: _Port = 8080
    faq_path: Path | None = None
    database_url: Annotated[SecretStr, AfterValidator(_database)] = Field(default_factory=_default_database)
    listen_channels: Annotated[tuple[str, ...], BeforeValidator(_ids), AfterValidator(_only_ids)] = ()
    listen_mode: _ListenMode = ListenMode.SPEAK
    log_level: _LogLevel = LogLevel.INFO
    _of_platforms: tuple[PlatformSettings, ...] = PrivateAttr(default=())

    def of(self, model: type[_Own]) -> _Own:
        """The settings of one platform, by their model; its defaults where none were loaded."""
        return next((own for own in self._of_platforms if isinstance(own, model)), model())

    def all_secrets(self) -> Iterator[str]:
        """What a log must not show. Of DATABASE_URL that is only the password: the rest helps to find a mistake."""
        yield urlsplit(self.database_url.get_secret_value()).password or ""
        for own in self._of_platforms:
            yield from own.secrets()


_MODELS: Sequence[type[Variables]] = (*(spec.load_model() for spec in PLATFORMS), Settings)
VARIABLES = tuple(name for model in _MODELS for name in model.names())
SECRETS = tuple(name for model in _MODELS for name in model.secret_names())
"""The variables whose value can come from a file."""
_KNOWN = frozenset(VARIABLES) | {f"{name}{FROM_FILE}" for name in SECRETS}
_OWN_PREFIXES = ("LISTEN_", *(f"{spec.name.upper()}_" for spec in PLATFORMS))


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = ENV_FILE) -> Settings:
    """The settings in ``environment``, by default that of this process, or else in ``env_file``.

    An empty variable counts as unset. Raise SettingsError with a line for everything that is wrong.
    """
    problems: list[str] = []
    in_file = tuple(_known_in(env_file, problems))
    named = (os.environ if environment is None else environment).items()
    outside = tuple(Variable(name=name, value=value) for name, value in named)
    problems += filter(None, map(_misspelled, outside))
    given = {variable.name: variable for variable in (*in_file, *outside) if variable.value.strip()}
    found = _read_secrets(given, problems)
    own = [_validate(spec.load_model(), found, problems) for spec in PLATFORMS]
    settings = _validate(Settings, found, problems)
    if settings is None or problems:
        raise SettingsError("\n".join(problems))
    settings._of_platforms = tuple(each for each in own if each)  # noqa: SLF001 - pydantic fills no private field
    return settings


def _known_in(path: Path, problems: list[str]) -> Iterator[Variable]:
    """The bot's variables in a file; everything else in it is a problem."""
    try:
        variables = read_env_file(path)
    except SettingsError as error:
        problems.append(str(error))
        return
    for variable in variables:
        if not variable.is_well_formed or (variable.name and not _NAME.fullmatch(variable.name)):
            problems.append(f"{variable.place}expected NAME=value")
        elif variable.name in _KNOWN:
            yield variable
        elif variable.name and not variable.name.startswith("COMPOSE_"):  # Docker Compose reads the same file
            problems.append(variable.problem(_no_such_setting(variable.name, closeness=_CLOSE) or "no such setting"))


def _misspelled(variable: Variable) -> str | None:
    """What is wrong with the name of a variable of the environment, if it is nearly one of the bot's.

    A token under a misspelled name would leave the bot silent on a platform. But other programs have variables of their
    own there, such as SLACK_WEBHOOK_URL, so only a slip or two counts.
    """
    if variable.name in _KNOWN or not variable.name.upper().startswith(_OWN_PREFIXES):
        return None
    what = _no_such_setting(variable.name, closeness=_VERY_CLOSE)
    return variable.problem(what) if what else None


def _no_such_setting(name: str, *, closeness: float) -> str | None:
    near = get_close_matches(name.upper(), sorted(_KNOWN), n=1, cutoff=closeness)
    return f"no such setting; did you mean {near[0]}?" if near else None


def _read_secrets(given: Mapping[str, Variable], problems: list[str]) -> Mapping[str, Variable]:
    """What is given for each of VARIABLES, also by a file; each keeps the name that its problems are reported under."""
    found = {name: given[name] for name in VARIABLES if name in given}
    for name in SECRETS:
        file = given.get(f"{name}{FROM_FILE}")
        if file and name in found:
            problems.append(file.problem(f"{name} is set too; keep one of them"))
        elif file:
            try:
                found[name] = replace(file, value=_secret_in(file.value))
            except ValueError as error:
                problems.append(file.problem(str(error)))
    return found


def _secret_in(path: str) -> str:
    """The text of a file. Errors leave the path out, since somebody may have put the secret itself there."""
    try:
        text = Path(path.strip()).read_text("utf-8-sig").strip()
    except OSError as error:
        raise ValueError(f"its file cannot be read: {error.strerror}") from None
    except ValueError:
        raise ValueError("its file cannot be read: not UTF-8") from None
    if not text:
        raise ValueError("its file is empty")
    return text


def _validate(model: type[_Model], found: Mapping[str, Variable], problems: list[str]) -> _Model | None:
    """The settings of one model, or None and its problems."""
    try:
        return model.model_validate({name: found[name].value for name in model.names() if name in found})
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_input=False):
            name = str(error["loc"][0])
            expected = f"expected {model.model_fields[name.lower()].description}"
            what = str(error["ctx"]["error"]) if error["type"] == "value_error" else expected
            problems.append(found[name].problem(what))
    return None
