"""What matching costs beside the bare encoder, question by question and by the thousand."""

from argparse import Namespace
from collections import deque
from collections.abc import Callable, Sequence
from itertools import cycle, islice, product

from bot.matching.encoder import Encoder
from tests.benchmarks import commands
from tests.benchmarks.figures import Row, Table, Unit, at_most
from tests.benchmarks.timing import Times, alternate

ROUNDS = 3
LINES = 5_000
"""Lines of the long stream, put together from the cases with what people say before and after a question."""
_BLOCK = 500
_WARM_UP = 20
_BEFORE = (
    "",
    "hi all, ",
    "quick one: ",
    "hey, ",
    "sorry if this was asked: ",
    "so ",
    "ok, ",
    "morning! ",
    "question: ",
)
_AFTER = (
    "",
    " thanks",
    " cheers",
    " any thoughts?",
    " pls",
    " (asking for a friend)",
    " ty!",
    " curious what you think",
)


def main() -> None:
    """Run the command."""
    summary = f"Time of a question, and of {LINES:,} lines, against the bare encoder on the same texts."
    parser = commands.parser_of("speed", summary=summary, examples=("cases.tsv", "cases.tsv --faq my-faq.yaml --json"))
    commands.add_cases(parser)
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Time single questions, then a stream."""
    _, cases = commands.open_with_cases(arguments)
    questions = [case.question for case in cases]
    single = commands.watched(
        (_time_questions(arguments, questions) for _ in range(ROUNDS)), doing="timing questions", total=ROUNDS
    )
    matching, encoding = (_joined(times) for times in zip(*single, strict=True))
    stream, loop, threaded = _time_stream(arguments, questions)
    rows = (*question_rows(matching, encoding), *_stream_rows(stream, loop, threaded))
    notes = (f"{len(questions)} questions × {ROUNDS} rounds, each with a matcher that has read nothing yet",)
    return Table(title="Matching against the bare encoder", columns=("figure",), rows=rows, notes=notes)


def question_rows(matching: Times, encoding: Times, *, most: float = 1.3) -> tuple[Row, ...]:
    """Figures of single questions; ``most`` is the bar of the ratio."""
    ratio = matching.milliseconds(0.5) / encoding.milliseconds(0.5)
    tail = matching.milliseconds(0.9) / encoding.milliseconds(0.9)
    return (
        Row(name="a question, p50", unit=Unit.MILLISECONDS, values=(matching.milliseconds(0.5),)),
        Row(name="the encoder on it, p50", unit=Unit.MILLISECONDS, values=(encoding.milliseconds(0.5),)),
        Row(name="p50 against p50", unit=Unit.TIMES, values=(ratio,), bar=at_most(most)),
        Row(name="a question, p90", unit=Unit.MILLISECONDS, values=(matching.milliseconds(0.9),)),
        Row(name="the encoder on it, p90", unit=Unit.MILLISECONDS, values=(encoding.milliseconds(0.9),)),
        Row(name="p90 against p90", unit=Unit.TIMES, values=(tail,)),
    )


def _stream_rows(stream: float, loop: float, threaded: float) -> tuple[Row, ...]:
    return (
        Row(name=f"match_many on {LINES:,} lines", unit=Unit.SECONDS, values=(stream,)),
        Row(name="… against the encoder in a loop", unit=Unit.TIMES, values=(stream / loop,)),
        Row(name="… against the encoder on all cores", unit=Unit.TIMES, values=(stream / threaded,)),
    )


def _time_questions(arguments: Namespace, questions: Sequence[str]) -> tuple[Times, Times]:
    """Times of matching and of encoding, by a matcher opened anew so that it remembers no word."""
    bot, encoder = commands.open_measured(arguments.faq), Encoder()
    works: tuple[Callable[[str], object], ...] = (bot.matcher.match, encoder.encode_one)
    alternate(works, [entry.question for entry in bot.faq.entries[:_WARM_UP]])
    matching, encoding = alternate(works, questions)
    return matching, encoding


def _time_stream(arguments: Namespace, questions: Sequence[str]) -> tuple[float, float, float]:
    """Seconds for all lines: by match_many, by the encoder line by line, and by the encoder on all cores."""
    bot, encoder = commands.open_measured(arguments.faq), Encoder()
    works: tuple[Callable[[Sequence[str]], object], ...] = (
        lambda lines: deque(bot.matcher.match_many(lines), maxlen=0),
        lambda lines: [encoder.encode_one(line) for line in lines],
        encoder.encode,
    )
    alternate(works, [questions[:_WARM_UP]])
    lines = varied(questions, LINES)
    blocks = [lines[start : start + _BLOCK] for start in range(0, LINES, _BLOCK)]
    times = alternate(works, commands.watched(blocks, doing="timing a stream", total=len(blocks)))
    stream, loop, threaded = (sum(each.seconds) for each in times)
    return stream, loop, threaded


def varied(questions: Sequence[str], count: int) -> list[str]:
    """As many lines, no two alike as long as there are enough ways to put a question."""
    ways = (f"{before}{question}{after}" for before, after in product(_BEFORE, _AFTER) for question in questions)
    return list(islice(cycle(ways), count))


def _joined(times: Sequence[Times]) -> Times:
    return Times(seconds=tuple(second for each in times for second in each.seconds))


if __name__ == "__main__":
    main()
