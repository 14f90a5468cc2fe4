"""Decides when the bot speaks, the same on every platform: new messages, edits, deletions and presses come in here.

A question goes: is it for the bot → claim it in the store → compose a post → send it → settle what came of it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.core import wording
from bot.core.interfaces import Clock, Delivery
from bot.core.press import Press, Presser, Privately, Publish, Reaction, Replace
from bot.core.question import Origin, Question, Surface
from bot.core.records import Outcome, State
from bot.core.reply import Answer, Declined, Post
from bot.core.rules import Limits, Rules
from bot.core.small_talk import SmallTalk, small_talk_in
from bot.core.stores import ConversationStore
from bot.engine.composer import Composer
from bot.engine.observer import UNOBSERVED, Observer
from bot.engine.press_handler import PressHandler
from bot.engine.replier import Replier, outcome_of
from bot.engine.store_calls import attempt
from bot.engine.turns import Claimed, Recent, Turn, Turns, ignore

_log = logging.getLogger(__name__)

_PLEASANTRIES = {SmallTalk.GREETING, SmallTalk.THANKS}


class Conversation:
    """Takes everything that a platform tells the bot, and replies."""

    def __init__(  # noqa: PLR0913 - all that it is made of
        self,
        *,
        composer: Composer,
        store: ConversationStore,
        rules: Rules,
        limits: Limits,
        clock: Clock,
        observer: Observer = UNOBSERVED,
    ) -> None:
        """Send what ``composer`` composes, when ``rules`` and ``limits`` allow it; remember it in ``store``.

        ``observer`` receives what happens, from the platforms too.
        """
        self.composer = composer
        self.rules = rules
        self.clock = clock
        self.observer = observer
        self._store = store
        self._limits = limits
        self._turns = Turns()
        self._recent = Recent()
        self._presses = PressHandler(composer=composer, store=store, clock=clock, observer=observer)
        self._replier = Replier(composer=composer, store=store, clock=clock, observer=observer)

    async def take(self, question: Question, delivery: Delivery, *, claimed: Claimed = ignore) -> None:
        """Reply to a message or command, if it is for the bot and is new.

        ``claimed`` is called once the store has the question, before anything is posted: from then on another process
        would answer it if this one ended.
        """
        if self._may_be_for_the_bot(question):
            async with self._turns.turn(question.origin.key) as turn:
                turn.claimed = claimed
                await self._take_if_for_the_bot(question, delivery, turn)

    async def resume(self, question: Question, delivery: Delivery) -> None:
        """Reply to a question that an earlier process claimed and did not answer, unless it was only overheard."""
        async with self._turns.turn(question.origin.key) as turn:
            record = await attempt(self._store.find(*question.origin.key), otherwise=None)
            if record and record.outcome.state is not State.TAKEN:
                return
            self._recent.is_new(question.origin.key)
            if question.is_overheard:
                await self._replier.settle(question.origin, Outcome(state=State.QUIET))
            else:
                await self._reply(question, delivery, turn)

    async def edited(self, question: Question, delivery: Delivery, *, claimed: Claimed = ignore) -> None:
        """Revise the reply to a message that was edited in time; a message that now asks something is taken."""
        origin = question.origin
        if origin.is_from_bot or _is_unreadable(question) or self.clock() - origin.sent_at > self.rules.edit_window:
            return
        async with self._turns.turn(question.origin.key) as turn:
            turn.claimed = claimed
            record = await attempt(self._store.find(*question.origin.key), otherwise=None)
            if record is None:
                await self._take_if_for_the_bot(question, delivery, turn)
                return
            if self._limits.exceeded_by(origin):
                return
            surface = record.origin.surface if question.is_overheard else origin.surface
            known = replace(question, origin=replace(record.origin, surface=surface))
            if _stands(record.outcome):
                await self._replier.revise(known, record.outcome, delivery)
            elif record.outcome.state in {State.QUIET, State.FAILED} and not known.is_overheard:
                await self._reply(known, delivery, turn)

    async def deleted(self, platform: str, question_id: str, delivery: Delivery) -> None:
        """Remove the reply to a message that was deleted."""
        key = (platform, question_id)
        self._turns.withdraw(key)
        async with self._turns.turn(key):
            record = await attempt(self._store.remove(platform, question_id), otherwise=None)
            if record:
                await self._replier.remove(record.origin, record.outcome.replies, delivery)

    async def press(self, press: Press, presser: Presser) -> Reaction:
        """Record a press, and return what it leads to."""
        self.observer.pressed(presser.platform, press.verb)
        try:
            return await self._presses.react(press, presser)
        except Exception:  # noqa: BLE001 - any fault: the presser is told, and the log gets the traceback
            fields = {"platform": presser.platform, "message": presser.message}
            _log.exception("a press could not be carried out", extra={"fields": fields})
            return Privately(post=self.composer.notice(wording.FAILED, asker=presser.id))

    async def publish(self, publish: Publish, delivery: Delivery) -> Post:
        """Post for everybody what a person chose to show, once however often they press; return what to tell them."""
        question = Question(text="", origin=publish.origin)
        async with self._turns.turn(question.origin.key) as turn:
            if not self._recent.is_new(question.origin.key) or not await self._replier.claim(question, turn):
                record = await attempt(self._store.find(*question.origin.key), otherwise=None)
                has_failed = record is not None and record.outcome.state is State.FAILED
                return self._tell(publish, wording.NOT_POSTED if has_failed else wording.ALREADY_POSTED)
            outcome = await self._replier.send(question, publish.post, delivery, turn)
        return publish.done if outcome.state is State.ANSWERED else self._tell(publish, wording.NOT_POSTED)

    async def pick(self, picked: Replace, delivery: Delivery) -> bool:
        """Replace a reply by what was picked; False if the reply has changed since its buttons were made."""
        if picked.origin is None:
            await delivery.revise(picked.messages, picked.post)
            return True
        async with self._turns.turn(picked.origin.key):
            record = await attempt(self._store.find(*picked.origin.key), otherwise=None)
            before = record.outcome if record else Outcome(state=State.ANSWERED, replies=picked.messages)
            if (before.state, before.replies) != (State.ANSWERED, picked.messages):
                return False
            await self._replier.change(picked.origin, picked.post, before, delivery)
            return True

    async def found(self, origin: Origin, messages: tuple[str, ...]) -> None:
        """Record that an earlier process had answered a question with ``messages`` and could not record it."""
        await self._replier.settle(origin, Outcome(state=State.ANSWERED, replies=messages))

    async def gave_up(self, origin: Origin) -> None:
        """Record that a question stays without a reply."""
        await self._replier.settle(origin, Outcome(state=State.FAILED))

    @asynccontextmanager
    async def busy(self, key: Hashable) -> AsyncIterator[None]:
        """Count other work of a platform for a person as under way, so that a stop waits for it."""
        async with self._turns.turn(key):
            yield

    def is_answering(self, origin: Origin) -> bool:
        """Whether something is being done about a question right now, in this process."""
        return self._turns.is_taken(origin.key)

    def under_way(self) -> int:
        """How many questions are being answered right now."""
        return self._turns.under_way()

    async def idle(self) -> None:
        """Return when no question is being answered."""
        await self._turns.idle()

    async def abandon(self) -> None:
        """Cancel what is under way; its claim is left as it is, so that the next start finds it."""
        self._turns.cancel()
        await self._turns.idle()

    def _may_be_for_the_bot(self, question: Question) -> bool:
        """Whether a message is worth a query to the store; most messages of a busy channel are not."""
        origin = question.origin
        if origin.is_from_bot:
            return False
        if origin.surface is not Surface.OVERHEARD:
            return True
        if origin.is_for_others or _is_unreadable(question):
            return False
        return origin.thread is not None or self._listens_to(origin)

    def _listens_to(self, origin: Origin) -> bool:
        return not self.rules.listen_channels.isdisjoint((origin.channel, origin.thread or origin.channel))

    async def _take_if_for_the_bot(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Find out whether a message continues a thread with the bot, then take it by the surface it came by."""
        origin = question.origin
        if not self._may_be_for_the_bot(question):
            return
        if question.is_overheard and origin.thread and await self._continues(origin, origin.thread):
            question = replace(question, origin=replace(origin, surface=Surface.THREAD))
            if small_talk_in(question.text) in _PLEASANTRIES:
                return  # as likely said to other people as to the bot
        elif question.is_overheard and not self._listens_to(origin):
            return
        if self._recent.is_new(question.origin.key):
            await self._take(question, delivery, turn)

    async def _continues(self, origin: Origin, thread: str) -> bool:
        asked = self._store.has_asked_in(origin.platform, asker=origin.asker, thread=thread)
        return await attempt(asked, otherwise=False)

    async def _take(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Reply to one new question."""
        if question.is_overheard:
            await self._speak_up(question, delivery, turn)
        elif exceeded := self._limits.exceeded_by(question.origin):
            await self._slow_down(question, exceeded, delivery, turn)
        else:
            # At the same time, since neither needs the other: the reply waits for the slower of the two.
            is_first, post = await asyncio.gather(self._replier.claim(question, turn), self._replier.compose(question))
            if is_first:
                await self._say(question, post, delivery, turn)

    async def _reply(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Reply to a question that is claimed already."""
        await self._say(question, await self._replier.compose(question), delivery, turn)

    async def _say(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> None:
        """Send a reply, but no "not covered" to an unprompted remark."""
        if _is_remark(question, post):
            await self._replier.settle(question.origin, Outcome(state=State.QUIET))
        else:
            await self._replier.send(question, post, delivery, turn)

    async def _slow_down(self, question: Question, exceeded: str, delivery: Delivery, turn: Turn) -> None:
        """Ask for patience: once a minute, and always after a command, whose result the person waits for."""
        _log.info("a limit is exceeded", extra={"fields": {**question.origin.fields, "limit": exceeded}})
        is_command = question.origin.surface is Surface.COMMAND
        if not is_command and not self._limits.may_remind(exceeded):
            self._recent.forget(question.origin.key)  # so that an edit can ask it again
        elif await self._replier.claim(question, turn):
            post = self._replier.notice(question, wording.SLOW_DOWN)
            await self._replier.send(question, post, delivery, turn)

    async def _speak_up(self, question: Question, delivery: Delivery, turn: Turn) -> None:
        """Answer an overheard question: only if sure, once per thread, and not with the same entry too soon."""
        post = await self._replier.compose(question)
        leases = self._leases_for(post, question.origin)
        if not leases or not await attempt(self._store.acquire(leases, now=self.clock()), otherwise=False):
            self._recent.forget(question.origin.key)  # so that an edit can address it to the bot
        elif await self._replier.claim(question, turn) and not await self._speak(question, post, delivery, turn):
            await attempt(self._store.release(leases), otherwise=None)

    async def _speak(self, question: Question, post: Post, delivery: Delivery, turn: Turn) -> bool:
        """Send it, or in shadow mode only log it; return whether anything was sent (or would have been)."""
        if not self.rules.is_shadow:
            outcome = await self._replier.send(question, post, delivery, turn)
            return outcome.state is State.ANSWERED or bool(outcome.replies)
        outcome = replace(outcome_of(post, ()), state=State.QUIET)
        fields = {**question.origin.fields, "entry": outcome.entry, "score": round(outcome.score or 0.0, 2)}
        _log.info("shadow: would answer", extra={"fields": fields})
        await self._replier.settle(question.origin, outcome)
        return True

    def _leases_for(self, post: Post, origin: Origin) -> dict[str, datetime]:
        """The leases that an unprompted answer needs, name to end; none for a post that is no answer."""
        if not isinstance(post.saying, Answer):
            return {}
        now = self.clock()
        leases = {f"{origin.platform}:{origin.channel}:{post.saying.entry.id}": now + self.rules.entry_cooldown}
        if origin.thread:
            leases[f"{origin.platform}:{origin.thread}"] = now + self.rules.thread_silence
        return leases

    def _tell(self, publish: Publish, text: str) -> Post:
        return self.composer.notice(text, asker=publish.origin.asker)


def _is_unreadable(question: Question) -> bool:
    """Whether there is no text to go by: without its privilege, Discord hides messages that do not mention the bot."""
    return question.is_overheard and not question.text.strip()


def _is_remark(question: Question, post: Post) -> bool:
    """Whether the asker, in their thread and without a mention, asks nothing and says nothing that the FAQ knows."""
    is_unknown = isinstance(post.saying, Declined) and post.saying.uncovered is None
    return question.origin.surface is Surface.THREAD and is_unknown and "?" not in question.text


def _stands(outcome: Outcome) -> bool:
    """Whether there is a reply to revise: an answer, or the part of one that was out when sending failed."""
    return outcome.state is State.ANSWERED or (outcome.state is State.FAILED and bool(outcome.replies))
