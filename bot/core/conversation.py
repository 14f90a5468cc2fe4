"""When to speak, on every platform alike: who is addressed, what was answered, what is edited, deleted or pressed.

A question goes through four steps, in this order on every platform, and that order is the promise that it gets one
reply: it is claimed in the store, composed, sent, and settled in the store. Whatever arrives twice finds the claim; a
crash in between leaves a claim that is not settled, which the next start finds. A store that fails is logged, and the
reply goes out all the same.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.core import wording
from bot.core.composing import Composer
from bot.core.interfaces import Clock, Delivery, Store
from bot.core.messages import Answer, Band, Declined, Origin, Question, Suggestions, Surface, band_of
from bot.core.posts import Post
from bot.core.presses import Press
from bot.core.pressing import Pressing
from bot.core.reactions import Presser, Publish, Reaction, Replace
from bot.core.records import Outcome, State
from bot.core.rules import Limits, Rules
from bot.core.storing import attempt
from bot.core.turns import Recent, Turn, Turns
from bot.errors import DeliveryError

_log = logging.getLogger(__name__)


class Conversation:
    """Everything that a platform tells the bot, and the replies that come of it."""

    def __init__(self, *, composer: Composer, store: Store, rules: Rules, limits: Limits, clock: Clock) -> None:
        """Say what ``composer`` composes, when ``rules`` and ``limits`` let it; remember in ``store``."""
        self.composer = composer
        self.store = store
        self.rules = rules
        self.clock = clock
        self._limits = limits
        self._turns = Turns()
        self._recent = Recent()
        self._pressing = Pressing(composer=composer, store=store, clock=clock)

    async def take(self, question: Question, delivery: Delivery) -> None:
        """Reply to a message or command, if it is for the bot and is new."""
        if self._may_be_for_the_bot(question):
            async with self._turns.turn(_key(question)) as turn:
                await self._take_if_for_the_bot(question, delivery, turn)

    async def resume(self, question: Question, delivery: Delivery) -> None:
        """Reply to a question that an earlier process took and did not answer; not, so late, to an overheard one."""
        if question.is_overheard:
            await self._settle(_origin(question), Outcome(state=State.QUIET))
            return
        async with self._turns.turn(_key(question)) as turn:
            self._recent.is_new(_key(question))
            post = await self._compose(question)
            await self._send(question, post, delivery, turn)

    async def edited(self, question: Question, delivery: Delivery) -> None:
        """Revise the reply to a message that was edited in time; a message that now asks something is taken."""
        origin = _origin(question)
        if origin.is_from_bot or self.clock() - origin.sent_at > self.rules.edit_window:
            return
        async with self._turns.turn(_key(question)) as turn:
            record = await attempt(self.store.find(origin.platform, origin.id), otherwise=None)
            if record is None:
                await self._take_if_for_the_bot(question, delivery, turn)
            elif record.outcome.state is State.ANSWERED and not turn.is_withdrawn:
                await self._revise(replace(question, origin=record.origin), record.outcome, delivery)

    async def deleted(self, platform: str, question_id: str, delivery: Delivery) -> None:
        """Remove the reply to a message that was deleted."""
        key = (platform, question_id)
        self._turns.withdraw(key)
        async with self._turns.turn(key):
            record = await attempt(self.store.remove(platform, question_id), otherwise=None)
            if record and record.outcome.replies:
                await self._remove(record.outcome.replies, delivery, question_id)

    async def press(self, press: Press, presser: Presser) -> Reaction:
        """Say what pressing a button leads to; record it."""
        return await self._pressing.react(press, presser)

    async def publish(self, publish: Publish, delivery: Delivery) -> Post:
        """Post what somebody wanted all to see, once however often they press; return what to tell them."""
        question = Question(text="", origin=publish.origin)
        async with self._turns.turn(_key(question)) as turn:
            if not self._recent.is_new(_key(question)) or not await self._claim(question):
                return self._tell(publish, wording.ALREADY_POSTED)
            outcome = await self._send(question, publish.post, delivery, turn)
        return publish.done if outcome.state is State.ANSWERED else self._tell(publish, wording.NOT_POSTED)

    async def replaced(self, replaced: Replace, messages: tuple[str, ...]) -> None:
        """Note that a reply consists of ``messages`` now, and says what was picked."""
        if replaced.origin is not None:
            await self._settle(replaced.origin, _outcome(replaced.post, messages))

    async def found(self, origin: Origin, messages: tuple[str, ...]) -> None:
        """Note that a question was answered, by ``messages``, before an earlier process could note it."""
        await self._settle(origin, Outcome(state=State.ANSWERED, replies=messages))

    async def gave_up(self, origin: Origin) -> None:
        """Note that a question stays without a reply."""
        await self._settle(origin, Outcome(state=State.FAILED))

    @asynccontextmanager
    async def busy(self, key: Hashable) -> AsyncIterator[None]:
        """Count as under way whatever else a platform does for somebody."""
        async with self._turns.turn(key):
            yield

    def under_way(self) -> int:
        """How many questions are being answered right now."""
        return self._turns.under_way()

    async def idle(self) -> None:
        """Return when no question is being answered."""
        await self._turns.idle()

    def _may_be_for_the_bot(self, question: Question) -> bool:
        """Whether a message deserves a look into the store; most of a busy channel does not."""
        origin = _origin(question)
        if origin.is_from_bot:
            return False
        if origin.surface is not Surface.OVERHEARD:
            return True
        if origin.is_for_others or not question.text.strip():
            return False
        return origin.thread is not None or self._listens_to(origin)

    def _listens_to(self, origin: Origin) -> bool:
        return not self.rules.listen_channels.isdisjoint((origin.channel, origin.thread or origin.channel))

    async def _take_if_for_the_bot(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Find out whether a message goes on in a thread of the bot's, and take it by the way it reaches the bot."""
        origin = _origin(question)
        if not self._may_be_for_the_bot(question):
            return
        if question.is_overheard and origin.thread and await self._goes_on(origin, origin.thread):
            question = replace(question, origin=replace(origin, surface=Surface.THREAD))
        elif question.is_overheard and not self._listens_to(origin):
            return
        if self._recent.is_new(_key(question)):
            await self._take(question, delivery, turn)

    async def _goes_on(self, origin: Origin, thread: str) -> bool:
        asked = self.store.has_asked_in(origin.platform, asker=origin.asker, thread=thread)
        return await attempt(asked, otherwise=False)

    async def _take(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Claim, compose, send and settle one new question."""
        if question.is_overheard:
            await self._speak_up(question, delivery, turn)
            return
        if (exceeded := self._limits.exceeded_by(_origin(question))) is None:
            is_first, post = await asyncio.gather(self._claim(question), self._compose(question))
        else:
            if not self._may_remind(question, exceeded):
                return
            is_first, post = await self._claim(question), self._notice(question, wording.SLOW_DOWN)
        if is_first:
            await self._send(question, post, delivery, turn)

    def _may_remind(self, question: Question, exceeded: str) -> bool:
        """Whether to say that it is too much: once in a while, and to whoever waits for a command's result."""
        return _origin(question).surface is Surface.COMMAND or self._limits.may_remind(exceeded)

    async def _speak_up(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Answer what was only overheard: if sure, once a thread, and not the same again too soon."""
        post = await self._compose(question)
        if not isinstance(post.saying, Answer):
            self._recent.forget(_key(question))  # an edit may make it a question
            return
        origin, answer = _origin(question), post.saying
        if not await self._begin_cooldowns(origin, answer) or not await self._claim(question):
            return
        if self.rules.is_shadow:
            _log.info("shadow: would answer %s in %s with %s (%.2f)", *_named(origin), answer.entry.id, answer.score)
            await self._settle(origin, replace(_outcome(post, ()), state=State.QUIET))
        else:
            await self._send(question, post, delivery, turn)

    async def _begin_cooldowns(self, origin: Origin, answer: Answer) -> bool:
        now = self.clock()
        cooldowns = {f"{origin.platform}:{origin.channel}:{answer.entry.id}": now + self.rules.entry_cooldown}
        if origin.thread:
            cooldowns[f"{origin.platform}:{origin.thread}"] = now + self.rules.thread_silence
        return await attempt(self.store.begin_cooldowns(cooldowns, now=now), otherwise=False)

    async def _claim(self, question: Question) -> bool:
        return await attempt(self.store.take(_origin(question)), otherwise=True)

    async def _compose(self, question: Question) -> Post:
        """The post that a question gets; an honest sentence where finding it fails."""
        origin = _origin(question)
        try:
            return await self.composer.reply(question, origin, is_private=origin.surface is Surface.COMMAND)
        except Exception:  # noqa: BLE001 - whatever it is, the asker gets an honest sentence and the log the traceback
            _log.exception("no reply could be found to %s in %s", *_named(origin))
            return self._notice(question, wording.FAILED)

    def _notice(self, question: Question, text: str) -> Post:
        origin = _origin(question)
        return self.composer.notice(text, asker=origin.asker, is_private=origin.surface is Surface.COMMAND)

    async def _send(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> Outcome:
        """Send a post, and note what came of it."""
        origin = _origin(question)
        if turn.is_withdrawn:
            outcome = Outcome(state=State.REMOVED)
        else:
            outcome = await self._sent(question, post, delivery)
        if not await self._settle(origin, outcome) and outcome.replies:
            await self._remove(outcome.replies, delivery, origin.id)
        return outcome

    def _tell(self, publish: Publish, text: str) -> Post:
        return self.composer.notice(text, asker=publish.origin.asker)

    async def _sent(self, question: Question, post: Post, delivery: Delivery) -> Outcome:
        """What came of sending; whatever fails is logged, and an unforeseen failure told to the asker."""
        origin = _origin(question)
        try:
            return _outcome(post, await delivery.send(post))
        except DeliveryError as error:
            _log.warning("no reply to %s in %s: %s", *_named(origin), error)
            return Outcome(state=State.FAILED, replies=error.messages)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the reply to %s in %s could not be sent", *_named(origin))
            await self._apologise(question, delivery)
        return Outcome(state=State.FAILED)

    async def _apologise(self, question: Question, delivery: Delivery) -> None:
        try:
            await delivery.send(self._notice(question, wording.FAILED))
        except Exception as error:  # noqa: BLE001 - the failure itself is in the log already
            _log.warning("nor could %s in %s be told so: %s", *_named(_origin(question)), error)

    async def _revise(self, question: Question, before: Outcome, delivery: Delivery) -> None:
        """Make the reply to an edited question fit it."""
        if self._limits.exceeded_by(_origin(question)):
            return
        post = await self._compose(question)
        if question.is_overheard and not isinstance(post.saying, Answer):
            await attempt(self.store.remove(*_key(question)), otherwise=None)
            await self._remove(before.replies, delivery, _origin(question).id)
        elif not _is_same(_outcome(post, ()), before):
            await self._change(question, post, before, delivery)

    async def _change(self, question: Question, post: Post, before: Outcome, delivery: Delivery) -> None:
        origin = _origin(question)
        try:
            replies = await delivery.revise(before.replies, post)
        except DeliveryError as error:
            _log.warning("the reply to %s in %s could not be revised: %s", *_named(origin), error)
        else:
            await self._settle(origin, _outcome(post, replies))

    async def _remove(self, replies: tuple[str, ...], delivery: Delivery, question_id: str) -> None:
        try:
            await delivery.remove(replies)
        except DeliveryError as error:
            _log.warning("the reply to %s could not be removed: %s", question_id, error)

    async def _settle(self, origin: Origin, outcome: Outcome) -> bool:
        return await attempt(self.store.settle(origin, outcome, at=self.clock()), otherwise=True)


def _origin(question: Question) -> Origin:
    """Where a question comes from; ValueError for one that came by no platform."""
    if question.origin is None:
        raise ValueError("a conversation takes only questions that say where they come from")
    return question.origin


def _key(question: Question) -> tuple[str, str]:
    origin = _origin(question)
    return origin.platform, origin.id


def _named(origin: Origin) -> tuple[str, str]:
    """A question in the log: by ids, never by its text."""
    return f"{origin.platform} question {origin.id}", f"channel {origin.thread or origin.channel}"


def _outcome(post: Post, replies: tuple[str, ...]) -> Outcome:
    """What is remembered of a reply."""
    saying = post.saying
    answered = Outcome(state=State.ANSWERED, replies=replies)
    if isinstance(saying, Answer):
        return replace(answered, band=Band.ANSWER, entry=saying.entry.id, score=saying.score)
    return replace(answered, band=band_of(saying)) if isinstance(saying, Suggestions | Declined) else answered


def _is_same(after: Outcome, before: Outcome) -> bool:
    """Whether an edit changed nothing of an answer; what is suggested may have changed with the same outcome."""
    return after.band is Band.ANSWER and (after.band, after.entry) == (before.band, before.entry)
