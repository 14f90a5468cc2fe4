"""Requests from Slack to the app, signed and tried again (docs.slack.dev, "HTTP mode": "Events API").

"Verifying requests from Slack" has the signature. Its time is the real one, also where the server's clock was moved,
since the app compares it with its own.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from tests.servers.slack.deliveries import Attempt, Deliveries, Delivery, DeliveryKind
from tests.servers.slack.errors import Json
from tests.servers.slack.world import World

# "Error handling", failure conditions.
MOST_REDIRECTS = 2


@dataclass(slots=True, kw_only=True)
class Posted:
    """A request to the app, and what it answered (status 0 until then)."""

    url: str
    headers: dict[str, str]
    body: bytes
    status: int = 0
    answer: str = ""
    delivery: Delivery | None = field(default=None, repr=False)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Slack-Signature`."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Webhooks:
    """Sends to the app's request URLs in turn."""

    def __init__(self, world: World) -> None:
        """No request URL yet."""
        self._world = world
        self._session: aiohttp.ClientSession | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = 0
        self.deliveries: Deliveries | None = None
        self.urls: list[str] = []
        self.posted: list[Posted] = []

    def open(self) -> None:
        """Be ready to send."""
        # The server's clock says how long an answer may take, not this session's.
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))

    async def close(self) -> None:
        """Give up all that is under way."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def send(self, delivery: Delivery, attempt: Attempt) -> bool:
        """Post a delivery to the next of the request URLs."""
        if not self.urls:
            return False
        self._turn += 1
        url = self.urls[self._turn % len(self.urls)]
        posted = self.make(url, delivery, attempt)
        task = asyncio.create_task(self._attempt(posted, attempt))
        self._tasks[attempt.envelope_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(attempt.envelope_id, None))
        return True

    def give_up(self, attempt: Attempt) -> None:
        """Hang up on a request that takes too long."""
        task = self._tasks.get(attempt.envelope_id)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    def make(self, url: str, delivery: Delivery, attempt: Attempt) -> Posted:
        """The request that carries a delivery."""
        body, kind = _encoded(delivery)
        headers = {"Content-Type": kind, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if attempt.number:
            headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason or ""}
        return Posted(url=url, headers=headers | self.signed(body), body=body, delivery=delivery)

    def signed(self, body: bytes, *, secret: str | None = None, age: float = 0.0) -> dict[str, str]:
        """The headers that sign a body, as of so many seconds ago."""
        timestamp = str(int(time.time() - age))
        secret = secret or self._world.app.signing_secret
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature(secret, timestamp, body)}

    async def _attempt(self, posted: Posted, attempt: Attempt) -> None:
        assert self.deliveries is not None
        try:
            headers = await self.post(posted)
        except aiohttp.TooManyRedirects:
            self.deliveries.fail(attempt, "too_many_redirects")
        except aiohttp.ClientError:
            self.deliveries.fail(attempt, "connection_failed")
        else:
            if 200 <= posted.status < 300:
                self.deliveries.acknowledge(attempt.envelope_id, _answer(posted.answer))
            else:
                may_retry = headers.get("X-Slack-No-Retry") != "1"
                self.deliveries.fail(attempt, "http_error", may_retry=may_retry)

    async def post(self, posted: Posted) -> Mapping[str, str]:
        """Send a request as it stands and keep the answer; returns the answer's headers."""
        assert self._session is not None
        self.posted.append(posted)
        request = self._session.post(
            posted.url, data=posted.body, headers=posted.headers, max_redirects=MOST_REDIRECTS + 1
        )
        async with request as response:
            posted.answer = await response.text()
            posted.status = response.status
            self._world.changes.touch()
            return response.headers

    async def verify(self, url: str) -> None:
        """Send the challenge that a request URL must echo ("url_verification event")."""
        challenge = self._world.ids.secret()
        token = self._world.app.verification_token
        body = json.dumps({"token": token, "challenge": challenge, "type": "url_verification"}).encode()
        headers = {"Content-Type": "application/json"} | self.signed(body)
        posted = Posted(url=url, headers=headers, body=body)
        await self.post(posted)
        if posted.status != 200 or challenge not in posted.answer:
            raise AssertionError(f"{url} did not echo the challenge: {posted.status} {posted.answer[:200]}")


def _encoded(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.kind is DeliveryKind.EVENT:
        return json.dumps(delivery.payload).encode(), "application/json"
    form = delivery.payload
    if delivery.kind is DeliveryKind.INTERACTION:
        form = {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _answer(text: str) -> Json | None:
    """The message or view response in an answer; plain text is a message of its own."""
    if not text.strip():
        return None
    try:
        data = json.loads(text)
    except ValueError:
        return {"text": text}
    return data if isinstance(data, dict) else {"text": text}
