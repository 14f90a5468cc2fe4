"""What can be typed after ``re-faq-bot``: the commands, their arguments, and their help.

The standard library's argparse, for speed: Typer loads pydantic, and with it ``ask`` would take twice as long as
loading the encoder's libraries alone; this adds a twentieth.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot import __version__

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["Parser"]

PROGRAM = "re-faq-bot"
SHELLS = ("bash", "zsh", "fish")
PLATFORMS = ("discord", "slack")

_DESCRIPTION = """\
Answers questions from a curated FAQ, with the section of the source each answer comes from.
Try:  re-faq-bot ask "how do I become a research engineer?"
"""
_EPILOG = """\
The FAQ is the one that --faq names, else the one that FAQ_PATH names, else the one that ships.
Exit codes: 0 done, 1 what was asked for failed, 2 wrong usage or settings.
"""


class Parser(ArgumentParser):
    """A parser whose errors say what to do next, and that takes no abbreviations."""

    _LAYOUT = staticmethod(partial(RawDescriptionHelpFormatter, max_help_position=28))

    def __init__(self, **options: object) -> None:
        """Keep the lines of descriptions and examples as they are."""
        fixed = {"formatter_class": self._LAYOUT, "allow_abbrev": False}
        super().__init__(**{**fixed, **options})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Leave with exit code 2."""
        self.exit(2, f"error: {message}\nhelp:  {self.prog} --help\n")


def parse_arguments(arguments: Sequence[str]) -> Namespace:
    """Read the command line; leave the program for --help, --version and wrong usage, as argparse does.

    Nothing at all asks for help.
    """
    return build_parser().parse_args(arguments or ["--help"])


def build_parser() -> Parser:
    """The parser of all commands."""
    parser = Parser(prog=PROGRAM, description=_DESCRIPTION, epilog=_EPILOG)
    # The short form is there for width: argparse lays its list out by the options, and would put "completion" on a
    # line of its own.
    parser.add_argument("-V", "--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    for add in _ADDERS:
        add(commands)
    return parser


def _add(commands: "Commands", name: str, *, summary: str, examples: Sequence[str]) -> Parser:
    """Add a command with its help and examples."""
    epilog = "examples:\n" + "\n".join(f"  {PROGRAM} {example}" for example in examples)
    return commands.add_parser(name, help=summary, description=summary, epilog=epilog)


def _add_faq(parser: Parser) -> None:
    parser.add_argument("--faq", type=Path, metavar="PATH", help="an FAQ file, or a folder of them")


def _add_json(parser: Parser, what: str) -> None:
    parser.add_argument("--json", action="store_true", help=what)


def _add_ask(commands: "Commands") -> None:
    examples = ("ask what does an RE do all day", "ask --json 'what does an RE do?'", "ask - < questions.txt")
    parser = _add(commands, "ask", summary="answer one question, or one per line of standard input", examples=examples)
    parser.add_argument(
        "question", nargs="+", metavar="QUESTION", help="the question, in one word or several; - reads lines"
    )
    _add_json(parser, "print one JSON object a line")
    _add_faq(parser)


def _add_chat(commands: "Commands") -> None:
    parser = _add(commands, "chat", summary="talk to the bot here", examples=("chat", "chat --faq my-faq"))
    _add_faq(parser)


def _add_topics(commands: "Commands") -> None:
    examples = ("topics", "topics swe-to-re", "topics phd")
    parser = _add(commands, "topics", summary="list what the FAQ covers", examples=examples)
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="only this section, or only what these words are about"
    )
    _add_json(parser, "print one JSON object")
    _add_faq(parser)


def _add_explain(commands: "Commands") -> None:
    examples = ("explain 'is a PHD required?'", "explain --json how do I switch from SWE")
    parser = _add(commands, "explain", summary="show why a question gets the reply that it gets", examples=examples)
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="the question, in one word or several")
    _add_json(parser, "print one JSON object")
    _add_faq(parser)


def _add_check(commands: "Commands") -> None:
    examples = ("check", "check my-faq --strict", "check --schema > my-faq/schema.json")
    parser = _add(commands, "check", summary="report every problem of an FAQ, with file and line", examples=examples)
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="an FAQ file, or a folder of them")
    parser.add_argument("--strict", action="store_true", help="fail on warnings too")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of FAQ files, for editors, and leave"
    )
    _add_faq(parser)


