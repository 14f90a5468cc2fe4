"""A second opinion on the bot's requests to Slack: npm's emulate 0.8.0, with strict scopes, in HTTP mode.

It needs Node 20 and, the first time, the npm registry. emulate keeps what is said and refuses requests that lack a
scope, but it delivers no event to a Slack app and signs none as Slack does. So people write through its Web API, and
this command tells the bot of it by signed requests: of each mention twice, and of some again.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import time
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bot.errors import InputError
from bot.platforms.slack.manifest import Features, scopes
from tests.benchmarks import commands
from tests.benchmarks.discord_load import learn, texts_of
from tests.benchmarks.figures import Row, Table, Unit, at_least, at_most
from tests.robustness.processes import BotProcess, running
from tests.robustness.slack import BY_HTTP, request_url_of
from tests.servers.slack.webhooks import signature

PACKAGE = "emulate@0.8.0"
SECONDS_TO_START = 120.0
TEAM, APP, BOT_USER, BOT, CHANNEL = "T000000001", "A000000009", "U000000009", "B000000009", "C000000001"
BOT_TOKEN, SECRET = "xoxb-9-emulated", "0123456789abcdef"
PEOPLE = 10
"""So many that nobody asks more in a minute than the bot takes."""
_AGAIN = 20
"""Every so many events come once more."""


def main() -> None:
    """Run the command."""
    summary = f"Questions to the bot in HTTP mode on {PACKAGE} with strict scopes; then without the scope chat:write."
    parser = commands.parser_of("slack_emulate", summary=summary, examples=("cases.tsv", "cases.tsv --questions 20"))
    commands.add_cases(parser)
    parser.add_argument("--questions", type=int, default=100, help="how many are asked, half of them directly (100)")
    commands.run(parser, lambda arguments: asyncio.run(measure(arguments)))


async def measure(arguments: Namespace) -> Table:
    """Ask with all scopes that the manifest names, and one question without that of answering."""
    if shutil.which("npx") is None:
        raise InputError("npx is missing: this needs Node 20 or newer")
    learn(arguments)
    texts = texts_of(arguments)
    granted = [need.name for need in scopes(Features())]
    replies, log = await _ask(arguments, list(islice(cycle(texts), arguments.questions)), granted)
    none, log_without = await _ask(arguments, texts[:1], [name for name in granted if name != "chat:write"])
    once = sum(len(found) == 1 for found in replies) / len(replies)
    whole = sum(len(found) > 0 and bool(found[0].get("blocks")) for found in replies) / len(replies)
    rows = (
        Row(name="answered once", unit=Unit.SHARE, values=(once,), bar=at_least(1)),
        Row(name="… with blocks", unit=Unit.SHARE, values=(whole,), bar=at_least(1)),
        Row(name="answered without chat:write", unit=Unit.SHARE, values=(float(bool(none[0])),), bar=at_most(0)),
    )
    refusals = [line["event"] for line in map(json.loads, log_without) if "chat:write" in line["event"]]
    notes = (
        (
            f"{len(replies)} asked, each mention told of twice: {sum(not found for found in replies)} lost, "
            f"{sum(len(found) > 1 for found in replies)} answered twice, {sum('no reply' in line for line in log)} "
            "named in the log as without a reply"
        ),
        f"without chat:write the log says: {refusals[-1] if refusals else 'nothing'}",
        f"{PACKAGE}, strict scopes: {', '.join(granted)}",
    )
    return Table(title="A second opinion", columns=("figure",), rows=rows, notes=notes)


async def _ask(
    arguments: Namespace, texts: Sequence[str], granted: Sequence[str]
) -> tuple[list[list[dict[str, Any]]], list[str]]:
    """The bot's replies to each question, and its log."""
    async with _emulated(granted) as api_url, aiohttp.ClientSession() as session:
        async with _bot(arguments, api_url) as (bot, url):
            people = People(session, api_url=api_url, bot_url=url)
            asked = [await people.ask(text, number) for number, text in enumerate(texts)]
            bot.signal(signal.SIGTERM)  # it answers what it took before it ends
            await bot.ends()
        return [await people.replies(one) for one in asked], bot.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where a question is, and the token of who asked it."""

    token: str
    channel: str
    ts: str


class People:
    """People who write through emulate, and what Slack would tell the bot of it."""

    def __init__(self, session: aiohttp.ClientSession, *, api_url: str, bot_url: str) -> None:
        """Write at ``api_url``, and tell of it at ``bot_url``."""
        self._session = session
        self._api_url = api_url
        self._bot_url = bot_url
        self._events = 0

    async def ask(self, text: str, number: int) -> Asked:
        """Ask in the channel, or every second time directly."""
        is_direct, token = bool(number % 2), _token_of(number // 2 % PEOPLE)
        text = text if is_direct else f"<@{BOT_USER}> {text}"
        posted = await self._call(token, "chat.postMessage", channel=BOT_USER if is_direct else CHANNEL, text=text)
        event = {"user": posted["message"]["user"], "text": text, "ts": posted["ts"], "channel": posted["channel"]}
        for kind in ("message",) if is_direct else ("app_mention", "message"):
            await self._tell({**event, "type": kind, "channel_type": "im" if is_direct else "channel"})
        return Asked(token=token, channel=posted["channel"], ts=posted["ts"])

    async def replies(self, asked: Asked) -> list[dict[str, Any]]:
        """What the bot wrote in the thread of a question."""
        found = await self._call(asked.token, "conversations.replies", channel=asked.channel, ts=asked.ts)
        return [message for message in found["messages"] if message["user"] == BOT_USER]

    async def _call(self, token: str, method: str, **arguments: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.post(f"{self._api_url}{method}", json=arguments, headers=headers) as response:
            data: dict[str, Any] = await response.json()
        if not data["ok"]:
            raise InputError(f"emulate refuses {method}: {data['error']}")
        return data

    async def _tell(self, event: Mapping[str, str]) -> None:
        self._events += 1
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event_id": f"Ev{self._events:09}",
            "event_time": int(time.time()),
            "event": {**event, "event_ts": event["ts"]},
        }
        body = json.dumps(payload).encode()
        for _ in range(1 if self._events % _AGAIN else 2):
            stamp = str(int(time.time()))
            headers = {
                "Content-Type": "application/json",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": signature(SECRET, stamp, body),
            }
            async with self._session.post(self._bot_url, data=body, headers=headers) as response:
                response.raise_for_status()


@asynccontextmanager
async def _bot(arguments: Namespace, api_url: str) -> AsyncIterator[tuple[BotProcess, str]]:
    """The bot's process, and where it takes requests."""
    with TemporaryDirectory(prefix="re-faq-bot-") as folder:
        environment = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api_url,
            "HTTP_PORT": "0",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bot.sqlite3'}",
            "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
            **({"FAQ_PATH": str(arguments.faq.absolute())} if arguments.faq else {}),
            **BY_HTTP,
        }
        async with running("slack", environment) as bot:
            yield bot, await request_url_of(bot)


