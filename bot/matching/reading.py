"""How a text is read before it is matched: plain text, typos corrected, terms unified."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.entries import Faq
from bot.core.explanation import Correction
from bot.matching.normalising import normalise
from bot.matching.spelling import Speller, common_words
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

    vocabulary: frozenset[str]
    common: tuple[str, ...]
    names: tuple[str, ...]
    speller: Speller
    terms: Terms

    @classmethod
    def for_faq(cls, faq: Faq, *, names: Iterable[str]) -> "Reader":
        """Learn the words of ``faq``; ``names`` are known to be spelled right."""
        words = {word for text in _texts(faq) for word in _WORD.findall(text.lower()) if len(word) > 1}
        return cls.from_words(
            {"vocabulary": sorted(words), "common": common_words(), "names": tuple(names)}, faq.synonyms
        )

    @classmethod
    def from_words(cls, words: Mapping[str, Iterable[str]], synonyms: Mapping[str, tuple[str, ...]]) -> "Reader":
        """Take up again what ``to_words`` gave."""
        vocabulary, common, names = (tuple(words[kind]) for kind in ("vocabulary", "common", "names"))
        return cls(
            vocabulary=frozenset(vocabulary), common=common, names=names,
            speller=Speller(vocabulary=vocabulary, common=common, names=names), terms=Terms(synonyms),
        )  # fmt: skip

    def to_words(self) -> dict[str, list[str]]:
        """The words to keep for the next start."""
        return {"vocabulary": sorted(self.vocabulary), "common": list(self.common), "names": list(self.names)}

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
