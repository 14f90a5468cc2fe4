"""What the settings of every platform are made of: the base of their models, and the kinds of values they share."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

_QUOTES = "\"'`“”‘’"


class Variables(BaseModel):
    """Settings that are read from variables: each field is the variable of its name in capitals.

    Secrets are SecretStr, which no repr and no log shows. The ``description`` of a field completes "expected …".
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=str.upper, validate_by_name=True, hide_input_in_errors=True
    )

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of its variables."""
        return tuple(field.upper() for field in cls.model_fields)

    @classmethod
    def secret_names(cls) -> tuple[str, ...]:
        """The names of those variables that hold secrets, and may name a file instead."""
        return tuple(name.upper() for name, field in cls.model_fields.items() if _is_secret(field.annotation))

    def secrets(self) -> Iterator[str]:
        """The secrets that are set."""
        for _, value in self:
            if isinstance(value, SecretStr):
                yield value.get_secret_value()


class PlatformSettings(Variables):
    """The settings of one platform. What has no default is None until it is set."""

    def needed(self) -> tuple[str, ...]:
        """The variables that must be set for the platform to run."""
        raise NotImplementedError

    def missing(self) -> tuple[str, ...]:
        """Those that must be set and are not."""
        return tuple(name for name in self.needed() if self._value_of(name) is None)

    @property
    def is_requested(self) -> bool:
        """Whether any variable is set that must be: then a run serves the platform."""
        return any(self._value_of(name) for name in self.needed())

    @property
    def has_any(self) -> bool:
        """Whether anything is set that has no default, also what is not needed as the other settings are."""
        fields = type(self).model_fields
        return any(self._value_of(name) for name, field in fields.items() if field.default is None)

    def _value_of(self, name: str) -> object:
        return getattr(self, name.lower())


def text_of(secret: SecretStr | None) -> str:
    """The text of a secret that is known to be set."""
    return secret.get_secret_value() if secret else ""


def folded(value: object) -> object:
    """A word in small letters, for choices that may be written either way."""
    return value.strip().lower() if isinstance(value, str) else value


def _is_secret(annotation: Any) -> bool:  # noqa: ANN401 - a type, or a union of several
    return annotation is SecretStr or any(map(_is_secret, get_args(annotation)))


def _one_token(secret: SecretStr) -> SecretStr:
    """Take a token as it was issued; point out what is often copied along with it."""
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


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, or half an IPv6 address
        is_one = False
    if not is_one or parts.query or parts.fragment or any(character.isspace() for character in value):
        raise ValueError("expected an address such as https://example.org/api")
    return value.rstrip("/")


Token = Annotated[SecretStr, AfterValidator(_one_token)]
Address = Annotated[str, AfterValidator(_address)]
"""The address of an API, without a slash at its end."""
