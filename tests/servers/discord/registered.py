"""The commands that the bot registered, as Discord's clients offer them to people."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.servers.discord.errors import Json
from tests.servers.discord.values import Channel, Role, User

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10
TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    USER: (User,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    NUMBER: (int, float),
}


class NotOfferedError(LookupError):
    """The bot registered no such command or option, so that nobody could use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A command and the way to the sub-command that is meant."""

    command: Json
    branches: tuple[Json, ...]

    @property
    def options(self) -> list[Json]:
        """The options of the command, or of the sub-command."""
        options: list[Json] = (self.branches[-1] if self.branches else self.command).get("options") or []
        return options

    def data(self, options: list[Json]) -> Json:
        """The `data` of an interaction that gives the command with these options."""
        for branch in reversed(self.branches):
            options = [{"type": branch["type"], "name": branch["name"], "options": options}]
        data: Json = {"id": self.command["id"], "name": self.command["name"], "type": self.command["type"]}
        if "guild_id" in self.command:
            data["guild_id"] = self.command["guild_id"]
        return {**data, "options": options} if options else data


def find(commands: Iterable[Json], name: str, *, kind: int) -> Registered:
    """The command of this kind with this name; the words after the first name sub-commands."""
    every = [one for one in commands if one["type"] == kind]
    first, *rest = name.split() if kind == 1 else [name]
    command = next((one for one in every if one["name"] == first), None)
    if command is None:
        raise NotOfferedError(f"no command {first!r}; registered are {[one['name'] for one in every]}")
    branches: list[Json] = []
    node = command
    for word in rest:
        inner = [one for one in node.get("options") or [] if one["type"] in (SUBCOMMAND, GROUP)]
        found = next((one for one in inner if one["name"] == word), None)
        if found is None:
            raise NotOfferedError(f"no sub-command {word!r} in {first!r}; there are {[one['name'] for one in inner]}")
        branches.append(found)
        node = found
    if any(one["type"] in (SUBCOMMAND, GROUP) for one in node.get("options") or []):
        raise NotOfferedError(f"{name!r} must name one of its sub-commands")
    return Registered(command=command, branches=tuple(branches))


def options_of(found: Registered, values: dict[str, object], *, focused: str | None = None) -> list[Json]:
    """The options with these values, checked as Discord's clients do; a focused one is still being typed."""
    known = {one["name"]: one for one in found.options}
    for name in values:
        if name not in known:
            raise NotOfferedError(f"no option {name!r}; registered are {list(known)}")
    for name, option in known.items():
        if focused is None and option.get("required") and name not in values:
            raise NotOfferedError(f"the option {name!r} is required")
    return [_option(known[name], value, is_focused=name == focused) for name, value in values.items()]


def _option(option: Json, value: object, *, is_focused: bool) -> Json:
    written: Json = {"type": option["type"], "name": option["name"], "value": value}
    if is_focused:
        if not option.get("autocomplete"):
            raise NotOfferedError(f"the option {option['name']!r} does not autocomplete")
        return {**written, "focused": True}
    _check(option, value)
    return {**written, "value": str(value.id)} if isinstance(value, User | Channel | Role) else written


def _check(option: Json, value: object) -> None:
    name = option["name"]
    if not isinstance(value, TYPES.get(option["type"], (object,))):
        raise NotOfferedError(f"the option {name!r} does not take {value!r}")
    choices = [one["value"] for one in option.get("choices") or []]
    if choices and value not in choices:
        raise NotOfferedError(f"the option {name!r} takes one of {choices}, not {value!r}")
    if isinstance(value, str) and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
        raise NotOfferedError(f"the option {name!r} does not take a text of {len(value)} characters")
