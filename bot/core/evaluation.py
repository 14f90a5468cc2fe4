"""How good the replies are: labelled questions, the replies to them, and figures counted from both."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.core.entries import Entry
from bot.core.reply import Answer, Declined, Reply, Suggestions

BEST = 3  # as many entries as a reply suggests


class Label(StrEnum):
    """Whether the labels of a set of questions name sections or entries."""

    SECTIONS = "sections"
    ENTRIES = "entries"


class Verdict(StrEnum):
    """How one question ended."""

    ANSWERED_RIGHT = "answered-right"
    OFFERED = "offered"
    ANSWERED_WRONG = "answered-wrong"
    OFFERED_WITHOUT_IT = "offered-without-it"
    DECLINED = "declined"
    UNANSWERABLE_ANSWERED = "unanswerable-answered"
    UNANSWERABLE_HELD_BACK = "unanswerable-held-back"

    @property
    def is_mistake(self) -> bool:
        """Whether the asker got a wrong answer, or nothing that helps."""
        return self not in (Verdict.ANSWERED_RIGHT, Verdict.OFFERED, Verdict.UNANSWERABLE_HELD_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question and the ids of the sections or entries that answer it; none where the FAQ has no answer."""

    id: str
    question: str
    label: Label
    expected: frozenset[str]
    kind: str = ""

    def is_answered_by(self, entry: Entry) -> bool:
        """Whether ``entry`` is a right answer."""
        return (entry.id if self.label is Label.ENTRIES else entry.section.id) in self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A case and its reply."""

    case: Case
    reply: Reply

    @property
    def verdict(self) -> Verdict:
        """How the question ended."""
        if not self.case.expected:
            answered = isinstance(self.reply, Answer)
            return Verdict.UNANSWERABLE_ANSWERED if answered else Verdict.UNANSWERABLE_HELD_BACK
        match self.reply:
            case Answer(entry=entry):
                return Verdict.ANSWERED_RIGHT if self.case.is_answered_by(entry) else Verdict.ANSWERED_WRONG
            case Suggestions(entries=entries):
                offered = any(map(self.case.is_answered_by, entries))
                return Verdict.OFFERED if offered else Verdict.OFFERED_WITHOUT_IT
            case Declined():
                return Verdict.DECLINED
        assert_never(self.reply)

    def is_right_within(self, best: int) -> bool:
        """Whether one of the ``best`` entries is right, whatever the band."""
        return any(self.case.is_answered_by(ranked.entry) for ranked in self.reply.ranking[:best])


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``count`` out of ``of``."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None if there was nothing to count."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The shares that say how good the bot is.

    The first five are shares of the answerable questions. ``wrong_among_answers`` is of the answers given to answerable
    questions; ``wrong_among_all_answers`` is of all answers, and counts those to unanswerable questions as wrong too.
    ``unanswerable_answered`` is of the unanswerable questions.
    """

    best_is_right: Share
    one_of_three_is_right: Share
    answered_and_right: Share
    offered: Share
    answered_right_or_offered: Share
    wrong_among_answers: Share
    wrong_among_all_answers: Share
    unanswerable_answered: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures overall and by kind, in the order in which the kinds first appear, and every outcome."""

    overall: Figures
    by_kind: tuple[tuple[str, Figures], ...]
    outcomes: tuple[Outcome, ...]

    @property
    def mistakes(self) -> tuple[Outcome, ...]:
        """The outcomes with a mistake."""
        return tuple(outcome for outcome in self.outcomes if outcome.verdict.is_mistake)


def evaluate(cases: Iterable[Case], replies: Iterable[Reply]) -> Report:
    """Judge the reply to each case."""
    outcomes = tuple(Outcome(case=case, reply=reply) for case, reply in zip(cases, replies, strict=True))
    kinds = dict.fromkeys(outcome.case.kind for outcome in outcomes if outcome.case.kind)
    by_kind = tuple((kind, figures_of([each for each in outcomes if each.case.kind == kind])) for kind in kinds)
    return Report(overall=figures_of(outcomes), by_kind=by_kind, outcomes=outcomes)


def figures_of(outcomes: Iterable[Outcome]) -> Figures:
    """Count the verdicts into shares."""
    outcomes = tuple(outcomes)
    answerable = [outcome for outcome in outcomes if outcome.case.expected]
    count = Counter(outcome.verdict for outcome in outcomes)
    right, offered, wrong = count[Verdict.ANSWERED_RIGHT], count[Verdict.OFFERED], count[Verdict.ANSWERED_WRONG]
    false = count[Verdict.UNANSWERABLE_ANSWERED]
    rows = len(answerable)
    return Figures(
        best_is_right=Share(count=sum(each.is_right_within(1) for each in answerable), of=rows),
        one_of_three_is_right=Share(count=sum(each.is_right_within(BEST) for each in answerable), of=rows),
        answered_and_right=Share(count=right, of=rows),
        offered=Share(count=offered, of=rows),
        answered_right_or_offered=Share(count=right + offered, of=rows),
        wrong_among_answers=Share(count=wrong, of=right + wrong),
        wrong_among_all_answers=Share(count=wrong + false, of=right + wrong + false),
        unanswerable_answered=Share(count=false, of=len(outcomes) - rows),
    )


def failures(figures: Figures, *, min_right: float | None = None, max_false: float | None = None) -> tuple[str, ...]:
    """Say which limits the figures miss, in one sentence each.

    ``min_right`` is the smallest ``answered_and_right``; ``max_false`` the largest ``unanswerable_answered`` and
    ``wrong_among_answers``. If there was nothing to count, nothing was right and nothing was wrong.
    """
    found = []
    right, false, wrong = figures.answered_and_right, figures.unanswerable_answered, figures.wrong_among_answers
    if min_right is not None and (right.value or 0.0) < min_right:
        found.append(_failure("answered and right", right, f"at least {min_right:.1%}"))
    for name, share in (("unanswerable ones answered", false), ("wrong among answers", wrong)):
        if max_false is not None and (share.value or 0.0) > max_false:
            found.append(_failure(name, share, f"at most {max_false:.1%}"))
    return tuple(found)


def _failure(name: str, share: Share, limit: str) -> str:
    reached = "no question to count" if share.value is None else f"{share.value:.1%} ({share.count} of {share.of})"
    return f"{name}: {reached}, must be {limit}"
