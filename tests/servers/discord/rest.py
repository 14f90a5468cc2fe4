"""The REST side: each request is logged, limited, made to fail if so asked, and handed to its route."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.discord import routes_application, routes_interactions, routes_messages
from tests.servers.discord.calls import Call, Handler, Request
from tests.servers.discord.errors import ApiError, Json, not_found, unauthorized
from tests.servers.discord.limits import Verdict, refusal_headers

if TYPE_CHECKING:
    from tests.servers.discord.faults import Failure, Faults
    from tests.servers.discord.limits import Limits
    from tests.servers.discord.world import World

PREFIX = "/api/v10"
# These carry their own token in the path ("Receiving and Responding").
WITHOUT_LOGIN = ("/interactions/", "/webhooks/")
NOWHERE = "unknown"


@dataclass(frozen=True, slots=True)
class Route:
    """A route by its template, which is written like discord.py's `Route.path`."""

    name: str
    parts: tuple[str, ...]
    handler: Handler

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """The parameters in a path, or nothing if it is not of this route."""
        found: dict[str, str] = {}
        for mine, theirs in zip(self.parts, parts, strict=True):
            if mine[0] == "{":
                found[mine[1:-1]] = theirs
            elif mine != theirs:
                return None
        return found


class Rest:
    """Answers requests one at a time and in the order in which they come."""

    def __init__(self, world: "World", faults: "Faults", limits: "Limits") -> None:
        """The routes over a world."""
        self.world = world
        self.faults = faults
        self.limits = limits
        self.requests: list[Request] = []
        self.unknown_requests: list[Request] = []
        self.crashes: list[Exception] = []
        self.in_flight = 0
        self._routes: dict[tuple[str, int], list[Route]] = {}
        for routes in (routes_application.ROUTES, routes_messages.ROUTES, routes_interactions.ROUTES):
            for name, handler in routes.items():
                self.add(name, handler)

    def add(self, name: str, handler: Handler) -> None:
        """Serve a route, such as "GET /users/@me"."""
        method, path = name.split(" ")
        parts = tuple(path.split("/")[1:])
        routes = self._routes.setdefault((method, len(parts)), [])
        # A word goes before a parameter, so that "/users/@me" is not taken for a user.
        routes.append(Route(name, parts, handler))
        routes.sort(key=lambda route: [part[0] == "{" for part in route.parts])

    def _find(self, method: str, path: str) -> tuple[Route | None, dict[str, str]]:
        parts = path.split("/")[1:]
        for route in self._routes.get((method, len(parts)), ()):
            parameters = route.match(parts)
            if parameters is not None:
                return route, parameters
        return None, {}

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one request."""
        path = request.path.removeprefix(PREFIX)
        route, parameters = self._find(request.method, path)
        body, files = await _read(request)
        name = NOWHERE if route is None else route.name
        query = dict(request.query)
        entry = Request(method=request.method, path=path, route=name, query=query, body=body)
        self.requests.append(entry)
        call = Call(world=self.world, parameters=parameters, query=query, body=body, files=files)
        self.in_flight += 1
        try:
            response = await self._answer(request, route, call)
        except Exception as error:
            self.crashes.append(error)
            raise
        finally:
            self.in_flight -= 1
        entry.status = response.status
        if response.status == 404 and route is None:
            self.unknown_requests.append(entry)
        self.world.changes.touch()
        return response

    async def _answer(self, request: web.Request, route: Route | None, call: Call) -> web.Response:
        if route is None:
            return _refused(not_found())
        await self.faults.wait(route.name)
        if not self._is_allowed(request):
            return _refused(unauthorized())
        verdict = self.limits.check(route.name, call.parameters)
        failure = None if verdict.retry_after else self.faults.next_failure(route.name)
        if verdict.retry_after:
            return _limited(verdict)
        if failure is not None and not failure.after:
            return _failed(failure)
        response = _carry_out(route, call, verdict)
        return response if failure is None else _failed(failure)

    def _is_allowed(self, request: web.Request) -> bool:
        if request.path.removeprefix(PREFIX).startswith(WITHOUT_LOGIN):
            return True
        return request.headers.get("Authorization") == f"Bot {self.world.application.token}"


def _carry_out(route: Route, call: Call, verdict: Verdict) -> web.Response:
    """Do what a request asks for; its reply may still be lost."""
    form = list if route.name.startswith("PUT") and route.name.endswith("/commands") else dict
    try:
        if not isinstance(call.body, form):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")  # noqa: TRY301 - one kind of answer
        return _json(route.handler(call), verdict.headers)
    except ApiError as error:
        return _refused(error, verdict.headers)


async def _read(request: web.Request) -> tuple[Any, list[tuple[str, int]]]:
    """The JSON of a request and its files, by name and size ("API Reference", Uploading Files)."""
    if request.content_type == "multipart/form-data":
        return await _read_form(request)
    text = await request.read()
    try:
        return (json.loads(text) if text else {}), []
    except ValueError:
        return None, []


async def _read_form(request: web.Request) -> tuple[Any, list[tuple[str, int]]]:
    form = await request.post()
    files = []
    for name, value in form.items():
        if name.startswith("files[") and isinstance(value, web.FileField):
            files.append((value.filename, len(value.file.read())))
            value.file.close()
    payload = form.get("payload_json", "{}")
    return (json.loads(payload) if isinstance(payload, str) else {}), files


def _json(value: Json | list[Json] | None, headers: dict[str, str], *, status: int = 200) -> web.Response:
    if value is None:
        return web.Response(status=204, headers=headers)
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    # Without a charset: discord.py compares the whole header.
    return web.Response(body=text.encode(), status=status, headers={**headers, "Content-Type": "application/json"})


def _refused(error: ApiError, headers: dict[str, str] | None = None) -> web.Response:
    return _json(error.body(), headers or {}, status=error.status)


def _limited(verdict: Verdict) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(verdict.retry_after + 0.0005, 3),
        "global": verdict.is_global,
    }
    return _json(body, verdict.headers, status=429)


def _failed(failure: "Failure") -> web.Response:
    if failure.retry_after is None:
        return _refused(failure.error)
    verdict = Verdict(headers=refusal_headers(failure.retry_after, is_global=False), retry_after=failure.retry_after)
    return _limited(verdict)
