"""Completion scripts for shells, made from the parser, so that they know what it knows."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence

_BASH = """\
_{function}() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} words
    case "$COMP_CWORD:${{COMP_WORDS[1]}}" in
        1:*) words="{commands}" ;;
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _{function} {program}
"""
_ZSH_OPENING = "autoload -U +X compinit bashcompinit && compinit && bashcompinit\n"


def completion_script(parser: ArgumentParser, shell: str) -> str:
    """The script that makes ``shell`` (bash, zsh or fish) complete the commands and options of ``parser``."""
    commands = {name: _options_of(command) for name, command in _commands_of(parser).items()}
    if shell == "fish":
        return _fish(parser.prog, commands)
    cases = "\n".join(f'        *:{name}) words="{" ".join(options)}" ;;' for name, options in commands.items())
    script = _BASH.format(
        program=parser.prog, function=parser.prog.replace("-", "_"), commands=" ".join(commands), cases=cases
    )
    return _ZSH_OPENING + script if shell == "zsh" else script


def _fish(program: str, commands: Mapping[str, Sequence[str]]) -> str:
    lines = [f"complete -c {program} -n __fish_use_subcommand -f -a '{' '.join(commands)}'"]
    for name, options in commands.items():
        seen = f"complete -c {program} -n '__fish_seen_subcommand_from {name}'"
        lines.extend(f"{seen} -l {option.removeprefix('--')}" for option in options)
    return "\n".join(lines) + "\n"


def _commands_of(parser: ArgumentParser) -> Mapping[str, ArgumentParser]:
    """The commands of a parser by name; argparse has no public list of them, nor of options."""
    choices = (action.choices for action in parser._actions if action.dest == "command")  # noqa: SLF001
    return next(found for found in choices if isinstance(found, Mapping))


def _options_of(parser: ArgumentParser) -> tuple[str, ...]:
    """The long options of a command."""
    return tuple(option for option in parser._option_string_actions if option.startswith("--"))  # noqa: SLF001
