"""Bolt's application: each thing that Slack tells goes to the part that handles it.

Listeners run before the response (``process_before_response``) and start tasks: so they return at once, the tasks
belong to the platform's task group, and Bolt starts none of its own, which nobody would wait for at the end.

Bolt's Assistant is not used: as a middleware it takes all that happens in threads of direct messages for its own, and
drops edits and deletions there.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, assert_never
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.interfaces import Delivery
from bot.core.question import Question
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.kit.recover import Recovery
from bot.platforms.kit.tasks import Tasks
from bot.platforms.slack import commands, panes, presses
from bot.platforms.slack.client import library_log
from bot.platforms.slack.delivery import ChannelDelivery
from bot.platforms.slack.events import (
    PLATFORM,
    Asked,
    Deleted,
    Edited,
    News,
    Payload,
    channel_of,
    is_idle_talk,
    to_news,
)
from bot.platforms.slack.manifest import ANSWER_FROM_FAQ
from bot.platforms.slack.panes import LOOKING_IT_UP, has_status, set_status
from bot.platforms.slack.workspaces import IN_CONTEXT, Authorize, Workspace, Workspaces

SECONDS_TO_CLAIM = 1.0
"""The longest that a message waits for its claim before it is acknowledged: Slack gives three seconds for all of it."""
_ANYTHING = re.compile(".*", re.DOTALL)
Handle = Callable[[Conversation, Payload, Workspace], Coroutine[Any, Any, None]]


class Listeners:
    """What Bolt calls; each returns when the request may be acknowledged."""

    def __init__(self, conversation: Conversation, workspaces: Workspaces, recovery: Recovery, tasks: Tasks) -> None:
        """Hand everything to ``conversation``, in ``tasks``."""
        self._conversation = conversation
        self._workspaces = workspaces
        self._recovery = recovery
        self._tasks = tasks
        # A mention comes as two events, and the second one waits for the claim of the first. A claim is here for as
        # long as a task refers to it.
        self._claims: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()

    def register_with(self, app: AsyncApp) -> None:
        """Have Bolt call them. A mention that the bot also receives as a message comes twice, and is taken once."""
        app.event("app_mention")(self.message)
        app.event("message")(self.message)
        app.event("app_home_opened")(self._starting("App Home", panes.show_home))
        app.event("assistant_thread_started")(self._starting("assistant pane", panes.suggest))
        app.event("app_uninstalled")(self.removed)
        app.event("tokens_revoked")(self.removed)
        app.event(_ANYTHING)(self.nothing)
        app.command(_ANYTHING)(self._starting("command", commands.take))
        app.shortcut(ANSWER_FROM_FAQ)(self._starting("shortcut", commands.open_form))
        app.action(_ANYTHING)(self._starting("press", presses.take))
        app.view_submission(_ANYTHING)(self.search)
        app.view_closed(_ANYTHING)(self.nothing)

    async def message(self, event: Payload, context: AsyncBoltContext) -> None:
        """Start to handle a message that somebody wrote, changed or deleted.

        Slack delivers again what is not acknowledged within three seconds, and never again what is. So a question is
        acknowledged when the store has its claim, a moment after it came and before anything is posted: however a
        process ends, either Slack still has the question or the store has.
        """
        workspace: Workspace = context[IN_CONTEXT]
        news = to_news(event, me=workspace.me)
        if news is None:
            return
        claimed = asyncio.Event()
        if isinstance(news, Asked):
            if is_idle_talk(news.question, self._conversation.rules.listen_channels):
                return
            claimed = self._claims.setdefault(news.question.origin.id, claimed)
        question_id = news.question if isinstance(news, Deleted) else news.question.origin.id
        fields = {"platform": PLATFORM, "question": question_id, "channel": channel_of(question_id)}
        task = self._tasks.start("message", self._handle(news, workspace, claimed.set), fields=fields)
        task.add_done_callback(lambda _: claimed.set())
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_CLAIM):
                await claimed.wait()

    async def search(self, ack: AsyncAck, body: Payload) -> None:
        """Somebody pressed the button of a form: what it shows next is the response itself, or Slack would close it."""
        await ack(response_action="update", view=await commands.search(self._conversation, body))

    async def removed(self, event: Payload, context: AsyncBoltContext) -> None:
        """The app was removed, or tokens were revoked; those of people do not matter, as the bot has none."""
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            await self._workspaces.forget(team=context.team_id, enterprise=context.enterprise_id)

    async def nothing(self, ack: AsyncAck) -> None:
        """Acknowledge what needs no reaction, so that Slack does not send it again."""
        await ack()

    def _starting(self, what: str, handle: Handle) -> Callable[..., Awaitable[None]]:
        """A listener that starts to handle an event, command, shortcut or action, and acknowledges it."""

        async def listener(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
            workspace = context[IN_CONTEXT]
            # Commands, shortcuts and actions have a trigger id, which is the id of the question that comes of them.
            fields = {"platform": PLATFORM, "workspace": workspace.team, "question": body.get("trigger_id")}
            handling = handle(self._conversation, body.get("event", body), workspace)
            self._tasks.start(what, handling, fields={name: id_ for name, id_ in fields.items() if id_})
            await ack()

        return listener

    async def _handle(self, news: News, workspace: Workspace, claimed: Callable[[], None]) -> None:
        match news:
            case Asked(question=question):
                await self._answer(question, workspace, claimed)
            case Edited(question=question):
                delivery = _delivery_to(question, workspace)
                await self._conversation.edited(question, delivery, claimed=claimed)
            case Deleted(question=question_id):
                channel = ChannelDelivery(workspace, channel=channel_of(question_id), thread=None, question=question_id)
                await self._conversation.deleted(PLATFORM, question_id, channel)
            case _:
                assert_never(news)

    async def _answer(self, question: Question, workspace: Workspace, claimed: Callable[[], None]) -> None:
        origin, delivery = question.origin, _delivery_to(question, workspace)
        if not question.is_overheard:
            await self._workspaces.note_channel(origin.channel, workspace)
            await self._recovery.reserve_late(origin)
        if not has_status(origin, workspace):
            await self._conversation.take(question, delivery, claimed=claimed)
            return
        setting = set_status(origin, workspace, LOOKING_IT_UP)
        status = self._tasks.start("status", setting, fields=origin.fields)
        after_status = _AfterStatus(delivery, status)
        await self._conversation.take(question, after_status, claimed=claimed)
        if not after_status.has_sent:
            await asyncio.wait((status,))
            await set_status(origin, workspace, "")


class _AfterStatus:
    """A delivery that posts when the status is shown: one that comes after the reply would stay there."""

    def __init__(self, delivery: Delivery, status: asyncio.Task[None]) -> None:
        self._status = status
        self.has_sent = False
        self._send = delivery.send
        self.revise = delivery.revise
        self.remove = delivery.remove

    async def send(self, post: Post) -> tuple[str, ...]:
        await asyncio.wait((self._status,))
        sent = await self._send(post)
        self.has_sent = True
        return sent


def _delivery_to(question: Question, workspace: Workspace) -> ChannelDelivery:
    origin = question.origin
    return ChannelDelivery(workspace, channel=origin.channel, thread=origin.thread, question=origin.id)


def make_app(
    client: AsyncWebClient,
    listeners: Listeners,
    workspaces: Workspaces,
    *,
    signing_secret: str,
    oauth: AsyncOAuthSettings | None,
) -> AsyncApp:
    """The application; ``signing_secret`` proves that a request by HTTP is Slack's."""
    app = AsyncApp(
        name="re-faq-bot",
        client=client,
        signing_secret=signing_secret,
        authorize=Authorize(workspaces),  # type: ignore[arg-type]  # Bolt takes its own kind as well, undeclared
        oauth_settings=oauth,
        process_before_response=True,
        # It warns of settings in the environment that it finds for itself and does not use.
        logger=library_log("slack_bolt", logging.ERROR),
    )
    listeners.register_with(app)
    return app
