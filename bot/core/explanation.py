"""Why a question got the reply it got, and which entries the matcher takes for each other."""

from dataclasses import dataclass

from bot.core.entries import Entry
from bot.core.messages import Match


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
    """Two entries that the matcher takes for each other; ``share``, from 0 to 1, how many of their examples."""

    first: Entry
    second: Entry
    share: float