def _add_import(commands: "Commands") -> None:
    examples = ("import post.md --url https://example.org/post --output my-faq/post.yaml", "import - < post.md")
    parser = _add(commands, "import", summary="make a first FAQ file of a Markdown document", examples=examples)
    parser.add_argument("document", metavar="POST.md", help="the document; - reads standard input")
    parser.add_argument("--url", help="the address of the document, where it does not say so itself")
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write; standard output if not given")
    parser.add_argument("--force", action="store_true", help="overwrite the file that is there")


def _add_eval(commands: "Commands") -> None:
    examples = ("eval cases.tsv --mistakes", "eval cases.tsv --min-right 0.9 --max-false 0.03")
    parser = _add(commands, "eval", summary="measure the bot on labelled questions", examples=examples)
    parser.add_argument(
        "cases",
        type=Path,
        metavar="CASES.tsv",
        help="columns question and sections or entries (| between several, none), optionally id and kind",
    )
    parser.add_argument("--mistakes", action="store_true", help="list each question that went wrong")
    parser.add_argument("--min-right", type=share, metavar="SHARE", help="fail if fewer are answered and right")
    parser.add_argument(
        "--max-false",
        type=share,
        metavar="SHARE",
        help="fail if more of the unanswerable are answered, or more of the answers to the others are wrong",
    )
    _add_json(parser, "print one JSON object")
    _add_faq(parser)


def _add_completion(commands: "Commands") -> None:
    examples = ("completion bash >> ~/.bashrc", "completion fish > ~/.config/fish/completions/re-faq-bot.fish")
    parser = _add(commands, "completion", summary="print what makes a shell complete commands", examples=examples)
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def _add_run(commands: "Commands") -> None:
    examples = ("run", "run discord", "run --faq my-faq")
    parser = _add(commands, "run", summary="serve the chat platforms whose tokens are set", examples=examples)
    parser.description = f"""{parser.description}
Tokens and all other settings come from the environment or a .env file; see .env.example. Ctrl-C or SIGTERM stops
the bot when it has answered what it took."""
    parser.add_argument(
        "platforms", nargs="*", type=platform, metavar="PLATFORM", help=f"only these: {', '.join(PLATFORMS)}"
    )
    _add_faq(parser)


def _add_discord(commands: "Commands") -> None:
    examples = ("discord invite", "discord invite --user")
    parser = _add(commands, "discord", summary="set the bot up on Discord", examples=examples)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    invite = _add(actions, "invite", summary="print the link that adds the bot to a server", examples=examples)
    invite.add_argument(
        "--user", action="store_true", help="the link that adds its commands to a person's account, for any server"
    )
    invite.add_argument("--application", type=int, metavar="ID", help="the application's id, if no token is set")


def _add_slack(commands: "Commands") -> None:
    examples = ("slack manifest", "slack manifest --listen", "slack manifest --url https://faq.example.org")
    parser = _add(commands, "slack", summary="set the bot up on Slack", examples=examples)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    manifest = _add(actions, "manifest", summary="print the manifest to make the Slack app from", examples=examples)
    manifest.add_argument(
        "--listen",
        action="store_true",
        help="also hear what is said in channels: to follow threads and edits there, and to listen",
    )
    manifest.add_argument("--url", type=https, help="the address that Slack reaches the bot by, for SLACK_MODE=http")
    manifest.add_argument("--no-assistant", action="store_true", help="without the assistant pane")


def _add_doctor(commands: "Commands") -> None:
    examples = ("doctor", "doctor --offline", "doctor --json")
    parser = _add(
        commands, "doctor", summary="find what keeps the bot from working, and how to mend it", examples=examples
    )
    parser.description = (
        f"{parser.description}\nIt changes nothing. Exit codes: 0 nothing failed, 1 something did, 2 wrong settings."
    )
    _add_json(parser, "print one JSON object")
    parser.add_argument("--offline", action="store_true", help="only what can be told without asking a platform")
    _add_faq(parser)


def platform(text: str) -> str:
    """The name of a platform; argparse's own ``choices`` would refuse that none is named."""
    if text not in PLATFORMS:
        raise ArgumentTypeError(f"no such platform: {text} (there is {', '.join(PLATFORMS)})")
    return text


def https(text: str) -> str:
    """A public address, without a slash at its end; Slack sends its requests to no other kind."""
    if not text.startswith("https://"):
        raise ArgumentTypeError(f"must start with https://, and is {text!r}")
    return text.rstrip("/")


def share(text: str) -> float:
    """A number from 0 to 1; ValueError, which argparse reports, for anything else."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


_ADDERS = (
    _add_ask,
    _add_chat,
    _add_topics,
    _add_explain,
    _add_check,
    _add_import,
    _add_eval,
    _add_run,
    _add_discord,
    _add_slack,
    _add_completion,
    _add_doctor,
)
