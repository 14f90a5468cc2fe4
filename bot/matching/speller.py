"""Typos are read as the word that was meant, where that is far likelier than the word as it was written.

A noisy channel (Kernighan, Church and Gale, 1990): what speaks for a correction is how often the word is used, what
speaks against it how rarely such a slip happens, and how easily a short word is a name that nobody listed.
"""

import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from importlib.resources import files
from math import log10
from weakref import proxy

import numpy as np

from bot.core.match import Correction

_WORD = re.compile(r"(?<![\w@#/.'-])[A-Za-z]+(?:'[A-Za-z]+)?(?![\w@/+#]|[.'-]\w)|\bw/o?(?=\s|$)")
_PLURALS = ("'s", "s'", "s")
_ENDINGS = ("es", "ed", "ing", "er", "ers", "able")
_BEGINNINGS = ("re", "un", "pre", "non", "multi", "sub", "super", "micro", "auto", "meta", "hyper", "cyber")
_COMMON = 8_000
"""The most frequent words, of which others are derived or compounded ("dataset")."""
_SHORTEST = 3
_TWO_SLIPS_FROM = 8
"""A word of this many letters may differ in two places from a word of the FAQ."""
_MOST_LETTERS = 32
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_OWN_WORD = 2.4
"""What being one of the FAQ's own words is worth, in powers of ten of a word's frequency."""
_SWAPPED, _DOUBLED, _LEFT_OUT, _NEAR_KEY, _VOWEL, _ADDED, _OTHER = 0.6, 0.6, 1.2, 1.2, 1.4, 2.2, 2.6
"""What one slip costs, by its kind, in powers of ten: people swap, double and skip letters, and hit the key beside the
one that they meant; hitting a far one is rare."""
_FIRST_LETTER = 0.9
_UNKNOWN = {3: 1.4, 4: 1.3, 5: 0.7, 6: 0.0, 7: -0.6}
"""By length: how likely it is that an unknown word is right and only not listed. Short ones often are names.

Settled with 427 technical words, of which 73 were changed before and 13 are now if none is listed, and with typos put
into the questions of ``tests/data`` and CLINC150, of which four in a hundred fewer are read as meant.
"""
_UNKNOWN_LONG = -1.2
_COMPOUND = 1.5
"""How much likelier a word is right if it is made of two common ones."""
_EVERYDAY = 1_000
"""Of so many most frequent words it says nothing that the FAQ uses them too."""
_EACH_OF_TWO = 1.3
"""What each of two slips in a long word of the FAQ costs, whatever its kind."""
_HIGHEST = 5.0
"""The power of ten from which a word's frequency falls with its rank."""
_VOWELS = "aeiou"

