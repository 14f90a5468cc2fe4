"""What the commands of the benchmarks share: options, errors, progress, and the bot that they measure."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from bot.arguments import Parser
from bot.errors import BotError
from bot.terminal.progress import progress_on
from tests.benchmarks.figures import Table, show

if TYPE_CHECKING:
    from bot.core.evaluation import Case
    from bot.core.match import Match
    from bot.opening import Bot

Result = TypeVar("Result")


def parser_of(name: str, *, summary: str, examples: Sequence[str]) -> Parser:
    """The parser of one benchmark, with --json and with examples in its help."""
    program = f"python -m tests.benchmarks.{name}"
    epilog = "examples:\n" + "\n".join(f"  {program} {example}".rstrip() for example in examples)
    parser = Parser(prog=program, description=summary, epilog=epilog)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    return parser


def add_cases(parser: Parser) -> None:
    """Add the labelled questions and the FAQ that they are put to."""
    parser.add_argument(
        "cases", type=Path, metavar="CASES.tsv", help="columns question and sections or entries, as for re-faq-bot eval"
    )
    parser.add_argument("--faq", type=Path, metavar="PATH", help="an FAQ file or folder; the shipped one if not given")


def run(parser: Parser, measure: Callable[[Namespace], Table]) -> None:
    """Read the command line, measure, print; leave with a message where something cannot be read.

    Every run learns anew, with a cache of its own: a kept index may have been learned by the code of yesterday.
    """
    arguments = parser.parse_args()
    try:
        with TemporaryDirectory(prefix="re-faq-bot-") as cache:
            os.environ["XDG_CACHE_HOME"] = cache
            table = measure(arguments)
        show(table, as_json=arguments.json)
    except BotError as error:
        parser.exit(error.exit_code, f"error: {error}\n")
    except OSError as error:
        parser.exit(1, f"error: {error.filename or ''}: {error.strerror}\n")


def open_measured(path: Path | None) -> "Bot":
    """The bot as the command line opens it, with progress on standard error."""
    from bot.opening import open_bot

    with progress_on() as progress:
        return open_bot(path, progress=progress)


def open_with_cases(arguments: Namespace) -> "tuple[Bot, tuple[Case, ...]]":
    """The bot, and the labelled questions to put to it."""
    from bot.content.cases import read_cases

    bot = open_measured(arguments.faq)
    return bot, read_cases(arguments.cases, faq=bot.faq)


def match_all(bot: "Bot", texts: Sequence[str], *, doing: str) -> "tuple[Match, ...]":
    """The bot's match for each text, with progress."""
    return tuple(watched(bot.matcher.match_many(texts), doing=doing, total=len(texts)))


def watched(results: Iterable[Result], *, doing: str, total: int) -> Iterable[Result]:
    """The same results, with progress on standard error as they are drawn."""
    with progress_on(sys.stderr) as report:
        for done, result in enumerate(results, start=1):
            report(doing, done, total)
            yield result
