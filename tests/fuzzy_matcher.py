"""A small Matcher for tests of all that is not about matching: the examples' fuzzy similarity, and nothing else."""

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, utils

from bot.core.entries import Entry, Faq
from bot.core.match import Match, Ranked, Thresholds


class FuzzyMatcher:
    """Ranks entries by the likeness, from 0 to 1, of their most similar example."""

    def __init__(self, faq: Faq, *, answer: float = 0.9, suggest: float = 0.5) -> None:
        """Match against ``faq`` with these thresholds."""
        self._faq = faq
        self._thresholds = Thresholds(answer=answer, suggest=suggest)

    def match(self, text: str) -> Match:
        """Rank entries for one text."""
        scored = sorted(((self._score(entry, text), entry) for entry in self._faq.entries), key=lambda each: -each[0])
        uncovered = next((topic for topic in self._faq.not_covered if _likeness(topic.examples, text) > 0.9), None)
        return Match(
            ranking=tuple(Ranked(entry=entry, score=score) for score, entry in scored[:3]),
            confidence=0.0 if uncovered else scored[0][0],
            thresholds=self._thresholds,
            uncovered=uncovered,
        )

    def match_many(self, texts: Iterable[str]) -> Iterator[Match]:
        """Match texts one by one."""
        return map(self.match, texts)

    def complete(self, text: str, *, limit: int) -> tuple[Entry, ...]:
        """The entries whose question holds what was typed, in the order of the FAQ."""
        return tuple(entry for entry in self._faq.entries if text.lower() in entry.question.lower())[:limit]

    @staticmethod
    def _score(entry: Entry, text: str) -> float:
        return _likeness((entry.question, *entry.examples), text)


def _likeness(examples: Iterable[str], text: str) -> float:
    ratios = (fuzz.token_set_ratio(text, example, processor=utils.default_process) for example in examples)
    return max(ratios, default=0.0) / 100
