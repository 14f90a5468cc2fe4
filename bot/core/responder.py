"""Question to Reply: here a match becomes an answer, suggestions, or an honest no."""

from collections.abc import Iterable, Iterator
from itertools import tee

from bot.core.entries import Section
from bot.core.interfaces import Matcher
from bot.core.messages import Answer, Declined, Match, Question, Ranked, Reply, Suggestions

MOST_SUGGESTIONS = 3


class Responder:
    """Replies to questions out of one FAQ."""

    def __init__(self, matcher: Matcher) -> None:
        """Answer with what ``matcher`` finds."""
        self._matcher = matcher

    def respond(self, question: Question) -> Reply:
        """Reply to one question."""
        return to_reply(question, self._matcher.match(question.text))

    def respond_many(self, questions: Iterable[Question]) -> Iterator[Reply]:
        """Reply to many questions in their order, in batches."""
        asked, texts = tee(questions)
        matches = self._matcher.match_many(question.text for question in texts)
        return (to_reply(question, match) for question, match in zip(asked, matches, strict=False))


def to_reply(question: Question, match: Match) -> Reply:
    """Put a match into its band."""
    best = match.ranking[0]
    if match.is_exact or (match.may_answer and match.confidence >= match.thresholds.answer):
        return Answer(question=question, entry=best.entry, score=best.score, ranking=match.ranking)
    if match.confidence >= match.thresholds.suggest:
        offered = tuple(ranked.entry for ranked in match.ranking[:MOST_SUGGESTIONS])
        return Suggestions(question=question, entries=offered, ranking=match.ranking)
    return Declined(
        question=question, uncovered=match.uncovered, nearest=_sections_of(match.ranking), ranking=match.ranking
    )


def _sections_of(ranking: tuple[Ranked, ...]) -> tuple[Section, ...]:
    """The sections of the ranked entries, each once, best first."""
    return tuple({ranked.entry.section.id: ranked.entry.section for ranked in ranking}.values())
