"""The command line of ``re-faq-bot``: the commands, their arguments, and their help.

It uses argparse of the standard library for speed: Typer loads pydantic, and with it ``ask`` would take twice as long
as loading the encoder's libraries alone; argparse adds a twentieth.
"""

from argparse import Action, ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot import __version__
from bot.platforms import PLATFORMS, TERMINAL_PLATFORMS

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bot.platforms.kit.spec import Spec, TerminalSpec

    Commands = _SubParsersAction["Parser"]

PROGRAM = "re-faq-bot"
SHELLS = ("bash", "zsh", "fish")
_PLATFORM_NAMES = tuple(spec.name for spec in PLATFORMS)

_DESCRIPTION = """\
Answers questions from a curated FAQ, with the section of the source each answer comes from.
Try:  re-faq-bot ask "how do I become a research engineer?"
Or:   re-faq-bot chat
"""
_EPILOG = """\
The help of a command has examples: re-faq-bot COMMAND --help
The FAQ is the one that --faq names, or else FAQ_PATH, or else the one that comes with the bot.
Exit codes: 0 success, 1 failure, 2 wrong usage or settings.
"""


class Parser(ArgumentParser):
    """A parser whose errors say what to do next, and that accepts no abbreviations."""

    def __init__(self, **options: object) -> None:
        """Keep the lines of descriptions and examples as they are."""
        layout = partial(RawDescriptionHelpFormatter, max_help_position=28)
        super().__init__(**{"formatter_class": layout, "allow_abbrev": False, **options})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Exit with code 2."""
        self.exit(2, f"error: {message}\nhelp:  {self.prog} --help\n")


def parse_arguments(arguments: Sequence[str]) -> Namespace:
    """Read the command line; exit for --help, --version and wrong usage, as argparse does.

    An empty command line shows the help.
    """
    return build_parser(arguments[0] if arguments else "").parse_args(arguments or ["--help"])


def build_parser(command: str = "") -> Parser:
    """The parser of all commands, or of one, if there is one of that name.

    To run one, its own parser is enough, and it is built in a fifth of the time.
    """
    parser = Parser(prog=PROGRAM, description=_DESCRIPTION, epilog=_EPILOG)
    # The short form keeps the column of options narrow: otherwise "completion" gets a line of its own in the list.
    parser.add_argument(
        "-V", "--version", action="version", version=f"{PROGRAM} {__version__}", help="show the version and exit"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    adders = _adders()
    for add in (adders[command],) if command in adders else adders.values():
        add(commands)
    return parser


def _adders() -> "dict[str, Callable[[Commands], None]]":
    return {
        "ask": _add_ask,
        **{spec.command: partial(_add_terminal_platform, spec=spec) for spec in TERMINAL_PLATFORMS},
        "topics": _add_topics,
        "explain": _add_explain,
        "check": _add_check,
        "import": _add_import,
        "eval": _add_eval,
        "run": _add_run,
        **{spec.name: partial(_add_platform, spec=spec) for spec in PLATFORMS if spec.actions},
        "completion": _add_completion,
        "doctor": _add_doctor,
    }


def _add(commands: "Commands", name: str, *, summary: str, examples: Sequence[str]) -> Parser:
    epilog = "examples:\n" + "\n".join(f"  {PROGRAM} {example}" for example in examples)
    return commands.add_parser(name, help=summary, description=summary, epilog=epilog)


def _add_faq(parser: Parser) -> None:
    parser.add_argument("--faq", type=Path, metavar="PATH", help="an FAQ file, or a folder of FAQ files")


def _add_json(parser: Parser, what: str = "print one JSON object") -> None:
    parser.add_argument("--json", action="store_true", help=what)


def _add_ask(commands: "Commands") -> None:
    examples = ("ask what does an RE do all day", "ask --json 'what does an RE do?'", "ask - < questions.txt")
    parser = _add(commands, "ask", summary="answer one question, or one per line of standard input", examples=examples)
    parser.add_argument(
        "question", nargs="+", metavar="QUESTION", help="the question, with or without quotes; - reads standard input"
    )
    _add_json(parser, "print one JSON object per line")
    _add_faq(parser)


def _add_topics(commands: "Commands") -> None:
    examples = ("topics", "topics swe-to-re", "topics phd")
    parser = _add(commands, "topics", summary="list what the FAQ covers", examples=examples)
    parser.add_argument("words", nargs="*", metavar="WORD", help="a section, or words: list only what they are about")
    _add_json(parser)
    _add_faq(parser)


def _add_explain(commands: "Commands") -> None:
    examples = ("explain 'is a PHD required?'", "explain --json how do I switch from SWE")
    parser = _add(commands, "explain", summary="show how the bot chooses its reply to a question", examples=examples)
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="the question, with or without quotes")
    _add_json(parser)
    _add_faq(parser)


def _add_check(commands: "Commands") -> None:
    examples = ("check", "check my-faq --strict", "check --schema > my-faq/schema.json")
    parser = _add(commands, "check", summary="report every problem of an FAQ, with file and line", examples=examples)
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="an FAQ file, or a folder of FAQ files")
    parser.add_argument("--strict", action="store_true", help="fail on warnings too")
    parser.add_argument("--schema", action="store_true", help="print only the JSON Schema of FAQ files, for editors")
    _add_faq(parser)


def _add_import(commands: "Commands") -> None:
    examples = ("import post.md --url https://example.org/post --output my-faq/post.yaml", "import - < post.md")
    parser = _add(commands, "import", summary="make a draft of an FAQ file from a Markdown document", examples=examples)
    parser.add_argument("document", type=Path, metavar="POST.md", help="the document; - reads standard input")
    parser.add_argument("--url", help="the address of the document, if it does not name it itself")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write; standard output by default")
    parser.add_argument("--force", action="store_true", help="overwrite the file if it exists")


def _add_eval(commands: "Commands") -> None:
    examples = ("eval cases.tsv --mistakes", "eval cases.tsv --min-right 0.9 --max-false 0.03")
    parser = _add(commands, "eval", summary="measure the bot on labelled questions", examples=examples)
    parser.add_argument(
        "cases",
        type=Path,
        metavar="CASES.tsv",
        help="columns question and sections or entries (| between several, none), optionally id and kind",
    )
    parser.add_argument("--mistakes", action="store_true", help="list each question with a wrong outcome")
    parser.add_argument(
        "--min-right", type=share, metavar="SHARE", help="fail if a smaller share (0 to 1) is answered right"
    )
    parser.add_argument(
        "--max-false",
        type=share,
        metavar="SHARE",
        help="fail if a larger share of the unanswerable is answered, or of the other answers is wrong",
    )
    _add_json(parser)
    _add_faq(parser)


def _add_completion(commands: "Commands") -> None:
    examples = (
        "completion bash >> ~/.bashrc",
        "completion zsh > ~/.zfunc/_re-faq-bot",
        "completion fish > ~/.config/fish/completions/re-faq-bot.fish",
    )
    parser = _add(commands, "completion", summary="print a script that completes commands", examples=examples)
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def _add_run(commands: "Commands") -> None:
    examples = ("run", f"run {_PLATFORM_NAMES[0]}", "run --faq my-faq")
    parser = _add(commands, "run", summary="answer on the platforms whose tokens are set", examples=examples)
    parser.description = f"""{parser.description}
