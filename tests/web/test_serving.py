"""The web server: what is served, what is refused, and how it ends."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from io import BytesIO

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import SettingsError
from bot.web.server import WebServer, make_application

OK, NOT_FOUND, TOO_LARGE = 200, 404, 413


class Door:
    """A route that counts what it reads, and waits while it is held."""

    def __init__(self) -> None:
        """Let everybody through."""
        self.open = asyncio.Event()
        self.open.set()
        self.entered = asyncio.Event()

    async def answer(self, request: Request) -> Response:
        """The number of bytes in the body."""
        body = await request.body()
        self.entered.set()
        await self.open.wait()
        return PlainTextResponse(str(len(body)))


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def server(door: Door) -> AsyncIterator[WebServer]:
    """A server with one route, at a free port."""
    web = WebServer(make_application([Route("/", door.answer, methods=["POST"])]), host="127.0.0.1", port=0)
    running = asyncio.create_task(web.run())
    await web.listening()
    yield web
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def post(server: WebServer, body: bytes, path: str = "/") -> tuple[int, str]:
    url = f"http://127.0.0.1:{server.port}{path}"
    async with aiohttp.ClientSession() as session, session.post(url, data=BytesIO(body)) as response:
        return response.status, await response.text()


async def test_a_route_is_served_at_a_free_port(server: WebServer) -> None:
    assert server.port > 0
    assert await post(server, b"tea") == (OK, "3")
    assert (await post(server, b"tea", "/elsewhere"))[0] == NOT_FOUND


async def test_no_more_is_read_than_anybody_needs(server: WebServer, door: Door) -> None:
    assert (await post(server, b"x" * 1_000_000))[0] == OK
    door.entered.clear()
    assert (await post(server, b"x" * 1_000_001))[0] == TOO_LARGE
    assert not door.entered.is_set()


async def test_a_request_that_is_there_is_answered_before_it_ends(door: Door) -> None:
    door.open.clear()
    web = WebServer(make_application([Route("/", door.answer, methods=["POST"])]), host="127.0.0.1", port=0)
    running = asyncio.create_task(web.run())
    await web.listening()
    asking = asyncio.create_task(post(web, b"tea"))
    await door.entered.wait()
    running.cancel()
    await asyncio.sleep(0)
    door.open.set()
    assert await asking == (OK, "3")
    with suppress(asyncio.CancelledError):
        await running
    with pytest.raises(aiohttp.ClientConnectionError):
        await post(web, b"tea")


async def test_an_address_that_is_taken_is_said_with_its_variables() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        web = WebServer(make_application([]), host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(SettingsError, match=r"HTTP_HOST, HTTP_PORT: cannot listen at 127\.0\.0\.1"):
            await web.run()


async def test_a_host_that_is_none_is_said_too() -> None:
    with pytest.raises(SettingsError, match="HTTP_HOST"):
        await WebServer(make_application([]), host="no.such.host.invalid", port=0).run()


@pytest.mark.usefixtures("server")
async def test_signals_are_left_to_the_bot() -> None:
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
