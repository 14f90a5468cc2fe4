"""A Match: what the matcher makes of one question, and the explanation of how it got there."""

from dataclasses import dataclass

from bot.core.entries import Entry, Uncovered


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An entry and the chance, from 0 to 1, that it is the right one for the question."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The lowest confidence, from 0 to 1, at which a match is answered or offered."""

    answer: float
    suggest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What the matcher makes of one question.

    ``ranking`` holds the best entries, best first, three of them where the FAQ has three. ``confidence``, from 0 to 1,
    is what the thresholds are compared with. ``uncovered`` is the ``not_covered`` topic that the question falls under,
    if there is one.
    """

    ranking: tuple[Ranked, ...]
    confidence: float
    thresholds: Thresholds
    is_exact: bool = False
    may_answer: bool = True
    uncovered: Uncovered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word or phrase of the question, and what it was read as: a typo, an acronym, a synonym."""

    written: str
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """What one signal says of one candidate, an entry's id or a ``not_covered`` topic's, on the signal's own scale.

    ``evidence`` is the text that the value rests on, such as the nearest example, where there is one.
    """

    name: str
    entry_id: str
    value: float
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that led from a text to its match.

    ``signals`` holds the rows of the best few candidates; ``notes`` one sentence for each rule or guard that fired,
    such as a negation, a one-word question, or an exact hit.
    """

    text: str
    normalised: str
    corrections: tuple[Correction, ...]
    signals: tuple[SignalRow, ...]
    match: Match
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusedPair:
    """Two entries that the matcher confuses; ``share``, from 0 to 1, is how many of their examples it mistakes."""

    first: Entry
    second: Entry
    share: float
