"""Slack as a place where bots of other processes are asked: all that the tests of processes know of a platform."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from bot.platforms.slack.manifest import EVENTS_PATH, Features, manifest
from tests.robustness.processes import BotProcess
from tests.servers.slack import Channel, Clock, Message, SlackServer, User
from tests.servers.slack.deliveries import ANSWER_WITHIN
from tests.servers.slack.faults import Hold

POSTING = "chat.postMessage"
BY_HTTP = {"SLACK_MODE": "http"}
"""What tells a process to take Slack's requests."""
SECONDS_TO_NEXT_TRY = 60.0
"""Between the second and the third time that Slack sends what is not acknowledged; the second comes at once."""
_LISTENING = re.compile(r"Listening at 127\.0\.0\.1, port (\d+)")


class SlackPlace:
    """A Slack with one workspace, and what a bot's process is told of it."""

    platform = "slack"

    def __init__(self, server: SlackServer, channel: Channel, asker: User) -> None:
        """Let ``asker`` ask in ``channel``."""
        self.server = server
        self.channel = channel
        self.asker = asker

    @classmethod
    async def open(cls, server: SlackServer) -> Self:
        """Open a channel, and let one member in."""
        return cls(server, await server.team.add_channel("general"), await server.team.add_member("Ada"))

    def environment(self, database: Path) -> Mapping[str, str]:
        """The variables that lead a process here; by either way, as it is told by further ones."""
        return environment_of(self.server, database)

    async def ask(self, text: str, where: Channel | None = None, *, asker: User | None = None) -> Message:
        """Ask by a mention; in a direct conversation simply by writing."""
        channel = where or self.channel
        return await self.server.say(asker or self.asker, channel, text, mention_bot=not channel.is_direct)

    async def is_connected(self) -> None:
        """Wait until the bot is connected and has acknowledged all that it was told."""
        await self.server.ready(timeout=60)

    async def is_answered(self, *questions: Message) -> None:
        """Wait until each of these questions has a reply."""
        await self.server.wait_until(lambda: all(map(self.replies, questions)), timeout=30)

    async def is_left(self) -> None:
        """Wait until the bot is known to be away."""
        await self.server.wait_until(lambda: not self.server.sockets.open, timeout=30)

    async def is_at_rest(self) -> None:
        """Wait until the bot has dealt with everything so far, as a last question shows."""
        await self.is_connected()
        await self.server.quiet(lambda: self.ask("hello"), timeout=30)

    def replies(self, question: Message) -> Sequence[Message]:
        """The messages that reply to a question, of which there should be one; further parts of it are no replies."""
        return [one for one in self.server.by_bot(question.channel) if _replies_to(one, question)]

    def hold_replies(self) -> Hold:
        """Let the bot's replies wait before they are carried out."""
        return self.server.faults.hold(POSTING)

    async def has_tried(self, times: int = 1) -> None:
        """Wait until the bot has tried to post so many messages."""
        await self.server.wait_until(lambda: self.server.count(POSTING) >= times, timeout=30)

    async def comes_again(self) -> None:
        """Once the bot is connected, let the times pass after which Slack delivers again what is not acknowledged."""
        await self.server.wait_until(lambda: bool(self.server.sockets.open), timeout=60)
        for seconds in (ANSWER_WITHIN, SECONDS_TO_NEXT_TRY):
            self.server.clock.advance(seconds)
            await self.is_connected()


def open_slack(*, clock: Clock | None = None, hears_channels: bool = True) -> SlackServer:
    """A Slack that grants what the bot's own manifest asks for."""
    return SlackServer(seed=7, clock=clock, manifest=manifest(Features(hears_channels=hears_channels)))


def environment_of(server: SlackServer, database: Path) -> Mapping[str, str]:
    """The variables that lead a process to a Slack, whichever way it is reached by."""
    return {
        "SLACK_BOT_TOKEN": server.bot_token,
        "SLACK_APP_TOKEN": server.app_token,
        "SLACK_SIGNING_SECRET": server.signing_secret,
        "SLACK_API_URL": server.url,
        "HTTP_PORT": "0",
        "DATABASE_URL": f"sqlite:///{database}",
    }


async def request_url_of(bot: BotProcess) -> str:
    """Where a process takes Slack's requests, once it does."""
    port = _LISTENING.search(await bot.says("Listening at"))
    assert port is not None
    await bot.says("waiting for Slack's requests")
    return f"http://127.0.0.1:{port[1]}{EVENTS_PATH}"


def begins_a_reply(message: Message, to: str) -> bool:
    """Whether a message is the first part of the bot's reply to a question, by what its metadata says."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return bool(payload.get("question") == to and payload.get("part") == 0)


def _replies_to(message: Message, question: Message) -> bool:
    return not message.is_deleted and begins_a_reply(message, f"{question.channel.id}:{question.ts}")
