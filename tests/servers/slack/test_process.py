"""The app in a process of its own, which may be killed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers.slack import SlackServer

ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def process(server: SlackServer) -> AsyncIterator[asyncio.subprocess.Process]:
    """The app, connected; it is killed at the end."""
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": server.bot_token,
        "SLACK_APP_TOKEN": server.app_token,
        "SLACK_API_URL": server.url,
    }
    command = (sys.executable, "-m", "tests.servers.slack.echo_process")
    running = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    before = len(server.sockets.open)
    try:
        await server.ready(connections=before + 1, timeout=30)
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def test_what_a_killed_process_left_is_delivered_to_the_next_one(still: SlackServer) -> None:
    channel, ada = await still.team.add_channel("general"), await still.team.add_member("ada")
    still.manifest.events.discard("message.channels")
    async with process(still) as running:
        first = await still.say(ada, channel, "one", mention_bot=True)
        await still.replies_to(first, timeout=20)
        running.kill()
        await still.wait_until(lambda: not still.sockets.open, timeout=20)
    second = await still.say(ada, channel, "two", mention_bot=True)
    still.clock.advance(0)
    async with process(still):
        assert len(still.by_bot(channel)) == 1
        still.clock.advance(60)
        (reply,) = await still.replies_to(second, timeout=20)
        await still.delivered()
    assert reply.content.endswith("two")
    assert still.deliveries.all[-1].attempts[-1].number == 2
    assert len(still.by_bot(channel)) == 2
