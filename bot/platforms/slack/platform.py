"""The bot on Slack: it connects, serves until it is stopped, finishes what it took, and disconnects."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.core.stores import PlatformStore
from bot.engine.connection import Connection, Pulse
from bot.engine.conversation import Conversation
from bot.platforms.kit.http_trace import failure_trace
from bot.platforms.kit.recover import Recovery
from bot.platforms.kit.tasks import Tasks, finish
from bot.platforms.slack.application import Listeners, make_app
from bot.platforms.slack.client import make_client, open_session
from bot.platforms.slack.doctor import log_what_is_missing
from bot.platforms.slack.errors import platform_errors
from bot.platforms.slack.history import SlackHistory
from bot.platforms.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, Features, scopes
from bot.platforms.slack.socket import PING_SECONDS, SECONDS_TO_ACKNOWLEDGE, Socket
from bot.platforms.slack.workspaces import OneWorkspace, Workspaces, introduced

_log = logging.getLogger(__name__)

_UNAUTHORISED, _UNAVAILABLE = 401, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class BySocket:
    """The bot connects to Slack, with an app-level token."""

    app_token: str
    ping_seconds: float = PING_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHttp:
    """Slack sends requests to the bot, signed with a secret."""

    signing_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithToken:
    """The bot is in one workspace, and has its token."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithOAuth:
    """Anyone with the address can install the app in their workspace; the tokens are kept in a database."""

    client_id: str
    client_secret: str
    database_url: str


