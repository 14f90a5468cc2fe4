"""What one typo in a question changes."""

import random
import re
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.match import Match
from bot.core.reply import Answer, band_of
from bot.engine.responder import to_reply
from tests.benchmarks import commands
from tests.benchmarks.figures import Bar, Row, Table, Unit, at_least

DRAWS = 3
_WORD = re.compile(r"[A-Za-z]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """The keys to the left and right of each letter, and those above and below it, on a QWERTY keyboard."""
    keys = {letter: (row, place) for row, letters in enumerate(_ROWS) for place, letter in enumerate(letters)}
    touching = {(0, -1), (0, 1), (1, 0), (1, -1), (-1, 0), (-1, 1)}
    return {
        letter: "".join(other for other, (up, along) in keys.items() if (up - row, along - place) in touching)
        for letter, (row, place) in keys.items()
    }


_KEYS = _neighbours()


def _swap(word: str, place: int, _chance: random.Random) -> str:
    return word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]


def _drop(word: str, place: int, _chance: random.Random) -> str:
    return word[:place] + word[place + 1 :]


def _double(word: str, place: int, _chance: random.Random) -> str:
    return word[: place + 1] + word[place:]


def _hit_neighbour(word: str, place: int, chance: random.Random) -> str:
    hit = chance.choice(_KEYS[word[place].lower()])
    return word[:place] + (hit.upper() if word[place].isupper() else hit) + word[place + 1 :]


KINDS: dict[str, Callable[[str, int, random.Random], str]] = {
    "swap": _swap,
    "drop": _drop,
    "double": _double,
    "neighbour key": _hit_neighbour,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A question before and after one typo, and its kind."""

    before: str
    after: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A slip, and the band and answered entry (none outside the answer band) before and after it."""

    slip: Slip
    before: tuple[str, str | None]
    after: tuple[str, str | None]

    @property
    def is_unchanged(self) -> bool:
        """Whether the same happens."""
        return self.before == self.after

    @property
    def was_answered(self) -> bool:
        """Whether the question was answered without the typo."""
        return self.before[1] is not None


def slip_in(question: str, chance: random.Random) -> Slip | None:
    """One typo in a random word of four letters or more; None where there is no such word."""
    words = list(_WORD.finditer(question))
    if not words:
        return None
    kind = chance.choice(tuple(KINDS))
    found = chance.choice(words)
    after = found[0]
    while after == found[0]:  # swapping two equal letters changes nothing
        after = KINDS[kind](found[0], chance.randrange(len(found[0])), chance)
    return Slip(before=question, after=question[: found.start()] + after + question[found.end() :], kind=kind)


def slips_in(questions: Sequence[str], chance: random.Random) -> tuple[Slip, ...]:
    """One typo in each question that has a word for it."""
    return tuple(slip for question in questions if (slip := slip_in(question, chance)))


def main() -> None:
    """Run the command."""
    summary = "Put one typo into each question (3 draws), and count the questions with which the same happens."
    parser = commands.parser_of("typos", summary=summary, examples=("cases.tsv", "cases.tsv --faq my-faq.yaml --json"))
    commands.add_cases(parser)
    parser.add_argument("--changed", action="store_true", help="list each question with which something else happens")
    commands.run(parser, measure)


def measure(arguments: Namespace) -> Table:
    """Put every case to the bot as it is, and with each draw's typo in it."""
    bot, cases = commands.open_with_cases(arguments)
    questions = [case.question for case in cases]
    slips = [slips_in(questions, random.Random(seed)) for seed in range(DRAWS)]  # noqa: S311 - repeatable, not secret
    texts = [*questions, *(slip.after for draw in slips for slip in draw)]
    found = zip(texts, commands.match_all(bot, texts, doing="matching with and without typos"), strict=True)
    outcomes = {text: _outcome(match) for text, match in found}
    effects = [
        [Effect(slip=slip, before=outcomes[slip.before], after=outcomes[slip.after]) for slip in draw] for draw in slips
    ]
    notes = tuple(_change(effect) for draw in effects for effect in draw if not effect.is_unchanged)
    return _table(effects, notes if arguments.changed else ())


def _outcome(match: Match) -> tuple[str, str | None]:
    reply = to_reply("", match)
    return band_of(reply).value, reply.entry.id if isinstance(reply, Answer) else None


def _change(effect: Effect) -> str:
    before, after = (": ".join(filter(None, outcome)) for outcome in (effect.before, effect.after))
    return f"{before} → {after}: {effect.slip.after}"


def _table(draws: Sequence[Sequence[Effect]], notes: tuple[str, ...]) -> Table:
    answered = [[effect for effect in draw if effect.was_answered] for draw in draws]
    by_kind = {kind: [[effect for effect in draw if effect.slip.kind == kind] for draw in draws] for kind in KINDS}
    rows = (
        _row("outcome unchanged (band and entry)", draws, bar=at_least(0.96)),
        _row("… of those answered before", answered, bar=at_least(0.96)),
        *(_row(f"… after {kind}", effects) for kind, effects in by_kind.items()),
    )
    columns = ("mean", *(f"draw {number}" for number in range(1, len(draws) + 1)))
    notes = (f"{len(draws[0])} questions have a word to put a typo into", *notes)
    return Table(title="One typo in each question", columns=columns, rows=rows, notes=notes)


def _row(name: str, draws: Sequence[Sequence[Effect]], bar: Bar | None = None) -> Row:
    shares = [_unchanged(draw) for draw in draws]
    return Row(name=name, unit=Unit.SHARE, values=(sum(shares) / len(shares), *shares), bar=bar)


def _unchanged(effects: Sequence[Effect]) -> float:
    return sum(effect.is_unchanged for effect in effects) / len(effects) if effects else float("nan")


if __name__ == "__main__":
    main()
