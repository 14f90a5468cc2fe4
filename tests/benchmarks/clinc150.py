"""CLINC150 as an FAQ: the right intent in scope, and scores that keep what is out of scope apart.

The FAQ file goes through the code that the command line runs. With --keep it stays, and the command line can use it::

    re-faq-bot check clinc150.yaml
    re-faq-bot ask --faq clinc150.yaml "transfer ten dollars from my wallet to my bank"
"""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.match import Match
from bot.core.reply import Answer
from bot.engine.responder import to_reply
from tests.benchmarks import commands
from tests.benchmarks.converting import Labelled, read_clinc150, write_faq
from tests.benchmarks.figures import Bar, Row, Table, Unit, at_least
from tests.benchmarks.judging import area_under_roc


def main() -> None:
    """Run the command."""
    summary = "Make an FAQ of CLINC150's training questions (no oos ones), and put its test and oos_test to it."
    examples = ("data_full.json", "data_full.json --one-section", "data_full.json --keep clinc150.yaml --json")
    parser = commands.parser_of("clinc150", summary=summary, examples=examples)
    parser.add_argument("data", type=Path, metavar="data_full.json", help="CLINC150 as published")
    parser.add_argument("--one-section", action="store_true", help="put all entries into one section")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the FAQ file, for re-faq-bot --faq FILE")
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Write the FAQ, open it, and match the test questions."""
    parts = read_clinc150(arguments.data)
    inside, outside = parts["test"], parts["oos_test"]
    with TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "clinc150.yaml"
        write_faq(parts["train"], path, has_one_section=arguments.one_section)
        bot = commands.open_measured(path)
    texts = [row.question for row in (*inside, *outside)]
    matches = commands.match_all(bot, texts, doing="matching the test questions")
    return _table(inside, matches[: len(inside)], matches[len(inside) :], is_one=arguments.one_section)


def _table(rows: Sequence[Labelled], inside: Sequence[Match], outside: Sequence[Match], *, is_one: bool) -> Table:
    """Accuracy, the area under the ROC curve, and what the bot's own thresholds do."""
    right = [match.ranking[0].entry.id == row.entry for row, match in zip(rows, inside, strict=True)]
    scores, foreign = ([match.ranking[0].score for match in found] for found in (inside, outside))
    confident, unsure = ([match.confidence for match in found] for found in (inside, outside))
    sure = [correct and _is_answered(match) for correct, match in zip(right, inside, strict=True)]
    figures = (
        _row("accuracy in scope", sum(right) / len(right), at_least(0.965)),
        _row("area under ROC, score", area_under_roc(scores, foreign), at_least(0.97)),
        _row("area under ROC, confidence", area_under_roc(confident, unsure)),
        _row("answered and right", sum(sure) / len(sure)),
        _row("out of scope answered", sum(map(_is_answered, outside)) / len(outside)),
    )
    notes = (
        f"{len(inside)} questions in scope, {len(outside)} out of scope",
        "all entries in one section" if is_one else "each entry in a section of its own",
    )
    return Table(title="CLINC150", columns=("figure",), rows=figures, notes=notes)


def _is_answered(match: Match) -> bool:
    return isinstance(to_reply("", match), Answer)


def _row(name: str, value: float, bar: Bar | None = None) -> Row:
    return Row(name=name, unit=Unit.SHARE, values=(value,), bar=bar)


if __name__ == "__main__":
    main()