class SlackPlatform:
    """Runs the bot on Slack."""

    name = "slack"

    def __init__(
        self,
        conversation: Conversation,
        store: PlatformStore,
        *,
        reached: BySocket | ByHttp,
        installed: WithToken | WithOAuth,
        api_url: str,
    ) -> None:
        """Serve ``conversation``, with the Web API at ``api_url``."""
        self._conversation = conversation
        self._store = store
        self._reached = reached
        self._secret = reached.signing_secret if isinstance(reached, ByHttp) else ""
        self._installed = installed
        self._api_url = api_url
        self._handler: AsyncSlackRequestHandler | None = None
        self._pulse = Pulse(conversation.clock)
        self._socket: Socket | None = None
        self._requests: set[asyncio.Task[Any]] = set()
        self._is_ready = asyncio.Event()
        self._features = Features(
            hears_channels=bool(conversation.rules.listen_channels), is_distributed=isinstance(installed, WithOAuth)
        )

    @property
    def routes(self) -> Sequence[Route]:
        """What the bot serves by HTTP, if anything; each route answers 503 unless the platform runs."""
        routes = []
        if isinstance(self._reached, ByHttp):
            routes.append(Route(EVENTS_PATH, self._answer, methods=["POST"]))
        if isinstance(self._installed, WithOAuth):
            routes += [Route(page, self._answer, methods=["GET"]) for page in (INSTALL_PATH, REDIRECT_PATH)]
        return routes

    async def ready(self) -> None:
        """Return when the bot takes what Slack sends."""
        await self._is_ready.wait()

    async def run(self) -> None:
        """Serve until cancelled; raise PlatformError where Slack refuses the bot."""
        with platform_errors(self._api_url):
            trace = failure_trace(self.name, self._conversation.observer)
            async with open_session(trace) as session, self._opened(session) as (workspaces, oauth):
                client = make_client(session, self._api_url)
                async with asyncio.TaskGroup() as group:
                    tasks = Tasks(group)
                    history = SlackHistory(workspaces)
                    recovery = Recovery(self.name, conversation=self._conversation, store=self._store, history=history)
                    listeners = Listeners(self._conversation, workspaces, recovery, tasks)
                    app = make_app(client, listeners, workspaces, signing_secret=self._secret, oauth=oauth)
                    self._handler = AsyncSlackRequestHandler(app)
                    self._is_ready.set()
                    # By HTTP there may be several replicas behind a balancer; one process is enough for Socket Mode.
                    group.create_task(recovery.watch(is_alone=isinstance(self._reached, BySocket)))
                    match self._reached:
                        case BySocket() as reached:
                            await self._serve_socket(app, reached, tasks)
                        case ByHttp():
                            await self._serve_requests(tasks)

    def connection(self) -> Connection:
        """How well the bot is connected; by HTTP it keeps no connection."""
        since_event = self._pulse.since_event()
        if isinstance(self._reached, ByHttp):
            return Connection(is_open=self._handler is not None, silence=None, since_event=since_event)
        if self._socket is not None:
            self._socket.take_pulse()
        is_open = self._socket is not None and self._socket.is_open
        return Connection(is_open=is_open, silence=self._pulse.silence(), since_event=since_event)

    async def reconnect(self) -> None:
        """Ask Slack for another address and connect to it; PlatformError where Slack does not give one."""
        with platform_errors(self._api_url):
            if self._socket is not None:
                await self._socket.connect_to_new_endpoint(force=True)

    @asynccontextmanager
    async def _opened(
        self, session: aiohttp.ClientSession
    ) -> AsyncIterator[tuple[Workspaces, AsyncOAuthSettings | None]]:
        """The workspaces, and the settings by which others install the app."""
        client_with = partial(make_client, session, self._api_url)
        match self._installed:
            case WithToken(token=token):
                workspace = await introduced(client_with(token))
                await log_what_is_missing(workspace, self._features, self._conversation.rules.listen_channels)
                yield OneWorkspace(workspace), None
            case WithOAuth(client_id=client_id, client_secret=client_secret, database_url=url):
                # The module loads 7 MB of SQLAlchemy, which most bots never use.
                from bot.platforms.slack.oauth import InstalledWorkspaces, open_installations

                names = [need.name for need in scopes(self._features)]
                async with open_installations(
                    url, client_id=client_id, client_secret=client_secret, scopes=names
                ) as oauth:
                    yield InstalledWorkspaces(oauth.installation_store, client_with, self._store), oauth

    async def _serve_socket(self, app: AsyncApp, reached: BySocket, tasks: Tasks) -> None:
        socket = self._socket = Socket(
            app, app_token=reached.app_token, client=app.client, ping_seconds=reached.ping_seconds,
            pulse=self._pulse, observer=self._conversation.observer,
        )  # fmt: skip
        try:
            await socket.serve()
        finally:
            self._handler = self._socket = None
            await socket.leave()
            await finish(self._conversation, tasks=tasks)

    async def _serve_requests(self, tasks: Tasks) -> None:
        _log.info("waiting for Slack's requests at %s", EVENTS_PATH)
        try:
            await asyncio.Event().wait()
        finally:
            self._handler = None
            if self._requests:
                await asyncio.wait(self._requests, timeout=SECONDS_TO_ACKNOWLEDGE)
            await finish(self._conversation, tasks=tasks)

    async def _answer(self, request: Request) -> Response:
        """Answer a request of Slack or of a browser; Slack repeats what is not answered with success."""
        body = await request.body()
        if self._handler is None:
            return PlainTextResponse("The bot is not ready.", _UNAVAILABLE)
        # Bolt verifies signatures too, but only after it has parsed the request.
        if request.method == "POST" and not self._is_signed(body, request.headers):
            return PlainTextResponse("That is not signed by Slack, or too old.", _UNAUTHORISED)
        self._pulse.note_event()
        if task := asyncio.current_task():
            self._requests.add(task)  # it may start tasks, so run() waits for it before it ends
            task.add_done_callback(self._requests.discard)
        return await self._handler.handle(request)

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack signed it in the last five minutes.

        https://docs.slack.dev/authentication/verifying-requests-from-slack
        """
        try:
            return SignatureVerifier(self._secret).is_valid_request(body, {**headers})
        except (OverflowError, TypeError, ValueError):
            return False  # slack_sdk expects a number as the time, and UTF-8 as the body
