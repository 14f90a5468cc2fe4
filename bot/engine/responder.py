"""Question to Reply: a match becomes an answer, suggestions, or a refusal."""

from collections import deque
from collections.abc import Iterable, Iterator

from bot.core.entries import Section
from bot.core.interfaces import Matcher
from bot.core.match import Match, Ranked, Thresholds
from bot.core.reply import Answer, Declined, Reply, Suggestions

MOST_SUGGESTIONS = 3


class Responder:
    """Replies to questions out of one FAQ."""

    def __init__(self, matcher: Matcher) -> None:
        """Answer with what ``matcher`` finds."""
        self._matcher = matcher

    def respond(self, text: str, *, is_overheard: bool = False) -> Reply:
        """Reply to one question."""
        return to_reply(text, self._matcher.match(text), is_overheard=is_overheard)

    def respond_many(self, texts: Iterable[str]) -> Iterator[Reply]:
        """Reply to many questions in their order, in batches."""
        asked: deque[str] = deque()
        matches = self._matcher.match_many(_noted(texts, asked))
        return (to_reply(asked.popleft(), match) for match in matches)


def to_reply(text: str, match: Match, *, is_overheard: bool = False) -> Reply:
    """Put a match into its band."""
    best = match.ranking[0]
    bar = overheard_bar(match.thresholds) if is_overheard else match.thresholds.answer
    if match.is_exact or (match.may_answer and match.confidence >= bar):
        return Answer(question=text, entry=best.entry, score=best.score, ranking=match.ranking)
    if match.confidence >= match.thresholds.suggest:
        offered = tuple(ranked.entry for ranked in match.ranking[:MOST_SUGGESTIONS])
        return Suggestions(question=text, entries=offered, ranking=match.ranking)
    return Declined(
        question=text, uncovered=match.uncovered, nearest=_sections_of(match.ranking), ranking=match.ranking
    )


def overheard_bar(thresholds: Thresholds) -> float:
    """The confidence that it takes to speak up unasked: three quarters of the way from the ordinary bar to certainty.

    On the labelled questions of ``tests/data`` that halves the unanswerable ones answered to some 1 %, and still
    answers four in five of the others.
    """
    return thresholds.answer + 0.75 * (1.0 - thresholds.answer)


def _noted(texts: Iterable[str], asked: deque[str]) -> Iterator[str]:
    """The texts, each noted in ``asked`` as it is drawn; the matcher may draw them in another thread."""
    for text in texts:
        asked.append(text)
        yield text


def _sections_of(ranking: tuple[Ranked, ...]) -> tuple[Section, ...]:
    """The sections of the ranked entries, each once, best first; not of those that nothing speaks for."""
    near = (ranked.entry.section for ranked in ranking if ranked.score > 0)
    return tuple({section.id: section for section in near}.values())
