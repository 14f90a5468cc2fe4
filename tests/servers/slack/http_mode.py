"""HTTP mode from the test's side: request URLs, and requests that do not come from Slack as they should."""

import json

from tests.servers.slack.deliveries import Attempt, Delivery, DeliveryKind
from tests.servers.slack.errors import Json
from tests.servers.slack.events import wrapped
from tests.servers.slack.viewing import Viewing
from tests.servers.slack.webhooks import Posted


class HttpMode(Viewing):
    """The test's side of HTTP mode."""

    async def use_http(self, *urls: str) -> None:
        """Send everything to these request URLs in turn, as a balancer would; each must echo a challenge first."""
        for url in urls:
            await self.webhooks.verify(url)
        self.webhooks.urls = list(urls)
        self.deliveries.transport = self.webhooks

    def use_sockets(self) -> None:
        """Send everything through Socket Mode again."""
        self.webhooks.urls = []
        self.deliveries.transport = self.sockets

    def event(self, **event: object) -> Json:
        """The payload of an event in the first workspace, to send by hand."""
        return wrapped(self.world, self.team, {"event_ts": self.world.stamps.next(), **event})

    async def send_signed(
        self, payload: Json, *, secret: str | None = None, age: float = 0.0, url: str | None = None
    ) -> Posted:
        """Send an event by hand: signed now with the right secret, unless told otherwise."""
        body = json.dumps(payload).encode()
        headers = {"Content-Type": "application/json"} | self.webhooks.signed(body, secret=secret, age=age)
        return await self._post(url, headers, body)

    async def send_forged(self, payload: Json, *, url: str | None = None) -> Posted:
        """Send an event that is signed with another secret."""
        return await self.send_signed(payload, secret="0" * 32, url=url)

    async def send_stale(self, payload: Json, *, age: float = 301.0, url: str | None = None) -> Posted:
        """Send an event whose signature is right and too old."""
        return await self.send_signed(payload, age=age, url=url)

    async def send_unsigned(self, payload: Json, *, url: str | None = None) -> Posted:
        """Send an event without a signature."""
        return await self._post(url, {"Content-Type": "application/json"}, json.dumps(payload).encode())

    async def replay(self, posted: Posted, *, age: float = 0.0) -> Posted:
        """Send a request once more, byte by byte; one with an `age` as if it had been recorded that long ago."""
        headers = dict(posted.headers)
        if age:
            headers |= self.webhooks.signed(posted.body, age=age)
        return await self._post(posted.url, headers, posted.body)

    async def _post(self, url: str | None, headers: dict[str, str], body: bytes) -> Posted:
        posted = Posted(url=url or self.webhooks.urls[0], headers=headers, body=body)
        await self.webhooks.post(posted)
        return posted

    def carry(self, payload: Json) -> Posted:
        """The request that would carry an event, without sending it."""
        delivery = Delivery(kind=DeliveryKind.EVENT, payload=payload, team=self.team)
        return self.webhooks.make(self.webhooks.urls[0], delivery, Attempt(envelope_id="", number=0))
