"""A big FAQ: how long it takes to learn, to open again, and what a question costs beside the bare encoder."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.matching.encoder import Encoder
from tests.benchmarks import commands
from tests.benchmarks.converting import Labelled, write_faq
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.processes import use_of
from tests.benchmarks.speed import question_rows
from tests.benchmarks.synthetic import make_rows
from tests.benchmarks.timing import alternate, seconds_of

if TYPE_CHECKING:
    from bot.opening import Bot

QUESTIONS = 500
_OPENINGS = 5
_SHORTEST_WORD = 4
_SEED = 20_261_123
_WARM_UP = 20


def main() -> None:
    """Run the command."""
    summary = "Time to learn, to open and to match a made-up FAQ, against the bare encoder on the same questions."
    parser = commands.parser_of("scale", summary=summary, examples=("", "--entries 1000 --examples 10 --json"))
    parser.add_argument("--entries", type=int, default=10_000, help="entries of the FAQ (10000)")
    parser.add_argument("--examples", type=int, default=10, help="examples of each, its question among them (10)")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keep the FAQ file and the index here, and use an index that is here",
    )
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Make the FAQ in a folder of its own, and measure it there."""
    with TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        if arguments.keep:
            os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        examples, asked = _made_up(arguments.entries, arguments.examples)
        path = folder / "faq.yaml"
        write_faq(examples, path)
        rows = _measure(path, asked)
    notes = (f"{arguments.entries:,} entries of {arguments.examples} examples; {len(asked)} questions not among them",)
    return Table(title="A big FAQ", columns=("figure",), rows=rows, notes=notes)


def _made_up(entries: int, examples: int) -> tuple[list[Labelled], list[Labelled]]:
    """The examples, and one more question for each of some entries."""
    words = sorted(word for word in Encoder().words() if len(word) >= _SHORTEST_WORD and word.islower())
    rows = list(make_rows(words, entries=entries, each=examples + 1, seed=_SEED))
    kept = [row for number, row in enumerate(rows) if number % (examples + 1)]
    step = max(1, entries // QUESTIONS)
    return kept, rows[:: (examples + 1) * step]


def _measure(path: Path, asked: Sequence[Labelled]) -> tuple[Row, ...]:
    learning = use_of(_ask(path, asked[0].question))
    starts = [use_of(_ask(path, asked[0].question)) for _ in range(_OPENINGS)]
    opening = median(seconds_of(lambda: commands.open_measured(path)) for _ in range(_OPENINGS))
    bot = commands.open_measured(path)
    right = sum(bot.matcher.match(row.question).ranking[0].entry.id == row.entry for row in asked)
    return (
        Row(name="ask, learning first", unit=Unit.SECONDS, values=(learning.wall,)),
        Row(name="… memory", unit=Unit.MEGABYTES, values=(learning.megabytes,)),
        Row(name="opening, warm cache", unit=Unit.SECONDS, values=(opening,), bar=at_most(2)),
        Row(name="ask, warm cache", unit=Unit.SECONDS, values=(median(use.wall for use in starts),), bar=at_most(2)),
        Row(name="… memory", unit=Unit.MEGABYTES, values=(median(use.megabytes for use in starts),)),
        *_time_questions(bot, asked),
        Row(name="best entry right", unit=Unit.SHARE, values=(right / len(asked),)),
    )


def _time_questions(bot: "Bot", asked: Sequence[Labelled]) -> tuple[Row, ...]:
    encoder = Encoder()
    works: tuple[Callable[[str], object], ...] = (bot.matcher.match, encoder.encode_one)
    alternate(works, [entry.question for entry in bot.faq.entries[:_WARM_UP]])
    matching, encoding = alternate(works, [row.question for row in asked])
    return question_rows(matching, encoding, most=2)


def _ask(path: Path, question: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "bot", "ask", "--faq", str(path), question)


if __name__ == "__main__":
    main()