SHORTHAND: Mapping[str, str] = {
    "u": "you", "ur": "your", "pls": "please", "plz": "please", "plse": "please",
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
_LETTERS = {
    "r": (
        re.compile(r"\b(?:how|what|where|who|why|u|you|they|we|there|these|those)$"),
        re.compile(r"^(?:u|you|we|they|there|these|those)\b"),
    ),
    "y": (re.compile(r"(?:^|[.?!,])$"), re.compile(r"^(?:is|are|do|does|did|would|should|not|don'?t|u|you|r)\b")),
}
"""When "r" and "y" are words: after the first pattern or before the second; else they may be a language or a name."""


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
            read_as = _letter_as_word(found) if written in _LETTERS else self.read_word(written)
            if read_as != written:
                corrections.append(Correction(written=written, read_as=read_as))
            return read_as

        return _WORD.sub(read, text), tuple(corrections)

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is spelled as somebody may have meant it."""
        if word in self._known or f"{word}s" in self._known:
            return True
        if any(word.endswith(ending) and self.knows(word.removesuffix(ending)) for ending in _PLURALS):
            return True
        stems = (
            *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)),
            *(word.removeprefix(beginning) for beginning in _BEGINNINGS if word.startswith(beginning)),
        )
        return any(len(stem) > _SHORTEST and self._is_common(stem) for stem in stems)

    def _is_common(self, word: str) -> bool:
        return word in self._vocabulary or self._rank.get(word, _COMMON) < _COMMON

    def _is_compound(self, word: str) -> bool:
        """Whether a word is two common words written as one ("goland")."""
        return any(
            self._rank.get(word[:cut], _COMMON) < _COMMON and self._rank.get(word[cut:], _COMMON) < _COMMON
            for cut in range(_SHORTEST - 1, len(word) - _SHORTEST + 1)
        )

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
        """The likeliest word within reach, or none where the word itself is likelier."""
        reach = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        own = _within(word, self._own_by_length, reach=reach) if len(word) > _SHORTEST else ()
        common = (
            found
            for found in _within(word, self._common_by_length, reach=1)
            if len(word) > _SHORTEST or slip_cost(word, found[0]) == _SWAPPED
        )
        chances = {
            found: self._evidence(found) - _distance_cost(word, found, int(far)) for found, far in (*common, *own)
        }
        best = max(chances, key=lambda found: (chances[found], found), default=None)
        return best if best and chances[best] > self._doubt(word) else None

    def _evidence(self, found: str) -> float:
        """How often a word is meant: the power of ten of its frequency, which falls with its rank (Zipf's law)."""
        frequency = _HIGHEST - log10(10 + self._rank.get(found, 10 * len(self._rank)))
        is_own = found in self._vocabulary and self._rank.get(found, _EVERYDAY) >= _EVERYDAY
        return max(frequency, 0.0) + _OWN_WORD * is_own

    def _doubt(self, word: str) -> float:
        """How likely it is that a word which nobody listed is right all the same."""
        return _UNKNOWN.get(len(word), _UNKNOWN_LONG) + _COMPOUND * self._is_compound(word)


def _letter_as_word(found: re.Match[str]) -> str:
    """What a single letter stands for between the words around it."""
    before, after = found.string[: found.start()].rstrip().lower(), found.string[found.end() :].lstrip().lower()
    precedes, follows = _LETTERS[found[0]]
    if found[0] == "r":
        return "are" if precedes.search(before) or follows.search(after) else "r"
    return "why" if precedes.search(before) and follows.search(after) else "y"


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


def technical_words() -> tuple[str, ...]:
    """Names of tools, languages, formats and the like, which no dictionary holds."""
    return tuple(files("bot.matching").joinpath("technical.txt").read_text(encoding="utf-8").split())


def common_words(most: int = 30_000) -> tuple[str, ...]:
    """The most frequent English words, the commonest first."""
    counts = _word_counts()
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:most])


def _word_counts() -> dict[str, int]:
    packed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    return {word: count for word, count in counts.items() if len(word) > 1 or word in {"a", "i"}}


def _distance_cost(word: str, found: str, distance: int) -> float:
    """What it costs to take ``word`` for ``found``."""
    slips = slip_cost(word, found) if distance == 1 else distance * _EACH_OF_TWO
    return slips + _FIRST_LETTER * (found[0] != word[0])


def slip_cost(word: str, found: str) -> float:
    """What the one slip costs that makes ``word`` of ``found``."""
    place = next(
        (n for n, (one, other) in enumerate(zip(word, found, strict=False)) if one != other), min(len(word), len(found))
    )
    if len(found) > len(word):
        is_double = place > 0 and found[place] == found[place - 1]
        return _DOUBLED if is_double else _LEFT_OUT
    if len(found) < len(word):
        is_double = place > 0 and word[place] == word[place - 1]
        return _DOUBLED if is_double else _ADDED
    if sorted(word) == sorted(found):
        return _SWAPPED
    hit, meant = word[place], found[place]
    if hit in _VOWELS and meant in _VOWELS:
        return min(_VOWEL, _NEAR_KEY if meant in NEIGHBOURS[hit] else _VOWEL)
    return _NEAR_KEY if meant in NEIGHBOURS.get(hit, "") else _OTHER


def _neighbours() -> dict[str, str]:
    """The keys beside, above and below each letter on a QWERTY keyboard."""
    keys = {letter: (row, place) for row, letters in enumerate(_KEYBOARD) for place, letter in enumerate(letters)}
    touching = {(0, -1), (0, 1), (1, 0), (1, -1), (-1, 0), (-1, 1)}
    return {
        letter: "".join(other for other, (up, along) in keys.items() if (up - row, along - place) in touching)
        for letter, (row, place) in keys.items()
    }


NEIGHBOURS: Mapping[str, str] = _neighbours()


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
