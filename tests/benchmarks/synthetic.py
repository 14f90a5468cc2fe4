"""Made-up questions for an FAQ of any size: each entry has words of its own, and asks with them in many ways."""

import random
from collections.abc import Iterator, Sequence

from tests.benchmarks.converting import Labelled

_OWN_WORDS = 5
_FRAMES = (
    "how do I {0} the {1}?",
    "what is the best way to get {0} with {1} and {2}",
    "why does {0} {1} need {2}?",
    "can somebody explain {0} {1} to me please",
    "is {0} any different from {1} when it comes to {2}?",
    "{0} {1} {2} help",
    "we have a {0} and want {1}, where do we start with the {2}?",
    "who decides on {0}, and does the {1} matter?",
    "I've been told that {0} goes with {1}. Is that still so for {2} {3}?",
    "does anyone know {0} vs {1}",
    "when should I ask for {0}? my {1} has no {2}",
    "what happens to the {0} of a {1} after {2}",
)


def make_rows(words: Sequence[str], *, entries: int, each: int, seed: int) -> Iterator[Labelled]:
    """``each`` different questions for every entry, of ``words``; some words come up far more often than others."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    ranked = chance.sample(words, len(words))
    for number in range(entries):
        own = tuple(_pick(ranked, chance) for _ in range(_OWN_WORDS))
        for question in _ask(own, chance, count=each):
            yield Labelled(question=question, entry=f"entry-{number:05}")


def _ask(own: Sequence[str], chance: random.Random, *, count: int) -> Sequence[str]:
    """Different questions on some words, in the order in which they came to mind."""
    asked: dict[str, None] = {}
    while len(asked) < count:
        asked[chance.choice(_FRAMES).format(*chance.sample(own, len(own)))] = None
    return tuple(asked)


def _pick(ranked: Sequence[str], chance: random.Random) -> str:
    """A word; how often it comes up falls with its place, as in Zipf's law."""
    return ranked[int(len(ranked) ** chance.random()) - 1]
