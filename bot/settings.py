"""The settings: from the environment, or a ``.env`` file, to one frozen Settings; all that is wrong is said at once.

Plain pydantic and python-dotenv: pydantic-settings reads no environment but ``os.environ``, and knows neither
``*_FILE`` nor the line of a problem. No message holds a value, since what stands in the wrong variable may be a token.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import SettingsError

ENV_FILE = Path(".env")
FROM_FILE = "_FILE"
"""What ends the name of the variable that names a file with a secret in it."""
_QUOTES = "\"'`“”‘’"
_CLOSE, _VERY_CLOSE = 0.6, 0.9
_OWN = ("DISCORD_", "SLACK_", "LISTEN_")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")
_READ_BY_OTHERS = "COMPOSE_"
"""Docker Compose takes its own variables from the same ``.env``."""


class SlackMode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


class ListenMode(StrEnum):
    """What the bot does with what it overhears: speak, or only log what it would have said."""

    SPEAK = "speak"
    SHADOW = "shadow"


class LogLevel(StrEnum):
    """The least serious thing that is logged; the names are those of ``logging``."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _folded(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _one_token(secret: SecretStr) -> SecretStr:
    """A token as it was issued; what commonly comes along when it is copied is pointed out."""
    text = secret.get_secret_value()
    if text.strip(_QUOTES) != text:
        raise ValueError("the token is in quotes; leave them out (Docker's --env-file keeps them)")
    if text.lower().startswith(("bot ", "bearer ")):
        raise ValueError('leave out the word before the token ("Bot" or "Bearer"); it is added when it is sent')
    if any(character.isspace() for character in text):
        raise ValueError("the token has a blank or a line break in it; copy the token alone")
    if not (text.isascii() and text.isprintable()):
        raise ValueError("the token has a character in it that no token has; copy it again")
    return secret


def _no_other_slack_token(*others: str) -> AfterValidator:
    """Refuse the tokens that stand beside the right one on Slack's pages (https://docs.slack.dev/authentication/tokens)."""

    def check(secret: SecretStr) -> SecretStr:
        if secret.get_secret_value().startswith(others):
            raise ValueError(
                "this is another of Slack's tokens: a bot token starts with xoxb-, an app token with xapp-"
            )
        return secret

    return AfterValidator(check)


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_one = False
    if not is_one or parts.query or parts.fragment or any(character.isspace() for character in value):
        raise ValueError("expected an address such as https://example.org/api")
    return value.rstrip("/")


def _with_slash(value: str) -> str:
    return f"{value}/"


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
    """A file in the user's data folder, so that the bot remembers the same wherever it is started."""
    return SecretStr(f"sqlite:///{(user_data_path('re-faq-bot') / 're-faq-bot.sqlite3').as_posix()}")


def _ids(value: object) -> object:
    """The ids in a text, each once."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,]+", value))) if isinstance(value, str) else value


def _only_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [number for number, each in enumerate(ids, 1) if not (each.isascii() and each.isalnum())]
    if wrong:
        places = ", ".join(map(str, wrong))
        raise ValueError(
            f"expected channel ids, of letters and digits only, not names; see number {places} in the list"
        )
    return ids


_Token = Annotated[SecretStr, AfterValidator(_one_token)]
_Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseModel):
    """What an operator can set; each field is the variable of its name in capitals.

    Secrets are SecretStr, which no repr and no log shows. The ``description`` of a field completes "expected …".
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=str.upper, validate_by_name=True, hide_input_in_errors=True
    )

    discord_token: _Token | None = None
    discord_api_url: _Address = "https://discord.com/api/v10"
    slack_bot_token: Annotated[_Token, _no_other_slack_token("xapp-", "xoxp-")] | None = None
    slack_app_token: Annotated[_Token, _no_other_slack_token("xoxb-", "xoxp-")] | None = None
    slack_signing_secret: _Token | None = None
    slack_client_id: Annotated[str, AfterValidator(str.strip)] | None = None
    slack_client_secret: _Token | None = None
    slack_mode: Annotated[SlackMode, BeforeValidator(_folded), Field(description="socket or http")] = SlackMode.SOCKET
    # Slack's client appends the method to this text as it is.
    slack_api_url: Annotated[_Address, AfterValidator(_with_slash)] = "https://slack.com/api/"
    # Open to this machine alone until somebody says otherwise; a container, which is closed as it is, says 0.0.0.0.
    http_host: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65_535, description="a port number up to 65535, or 0 for a free one")] = (
        8080
    )
    faq_path: Path | None = None
    database_url: Annotated[SecretStr, AfterValidator(_database)] = Field(default_factory=_default_database)
    listen_channels: Annotated[tuple[str, ...], BeforeValidator(_ids), AfterValidator(_only_ids)] = ()
    listen_mode: Annotated[ListenMode, BeforeValidator(_folded), Field(description="speak or shadow")] = (
        ListenMode.SPEAK
    )
    log_level: Annotated[LogLevel, BeforeValidator(_folded), Field(description="debug, info, warning or error")] = (
        LogLevel.INFO
    )


