"""From a question to its reply and back: claimed in the store, composed, sent, settled, and later revised or removed.

That order is the promise that a question gets one reply. Whatever arrives twice finds the claim; a crash in between
leaves a claim that is not settled, which the next start finds. A store that fails is logged, and the reply goes out all
the same.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

from bot.core import wording
from bot.core.interfaces import Clock, Delivery
from bot.core.question import Origin, Question, Surface
from bot.core.records import Outcome, State
from bot.core.reply import Answer, Band, Declined, Notice, Post, Suggestions, band_of
from bot.core.stores import QuestionStore
from bot.engine.composer import Composer
from bot.engine.observer import Observer, Trouble
from bot.engine.store_calls import attempt
from bot.engine.turns import Turn
from bot.errors import DeliveryError

_log = logging.getLogger(__name__)

_TRIES_TO_SETTLE = 2
"""A lock that is gone a moment later is the usual reason why the first one fails."""


class Replier:
    """Carries replies out, and keeps the store in step with what stands in the channel."""

    def __init__(self, *, composer: Composer, store: QuestionStore, clock: Clock, observer: Observer) -> None:
        """Say what ``composer`` composes, and note it in ``store``; tell ``observer`` what comes of each delivery."""
        self._composer = composer
        self._store = store
        self._clock = clock
        self._observer = observer

    async def claim(self, question: Question, turn: Turn) -> bool:
        """Whether this is the first to take a question, of all processes."""
        is_first = await attempt(self._store.claim(question.origin), otherwise=True)
        turn.claimed()
        return is_first

    async def compose(self, question: Question) -> Post:
        """The post that a question gets; an honest sentence where finding it fails."""
        origin = question.origin
        try:
            return await self._composer.reply(question, is_private=origin.surface is Surface.COMMAND)
        except Exception:  # noqa: BLE001 - whatever it is, the asker gets an honest sentence and the log the traceback
            _log.exception("no reply could be found to %s", origin)
            return self.notice(question, wording.FAILED)

    def notice(self, question: Question, text: str) -> Post:
        """A remark to the asker, as private as their question."""
        origin = question.origin
        return self._composer.notice(text, asker=origin.asker, is_private=origin.surface is Surface.COMMAND)

    async def send(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> Outcome:
        """Send a post, and note what came of it; nothing of it stays where the question was deleted meanwhile."""
        origin = question.origin
        if turn.is_withdrawn:
            outcome = Outcome(state=State.REMOVED)
        else:
            outcome = await self._sent(question, post, delivery, turn)
        is_kept = await self.settle(origin, outcome) and not turn.is_withdrawn
        if not is_kept:
            await self.remove(origin, outcome.replies, delivery)
        return outcome

    async def revise(self, question: Question, before: Outcome, delivery: Delivery) -> None:
        """Make the reply to an edited question fit it."""
        post = await self.compose(question)
        if isinstance(post.saying, Notice):
            return  # the fault is in the log, and the reply that stands is better than an excuse
        if question.is_overheard and not isinstance(post.saying, Answer):
            await self.settle(question.origin, Outcome(state=State.QUIET))
            await self.remove(question.origin, before.replies, delivery)
        elif not _still_fits(before, post):
            await self.change(question.origin, post, before, delivery)

    async def change(self, origin: Origin, post: Post, before: Outcome, delivery: Delivery) -> None:
        """Make a reply say something else; remove it where its question was deleted meanwhile."""
        try:
            with self._counting(origin):
                outcome = outcome_of(post, await delivery.revise(before.replies, post))
        except DeliveryError as error:
            _log.warning("the reply to %s could not be revised: %s", origin, error)
            outcome = replace(before, replies=(*before.replies, *error.messages))
        if not await self.settle(origin, outcome):
            await self.remove(origin, outcome.replies, delivery)

    async def remove(self, origin: Origin, replies: tuple[str, ...], delivery: Delivery) -> None:
        """Delete the messages of a reply, if it has any."""
        try:
            if replies:
                with self._counting(origin):
                    await delivery.remove(replies)
        except DeliveryError as error:
            _log.warning("the reply to %s could not be removed: %s", origin, error)

    async def settle(self, origin: Origin, outcome: Outcome) -> bool:
        """Note what came of a question; False if it was removed meanwhile."""
        for _ in range(_TRIES_TO_SETTLE):
            is_kept = await attempt(self._settled(origin, outcome), otherwise=None)
            if is_kept is not None:
                return is_kept
        return True

    async def _settled(self, origin: Origin, outcome: Outcome) -> bool | None:
        return await self._store.settle(origin, outcome, at=self._clock())

    async def _sent(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> Outcome:
        """What came of sending; whatever fails is logged, and an unforeseen failure told to the asker."""
        origin = question.origin
        sent = outcome_of(post, ())
        self._observer.asked(origin, sent.band)
        try:
            with self._counting(origin):
                sent = replace(sent, replies=await delivery.send(post))
        except DeliveryError as error:
            _log.warning("no reply to %s: %s", origin, error)
            return Outcome(state=State.FAILED, replies=error.messages)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the reply to %s could not be sent", origin)
            return Outcome(state=State.FAILED, replies=await self._apologise(question, delivery))
        self._observer.replied(origin, perf_counter() - turn.heard)
        return sent

    @contextmanager
    def _counting(self, origin: Origin) -> Iterator[None]:
        """Tell the observer of a delivery that fails; the error goes on."""
        try:
            yield
        except DeliveryError:
            self._observer.failed(origin.platform, Trouble.UNDELIVERED)
            raise
        except Exception:
            self._observer.failed(origin.platform, Trouble.UNHANDLED)
            raise

    async def _apologise(self, question: Question, delivery: Delivery) -> tuple[str, ...]:
        """Tell the asker that their reply failed; what somebody had posted for others is told to them alone."""
        if question.origin.surface is Surface.SHORTCUT:
            return ()
        try:
            return await delivery.send(self.notice(question, wording.FAILED))
        except Exception as error:  # noqa: BLE001 - the failure itself is in the log already
            _log.warning("nor could %s be told so: %s", question.origin, error)
            return ()


def outcome_of(post: Post, replies: tuple[str, ...]) -> Outcome:
    """What is remembered of a reply."""
    saying = post.saying
    answered = Outcome(state=State.ANSWERED, replies=replies)
    if isinstance(saying, Answer):
        score = None if saying.is_picked else saying.score
        return replace(answered, band=Band.ANSWER, entry=saying.entry.id, score=score)
    return replace(answered, band=band_of(saying)) if isinstance(saying, Suggestions | Declined) else answered


def _still_fits(before: Outcome, post: Post) -> bool:
    """Whether the answer that stands is what an edited question gets, or was picked from what it gets.

    What is suggested may have changed with the same outcome.
    """
    if before.band is not Band.ANSWER:
        return False
    match post.saying:
        case Answer(entry=entry):
            return entry.id == before.entry
        case Suggestions(entries=entries):
            is_picked = before.score is None
            return is_picked and before.entry in {entry.id for entry in entries}
    return False
