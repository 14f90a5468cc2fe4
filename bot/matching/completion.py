"""Completes the name of an entry while somebody types it: by the words begun, typos forgiven, and by what is meant.

Each typed word looks for words of the FAQ that begin with it; how far a hit counts depends on where the word stands and
on how many entries have it, so that "research" decides little. What the question begins with counts too, and so does
the matcher's chance that an entry is meant. The words of the FAQ are laid out once, sorted, so that those of one
beginning are neighbours.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, zip_longest
from math import log
from weakref import proxy

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.core.entries import Entry, Faq
from bot.core.match import Ranked
from bot.matching.classifier import Floats, Ints
from bot.matching.exact import key_of
from bot.matching.guards import FRAME_WORDS

LONGEST = 100
"""Characters that are looked at; a name on Discord has no more."""
_IN_QUESTION, _IN_ID, _IN_SECTION, _IN_EXAMPLES = 1.0, 0.9, 0.6, 0.5
"""What a word counts by where it stands; that of an example may not be the one that everybody would use."""
_WHOLE, _BEGUN, _WITHIN, _MISTYPED = 1.0, 0.95, 0.6, 0.7
"""What a word counts by how it was typed: all of it, its beginning, a middle part, with a slip."""
_FEWEST_FOR_SLIPS, _FEWEST_FOR_TWO_SLIPS = 4, 6
"""Letters from which a word may be mistyped."""
_FRAME = 0.25
"""What is left of the weight of a word of which questions on anything are made, such as "how"."""
_OPENING, _SURE_OPENING = 2.0, 12
"""What it counts that the question itself starts with what was typed, and the letters from which all of that counts."""
_LIKEST_OPENING = 80.0
"""The least likeness, of 100, to what the question starts with."""
_LEAST = 0.1
"""What an entry has to have of the words, or a long text would bring every entry with an "is" or a "the" in it."""
_MEANING = 2.0
"""What it counts that an entry is meant for sure: more than all words, as the chance is seldom near 1."""
_LEAST_CHANCE = 0.02
_REMEMBERED = 2_048
"""Typed words whose hits are kept: each keystroke changes one of them and repeats the others."""


def says_something(text: str) -> bool:
    """Whether a text is long enough to mean something: two words, or four letters."""
    key = key_of(text)
    return " " in key or len(key) >= _FEWEST_FOR_SLIPS


class Completer:
    """The words of one FAQ, laid out for completion."""

    def __init__(self, faq: Faq) -> None:
        """Lay out the words of ``faq``."""
        self._entries = faq.entries
        self._first = tuple(_by_turns(faq))
        self._places = {entry.id: place for place, entry in enumerate(faq.entries)}
        self._questions = [key_of(entry.question) for entry in faq.entries]
        postings = _postings(faq)
        self._words = sorted(postings)
        self._starts: Ints = np.cumsum([0, *(len(postings[word]) for word in self._words)])
        """[words + 1]: where the postings of each word start."""
        rows = [row for word in self._words for row in postings[word]]
        self._owners: Ints = np.fromiter((place for place, _ in rows), np.int64, len(rows))
        self._values: Floats = np.fromiter((value for _, value in rows), np.float32, len(rows))
        self._ranges = lru_cache(maxsize=_REMEMBERED)(partial(Completer._find, proxy(self)))  # weak, as in the speller

    def complete(self, text: str, meant: Sequence[Ranked], *, limit: int) -> tuple[Entry, ...]:
        """The entries for what was typed so far, best first; ``meant`` are those that the matcher ranks for it.

        For an empty text they are the first of each section, then the second of each, and so on: a look at all.
        """
        typed = key_of(text[:LONGEST])
        if not typed:
            return self._first[:limit]
        scores = self._by_words(typed.split()) + self._by_opening(typed)
        scores[scores < _LEAST] = 0
        for ranked in meant:
            if ranked.score >= _LEAST_CHANCE:
                scores[self._places[ranked.entry.id]] += _MEANING * ranked.score
        best = np.argsort(-scores, kind="stable")[:limit]
        return tuple(self._entries[place] for place in best if scores[place] > 0)

    def _by_words(self, typed: Sequence[str]) -> Floats:
        """What each entry [entries] has, from 0 to 1, of the words that were typed."""
        total = np.zeros(len(self._entries), np.float32)
        weights = 0.0
        for word in dict.fromkeys(typed):
            found = self._by_word(word)
            weight = log(1 + len(found) / max(1, int(np.count_nonzero(found))))
            weight *= _FRAME if word in FRAME_WORDS else 1
            total += weight * found
            weights += weight
        return total / max(weights, 1e-9)

    def _by_word(self, typed: str) -> Floats:
        """What each entry [entries] has of one word."""
        found = np.zeros(len(self._entries), np.float32)
        for start, end, quality in self._ranges(typed):
            rows = slice(self._starts[start], self._starts[end])
            np.maximum.at(found, self._owners[rows], quality * self._values[rows])
        return found

    def _find(self, typed: str) -> tuple[tuple[int, int, float], ...]:
        """Ranges of the sorted words that may be meant by a typed one, and how far they count."""
        start = bisect_left(self._words, typed)
        end = bisect_left(self._words, typed + chr(0x10FFFF), start)
        if start == end:
            return tuple((place, place + 1, quality) for place, quality in self._look_around(typed))
        begun = ((start, end, _BEGUN),)
        return (*begun, (start, start + 1, _WHOLE)) if self._words[start] == typed else begun

    def _look_around(self, typed: str) -> Iterator[tuple[int, float]]:
        """Places of the words that hold what was typed, and of those whose beginning was typed with a slip or two."""
        yield from ((place, _WITHIN) for place, word in enumerate(self._words) if typed in word)
        if len(typed) < _FEWEST_FOR_SLIPS:
            return
        reach = 2 if len(typed) >= _FEWEST_FOR_TWO_SLIPS else 1
        for length in range(len(typed), len(typed) + reach + 1):  # longer, where letters were left out
            beginnings = [word[:length] for word in self._words]
            near = process.extract(typed, beginnings, scorer=OSA.distance, score_cutoff=reach, limit=None)
            yield from ((place, _MISTYPED) for _, _, place in near)

    def _by_opening(self, typed: str) -> Floats:
        """What each entry [entries] gets because its question starts like what was typed."""
        scores = np.zeros(len(self._entries), np.float32)
        openings = [question[: len(typed)] for question in self._questions]
        most = _OPENING * min(1.0, len(typed) / _SURE_OPENING)
        alike = process.extract(typed, openings, scorer=fuzz.ratio, score_cutoff=_LIKEST_OPENING, limit=None)
        for _, likeness, place in alike:
            scores[place] = most * likeness / 100
            if openings[place] == typed:  # an exact beginning outweighs any guess at the meaning
                scores[place] += _MEANING * min(1.0, len(typed) / _SURE_OPENING)
        return scores


def _postings(faq: Faq) -> dict[str, list[tuple[int, float]]]:
    """For each word the places of the entries that have it, and what it counts there."""
    postings: dict[str, list[tuple[int, float]]] = {}
    for place, entry in enumerate(faq.entries):
        for word, value in _words_of(entry).items():
            postings.setdefault(word, []).append((place, value))
    return postings


def _words_of(entry: Entry) -> dict[str, float]:
    """The words of an entry, each with the most that it counts."""
    words = dict.fromkeys(key_of(" ".join(entry.examples)).split(), _IN_EXAMPLES)
    words |= dict.fromkeys(key_of(entry.section.title).split(), _IN_SECTION)
    words |= dict.fromkeys(key_of(entry.id).split(), _IN_ID)
    return words | dict.fromkeys(key_of(entry.question).split(), _IN_QUESTION)


def _by_turns(faq: Faq) -> Iterator[Entry]:
    """The first entry of each section, in the order of the file, then the second of each, and so on."""
    sections: dict[str, list[Entry]] = {section.id: [] for section in faq.sections}
    for entry in faq.entries:
        sections[entry.section.id].append(entry)
    return (entry for entry in chain.from_iterable(zip_longest(*sections.values())) if entry is not None)
