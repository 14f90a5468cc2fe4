"""The Slack server: it listens on loopback, and a test acts in it as people do."""

from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.servers.slack.clock import Clock
from tests.servers.slack.errors import Json
from tests.servers.slack.http_mode import HttpMode
from tests.servers.slack.manifest import EVERYTHING, Manifest
from tests.servers.slack.world import World

HOST = "127.0.0.1"


class SlackServer(HttpMode):
    """Slack for one app; `url` is what slack_sdk's clients take as `base_url`."""

    def __init__(
        self, *, seed: int = 0, manifest: Json | str | Manifest = EVERYTHING, clock: Clock | None = None
    ) -> None:
        """A server with the app of a manifest and one workspace; the seed settles ids, faults and orders."""
        read = manifest if isinstance(manifest, Manifest) else Manifest.read(manifest)
        super().__init__(World(seed=seed, clock=clock or Clock(), manifest=read))
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._failures: list[Exception] = []

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        application = web.Application(client_max_size=32 * 1024 * 1024, middlewares=[self._watch])
        application.router.add_get("/link/", self.sockets.serve)
        application.router.add_route("*", "/api/{method}", self.web.serve)
        application.router.add_post("/commands/{path:.*}", self.response_urls.serve)
        application.router.add_post("/actions/{path:.*}", self.response_urls.serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.world.address = f"http://{HOST}:{self._runner.addresses[0][1]}"
        self.url = f"{self.world.address}/api/"
        self.webhooks.open()
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Let go of all that waits, close every connection and stop listening; raises what failed in the server."""
        self.faults.release_all()
        self.world.alarms.clear()
        self.sockets.drop_all()
        await self.webhooks.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._failures:
            raise self._failures[0]

    @web.middleware
    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Keep the failures of the server itself, which the app under test may take for Slack's."""
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as failure:
            self._failures.append(failure)
            raise