VARIABLES = tuple(field.upper() for field in Settings.model_fields)
SECRETS = (
    "DISCORD_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_SECRET",
    "DATABASE_URL",
)
"""The variables that a file can hold instead."""
_KNOWN = frozenset(VARIABLES) | {f"{name}{FROM_FILE}" for name in SECRETS}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variable:
    """A variable as it was found; ``place`` is its file and line, where it is not from the environment."""

    name: str
    value: str
    place: str = ""

    def problem(self, what: str) -> str:
        return f"{self.place}{self.name}: {what}"


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = ENV_FILE) -> Settings:
    """The settings of ``environment``, by default that of this process, and of ``env_file``, which comes second.

    An empty variable counts as unset. Raise SettingsError with a line for everything that is wrong.
    """
    problems: list[str] = []
    in_file = tuple(_read_env_file(env_file, problems))
    named = (os.environ if environment is None else environment).items()
    outside = tuple(_Variable(name=name, value=value) for name, value in named)
    problems += filter(None, map(_misspelled, outside))
    given = {variable.name: variable for variable in (*in_file, *outside) if variable.value.strip()}
    settings = _validate(_read_secrets(given, problems), problems)
    if settings is None or problems:
        raise SettingsError("\n".join(problems))
    return settings


def _read_env_file(path: Path, problems: list[str]) -> Iterator[_Variable]:
    """The variables in a file, if it is there; as they stand, since a password may have ``${`` in it."""
    for binding in parse_stream(StringIO(_text_of(path, problems) if path.is_file() else "")):
        before = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + binding.original.string.count("\n", 0, before)
        variable = _Variable(name=binding.key or "", value=binding.value or "", place=f"{path}:{line}: ")
        if binding.error or (binding.key is not None and (binding.value is None or not _NAME.fullmatch(binding.key))):
            problems.append(f"{variable.place}expected NAME=value")
        elif variable.name in _KNOWN:
            yield variable
        elif variable.name and not variable.name.startswith(_READ_BY_OTHERS):
            problems.append(variable.problem(_no_such_setting(variable.name, closeness=_CLOSE) or "no such setting"))


def _text_of(path: Path, problems: list[str]) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        problems.append(f"{path}: cannot be read: not UTF-8")
    return ""


def _misspelled(variable: _Variable) -> str | None:
    """What is wrong with the name of a variable of the environment, where it is nearly one of the bot's.

    A token under a misspelled name would leave the bot silent on a platform. But the environment belongs to others too,
    who have a SLACK_WEBHOOK_URL or DISCORD_GUILD of their own, so only a slip or two counts.
    """
    if variable.name in _KNOWN or not variable.name.upper().startswith(_OWN):
        return None
    what = _no_such_setting(variable.name, closeness=_VERY_CLOSE)
    return variable.problem(what) if what else None


def _no_such_setting(name: str, *, closeness: float) -> str | None:
    near = get_close_matches(name.upper(), sorted(_KNOWN), n=1, cutoff=closeness)
    return f"no such setting; did you mean {near[0]}?" if near else None


def _read_secrets(given: Mapping[str, _Variable], problems: list[str]) -> Mapping[str, _Variable]:
    """What is given for each of VARIABLES, be it in a file; each under the name that its problems are told by."""
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
    """The text of a file. What is wrong is said without the path, as somebody may have put the secret itself there."""
    try:
        text = Path(path.strip()).read_text("utf-8-sig").strip()
    except OSError as error:
        raise ValueError(f"its file cannot be read: {error.strerror}") from None
    except ValueError:
        raise ValueError("its file cannot be read: not UTF-8") from None
    if not text:
        raise ValueError("its file is empty")
    return text


def _validate(found: Mapping[str, _Variable], problems: list[str]) -> Settings | None:
    try:
        return Settings.model_validate({name: variable.value for name, variable in found.items()})
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_input=False):
            name = str(error["loc"][0])
            expected = f"expected {Settings.model_fields[name.lower()].description}"
            what = str(error["ctx"]["error"]) if error["type"] == "value_error" else expected
            problems.append(found[name].problem(what))
    return None
