"""Socket Mode (docs.slack.dev, "Using Socket Mode")."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import ClientConnectionResetError, WSMsgType, web

from tests.servers.slack.deliveries import Attempt, Deliveries, Delivery, DeliveryKind
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.world import World

MOST_CONNECTIONS = 10
TICKET_LIVES = 30.0


@dataclass(eq=False, slots=True, kw_only=True)
class Connection:
    """A WebSocket of the app, and how it ended ("" while it is open)."""

    number: int
    opened: float
    socket: web.WebSocketResponse = field(repr=False)
    transport: asyncio.WriteTransport = field(repr=False)
    outgoing: asyncio.Queue[str] = field(default_factory=asyncio.Queue, repr=False)
    envelopes: list[str] = field(default_factory=list, repr=False)
    acknowledged: int = 0
    pongs: int = 0
    is_leaving: bool = False
    ended: str = ""

    @property
    def takes_envelopes(self) -> bool:
        """Whether the server still sends new envelopes here."""
        return not self.ended and not self.is_leaving

    def send(self, data: Json) -> None:
        """Send a message, after those that were sent before."""
        self.outgoing.put_nowait(json.dumps(data))


class Sockets:
    """The app's connections; each envelope goes to one of them."""

    def __init__(self, world: World) -> None:
        """No connection yet; ``refusals`` says how many of the next ones are refused, as while Slack has trouble."""
        self._world = world
        self._tickets: dict[str, float] = {}
        self._turn = 0
        self.deliveries: Deliveries | None = None
        self.connections: list[Connection] = []
        self.issued: list[str] = []
        self.refusals = 0

    @property
    def open(self) -> list[Connection]:
        """The connections that are open."""
        return [one for one in self.connections if not one.ended]

    def issue(self) -> str:
        """A new address to connect to once ("apps.connections.open")."""
        ticket = self._world.ids.secret()
        self._tickets[ticket] = self._world.clock.now()
        self.issued.append(ticket)
        base = self._world.address.replace("http://", "ws://")
        return f"{base}/link/?ticket={ticket}&app_id={self._world.app.id}"

    def send(self, delivery: Delivery, attempt: Attempt) -> bool:
        """Send an envelope to one of the connections in turn."""
        ready = [one for one in self.connections if one.takes_envelopes]
        if not ready:
            return False
        self._turn += 1
        connection = ready[self._turn % len(ready)]
        connection.envelopes.append(attempt.envelope_id)
        connection.send(envelope(delivery, attempt))
        return True

    def give_up(self, attempt: Attempt) -> None:
        """Nothing ends with a try that failed: its acknowledgement may still come."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve a connection for as long as it lasts."""
        ticket = request.query.get("ticket", "")
        issued = self._tickets.get(ticket)
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        if issued is None or self._world.clock.now() > issued + TICKET_LIVES:
            return web.json_response(SlackError("invalid_auth").body(), status=404)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        del self._tickets[ticket]
        if len(self.open) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        assert isinstance(request.transport, asyncio.WriteTransport)
        connection = Connection(
            number=len(self.connections) + 1,
            opened=self._world.clock.now(),
            socket=socket,
            transport=request.transport,
        )
        await self._run(connection)
        return socket

    async def _run(self, connection: Connection) -> None:
        self.connections.append(connection)
        connection.send(self._hello())
        writer = asyncio.create_task(self._write(connection))
        self._world.changes.touch()
        try:
            await self._read(connection)
        finally:
            connection.ended = connection.ended or "closed by the app"
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
            self._world.changes.touch()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self._world.app.id},
        }

    async def _write(self, connection: Connection) -> None:
        with suppress(ClientConnectionResetError, ConnectionError):
            while True:
                await connection.socket.send_str(await connection.outgoing.get())

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.PING:
                with suppress(ClientConnectionResetError, ConnectionError):
                    await connection.socket.pong(message.data)
            elif message.type is WSMsgType.PONG:
                connection.pongs += 1
                self._world.changes.touch()
            elif message.type is WSMsgType.TEXT:
                self._acknowledge(connection, message.data)

    def _acknowledge(self, connection: Connection, text: str) -> None:
        assert self.deliveries is not None
        try:
            data = json.loads(text)
        except ValueError:
            data = None
        if not isinstance(data, dict) or not isinstance(data.get("envelope_id"), str):
            self._world.remark(f"the app sent something that is no acknowledgement: {text[:100]}")
            return
        connection.acknowledged += 1
        self._world.changes.touch()
        if not self.deliveries.acknowledge(data["envelope_id"], data.get("payload")):
            self._world.remark(f"the app acknowledged an unknown envelope: {data['envelope_id']}")

    # What goes wrong

    def announce_disconnect(self, reason: str, *, within: int | None = None) -> None:
        """Send every connection a `disconnect`; after any reason but "warning" it gets no more envelopes."""
        for connection in self.open[:within]:
            connection.is_leaving = connection.is_leaving or reason != "warning"
            connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})
        self._world.changes.touch()

    def drop_all(self) -> None:
        """Cut every connection without a word."""
        for connection in self.open:
            connection.ended = "dropped"
            connection.transport.abort()
        self._world.changes.touch()

    async def close_all(self) -> None:
        """Close every connection in order."""
        for connection in self.open:
            connection.ended = "closed"
            await connection.socket.close()
        self._world.changes.touch()

    async def ping_all(self) -> None:
        """Ping every connection."""
        for connection in self.open:
            await connection.socket.ping(b"Ping from applink-1")


def envelope(delivery: Delivery, attempt: Attempt) -> Json:
    """The JSON that carries a delivery."""
    data = {
        "envelope_id": attempt.envelope_id,
        "payload": delivery.payload,
        "type": str(delivery.kind),
        "accepts_response_payload": delivery.kind is not DeliveryKind.EVENT,
    }
    if delivery.kind is DeliveryKind.EVENT:
        data |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason or ""}
    return data
