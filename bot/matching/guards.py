"""When a match must not be answered, however near it looks: negations, bare frames, single words."""

import re
from collections.abc import Callable, Iterable, Sequence

_NEGATION = re.compile(
    r"\b(?:i|we)(?:'m| am|'re| are)? (?:(?:do|does|did|would|will|am|are) ?(?:n't|not)|don't|won't|never|no longer|not)"
    r" (?:really |even |actually |at all )?"
    r"(?:want|need|care|plan|intend|ask|asking|mean|wish|looking|interested|talking)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|\b(?:what|why|how|who|whom|whose|which|where|when|should|could|would|can|is it|are there|wonder|wondering|"
    r"advice|tell me|explain)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|,\s+(?:but|so|just|and)\s+|\s+but\s+|\n+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

FRAME_WORDS = frozenset(
    """a about all also am an and any anybody anyone anything are as ask asking at be been being best better but by can
    could did do does doing done explain for from get getting give go going good got guys had has have having hello
    help here hey hi how i i'd i'll i'm i've if in into is it it's its just kind know let's like lot make makes
    making many may maybe me mean might more most much must my need needs no not of ok on one or other our people
    please question questions really right say see she should show so some somebody someone something sort sure take
    tell than thank thanks that that's the their them then there these they thing things think this those to too
    trying up us use using very want wanted wants was way we well were what what's when where which who whom whose
    why will with without would yes you you're your""".split()  # noqa: SIM905 - reads better
)
"""Words of which questions on anything are made; a question of nothing else asks nothing that an FAQ could know."""


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def is_bare_frame(text: str) -> bool:
    """Whether a text holds no word but those of which any question is made ("how do I get a …")."""
    return all(word in FRAME_WORDS for word in words_of(text))


def no_evidence(text: str, *, expected: Iterable[str]) -> str | None:
    """Why a text is no evidence for any entry, if it is none.

    ``expected`` are the examples of the best entry: what they say themselves, such as "who are you", it may be asked.
    """
    for applies, why in _NO_EVIDENCE:
        if applies(text) and not any(applies(example) for example in expected):
            return why
    return None


def is_only_negated(text: str) -> bool:
    """Whether a text says what its author does not want, and asks nothing."""
    return not without_negated(text) and bool(text)


def without_negated(text: str) -> str:
    """The text less the clauses that say what its author does not want; empty if nothing that asks is left."""
    if not _NEGATION.search(text):
        return text
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    kept = [clause for clause in clauses if not _NEGATION.search(clause) or _ASKS.search(_NEGATION.sub(" ", clause))]
    left = " ".join(kept)
    return left if _ASKS.search(left) else ""


_NO_EVIDENCE: Sequence[tuple[Callable[[str], bool], str]] = (
    (is_bare_frame, "it holds only words of which any question is made"),
    (is_only_negated, "it says what its author does not want, and asks nothing"),
)
