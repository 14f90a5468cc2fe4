"""Carries a reply out, and keeps the store in step with it: claim, compose, send, settle, and later revise or remove.

The order is what gives each question one reply. An event that is delivered twice finds the claim; a crash in between
leaves a claim that is not settled, which the next start finds. A store that fails is logged, and the reply is sent
anyway.
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
"""The first try usually fails on a database lock that is gone a moment later."""


class Replier:
    """Claims, composes, sends, settles, revises and removes replies."""

    def __init__(self, *, composer: Composer, store: QuestionStore, clock: Clock, observer: Observer) -> None:
        """Send what ``composer`` composes, record it in ``store``, and report the result to ``observer``."""
        self._composer = composer
        self._store = store
        self._clock = clock
        self._observer = observer

    async def claim(self, question: Question, turn: Turn) -> bool:
        """Whether this is the first claim on a question, in any process; without the store, it is taken to be."""
        is_first = await attempt(self._store.claim(question.origin), otherwise=True)
        turn.claimed()
        return is_first

    async def compose(self, question: Question) -> Post:
        """The post that a question gets; a notice of the failure if none can be found."""
        origin = question.origin
        try:
            return await self._composer.reply(question, is_private=origin.surface is Surface.COMMAND)
        except Exception:  # noqa: BLE001 - any fault: the asker gets a notice, the log the traceback
            _log.exception("no reply could be found", extra={"fields": origin.fields})
            return self.notice(question, wording.FAILED)

    def notice(self, question: Question, text: str) -> Post:
        """A remark to the asker, as private as their question."""
        origin = question.origin
        return self._composer.notice(text, asker=origin.asker, is_private=origin.surface is Surface.COMMAND)

    async def send(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> Outcome:
        """Send a post and record what came of it; take it back if the question was deleted meanwhile."""
        origin = question.origin
        if turn.is_withdrawn:
            outcome = Outcome(state=State.REMOVED)
        else:
            outcome = await self._sent(question, post, delivery, turn)
        if not await self.settle(origin, outcome) or turn.is_withdrawn:
            await self.remove(origin, outcome.replies, delivery)
        return outcome

    async def revise(self, question: Question, before: Outcome, delivery: Delivery) -> None:
        """Change the reply to an edited question so that it fits."""
        post = await self.compose(question)
        if isinstance(post.saying, Notice):
            return  # the fault is in the log, and the present reply is better than an excuse
        if question.is_overheard and not isinstance(post.saying, Answer):
            await self.settle(question.origin, Outcome(state=State.QUIET))
            await self.remove(question.origin, before.replies, delivery)
        elif not _still_fits(before, post):
            await self.change(question.origin, post, before, delivery)

    async def change(self, origin: Origin, post: Post, before: Outcome, delivery: Delivery) -> None:
        """Change what a reply says; remove it if its question was deleted meanwhile."""
        try:
            with self._counting(origin):
                outcome = outcome_of(post, await delivery.revise(before.replies, post))
        except DeliveryError as error:
            _log.warning("a reply could not be revised: %s", error, extra={"fields": origin.fields})
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
            _log.warning("a reply could not be removed: %s", error, extra={"fields": origin.fields})

    async def settle(self, origin: Origin, outcome: Outcome) -> bool:
        """Record what came of a question; False if it was removed meanwhile."""
        for _ in range(_TRIES_TO_SETTLE):
            is_kept = await attempt(self._store.settle(origin, outcome, at=self._clock()), otherwise=None)
            if is_kept is not None:
                return is_kept
        return True

    async def _sent(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> Outcome:
        """What came of sending; a failure is logged, and the asker gets a notice of an unexpected one."""
        origin = question.origin
        sent = outcome_of(post, ())
        self._observer.asked(origin, sent.band)
        try:
            with self._counting(origin):
                sent = replace(sent, replies=await delivery.send(post))
        except DeliveryError as error:
            _log.warning("a reply could not be sent: %s", error, extra={"fields": origin.fields})
            return Outcome(state=State.FAILED, replies=error.messages)
        except Exception:  # noqa: BLE001 - any fault: see compose
            _log.exception("a reply could not be sent", extra={"fields": origin.fields})
            return Outcome(state=State.FAILED, replies=await self._apologise(question, delivery))
        self._observer.replied(origin, perf_counter() - turn.heard)
        return sent

    @contextmanager
    def _counting(self, origin: Origin) -> Iterator[None]:
        """Report a delivery that fails to the observer, and raise its error."""
        try:
            yield
        except DeliveryError:
            self._observer.failed(origin.platform, Trouble.UNDELIVERED)
            raise
        except Exception:
            self._observer.failed(origin.platform, Trouble.UNHANDLED)
            raise

    async def _apologise(self, question: Question, delivery: Delivery) -> tuple[str, ...]:
        """Send the asker a notice of the failure; a shortcut has no asker, and its presser gets another notice."""
        if question.origin.surface is Surface.SHORTCUT:
            return ()
        try:
            return await delivery.send(self.notice(question, wording.FAILED))
        except Exception as error:  # noqa: BLE001 - the failure itself is in the log already
            _log.warning(
                "the notice of the failure could not be sent: %s", error, extra={"fields": question.origin.fields}
            )
            return ()


def outcome_of(post: Post, replies: tuple[str, ...]) -> Outcome:
    """What the store keeps of a reply."""
    saying = post.saying
    answered = Outcome(state=State.ANSWERED, replies=replies)
    if isinstance(saying, Answer):
        score = None if saying.is_picked else saying.score
        return replace(answered, band=Band.ANSWER, entry=saying.entry.id, score=score)
    return replace(answered, band=band_of(saying)) if isinstance(saying, Suggestions | Declined) else answered


def _still_fits(before: Outcome, post: Post) -> bool:
    """Whether an edited question still gets the answer it has, or one was picked from what it gets.

    Suggestions never fit: others may be offered now, with the same outcome.
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
