"""Typos are read as the word that was meant: first among the FAQ's own words, then among ordinary English."""

import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from importlib.resources import files
from math import log2
from weakref import proxy

import numpy as np

from bot.core.match import Correction

_WORD = re.compile(r"(?<![\w@#/.'-])[A-Za-z]+(?:'[A-Za-z]+)?(?![\w@/]|[.'-]\w)|\bw/o?(?=\s|$)")
_ENDINGS = ("'s", "s'", "s")
_SHORTEST = 3
_TWO_SLIPS_FROM = 8
"""A word of this many letters may differ in two places from a word of the FAQ."""
_MOST_LETTERS = 32
_OWN_WORD_BONUS = 0.3
_FIRST_LETTER_COST = 0.4
_RARITY_COST = 0.04
_SWAPPED, _LEFT_OUT, _ADDED, _OTHER = 0.7, 0.8, 0.9, 1.0
"""What one slip costs, by its kind; people swap and skip letters more often than they hit a wrong one."""

SHORTHAND: Mapping[str, str] = {
    "u": "you", "ur": "your", "r": "are", "y": "why", "pls": "please", "plz": "please", "plse": "please",
    "thx": "thanks", "tho": "though", "thru": "through", "cuz": "because", "coz": "because", "bc": "because",
    "bcz": "because", "rn": "right now", "atm": "at the moment", "imo": "in my opinion", "imho": "in my opinion",
    "tbh": "to be honest", "idk": "I don't know", "wanna": "want to", "gonna": "going to", "gotta": "have to",
    "w/": "with", "w/o": "without", "yrs": "years", "yr": "year", "yoe": "years of experience", "exp": "experience",
    "uni": "university", "eng": "engineer", "ppl": "people", "smth": "something", "dev": "developer",
    "devs": "developers", "prod": "production", "btw": "by the way", "rly": "really", "wat": "what", "wut": "what",
    "wht": "what", "hw": "how", "abt": "about", "shud": "should", "cud": "could", "wud": "would", "dont": "don't",
    "cant": "can't", "wont": "won't", "im": "I'm", "ive": "I've", "whats": "what's", "hows": "how's", "isnt": "isn't",
    "doesnt": "doesn't", "didnt": "didn't", "theres": "there's", "thats": "that's", "lets": "let's", "alot": "a lot",
    "teh": "the", "adn": "and",
}  # fmt: skip
"""How people shorten words in chat; every FAQ gets these."""


class Speller:
    """Corrects the words of a question towards a vocabulary."""

    def __init__(self, *, vocabulary: Iterable[str], common: Sequence[str], names: Iterable[str] = ()) -> None:
        """``vocabulary`` holds the FAQ's words, ``common`` the language's, most frequent first; ``names`` are right."""
        self._vocabulary = frozenset(vocabulary)
        self._common = common
        self._known = self._vocabulary.union(common, names)
        # By a weak reference: in a cycle, what an FAQ knew that was replaced would stay until Python looks for cycles,
        # which stops every thread, and the longer the more there is.
        self.read_word = lru_cache(maxsize=8_192)(partial(Speller._read_word, proxy(self)))

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """The text with its typos and chat shorthand read as meant, and what was changed."""
        corrections: list[Correction] = []

        def read(found: re.Match[str]) -> str:
            written = found[0]
            read_as = self.read_word(written)
            if read_as != written:
                corrections.append(Correction(written=written, read_as=read_as))
            return read_as

        return _WORD.sub(read, text), tuple(corrections)

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is spelled as somebody may have meant it."""
        if word in self._known:
            return True
        return any(word.endswith(ending) and self.knows(word.removesuffix(ending)) for ending in _ENDINGS)

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {word: rank for rank, word in enumerate(self._common)}

    @cached_property
    def _own_by_length(self) -> Mapping[int, list[str]]:
        """The FAQ's words that a typo may stand for; the short ones only if they are English, or slang would be."""
        ascii_words = (word for word in self._vocabulary if word.isascii())
        return _by_length(word for word in ascii_words if len(word) > _SHORTEST + 1 or word in self._rank)

    @cached_property
    def _common_by_length(self) -> Mapping[int, list[str]]:
        return _by_length(self._common)

    def _read_word(self, written: str) -> str:
        word = written.lower()
        if word in SHORTHAND and word not in self._vocabulary and not written.isupper():
            return SHORTHAND[word]
        is_name_like = written[1:] != written[1:].lower()
        if is_name_like or not _SHORTEST <= len(word) <= _MOST_LETTERS or self.knows(word) or word in dictionary():
            return written
        return self._nearest(word) or written

    def _nearest(self, word: str) -> str | None:
        """The cheapest word within reach, or none."""
        reach = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        own = _within(word, self._own_by_length, reach=reach) if len(word) > _SHORTEST else ()
        common = (
            found
            for found in _within(word, self._common_by_length, reach=1)
            if len(word) > _SHORTEST or _slip(word, found[0]) == _SWAPPED
        )
        costs = {found: self._cost(word, found, distance) for found, distance in (*common, *own)}
        return min(costs, key=lambda found: (costs[found], found), default=None)

    def _cost(self, word: str, found: str, distance: float) -> float:
        """How unlikely it is that ``word`` was typed for ``found``: the slips, the first letter, how rare it is."""
        kind = _slip(word, found)
        rarity = _RARITY_COST * log2(2 + self._rank.get(found, len(self._rank)))
        bonus = _OWN_WORD_BONUS if found in self._vocabulary else 0.0
        return distance * kind + _FIRST_LETTER_COST * (found[0] != word[0]) + rarity - bonus


class WordList:
    """Words that can be looked up, in a sixth of the memory that a set of them would take."""

    def __init__(self, words: Iterable[str]) -> None:
        """Hold ``words``."""
        self._sorted = np.sort(np.array([word.encode() for word in words], dtype=np.bytes_))

    def __contains__(self, word: str) -> bool:
        """Whether the word is one of them."""
        wanted = word.encode()
        place = int(np.searchsorted(self._sorted, wanted))
        return place < len(self._sorted) and bool(self._sorted[place] == wanted)


@cache
def dictionary() -> WordList:
    """Some 160,000 English words that a correction must leave alone; from pyspellchecker's word list."""
    return WordList(_word_counts())


def common_words(most: int = 30_000) -> tuple[str, ...]:
    """The most frequent English words, the commonest first."""
    counts = _word_counts()
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:most])


def _word_counts() -> dict[str, int]:
    packed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    return {word: count for word, count in counts.items() if len(word) > 1 or word in {"a", "i"}}


def _slip(word: str, found: str) -> float:
    if len(found) > len(word):
        return _LEFT_OUT
    if len(found) < len(word):
        return _ADDED
    return _SWAPPED if sorted(word) == sorted(found) else _OTHER


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for word in sorted(words):
        grouped.setdefault(len(word), []).append(word)
    return grouped


def _within(word: str, grouped: Mapping[int, list[str]], *, reach: int) -> Iterable[tuple[str, float]]:
    """Words at most ``reach`` slips away (a slip: a letter more, less, other, or two swapped), with their distance."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    for length in range(max(_SHORTEST, len(word) - reach), len(word) + reach + 1):
        for found, distance, _ in process.extract(
            word, grouped.get(length, ()), scorer=OSA.distance, score_cutoff=reach, limit=None
        ):
            yield found, float(distance)