Tokens and all other settings come from the environment or a .env file; see .env.example. Ctrl-C or SIGTERM stops
the bot after it has answered the questions it has received."""
    parser.add_argument(
        "platforms", nargs="*", type=platform, metavar="PLATFORM", help=f"only these: {', '.join(_PLATFORM_NAMES)}"
    )
    _add_faq(parser)


def _add_terminal_platform(commands: "Commands", spec: "TerminalSpec") -> None:
    parser = _add(commands, spec.command, summary=spec.summary, examples=spec.examples)
    parser.set_defaults(make=spec.make)
    _add_faq(parser)


def _add_platform(commands: "Commands", spec: "Spec") -> None:
    examples = [example for action in spec.actions for example in action.examples]
    parser = _add(commands, spec.name, summary=f"set the bot up on {spec.title}", examples=examples)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    for action in spec.actions:
        added = _add(actions, action.name, summary=action.summary, examples=action.examples)
        action.add_arguments(added)
        added.set_defaults(run=action.run)


def _add_doctor(commands: "Commands") -> None:
    examples = ("doctor", "doctor --offline", "doctor --json")
    parser = _add(commands, "doctor", summary="find what is wrong with the setup, and how to fix it", examples=examples)
    parser.description = (
        f"{parser.description}\nIt changes nothing. Exit codes: 0 nothing failed, 1 something failed, 2 wrong settings."
    )
    _add_json(parser)
    parser.add_argument("--offline", action="store_true", help="check only what needs no request to a platform")
    _add_faq(parser)


def platform(text: str) -> str:
    """The name of a platform; argparse's own ``choices`` would refuse a command that names none."""
    if text not in _PLATFORM_NAMES:
        raise ArgumentTypeError(f"no such platform: {text} (there is {', '.join(_PLATFORM_NAMES)})")
    return text


def share(text: str) -> float:
    """A number from 0 to 1; ValueError, which argparse reports, for anything else."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


def completion_script(shell: str) -> str:
    """The script that makes ``shell`` complete commands, options, the names of platforms, and files."""
    import shtab

    parser = build_parser()
    for action in _actions_of(parser):
        if action.type is platform:
            action.choices = _PLATFORM_NAMES
        elif action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # where shtab looks for it
    return str(shtab.complete(parser, shell))


def _actions_of(parser: ArgumentParser) -> Iterator[Action]:
    """The arguments of a parser and of its commands; argparse has no public list of them."""
    for action in parser._actions:  # noqa: SLF001
        yield action
        for command in action.choices.values() if isinstance(action.choices, dict) else ():
            yield from _actions_of(command)
