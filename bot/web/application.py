"""The ASGI application: routes of platforms, and a limit to what anybody may send."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Of one request; Slack's are a few kilobytes."""
_TOO_LARGE = 413


class _TooLargeError(Exception):
    """More came than a request may hold."""


class LimitedBody:
    """Refuses a request whose body is larger than anybody needs, however it is sent."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        """Let ``app`` read ``most`` bytes of a request."""
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is read."""
        left = self._most

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
            await PlainTextResponse("Too large.", _TOO_LARGE)(scope, receive, send)


def make_application(routes: Sequence[BaseRoute]) -> Starlette:
    """An application that serves ``routes``."""
    return Starlette(routes=routes, middleware=[Middleware(LimitedBody)])
