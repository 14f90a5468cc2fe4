"""The gateway: it tells the bot what happens (Discord's documentation, "Gateway" and "Gateway Events")."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers.discord import payloads
from tests.servers.discord.errors import Json
from tests.servers.discord.sessions import Connection, Session
from tests.servers.discord.values import Event, Intents

if TYPE_CHECKING:
    from tests.servers.discord.faults import Faults
    from tests.servers.discord.world import World

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11
LONGEST_PAYLOAD = 4096
COMMANDS_A_MINUTE = 120
KNOWN_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An IDENTIFY or a RESUME that the gateway took, or a RESUME that it refused."""

    kind: str
    shard: tuple[int, int]
    session: str
    intents: Intents
    replayed: int = 0


class Gateway:
    """The sessions of the bot's shards."""

    def __init__(self, world: "World", faults: "Faults", *, shards: int) -> None:
        """A gateway that recommends so many shards."""
        self.world = world
        self.faults = faults
        self.shards = shards
        self.heartbeat_interval = 41_250
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.logins: list[Login] = []
        self.closed: list[int] = []
        self.address = ""
        world.dispatch = self.dispatch

    def dispatch(self, event: Event) -> None:
        """Tell an event to each session that it concerns."""
        times = self.faults.deliveries(event.name)
        for session in list(self.sessions.values()):
            if self._concerns(event, session):
                data = self._as_seen_by(session, event)
                for _ in range(times):
                    session.tell(event.name, data)

    def _concerns(self, event: Event, session: Session) -> bool:
        shard = 0 if event.guild_id is None else (event.guild_id >> 22) % session.shards
        return shard == session.shard and (event.intent is None or event.intent in session.intents)

    def _as_seen_by(self, session: Session, event: Event) -> Json:
        if event.has_private_content and Intents.MESSAGE_CONTENT not in session.intents:
            return payloads.without_content(event.data, self.world.bot.id)
        return event.data

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=0, compress=False, timeout=0.2)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, compress=request.query.get("compress") == "zlib-stream")
        self.connections.append(connection)
        connection.put_op(HELLO, {"heartbeat_interval": self.heartbeat_interval, "_trace": []})
        writer = asyncio.create_task(connection.write())
        try:
            await self._listen(connection)
        finally:
            self._forget(connection)
            connection.outbox.put_nowait(None)
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    def _forget(self, connection: Connection) -> None:
        self.connections.remove(connection)
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.connection = None
                # Closing with 1000 or 1001 ends the session ("Gateway", Initiating a Disconnect).
                if connection.closed_with is None and connection.socket.close_code in (1000, 1001):
                    del self.sessions[session.id]
        self.closed.append(connection.closed_with or connection.socket.close_code or 1006)
        self.world.changes.touch()

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            code = self._receive(connection, message.data)
            if code:
                await self.close(connection, code)
                return
            self.world.changes.touch()

    def _receive(self, connection: Connection, raw: str | bytes) -> int:
        """Take one command; returns the code to close with, or 0."""
        text = raw if isinstance(raw, bytes) else raw.encode()
        if len(text) > LONGEST_PAYLOAD:
            return 4002
        if self._is_too_much(connection):
            return 4008
        try:
            value = json.loads(text)
        except ValueError:
            return 4002
        return self._obey(connection, value.get("op"), value.get("d"))

    def _is_too_much(self, connection: Connection) -> bool:
        now = time.monotonic()
        connection.commands.append(now)
        while connection.commands[0] < now - 60:
            connection.commands.popleft()
        return len(connection.commands) > COMMANDS_A_MINUTE

    def _obey(self, connection: Connection, op: object, data: Json) -> int:
        if op == HEARTBEAT:
            connection.acknowledged = data  # type: ignore[assignment] # of all commands only this has a number
            connection.put_op(ACK)
            return 0
        if op == IDENTIFY:
            return self._identify(connection, data)
        if op == RESUME:
            return self._resume(connection, data)
        if op in (PRESENCE, VOICE, MEMBERS):
            return 0 if self._session_of(connection) else 4003
        return 4001

    def _session_of(self, connection: Connection) -> Session | None:
        return next((one for one in self.sessions.values() if one.connection is connection), None)

    def _identify(self, connection: Connection, data: Json) -> int:
        code = self._check_identify(connection, data)
        if code:
            return code
        shard, shards = data.get("shard") or (0, 1)
        for old in [one for one in self.sessions.values() if one.shard == shard and one.connection is None]:
            del self.sessions[old.id]
        intents = Intents(data["intents"])
        session = Session(id=self._new_id(), shard=shard, shards=shards, intents=intents, connection=connection)
        self.logins.append(Login(kind="identify", shard=(shard, shards), session=session.id, intents=intents))
        self.sessions[session.id] = session
        self._welcome(session)
        return 0

    def _check_identify(self, connection: Connection, data: Json) -> int:
        """The close code for an IDENTIFY that is refused ("Opcodes and Status Codes", Gateway Close Event Codes)."""
        application = self.world.application
        shard, shards = data.get("shard") or (0, 1)
        intents = data.get("intents")
        privileged = (
            (Intents.MESSAGE_CONTENT, application.message_content_enabled),
            (Intents.GUILD_MEMBERS, application.members_enabled),
            (Intents.GUILD_PRESENCES, application.presences_enabled),
        )
        if self._session_of(connection):
            return 4005
        if data.get("token") != application.token:
            return 4004
        if not 0 <= shard < shards:
            return 4010
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013
        return 4014 if any(intents & intent and not enabled for intent, enabled in privileged) else 0

    def _new_id(self) -> str:
        return f"{self.world.random.getrandbits(128):032x}"

    def _welcome(self, session: Session) -> None:
        guilds = [
            guild
            for guild in self.world.guilds.values()
            if guild.has_bot and (guild.id >> 22) % session.shards == session.shard
        ]
        application = self.world.application
        ready: Json = {
            "v": 10,
            "user": {**payloads.user(application.user), "verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.address,
            "shard": [session.shard, session.shards],
            "application": {"id": str(application.id), "flags": application.flags},
            "private_channels": [],
            "session_type": "normal",
        }
        session.tell("READY", ready)
        if Intents.GUILDS in session.intents:
            for guild in guilds:
                session.tell("GUILD_CREATE", payloads.guild(guild))

    def _resume(self, connection: Connection, data: Json) -> int:
        if data.get("token") != self.world.application.token:
            return 4004
        session = self.sessions.get(data["session_id"])
        sequence = data.get("seq") or 0
        if session is None or sequence > session.sequence:
            intents = Intents(0) if session is None else session.intents
            login = Login(kind="refused resume", shard=(0, 0), session=data["session_id"], intents=intents)
            self.logins.append(login)
            connection.put_op(INVALID, data=False)
            return 0
        session.connection = connection
        replayed = session.replay(sequence)
        session.tell("RESUMED", {"_trace": []})
        shard = (session.shard, session.shards)
        login = Login(kind="resume", shard=shard, session=session.id, intents=session.intents, replayed=replayed)
        self.logins.append(login)
        return 0

    async def close(self, connection: Connection, code: int) -> None:
        """Close a connection with a code."""
        connection.closed_with = code
        if not connection.socket.closed:
            await connection.socket.close(code=code)

    async def close_all(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            await self.close(connection, code)

    def drop_all(self) -> None:
        """Cut every connection without a word, like a network that fails."""
        for connection in list(self.connections):
            if connection.transport is not None:
                connection.transport.abort()

    def ask_to_reconnect(self) -> None:
        """Send op 7 on every connection."""
        for connection in self.connections:
            connection.put_op(RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Send op 9 on every connection; unless it is resumable the sessions are gone."""
        for connection in self.connections:
            session = self._session_of(connection)
            if session is not None and not resumable:
                del self.sessions[session.id]
            connection.put_op(INVALID, data=resumable)

    def ask_for_beats(self) -> list[tuple[Connection, int]]:
        """Ask each client for a heartbeat; returns what each will have acknowledged with it."""
        connected = [one for one in self.sessions.values() if one.connection is not None]
        for session in connected:
            assert session.connection is not None
            session.connection.put_op(HEARTBEAT)
        return [(session.connection, session.sequence) for session in connected if session.connection]
