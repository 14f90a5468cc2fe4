"""How a text is read before it is matched: plain text, typos corrected, terms unified."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from bot.core.entries import Faq
from bot.core.match import Correction
from bot.matching.normaliser import normalise
from bot.matching.speller import Speller, common_words, technical_words
from bot.matching.terms import Terms

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it was read: ``normalised`` keeps its words, ``text`` has typos and terms replaced."""

    normalised: str
    text: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads texts with the words of one FAQ in mind."""

    words: Mapping[str, str]
    """What the speller knows, each kind one word a line: fast to save and to load."""
    speller: Speller
    terms: Terms

    @classmethod
    def for_faq(cls, faq: Faq, *, names: Iterable[str]) -> Self:
        """Learn the words of ``faq``; ``names`` are known to be spelled right."""
        own = {word for text in _texts(faq) for word in _WORD.findall(text.lower()) if len(word) > 1}
        common = common_words()
        words = {
            "vocabulary": sorted(own),
            "common": common,
            "names": sorted({*names, *technical_words()}.difference(common)),
        }
        return cls.from_words({kind: "\n".join(known) for kind, known in words.items()}, faq.synonyms)

    @classmethod
    def from_words(cls, words: Mapping[str, str], synonyms: Mapping[str, tuple[str, ...]]) -> Self:
        """Take up again the ``words`` of an earlier reader."""
        vocabulary, common, names = (words[kind].split("\n") for kind in ("vocabulary", "common", "names"))
        speller = Speller(vocabulary=vocabulary, common=common, names=names)
        return cls(words=words, speller=speller, terms=Terms(synonyms))

    def read(self, text: str) -> Reading:
        """Read a question."""
        normalised = normalise(text)
        corrected, corrections = self.speller.correct(normalised)
        return Reading(normalised=normalised, text=self.terms.unify(corrected), corrections=corrections)

    def unify(self, text: str) -> str:
        """Read an example: as a question, but spelled as its curator wrote it."""
        return self.terms.unify(normalise(text))


def _texts(faq: Faq) -> Iterable[str]:
    for entry in faq.entries:
        yield from (entry.question, entry.answer, *entry.examples)
    for topic in faq.not_covered:
        yield from (topic.topic, *topic.examples)
    for term, variants in faq.synonyms.items():
        yield from (term, *variants)
