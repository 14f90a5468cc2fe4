"""The Discord server: it listens on loopback, and a test acts in it as people do."""

from typing import Self

from aiohttp import web

from tests.servers.discord.calls import Call
from tests.servers.discord.clock import Clock
from tests.servers.discord.errors import Json
from tests.servers.discord.rest import PREFIX
from tests.servers.discord.using import Using
from tests.servers.discord.world import World

HOST = "127.0.0.1"


class DiscordServer(Using):
    """Discord's REST API and gateway for one bot; `url` is what discord.py's `Route.BASE` is set to."""

    def __init__(
        self, *, seed: int = 0, shards: int = 1, message_content: bool = True, clock: Clock | None = None
    ) -> None:
        """A server with an application and no guild; the seed settles tokens and faults."""
        world = World(seed=seed, clock=clock or Clock(), message_content=message_content)
        super().__init__(world, shards=shards)
        self.url = ""
        self.gateway_url = ""
        self._runner: web.AppRunner | None = None
        self.rest.add("GET /gateway", self._gateway)
        self.rest.add("GET /gateway/bot", self._gateway_for_bot)

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        application = web.Application(client_max_size=32 * 1024 * 1024)
        application.router.add_get("/gateway/", self.gateway.serve)
        application.router.add_route("*", PREFIX + "/{path:.*}", self.rest.serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://{HOST}:{port}{PREFIX}"
        self.gateway_url = self.gateway.address = f"ws://{HOST}:{port}/gateway/"
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Let go of all that waits, close every connection and stop listening; raises what went wrong in the server."""
        self.faults.release_all()
        self.gateway.drop_all()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.rest.crashes:
            raise ExceptionGroup("the server itself failed", self.rest.crashes)

    async def drop_connections(self) -> None:
        """Cut every gateway connection without a word."""
        self.gateway.drop_all()

    async def close_connections(self, code: int) -> None:
        """Close every gateway connection with a code."""
        await self.gateway.close_all(code)

    async def ask_to_reconnect(self) -> None:
        """Ask every client to reconnect and resume (op 7)."""
        self.gateway.ask_to_reconnect()

    async def invalidate_sessions(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is no longer valid (op 9)."""
        self.gateway.invalidate(resumable=resumable)

    def _gateway(self, _: Call) -> Json:
        return {"url": self.gateway_url}

    def _gateway_for_bot(self, _: Call) -> Json:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16}
        return {"url": self.gateway_url, "shards": self.gateway.shards, "session_start_limit": limit}