@asynccontextmanager
async def _emulated(granted: Sequence[str]) -> AsyncIterator[str]:
    """The Slack of emulate, with the app installed; the address of its Web API."""
    with TemporaryDirectory(prefix="re-faq-bot-") as folder:
        seed = Path(folder) / "seed.json"
        seed.write_text(json.dumps({"slack": _workspace(granted)}), encoding="utf-8")
        port = _free_port()
        process = await asyncio.create_subprocess_exec(
            "npx", "--yes", PACKAGE, "start", "--service", "slack", "--port", str(port), "--seed", str(seed),
            cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            await _listens(port, process)
            yield f"http://127.0.0.1:{port}/api/"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # npx and what it started
            await process.wait()


def _workspace(granted: Sequence[str]) -> dict[str, object]:
    """A workspace with the app, in the form that emulate takes."""
    app = {"app_id": APP, "name": "FAQ", "bot_id": BOT, "bot_user_id": BOT_USER, "bot_name": "faq", "scopes": granted}
    credentials = {"client_id": "9.9", "client_secret": SECRET, "redirect_uris": []}
    bot = {"token": BOT_TOKEN, "type": "bot", "user_id": BOT_USER, "bot_id": BOT, "app_id": APP, "scopes": granted}
    users = [{"name": f"person-{number}"} for number in range(PEOPLE)]
    people = [{"token": _token_of(number), "type": "user", "user": user["name"]} for number, user in enumerate(users)]
    return {
        "strict_scopes": True,
        "users": users,
        "oauth_apps": [{**app, **credentials}],
        "tokens": [bot, *people],
    }


def _token_of(person: int) -> str:
    return f"xoxp-{person}-emulated"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _listens(port: int, process: asyncio.subprocess.Process) -> None:
    """Wait until emulate takes requests; InputError where it does not."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS_TO_START):
            while process.returncode is None:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    return
                await asyncio.sleep(0.2)
    raise InputError(f"{PACKAGE} does not start: is Node 20 there, and the npm registry?")


if __name__ == "__main__":
    main()
