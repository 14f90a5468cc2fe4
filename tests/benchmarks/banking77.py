"""BANKING77 as an FAQ: entries that lie close together, with many examples and with few."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import commands
from tests.benchmarks.converting import Labelled, read_banking77, sample, write_faq
from tests.benchmarks.figures import Row, Table, Unit, at_least

EXAMPLES = 10
SEEDS = (1, 2, 3, 4, 5)


def main() -> None:
    """Run the command."""
    summary = (
        f"Accuracy on BANKING77: all training questions as examples, and {EXAMPLES} an intent ({len(SEEDS)} draws)."
    )
    examples = ("banking77/", "banking77/ --only few --json")
    parser = commands.parser_of("banking77", summary=summary, examples=examples)
    parser.add_argument("data", type=Path, metavar="FOLDER", help="holds train.csv and test.csv as published")
    parser.add_argument("--only", choices=("all", "few"), help="only all training questions, or only a few an intent")
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Open an FAQ for each choice of examples, and match the test questions."""
    train, test = (read_banking77(arguments.data / name) for name in ("train.csv", "test.csv"))
    rows = []
    if arguments.only != "few":
        every = _accuracy(train, test, doing="all examples")
        rows.append(Row(name="all examples", unit=Unit.SHARE, values=(every, *_blanks()), bar=at_least(0.945)))
    if arguments.only != "all":
        draws = [
            _accuracy(sample(train, each=EXAMPLES, seed=seed), test, doing=f"{EXAMPLES} an intent, draw {seed}")
            for seed in SEEDS
        ]
        mean = sum(draws) / len(draws)
        row = Row(name=f"{EXAMPLES} an intent", unit=Unit.SHARE, values=(mean, *draws), bar=at_least(0.87))
        rows.append(row)
    columns = ("accuracy", *(f"draw {seed}" for seed in SEEDS))
    notes = (f"{len(test)} test questions; over several draws, the accuracy is their mean",)
    return Table(title="BANKING77", columns=columns, rows=tuple(rows), notes=notes)


def _accuracy(examples: Sequence[Labelled], test: Sequence[Labelled], *, doing: str) -> float:
    """Share of the test questions whose best entry is their intent's."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "banking77.yaml"
        write_faq(examples, path)
        bot = commands.open_measured(path)
    matches = commands.match_all(bot, [row.question for row in test], doing=doing)
    right = sum(match.ranking[0].entry.id == row.entry for row, match in zip(test, matches, strict=True))
    return right / len(test)


def _blanks() -> tuple[None, ...]:
    return (None,) * len(SEEDS)


if __name__ == "__main__":
    main()
