"""The web server: one ASGI application with the routes of all parts, served by uvicorn within the bot's own tasks."""

import asyncio
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EADDRINUSE
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import SettingsError

_log = logging.getLogger(__name__)

_MOST_BYTES = 1_000_000
"""Of one request; those of Slack are a few kilobytes."""
_SECONDS_TO_FINISH = 8
"""For open requests when the bot stops: less than the 15 that the runner waits before it cancels again."""


class _TooLargeError(Exception):
    """The body is larger than a request may be."""


class LimitedBody:
    """Refuses requests with too large a body, sent in one piece or in many."""

    def __init__(self, app: ASGIApp) -> None:
        """Limit what ``app`` reads of a request."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is read: the length in the header may be missing or wrong."""
        left = _MOST_BYTES

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLargeError
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLargeError:
            await PlainTextResponse("Too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)


def make_application(routes: Sequence[BaseRoute]) -> Starlette:
    """An application that serves ``routes``."""
    return Starlette(routes=routes, middleware=[Middleware(LimitedBody)])


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the bot has its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class WebServer:
    """Listens at one address; it runs beside the platforms, as one of them."""

    name = "web"

    def __init__(self, application: ASGIApp, *, host: str, port: int) -> None:
        """Serve ``application`` at ``host`` and ``port``; port 0 takes any free one."""
        self.port = port
        self._application = application
        self._host = host
        self._is_listening = asyncio.Event()

    async def listening(self) -> None:
        """Wait until requests are accepted."""
        await self._is_listening.wait()

    async def run(self) -> None:
        """Serve until cancelled, then finish open requests; raise SettingsError if the address is taken."""
        with _bound(self._host, self.port) as listener:
            self.port = listener.getsockname()[1]
            server = _Server(
                uvicorn.Config(
                    self._application,
                    lifespan="off",
                    access_log=False,
                    log_config=None,
                    server_header=False,
                    timeout_graceful_shutdown=_SECONDS_TO_FINISH,
                )
            )
            async with asyncio.TaskGroup() as tasks:
                serving = tasks.create_task(server.serve(sockets=[listener]))
                _log.info("Listening at %s, port %d", self._host, self.port)
                self._is_listening.set()
                try:
                    await asyncio.shield(serving)
                finally:
                    # Not by cancellation, which would drop open requests.
                    server.should_exit = True
                    await serving


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens already, so that no request is refused from here on."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        what = f"HTTP_HOST, HTTP_PORT: cannot listen at {host}, port {port}: {error.strerror}"
        if error.errno == EADDRINUSE:
            what += (
                ". Another program listens there, maybe another bot: "
                "set HTTP_PORT to another port, or to 0 for any free one"
            )
        raise SettingsError(what) from error
    with listener:
        listener.setblocking(False)  # noqa: FBT003 - the standard library's
        yield listener
