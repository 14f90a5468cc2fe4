"""Messages that people write, change and delete: each goes to the conversation, and is acknowledged once it is safe.

Slack delivers again what is not acknowledged within three seconds, and never again what is. So a question is
acknowledged when the store has it claimed, a moment after it came and before anything is posted: whichever way a
process ends, either Slack still has the question or the store has.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import assert_never

from bot.core.interfaces import Delivery
from bot.core.question import Question
from bot.core.reply import Post
from bot.core.stores import LeaseStore
from bot.engine.conversation import Conversation
from bot.platforms.slack.delivery import ChannelDelivery
from bot.platforms.slack.events import PLATFORM, Asked, Deleted, Edited, Event, News, channel_of, is_idle_talk, to_news
from bot.platforms.slack.panes import LOOKING_IT_UP, has_status, set_status
from bot.platforms.slack.recovery import keep_from_others
from bot.platforms.slack.work import Work
from bot.platforms.slack.workspaces import Workspace, Workspaces

SECONDS_TO_CLAIM = 1.0
"""A database that takes longer may as well take for ever; Slack gives three seconds."""


class Hearing:
    """Takes messages."""

    def __init__(self, conversation: Conversation, store: LeaseStore, workspaces: Workspaces, work: Work) -> None:
        """Hand them to ``conversation``, as pieces of ``work``."""
        self._conversation = conversation
        self._store = store
        self._workspaces = workspaces
        self._work = work
        self._claims: dict[str, asyncio.Event] = {}

    async def hear(self, event: Event, workspace: Workspace) -> None:
        """Take an event; return when it may be acknowledged."""
        news = to_news(event, me=workspace.me)
        if news is None or self._is_idle(news):
            return
        claimed = self._claim_of(news)
        task = self._work.start(_name(news), self._deal_with(news, workspace, claimed.set))
        task.add_done_callback(lambda _: self._end(news, claimed))
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_CLAIM):
                await claimed.wait()

    def _claim_of(self, news: News) -> asyncio.Event:
        """What tells that a question is claimed: one for both events of a mention, the later of which has to wait."""
        return self._claims.setdefault(_name(news), asyncio.Event()) if isinstance(news, Asked) else asyncio.Event()

    def _end(self, news: News, claimed: asyncio.Event) -> None:
        claimed.set()
        if self._claims.get(_name(news)) is claimed and not self._work.is_under_way(_name(news)):
            del self._claims[_name(news)]

    def _is_idle(self, news: News) -> bool:
        return isinstance(news, Asked) and is_idle_talk(news.question, self._conversation.rules.listen_channels)

    async def _deal_with(self, news: News, workspace: Workspace, claimed: Callable[[], None]) -> None:
        match news:
            case Asked(question=question):
                await self._take(question, workspace, claimed)
            case Edited(question=question):
                await self._conversation.edited(question, self._delivery(question, workspace, claimed))
            case Deleted(question=question_id):
                channel = ChannelDelivery(workspace, channel=channel_of(question_id), thread=None, question=question_id)
                await self._conversation.deleted(PLATFORM, question_id, channel)
            case _:
                assert_never(news)

    async def _take(self, question: Question, workspace: Workspace, claimed: Callable[[], None]) -> None:
        origin = question.origin
        if not question.is_overheard:
            await self._workspaces.heard_in(origin.channel, workspace)
            await keep_from_others(origin, self._conversation, self._store)
        if not has_status(origin, workspace):
            await self._conversation.take(question, self._delivery(question, workspace, claimed))
            return
        status = self._work.start(f"status in {origin.channel}", set_status(origin, workspace, LOOKING_IT_UP))
        delivery = self._delivery(question, workspace, claimed, after=status)
        await self._conversation.take(question, delivery)
        if not delivery.has_sent:
            await asyncio.wait((status,))
            await set_status(origin, workspace, "")

    def _delivery(
        self,
        question: Question,
        workspace: Workspace,
        claimed: Callable[[], None],
        *,
        after: asyncio.Task[None] | None = None,
    ) -> "ClaimedDelivery":
        origin = question.origin
        channel = ChannelDelivery(workspace, channel=origin.channel, thread=origin.thread, question=origin.id)
        return ClaimedDelivery(channel, claimed, after=after)


class ClaimedDelivery:
    """Tells when the first post is about to go out: the conversation has claimed its question by then."""

    def __init__(
        self, delivery: Delivery, claimed: Callable[[], None], *, after: asyncio.Task[None] | None = None
    ) -> None:
        """Post by ``delivery``, and not before ``after`` is done: a status that comes after its reply would stay."""
        self._delivery = delivery
        self._claimed = claimed
        self._after = after
        self.has_sent = False

    async def send(self, post: Post) -> tuple[str, ...]:
        """Tell, wait, and post."""
        self._claimed()
        if self._after is not None:
            await asyncio.wait((self._after,))
        sent = await self._delivery.send(post)
        self.has_sent = True
        return sent

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Tell, and change messages."""
        self._claimed()
        return await self._delivery.revise(messages, post)

    async def remove(self, messages: Sequence[str]) -> None:
        """Tell, and delete messages."""
        self._claimed()
        await self._delivery.remove(messages)


def _name(news: News) -> str:
    """What the work on a message is called: by the message's id, the same for all that happens to it."""
    return news.question if isinstance(news, Deleted) else news.question.origin.id
