"""Bolt's application: each thing that Slack tells goes to the part that deals with it.

Listeners run before the response (``process_before_response``), and hand all work on: so they return at once, the work
belongs to the platform's task group, and Bolt starts no task of its own, which nobody would wait for at the end.

Bolt's Assistant is not used: as a middleware it takes all that happens in threads of direct messages for its own, and
drops edits and deletions there.
"""

import logging
import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.stores import LeaseStore
from bot.engine.conversation import Conversation
from bot.platforms.slack.client import library_log
from bot.platforms.slack.commands import Commands
from bot.platforms.slack.events import Event
from bot.platforms.slack.hearing import Hearing
from bot.platforms.slack.manifest import ANSWER_FROM_FAQ
from bot.platforms.slack.panes import Panes
from bot.platforms.slack.places import Payload
from bot.platforms.slack.presses import Presses
from bot.platforms.slack.work import Work
from bot.platforms.slack.workspaces import IN_CONTEXT, Authorize, Workspace, Workspaces

_ANYTHING = re.compile(".*", re.DOTALL)
Handle = Callable[[Payload, Workspace], Awaitable[None]]


class Listeners:
    """What Bolt calls; each returns when the request may be acknowledged."""

    def __init__(self, conversation: Conversation, store: LeaseStore, workspaces: Workspaces, work: Work) -> None:
        """Let the parts deal with what comes, as pieces of ``work``."""
        self._workspaces = workspaces
        self._work = work
        self._hearing = Hearing(conversation, store, workspaces, work)
        self._presses = Presses(conversation)
        self._commands = Commands(conversation)
        self._panes = Panes(conversation)

    def register_with(self, app: AsyncApp) -> None:
        """Have Bolt call them. A mention that the bot also hears as a message comes twice, and is taken once."""
        app.event("app_mention")(self.message)
        app.event("message")(self.message)
        app.event("app_home_opened")(self.home)
        app.event("assistant_thread_started")(self.assistant)
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.revoked)
        app.event(_ANYTHING)(self.nothing)
        app.command(_ANYTHING)(self.command)
        app.shortcut(ANSWER_FROM_FAQ)(self.shortcut)
        app.action(_ANYTHING)(self.action)
        app.view_submission(_ANYTHING)(self.search)
        app.view_closed(_ANYTHING)(self.nothing)

    async def message(self, event: Event, context: AsyncBoltContext) -> None:
        """Somebody wrote, changed or deleted a message."""
        await self._hearing.hear(event, _workspace(context))

    async def home(self, event: Event, context: AsyncBoltContext) -> None:
        """Somebody opened App Home."""
        self._work.start("App Home", self._panes.show_home(event, _workspace(context)))

    async def assistant(self, event: Event, context: AsyncBoltContext) -> None:
        """Somebody opened the assistant pane."""
        self._work.start("the assistant pane", self._panes.suggest(event, _workspace(context)))

    async def command(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """Somebody gave a slash command."""
        self._work.start(f"command {body['trigger_id']}", self._commands.take(body, _workspace(context)))
        await ack()

    async def shortcut(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """Somebody used “Answer from the FAQ” on a message."""
        self._work.start(f"shortcut {body['trigger_id']}", self._commands.open_form(body, _workspace(context)))
        await ack()

    async def action(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """Somebody pressed a button, chose from a menu, or typed into a search field."""
        self._work.start(f"press {body.get('trigger_id')}", self._presses.take(body, _workspace(context)))
        await ack()

    async def search(self, ack: AsyncAck, body: Payload) -> None:
        """Somebody pressed the button of a form: what it shows next is the response itself, or Slack would close it."""
        await ack(response_action="update", view=await self._commands.search(body))

    async def uninstalled(self, context: AsyncBoltContext) -> None:
        """The app was removed from a workspace."""
        await self._workspaces.forget(team=context.team_id, enterprise=context.enterprise_id)

    async def revoked(self, event: Event, context: AsyncBoltContext) -> None:
        """Tokens were revoked; those of people do not matter, as the bot has none."""
        if (event.get("tokens") or {}).get("bot"):
            await self._workspaces.forget(team=context.team_id, enterprise=context.enterprise_id)

    async def nothing(self, ack: AsyncAck) -> None:
        """Take what there is nothing to do about, so that Slack does not send it again."""
        await ack()


def make_app(
    client: AsyncWebClient,
    listeners: Listeners,
    workspaces: Workspaces,
    *,
    signing_secret: str = "",
    oauth: AsyncOAuthSettings | None = None,
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


def _workspace(context: AsyncBoltContext) -> Workspace:
    workspace = context[IN_CONTEXT]
    if not isinstance(workspace, Workspace):
        raise TypeError("Bolt has lost the workspace")
    return workspace
