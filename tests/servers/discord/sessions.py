"""A gateway session: what a shard of the bot was told, and the connection that it is told over."""

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.discord.errors import Json
from tests.servers.discord.values import Intents

if TYPE_CHECKING:
    from aiohttp import web

# How much a session that is not connected keeps for its replay.
REPLAY = 10_000


def encode(value: Json) -> str:
    """The value as compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Connection:
    """One WebSocket of the bot; what is written goes out in order, compressed if so asked."""

    def __init__(
        self,
        socket: "web.WebSocketResponse",
        transport: "asyncio.Transport | None",
        *,
        compress: bool,
    ) -> None:
        """A connection whose writer takes from the outbox."""
        self.socket = socket
        self.transport = transport
        self.outbox: asyncio.Queue[str | None] = asyncio.Queue()
        self.closed_with: int | None = None
        self.acknowledged: int | None = None
        self.commands: deque[float] = deque()
        self._zlib = zlib.compressobj() if compress else None

    def put(self, text: str) -> None:
        """Send this after all that was put before."""
        self.outbox.put_nowait(text)

    def put_op(self, op: int, data: object = None) -> None:
        """Send an operation that is not an event."""
        self.put(encode({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is put, until the connection ends."""
        while (text := await self.outbox.get()) is not None:
            if self.socket.closed:
                return
            if self._zlib is None:
                await self.socket.send_str(text)
            else:
                # One stream for the whole connection ("Gateway", Transport Compression).
                whole = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(whole)


@dataclass(eq=False, slots=True, kw_only=True)
class Session:
    """What a shard was told, by sequence number, whether it is connected at the moment or not."""

    id: str
    shard: int
    shards: int
    intents: Intents
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY), repr=False)
    connection: Connection | None = field(default=None, repr=False)

    def tell(self, name: str, data: Json) -> None:
        """Send an event now, or keep it for the replay."""
        self.sequence += 1
        text = encode({"op": 0, "d": data, "s": self.sequence, "t": name})
        self.sent.append((self.sequence, text))
        if self.connection is not None:
            self.connection.put(text)

    def replay(self, sequence: int) -> int:
        """Send again what came after a sequence number; returns how much it was."""
        assert self.connection is not None
        missed = [text for number, text in self.sent if number > sequence]
        for text in missed:
            self.connection.put(text)
        return len(missed)
