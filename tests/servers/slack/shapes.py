"""A small language for the shapes that Slack accepts, and the words in which it refuses others.

A check takes a value, the place where it stands (a JSON pointer) and the problems, to which it adds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.servers.slack.errors import Json, Problems

Check = Callable[[object, str, Problems], None]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: its check, and whether it must be there."""

    check: Check
    is_required: bool = False


def required(check: Check) -> Field:
    """A field that must be there."""
    return Field(check, is_required=True)


def optional(check: Check) -> Field:
    """A field that may be missing."""
    return Field(check)


def text(high: int, *, low: int = 1) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(pointer, "must provide a string")
        elif len(value) > high:
            problems.add(pointer, f"must be less than {high + 1} characters")
        elif len(value) < low:
            problems.add(pointer, f"must be more than {low - 1} characters")

    return check


def one_of(*values: str) -> Check:
    """One of these strings."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if value not in values:
            problems.add(pointer, f"unsupported value: {value}")

    return check


def boolean(value: object, pointer: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.add(pointer, "must provide a boolean")


def whole(low: int, high: int) -> Check:
    """A whole number in a range."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            problems.add(pointer, f"must be a whole number from {low} to {high}")

    return check


def anything(value: object, pointer: str, problems: Problems) -> None:
    """Whatever it is."""


def items(inner: Check, high: int, *, low: int = 1) -> Check:
    """A list of `low` to `high` items of a shape."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add(pointer, "must provide an array")
            return
        if len(value) > high:
            problems.add(pointer, f"no more than {high} items allowed")
        if len(value) < low:
            problems.add(pointer, f"no fewer than {low} items allowed" if low > 1 else "must not be empty")
        for index, one in enumerate(value):
            inner(one, f"{pointer}/{index}", problems)

    return check


def fields(spec: Mapping[str, Field]) -> Check:
    """An object with these fields and no others."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(pointer, "must provide an object")
            return
        for name in value:
            if name not in spec:
                problems.add(pointer, f"invalid additional property: {name}")
        for name, one in spec.items():
            if value.get(name) is not None:
                one.check(value[name], f"{pointer}/{name}", problems)
            elif one.is_required:
                problems.add(pointer, f"missing required field: {name}")

    return check


def variants(specs: Mapping[str, Mapping[str, Field]]) -> Check:
    """An object whose `type` says which fields it has."""
    checks = {name: fields({"type": required(one_of(name)), **spec}) for name, spec in specs.items()}

    def check(value: object, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(pointer, "must provide an object")
        elif "type" not in value:
            problems.add(pointer, "missing required field: type")
        elif value["type"] not in checks:
            problems.add(f"{pointer}/type", f"unsupported type: {value['type']}")
        else:
            checks[value["type"]](value, pointer, problems)

    return check


def plain(high: int) -> Check:
    """A `plain_text` object (docs.slack.dev, "Text object"); `verbatim` is for `mrkdwn` alone."""
    spec = {"type": required(one_of("plain_text")), "text": required(text(high)), "emoji": optional(boolean)}
    return fields(spec)


def formatted(high: int) -> Check:
    """A `plain_text` or `mrkdwn` object; `emoji` is for the first, `verbatim` for the second."""
    either = variants(
        {
            "plain_text": {"text": required(text(high)), "emoji": optional(boolean)},
            "mrkdwn": {"text": required(text(high)), "verbatim": optional(boolean)},
        }
    )

    def check(value: object, pointer: str, problems: Problems) -> None:
        inner = Problems()
        either(value, pointer, inner)
        if inner.messages:
            problems.add(pointer, "failed to match all allowed schemas")
            problems.messages += inner.messages

    return check


def is_object(value: object) -> bool:
    """Whether it is a JSON object."""
    return isinstance(value, dict)


def objects(value: object) -> list[Json]:
    """The objects in a list, or none where there is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
