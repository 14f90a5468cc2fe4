"""Buttons and menus: what a press means, who may press what, and what is recorded of it."""

from dataclasses import replace
from typing import assert_never

from bot.core import wording
from bot.core.interfaces import Clock
from bot.core.press import (
    Give,
    Helpful,
    NoneOfThese,
    NotHelpful,
    Pick,
    Press,
    Presser,
    Privately,
    Publish,
    Reaction,
    Remove,
    Replace,
    Share,
    ShowEntry,
    ShowSection,
    ShowTopics,
    TakeBack,
    encode,
)
from bot.core.question import Origin, Surface
from bot.core.records import Click, Vote
from bot.core.reply import Answer
from bot.core.stores import PressStore
from bot.engine.composer import Composer
from bot.engine.observer import UNOBSERVED, Observer
from bot.engine.store_calls import attempt


class PressHandler:
    """Turns presses into reactions."""

    def __init__(self, *, composer: Composer, store: PressStore, clock: Clock, observer: Observer = UNOBSERVED) -> None:
        """Compose with ``composer``, record in ``store``, and report votes to ``observer``."""
        self._composer = composer
        self._store = store
        self._clock = clock
        self._observer = observer

    async def react(self, press: Press, presser: Presser) -> Reaction:
        """What pressing a button leads to."""
        match press:
            case Helpful() | NotHelpful():
                return await self._vote(press, presser)
            case ShowTopics() | ShowSection() | ShowEntry():
                return self._browse(press, presser)
        await self._record(press, presser)
        match press:
            case Pick() | NoneOfThese():
                return await self._choose(press, presser)
            case Remove(asker=asker):
                return await self._take_back(asker, presser)
            case Share() | Give():
                return self._publish(press, presser)
        assert_never(press)

    async def _vote(self, press: Helpful | NotHelpful, presser: Presser) -> Reaction:
        is_helpful = isinstance(press, Helpful)
        vote = Vote(
            platform=presser.platform, reply=presser.message, entry=press.entry, voter=presser.id,
            is_helpful=is_helpful, cast_at=self._clock(),
        )  # fmt: skip
        thanks = wording.THANKS_FOR_HELPFUL if is_helpful else wording.THANKS_FOR_NOT_HELPFUL
        is_noted = await attempt(self._noted(vote), otherwise=False)
        return self._remark(thanks if is_noted else wording.VOTE_IS_LOST, presser)

    async def _noted(self, vote: Vote) -> bool:
        await self._store.vote(vote)
        self._observer.voted(vote.platform, is_helpful=vote.is_helpful)
        return True

    async def _choose(self, press: Pick | NoneOfThese, presser: Presser) -> Reaction:
        """Replace the suggestions by what the asker chose; other people see what they chose privately."""
        is_asker = presser.id == press.asker
        match press:
            case Pick(entry=entry):
                is_private = presser.is_private or not is_asker
                post = self._composer.answer(entry, asker=presser.id, is_private=is_private)
            case NoneOfThese() if is_asker:
                post = self._composer.notice(
                    wording.NONE_WAS_MEANT, asker=presser.id, is_private=presser.is_private, with_topics=True
                )
            case NoneOfThese():
                return self._remark(wording.NOT_YOURS_TO_PICK, presser)
        if not is_asker:
            return Privately(post=post)
        record = await attempt(self._store.find_by_reply(presser.platform, presser.message), otherwise=None)
        if record is None:
            return Replace(post=post, messages=(presser.message,))
        return Replace(post=post, messages=record.outcome.replies, origin=record.origin)

    async def _take_back(self, asker: str, presser: Presser) -> Reaction:
        """Remove a reply, all of its messages, for the one who asked or a moderator."""
        if presser.id != asker and not presser.is_moderator:
            return self._remark(wording.NOT_YOURS_TO_REMOVE, presser)
        record = await attempt(self._store.find_by_reply(presser.platform, presser.message), otherwise=None)
        if record is None:
            return TakeBack(messages=(presser.message,))
        await attempt(self._store.remove(*record.origin.key), otherwise=None)
        return TakeBack(messages=record.outcome.replies or (presser.message,))

    def _publish(self, press: Share | Give, presser: Presser) -> Reaction:
        """Post an entry for all to see, in the name of the presser."""
        post = self._composer.answer(press.entry, asker=presser.id, is_private=False, given_by=presser.name)
        if not isinstance(post.saying, Answer):
            return Privately(post=replace(post, is_private=True, given_by=None))
        done, message = (wording.SHARED, None) if isinstance(press, Share) else (wording.GIVEN, press.message)
        origin = Origin(
            platform=presser.platform, id=f"from {presser.message}", channel=presser.channel, asker=presser.id,
            surface=Surface.SHORTCUT, sent_at=self._clock(),
        )  # fmt: skip
        return Publish(post=post, origin=origin, done=self._composer.notice(done, asker=presser.id), message=message)

    def _browse(self, press: ShowTopics | ShowSection | ShowEntry, presser: Presser) -> Reaction:
        """Turn the page of a list in place if only the presser sees it; an answer leaves its list open."""
        match press:
            case ShowTopics(start=start):
                post = self._composer.topics(asker=presser.id, start=start)
            case ShowSection(section=section, start=start):
                post = self._composer.section(section, asker=presser.id, start=start)
            case ShowEntry(entry=entry):
                return Privately(post=self._composer.answer(entry, asker=presser.id, is_private=True))
        return Replace(post=post, messages=(presser.message,)) if presser.is_private else Privately(post=post)

    async def _record(self, press: Press, presser: Presser) -> None:
        click = Click(
            platform=presser.platform, reply=presser.message, person=presser.id, press=encode(press),
            clicked_at=self._clock(),
        )  # fmt: skip
        await attempt(self._store.click(click), otherwise=True)

    def _remark(self, text: str, presser: Presser) -> Reaction:
        return Privately(post=self._composer.notice(text, asker=presser.id))
