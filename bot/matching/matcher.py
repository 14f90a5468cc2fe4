"""The intent matcher: a text in, the entries that it may be asking for out, each with the chance that it is meant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bot.core.entries import Entry, Faq, Uncovered
from bot.core.match import ConfusedPair, Explanation, Match, Ranked, SignalRow
from bot.matching import guards
from bot.matching.calibration import Evidence
from bot.matching.classifier import Floats, Heads, Ints, gaussian
from bot.matching.encoder import Encoder
from bot.matching.exact import key_of
from bot.matching.index import Index
from bot.matching.reader import Reading
from bot.matching.stream import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.completion import Completer
    from bot.matching.examples import Examples

RANKED = 3
_TOPIC_SHARE = 0.25
"""A declined question is said to fall under a ``not_covered`` topic that has at least this share of the verdict."""
_NO_CHANCE = 0.01
"""The score of entries that a rule has spoken against; not nothing, for they are still the nearest."""
_LEAST_SHARE_CONFUSED = 0.1
_FEWEST_CONFUSED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """A match with all that led to it."""

    reading: Reading
    match: Match
    heads: Heads | None = None
    evidence: Evidence | None = None
    columns: Ints | None = None
    notes: tuple[str, ...] = ()


class FaqMatcher:
    """Matches texts against one FAQ; may be used from several threads at once."""

    def __init__(self, *, faq: Faq, index: Index, encoder: Encoder) -> None:
        """Match with what was learned of ``faq`` as ``index``."""
        self.faq = faq
        self._index = index
        self.encoder = encoder
        self._thresholds = index.calibration.thresholds
        self._terms = {key_of(term) for pair in faq.synonyms.items() for term in (pair[0], *pair[1])}

    def match(self, text: str) -> Match:
        """Rank entries for one text of any length, script or content."""
        return self._judge(text).match

    def match_many(self, texts: Iterable[str]) -> Iterator[Match]:
        """Match texts in their order, several at a time; a match is given once it and those before it are there."""
        self.encoder.load()
        return in_order(self.match, texts)

    def complete(self, text: str, *, limit: int) -> tuple[Entry, ...]:
        """The entries that somebody who has typed ``text`` so far may be looking for, best first."""
        from bot.matching.completion import LONGEST, says_something

        typed = text[:LONGEST]
        meant = self.match(typed).ranking if says_something(typed) else ()
        return self._completer.complete(typed, meant, limit=limit)

    @cached_property
    def _completer(self) -> "Completer":
        """Made when somebody first types, as only a platform completes."""
        from bot.matching.completion import Completer

        return Completer(self.faq)

    def explain(self, text: str) -> Explanation:
        """All that leads from a text to its match."""
        verdict = self._judge(text)
        return Explanation(
            text=text, normalised=verdict.reading.text, corrections=verdict.reading.corrections,
            signals=tuple(self._signals(verdict)), match=verdict.match, notes=verdict.notes,
        )  # fmt: skip

    def confused_pairs(self) -> tuple[ConfusedPair, ...]:
        """Entries that the matcher took for each other in cross-validation, the worst pairs first."""
        first, second = self._index.confusions
        pairs = np.sort(np.stack([first, second]), axis=0)
        found, counts = np.unique(pairs, axis=1, return_counts=True)
        confused = [
            self._confused(int(one), int(other), int(count))
            for (one, other), count in zip(found.T, counts, strict=True)
            if count >= _FEWEST_CONFUSED
        ]
        worst_first = sorted(confused, key=lambda pair: -pair.share)
        return tuple(pair for pair in worst_first if pair.share >= _LEAST_SHARE_CONFUSED)

    def _confused(self, one: int, other: int, count: int) -> ConfusedPair:
        first, second = self.faq.entries[one], self.faq.entries[other]
        examples = 2 + len(first.examples) + len(second.examples)
        return ConfusedPair(first=first, second=second, share=count / examples)

    def _judge(self, text: str) -> _Verdict:
        reading = self._index.reader.read(text)
        key = key_of(reading.normalised)
        exact = self._exact(key) or self._exact(key_of(reading.text))
        if not key:
            return self._refused(reading, "there are no words in it")
        asked = reading.text if exact else guards.without_negated(reading.text) or reading.text
        heads, evidence, columns = self._index.judge(self.encoder.encode_one(asked))
        return self._weigh(reading, heads, evidence, columns, exact=exact)

    def _exact(self, key: str) -> Entry | Uncovered | None:
        number = self._index.exact.get(key)
        if number is None:
            return None
        beyond = number - len(self.faq.entries)
        return self.faq.entries[number] if beyond < 0 else self.faq.not_covered[beyond]

    def _weigh(
        self, reading: Reading, heads: Heads, evidence: Evidence, columns: Ints, *, exact: Entry | Uncovered | None
    ) -> _Verdict:
        order = np.argsort(-self._index.calibration.entry_chances(evidence.features[0]), kind="stable")
        entries = [self.faq.entries[place] for place in evidence.best[0, order]]
        chances = self._index.calibration.section_chances(evidence.features[0, order])
        # Never more for a lower place: two entries of one section share its chance, but not their own.
        scores = [float(chance) for chance in np.minimum.accumulate(chances)]
        notes: list[str] = []
        may_answer = self._may_answer(reading, notes)
        if why := guards.no_evidence(reading.text, expected=entries[0].examples):
            scores = [min(score, _NO_CHANCE) for score in scores]
            notes.append(f"it is no evidence for anything: {why}")
        ranking = [Ranked(entry=entry, score=score) for entry, score in zip(entries, scores, strict=True)]
        if isinstance(exact, Entry):
            ranking = [Ranked(entry=exact, score=1.0), *(ranked for ranked in ranking if ranked.entry is not exact)]
            notes.append(f"it is an exact hit of an id, question or example of {exact.id}")
        elif exact:
            ranking = [Ranked(entry=ranked.entry, score=min(ranked.score, _NO_CHANCE)) for ranked in ranking]
            notes.append(f"it is an exact hit of an example of the topic {exact.id}, which is not covered")
        match = Match(
            ranking=self._filled(ranking), confidence=ranking[0].score, thresholds=self._thresholds,
            is_exact=isinstance(exact, Entry), may_answer=may_answer,
            uncovered=exact if isinstance(exact, Uncovered) else self._topic(heads, columns),
        )  # fmt: skip
        return _Verdict(
            reading=reading, match=match, heads=heads, evidence=evidence, columns=columns, notes=tuple(notes)
        )

    def _may_answer(self, reading: Reading, notes: list[str]) -> bool:
        """One word is answered only if it is a term of the FAQ; what it may mean can always be offered."""
        is_one_word = len(guards.words_of(reading.normalised)) == 1
        if is_one_word and key_of(reading.normalised) not in self._terms:
            notes.append("one word is not enough to answer on, unless it is a term, question or example of the FAQ")
            return False
        return True

    def _refused(self, reading: Reading, why: str) -> _Verdict:
        match = Match(ranking=self._filled([]), confidence=0.0, thresholds=self._thresholds, may_answer=False)
        return _Verdict(reading=reading, match=match, notes=(f"nothing to match: {why}",))

    def _filled(self, ranking: "Sequence[Ranked]") -> tuple[Ranked, ...]:
        """Three entries, where the FAQ has three, even if nothing speaks for some of them."""
        kept = list(ranking[:RANKED])
        known = {ranked.entry.id for ranked in kept}
        rest = (entry for entry in self.faq.entries if entry.id not in known)
        while len(kept) < min(RANKED, len(self.faq.entries)):
            kept.append(Ranked(entry=next(rest), score=0.0))
        return tuple(kept)

    def _topic(self, heads: Heads, columns: Ints) -> Uncovered | None:
        """The ``not_covered`` topic that has most of the verdict, if it has enough of it."""
        best = int(heads.fused[0].argmax())
        topic = int(columns[best]) - len(self.faq.entries)
        is_topic = 0 <= topic < len(self.faq.not_covered)
        return self.faq.not_covered[topic] if is_topic and heads.fused[0, best] >= _TOPIC_SHARE else None

    def _signals(self, verdict: _Verdict) -> Iterator[SignalRow]:
        if verdict.heads is None or verdict.columns is None:
            return
        fused = verdict.heads.fused[0]
        best = [int(column) for column in np.argsort(-fused, kind="stable")[:RANKED]]
        names = [self._class_name(int(verdict.columns[column])) for column in best]
        heads = {"kernel ridge": verdict.heads.kernel[0], "softmax": verdict.heads.softmax[0], "both": fused}
        for signal, values in heads.items():
            for column, name in zip(best, names, strict=True):
                yield SignalRow(name=signal, entry_id=name, value=float(values[column]))
        similarity, examples = self._similar(verdict)
        for column, name in zip(best, names, strict=True):
            own = np.flatnonzero(examples.classes[self._index.rows] == verdict.columns[column])
            nearest = own[similarity[own].argmax()]
            text = examples.texts[self._index.rows[nearest]]
            yield SignalRow(
                name="nearest example", entry_id=name, value=float(similarity[nearest]), evidence=text
            )  # fmt: skip

    def _similar(self, verdict: _Verdict) -> "tuple[Floats, Examples]":
        point = self._index.projection(self.encoder.encode_one(verdict.reading.text))
        from bot.matching.examples import collect

        collected = collect(self.faq)
        return gaussian(point[None], self._index.classifier.points)[0], collected

    def _class_name(self, number: int) -> str:
        entries, topics = self.faq.entries, self.faq.not_covered
        if number < len(entries):
            return entries[number].id
        if number < len(entries) + len(topics):
            return topics[number - len(entries)].id
        from bot.matching.examples import other_talk

        return tuple(other_talk())[number - len(entries) - len(topics)]
