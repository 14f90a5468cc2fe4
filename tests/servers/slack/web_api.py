"""The Web API: who asks, whether they may, and what they are answered (docs.slack.dev, "Using the Slack Web API")."""

import asyncio
import base64
import json

from aiohttp import web

from tests.servers.slack import scopes
from tests.servers.slack.calls import Call, Handler, Request
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.faults import Failure, Faults
from tests.servers.slack.limits import Limits
from tests.servers.slack.values import Team
from tests.servers.slack.world import World

APP_METHODS = frozenset({"apps.connections.open"})
NO_TOKEN = frozenset({"oauth.v2.access"})
LOST = "<html><head><title>Error</title></head><body>Slack is having trouble.</body></html>"


class WebApi:
    """Serves all methods, and keeps a log of all requests."""

    def __init__(self, world: World, faults: Faults, limits: Limits) -> None:
        """A Web API without methods."""
        self._world = world
        self._faults = faults
        self._limits = limits
        self.methods: dict[str, Handler] = {}
        self.requests: list[Request] = []
        self.in_flight = 0

    @property
    def unknown_requests(self) -> list[Request]:
        """The requests to methods that the server does not have."""
        return [one for one in self.requests if one.error == "unknown_method"]

    def add(self, methods: dict[str, Handler]) -> None:
        """Serve these methods too."""
        self.methods |= methods

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        noted = Request(method=request.match_info["method"], verb=request.method, args={})
        self.requests.append(noted)
        self.in_flight += 1
        try:
            return await self._answer(request, noted)
        finally:
            self.in_flight -= 1
            self._world.changes.touch()

    async def _answer(self, request: web.Request, noted: Request) -> web.StreamResponse:
        unread: SlackError | None = None
        try:
            noted.args = await _arguments(request)
        except SlackError as error:
            unread = error
        noted.token = _token(request, noted.args)
        await self._faults.wait(noted.method)
        failure = self._faults.next_failure(noted.method)
        if failure is not None and not failure.after:
            return _failed(request, noted, failure)
        try:
            if unread is not None:
                raise unread
            response = self._succeed(request, noted)
        except SlackError as error:
            response = self._refused(noted, error)
        return response if failure is None else _failed(request, noted, failure)

    def _succeed(self, request: web.Request, noted: Request) -> web.Response:
        call = Call(world=self._world, method=noted.method, args=noted.args, token=noted.token, basic=_basic(request))
        handler = self.methods.get(noted.method)
        if handler is None:
            raise SlackError("unknown_method")
        call.installed = self._authorise(noted)
        team = call.installed.id if call.installed else ""
        wait = self._limits.check(noted.method, team, str(noted.args.get("channel", "")))
        if wait:
            raise SlackError("ratelimited", status=429, retry_after=wait)
        if call.installed is not None:
            scopes.check(noted.method, call.installed.scopes)
        body = {"ok": True, **handler(call)}
        noted.status = 200
        return web.json_response(body, headers=_scope_headers(noted.method, call.installed))

    def _authorise(self, noted: Request) -> Team | None:
        """The workspace that the token is for; tokens of the wrong kind are refused ("Tokens")."""
        token, app = noted.token, self._world.app
        if noted.method in NO_TOKEN:
            return None
        if not token:
            raise SlackError("not_authed")
        if token == app.app_token:
            if noted.method not in APP_METHODS:
                raise SlackError("not_allowed_token_type")
            if "connections:write" not in app.app_scopes:
                raise scopes.needed(("connections:write",), app.app_scopes)
            return None
        team = self._team_of(token)
        if noted.method in APP_METHODS:
            raise SlackError("not_allowed_token_type")
        return team

    def _team_of(self, token: str) -> Team:
        if token in self._world.revoked:
            raise SlackError(self._world.revoked[token])
        for team in self._world.teams.values():
            if team.is_installed and team.bot_token == token:
                return team
        raise SlackError("invalid_auth")

    def _refused(self, noted: Request, error: SlackError) -> web.Response:
        noted.status, noted.error = error.status, error.error
        headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return web.json_response(error.body(), status=error.status, headers=headers)


def _failed(request: web.Request, noted: Request, failure: Failure) -> web.StreamResponse:
    """What the app gets to see of a fault: a refusal, a page in HTML, or nothing at all."""
    error = failure.error
    noted.status, noted.error = error.status, error.error
    if failure.drops:
        assert isinstance(request.transport, asyncio.WriteTransport)
        request.transport.abort()
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if error.status >= 500:
        return web.Response(text=LOST, status=error.status, content_type="text/html")
    return web.json_response(error.body(), status=error.status, headers=headers)


def _scope_headers(method: str, team: Team | None) -> dict[str, str]:
    if team is None:
        return {}
    accepted = ",".join(scopes.METHODS.get(method, ()))
    return {"X-OAuth-Scopes": ",".join(sorted(team.scopes)), "X-Accepted-OAuth-Scopes": accepted}


async def _arguments(request: web.Request) -> Json:
    """The arguments from the address and the body, which is a form or JSON."""
    args: Json = dict(request.query)
    kind = request.content_type
    if not request.body_exists and kind != "application/json":
        return args
    if kind == "application/json":
        return args | _json(await request.text())
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return args | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    if await request.read():
        raise SlackError("invalid_post_type")
    return args


def _json(text: str) -> Json:
    if not text.strip():
        return {}
    try:
        data = json.loads(text)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(data, dict):
        raise SlackError("json_not_object")
    return data


def _token(request: web.Request, args: Json) -> str:
    """The token of the header, or of a form; JSON bodies carry none ("Web API", JSON-encoded bodies)."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    return "" if request.content_type == "application/json" else str(args.get("token", ""))


def _basic(request: web.Request) -> tuple[str, str] | None:
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return None
    name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return name, secret
