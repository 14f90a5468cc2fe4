"""Serves the application until it is told to stop: uvicorn, run within the bot's own tasks."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError

_log = logging.getLogger(__name__)

SECONDS_TO_FINISH = 8
_BACKLOG = 1024
_ADVICE = (
    ". Another program listens there, maybe another bot: set HTTP_PORT to another port, or to 0 for any that is free"
)


class _Server(uvicorn.Server):
    """uvicorn, which leaves signals to the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class WebServer:
    """Listens at one address; run beside the platforms, as one of them."""

    name = "web"

    def __init__(self, application: ASGIApp, *, host: str, port: int) -> None:
        """Serve ``application`` at ``host`` and ``port``; port 0 takes any that is free."""
        self._application = application
        self._host = host
        self._port = port
        self._is_listening = asyncio.Event()

    @property
    def port(self) -> int:
        """The port in use."""
        return self._port

    async def listening(self) -> None:
        """Return when requests are taken."""
        await self._is_listening.wait()

    async def run(self) -> None:
        """Serve until cancelled, then finish the requests that are there; SettingsError where the address is taken."""
        with _bound(self._host, self._port) as listener:
            self._port = listener.getsockname()[1]
            server = _Server(
                uvicorn.Config(
                    self._application,
                    lifespan="off",
                    access_log=False,
                    log_config=None,
                    server_header=False,
                    timeout_graceful_shutdown=SECONDS_TO_FINISH,
                )
            )
            async with asyncio.TaskGroup() as tasks:
                serving = tasks.create_task(server.serve(sockets=[listener]))
                _log.info("listening at %s, port %d", self._host, self._port)
                self._is_listening.set()
                try:
                    await asyncio.shield(serving)
                finally:
                    server.should_exit = True
                    await serving


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens already, so that no request is refused from here on."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        what = f"HTTP_HOST, HTTP_PORT: cannot listen at {host}, port {port}: {error.strerror}"
        raise SettingsError(f"{what}{_ADVICE if error.errno == EADDRINUSE else ''}") from error
    with listener:
        listener.setblocking(False)  # noqa: FBT003 - the standard library's
        yield listener
