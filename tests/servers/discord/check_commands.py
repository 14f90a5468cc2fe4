"""What Discord checks of application commands (its documentation, "Application Commands")."""

import unicodedata
from typing import Any

from tests.servers.discord.errors import Json, Problems

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, NUMBER = 3, 4, 10
OPTION_KINDS = range(1, 12)
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
OPTIONS = 25
CHOICES = 25
CHARACTERS = 8000
NAME = 32
DESCRIPTION = 100
INVALID_NAME = ("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
Path = tuple[str | int, ...]


def check_commands(commands: Any) -> None:  # noqa: ANN401 - not checked yet
    """Refuse commands that Discord would refuse to register."""
    problems = Problems()
    if not isinstance(commands, list):
        problems.add((), "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
        problems.raise_if_any()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        path = (index,)
        _check_command(command, path, problems)
        key = (command.get("type", CHAT_INPUT), str(command.get("name")))
        if key in seen:
            message = "Application command names must be unique"
            problems.add((*path, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
    for kind, most in MOST.items():
        if sum(1 for one in commands if one.get("type", CHAT_INPUT) == kind) > most:
            problems.add((), "APPLICATION_COMMAND_TOO_MANY", f"At most {most} commands of type {kind} are allowed.")
    problems.raise_if_any()


def _check_command(command: Json, path: Path, problems: Problems) -> None:
    kind = command.get("type", CHAT_INPUT)
    if kind not in MOST:
        problems.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4}.")
        return
    if kind == CHAT_INPUT:
        _check_name(command.get("name"), (*path, "name"), problems)
        problems.check_length((*path, "description"), command.get("description"), 1, DESCRIPTION)
        _check_options(command.get("options") or [], path, problems, depth=0)
    else:
        problems.check_length((*path, "name"), command.get("name"), 1, NAME)
        for name in ("description", "options"):
            if command.get(name):
                message = "Context menu commands cannot have this field"
                problems.add((*path, name), "APPLICATION_COMMAND_CONTEXT_MENU_FIELD_NOT_EMPTY", message)
    if _size(command) > CHARACTERS:
        message = f"Command exceeds maximum size ({CHARACTERS})"
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", message)
    _check_subset(command.get("contexts"), {0, 1, 2}, (*path, "contexts"), problems)
    _check_subset(command.get("integration_types"), {0, 1}, (*path, "integration_types"), problems)


def _check_subset(values: object, allowed: set[int], path: Path, problems: Problems) -> None:
    if values is None:
        return
    if not isinstance(values, list) or not values or not set(values) <= allowed:
        problems.add(path, "BASE_TYPE_CHOICES", f"Values must be some of {sorted(allowed)}.")


def _check_name(name: object, path: Path, problems: Problems) -> None:
    problems.check_length(path, name, 1, NAME)
    if isinstance(name, str) and name and not is_valid_name(name):
        problems.add(path, *INVALID_NAME)


def is_valid_name(name: str) -> bool:
    r"""Whether a name fits ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$ and is in lower case."""
    return name == name.lower() and all(
        letter in "-_'" or unicodedata.category(letter)[0] in "LN" or _is_of_script(letter) for letter in name
    )


def _is_of_script(letter: str) -> bool:
    return "\u0900" <= letter <= "\u097f" or "\ua8e0" <= letter <= "\ua8ff" or "\u0e01" <= letter <= "\u0e5b"


def _check_options(options: list[Json], path: Path, problems: Problems, *, depth: int) -> None:
    problems.check_length((*path, "options"), options, 0, OPTIONS)
    kinds = [option.get("type") for option in options]
    names: set[object] = set()
    is_optional_seen = False
    for index, option in enumerate(options):
        place = (*path, "options", index)
        if option.get("name") in names:
            problems.add(
                (*place, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
            )
        names.add(option.get("name"))
        _check_option(option, place, problems, depth=depth)
        if option.get("required") and is_optional_seen:
            message = "Required options must be placed before non-required options"
            problems.add(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        is_optional_seen = is_optional_seen or not option.get("required")
    is_mixed = any(kind in (SUBCOMMAND, GROUP) for kind in kinds) and any(
        kind not in (SUBCOMMAND, GROUP) for kind in kinds
    )
    if is_mixed:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        problems.add((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _check_option(option: Json, path: Path, problems: Problems, *, depth: int) -> None:
    kind = option.get("type")
    if kind not in OPTION_KINDS:
        problems.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of 1 to 11.")
        return
    _check_name(option.get("name"), (*path, "name"), problems)
    problems.check_length((*path, "description"), option.get("description"), 1, DESCRIPTION)
    is_branch = kind in (SUBCOMMAND, GROUP)
    if is_branch and depth > (1 if kind == SUBCOMMAND else 0):
        message = "Sub-commands and groups cannot be nested this deep"
        problems.add((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        return
    if is_branch:
        inner = option.get("options") or []
        if kind == GROUP and any(one.get("type") != SUBCOMMAND for one in inner):
            message = "A group takes sub-commands only"
            problems.add((*path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
        _check_options(inner, path, problems, depth=depth + 1 if kind == GROUP else 2)
        return
    _check_choices(option, path, problems)


def _check_choices(option: Json, path: Path, problems: Problems) -> None:
    choices, kind = option.get("choices") or [], option["type"]
    problems.check_length((*path, "choices"), choices, 0, CHOICES)
    if choices and option.get("autocomplete"):
        message = "Cannot have choices and autocomplete"
        problems.add((*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message)
    if (choices or option.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        message = "Only strings and numbers have choices"
        problems.add((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    check_choices(choices, kind, (*path, "choices"), problems)
    for name in ("min_length", "max_length"):
        value = option.get(name)
        if value is not None and not (0 if name == "min_length" else 1) <= value <= 6000:
            problems.add((*path, name), "NUMBER_TYPE_MAX", "int value should be between 0 and 6000.")


def check_choices(choices: list[Json], kind: int, path: Path, problems: Problems) -> None:
    """Note what is wrong with an option's choices, of a command or of an autocompletion."""
    for index, choice in enumerate(choices):
        place, value = (*path, index), choice.get("value")
        problems.check_length((*place, "name"), choice.get("name"), 1, 100)
        if kind == STRING:
            problems.check_length((*place, "value"), value, 1, 100)
        elif not isinstance(value, int | float) or isinstance(value, bool) or (kind == INTEGER and value != int(value)):
            problems.add((*place, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')


def _size(part: Json) -> int:
    size = len(str(part.get("name") or "")) + len(part.get("description") or "")
    for choice in part.get("choices") or []:
        size += len(str(choice.get("name"))) + (len(choice["value"]) if isinstance(choice.get("value"), str) else 0)
    return size + sum(_size(option) for option in part.get("options") or [])
