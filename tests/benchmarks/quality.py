"""Right answers and false ones on labelled questions: the bot beside rapidfuzz alone."""

import hashlib
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.core.evaluation import Case, Figures, evaluate
from bot.core.match import Match
from bot.engine.responder import to_reply
from tests.benchmarks import commands, drawing, judging
from tests.benchmarks.baselines import BASELINES, judge_by
from tests.benchmarks.figures import Bar, Row, Table, Unit, at_least, at_most
from tests.benchmarks.judging import Curve, Judged

FALSE_RATES = (0.03, 0.05)
_OWN_THRESHOLDS = (
    ("answered and right", "answered_and_right", at_least(0.82)),
    ("answered and right, or offered", "answered_right_or_offered", at_least(0.96)),
    ("wrong among answers to the answerable", "wrong_among_answers", at_most(0.03)),
    ("unanswerable answered", "unanswerable_answered", at_most(0.06)),
)


def main() -> None:
    """Run the command."""
    summary = "Right answers and false ones on labelled questions, beside rapidfuzz's WRatio and token_set_ratio alone."
    examples = ("cases.tsv", "cases.tsv --faq my-faq.yaml --output out/ --json")
    parser = commands.parser_of("quality", summary=summary, examples=examples)
    commands.add_cases(parser)
    parser.add_argument("--half", choices=("look", "dont"), help="one half of the cases: to look at, or to leave")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="draw the curves and the confusions into it")
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Put every case to the bot and to the baselines."""
    bot, cases = commands.open_with_cases(arguments)
    cases = tuple(case for case in cases if arguments.half in (None, half_of(case.id)))
    matches = commands.match_all(bot, [case.question for case in cases], doing="matching the cases")
    methods = {"bot": judged_of(cases, matches)}
    methods |= {name: judge_by(scorer, cases, bot.faq) for name, scorer in BASELINES.items()}
    curves = {name: judging.curve_of(judged) for name, judged in methods.items()}
    replies = [to_reply(case.question, match) for case, match in zip(cases, matches, strict=True)]
    report = evaluate(cases, replies)
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
        right, false = report.overall.answered_and_right.value, report.overall.unanswerable_answered.value
        drawing.draw_curves(curves, arguments.output / "curves.png", chosen=(false or 0.0, right or 0.0))
        drawing.draw_confusions(report.outcomes, bot.faq, arguments.output / "sections.png")
    return _table(methods, curves, report.overall)


def half_of(name: str) -> str:
    """The half of the case with this id: what is decided by looking at one half is tested on the other."""
    return "dont" if hashlib.sha256(f"split-1 {name}".encode()).digest()[0] % 2 else "look"


def judged_of(cases: Sequence[Case], matches: Sequence[Match]) -> tuple[Judged, ...]:
    """The bot's matches, scored by what its own thresholds are put to."""
    return tuple(
        Judged(case=case, entries=tuple(ranked.entry for ranked in match.ranking), score=willingness(match))
        for case, match in zip(cases, matches, strict=True)
    )


def willingness(match: Match) -> float:
    """How ready the bot is to answer: its confidence, unless a rule decides."""
    if match.is_exact:
        return 1.0
    return match.confidence if match.may_answer else 0.0


def _table(methods: dict[str, tuple[Judged, ...]], curves: dict[str, Curve], own: Figures) -> Table:
    """All figures, a column for each method; only the bot has thresholds of its own."""
    judged = tuple(methods.values())
    answerable = sum(bool(each.case.expected) for each in judged[0])
    blanks = (None,) * (len(judged) - 1)
    rows = (
        _row("best section right", map(judging.best_is_right, judged), at_least(0.92)),
        _row("one of three right", map(judging.one_of_three_is_right, judged), at_least(0.99)),
        *(_row(name, (getattr(own, figure).value, *blanks), bar) for name, figure, bar in _OWN_THRESHOLDS),
        *(
            _row(f"right where {rate:.0%} of unanswerable pass", (curve.right_at(rate) for curve in curves.values()))
            for rate in FALSE_RATES
        ),
    )
    notes = (f"{answerable} answerable and {len(judged[0]) - answerable} unanswerable questions",)
    return Table(title="Quality on labelled questions", columns=tuple(methods), rows=rows, notes=notes)


def _row(name: str, values: Iterable[float | None], bar: Bar | None = None) -> Row:
    return Row(name=name, unit=Unit.SHARE, values=tuple(values), bar=bar)


if __name__ == "__main__":
    main()
