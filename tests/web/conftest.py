"""What the pages are read with."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

import aiohttp
import pytest
from starlette.routing import BaseRoute

from bot.web.metrics import Metrics
from bot.web.server import WebServer, make_application
from tests.web.running import running

PLATFORMS = ("discord", "slack")
Read = Callable[..., Awaitable[aiohttp.ClientResponse]]
Serve = Callable[[Sequence[BaseRoute]], Awaitable[Read]]


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(PLATFORMS, version="1.2.3")


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves pages, and gives what reads them."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def served(routes: Sequence[BaseRoute]) -> Read:
            server = WebServer(make_application(routes), host="127.0.0.1", port=0)
            await stack.enter_async_context(running(server))
            await server.listening()

            async def read(path: str, **headers: str) -> aiohttp.ClientResponse:
                response = await session.get(f"http://127.0.0.1:{server.port}{path}", headers=headers)
                await response.read()
                return response

            return read

        yield served
