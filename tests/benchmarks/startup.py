"""A cold start against importing the encoder's libraries alone, and the memory of the bot."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from statistics import median

from tests.benchmarks import commands
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.processes import Usage, use_of

STARTS = 9
_IMPORT = (sys.executable, "-c", "import onnxruntime, tokenizers, numpy")
_QUESTION = "what does a research engineer do all day?"
_RESIDENT = (sys.executable, "-m", "tests.benchmarks.resident")


def main() -> None:
    """Run the command."""
    summary = f"Median of {STARTS} cold starts of `ask` against importing its libraries, in turns; and peak memory."
    parser = commands.parser_of("startup", summary=summary, examples=("cases.tsv", "cases.tsv --json"))
    commands.add_cases(parser)
    parser.add_argument("--question", default=_QUESTION, help="what is asked at each start")
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Start a process without a kept index, then processes in turns, then one that stays."""
    faq = ("--faq", str(arguments.faq)) if arguments.faq else ()
    ask = (sys.executable, "-m", "bot", "ask", arguments.question, *faq)
    anew = use_of(ask)
    use_of(_IMPORT)
    turns = ((use_of(ask), use_of(_IMPORT)) for _ in range(STARTS))
    asking, importing = zip(*commands.watched(turns, doing="starting", total=STARTS), strict=True)
    resident = use_of((*_RESIDENT, str(arguments.cases), *faq[1:]))
    rows = (*start_rows(asking, importing), *_memory_rows(asking, anew, resident))
    notes = ("the resident process has no platform connected; the bar is that of `run` with both",)
    return Table(title="Cold start and memory", columns=("figure",), rows=rows, notes=notes)


def start_rows(asking: Sequence[Usage], importing: Sequence[Usage]) -> tuple[Row, ...]:
    """Medians by the clock and by processor time, and their ratios."""
    wall, bare_wall = _median(asking, lambda use: use.wall), _median(importing, lambda use: use.wall)
    work, bare_work = _median(asking, lambda use: use.processor), _median(importing, lambda use: use.processor)
    return (
        Row(name="ask, warm cache", unit=Unit.SECONDS, values=(wall,)),
        Row(name="importing the libraries", unit=Unit.SECONDS, values=(bare_wall,)),
        Row(name="ratio by the clock", unit=Unit.TIMES, values=(wall / bare_wall,), bar=at_most(1.6)),
        Row(name="ask, processor time", unit=Unit.SECONDS, values=(work,)),
        Row(name="importing, processor time", unit=Unit.SECONDS, values=(bare_work,)),
        Row(name="ratio of processor time", unit=Unit.TIMES, values=(work / bare_work,), bar=at_most(1.6)),
    )


def _memory_rows(asking: Sequence[Usage], anew: Usage, resident: Usage) -> tuple[Row, ...]:
    peak = _median(asking, lambda use: use.megabytes)
    return (
        Row(name="ask without a kept index", unit=Unit.SECONDS, values=(anew.wall,)),
        Row(name="memory of ask", unit=Unit.MEGABYTES, values=(peak,)),
        Row(name="memory of ask without a kept index", unit=Unit.MEGABYTES, values=(anew.megabytes,)),
        Row(name="memory after 1,000 questions", unit=Unit.MEGABYTES, values=(resident.megabytes,), bar=at_most(250)),
    )


def _median(uses: Sequence[Usage], figure: Callable[[Usage], float]) -> float:
    return median(map(figure, uses))


if __name__ == "__main__":
    main()
