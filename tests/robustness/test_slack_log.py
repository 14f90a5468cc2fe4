"""From its start to its end the bot's process prints a log, and nothing beside it, that tells nobody's business."""

import json
import signal
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.opening import Bot
from tests.canaries import CANARY
from tests.robustness.processes import BotProcess, running
from tests.robustness.slack import BY_HTTP, SlackPlace, open_slack, request_url_of
from tests.scenarios.tea_house import ABOUT_WATER

TALKATIVE = {"LOG_LEVEL": "debug", "PYTHONDEVMODE": "1"}
"""Python tells all that it finds strange then, asyncio too."""


@pytest.fixture
async def place() -> AsyncIterator[SlackPlace]:
    """A Slack where everything that has a name is called after the canary."""
    async with open_slack() as server:
        place = await SlackPlace.open(server)
        server.team.name = server.bot.name = place.asker.name = place.channel.name = CANARY
        yield place


def tells_nothing(bot: BotProcess, place: SlackPlace) -> None:
    """Show that every line is one of the log, and that none holds what it must not."""
    assert [line for line in bot.lines if not isinstance(json.loads(line), dict)] == []
    app, issued = place.server.app, place.server.sockets.issued
    hidden = (CANARY, place.server.bot_token, app.app_token, app.signing_secret, app.verification_token, *issued)
    assert [line for line in bot.lines if any(one in line for one in hidden)] == []


@pytest.fixture
def variables(place: SlackPlace, kept: Mapping[str, str], bot: Bot, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a process that tells as much as it can."""
    return {**kept, **place.environment(tmp_path / "bot.sqlite3"), **TALKATIVE}


@pytest.mark.parametrize("way", [{}, BY_HTTP], ids=["socket", "http"])
async def test_a_whole_life(place: SlackPlace, variables: Mapping[str, str], way: Mapping[str, str]) -> None:
    async with running("slack", {**variables, **way}) as process:
        if way:
            await place.server.use_http(await request_url_of(process))
        await place.is_connected()
        await place.is_answered(await place.ask(f"{ABOUT_WATER} {CANARY}"))
        await (await place.server.command(place.asker, place.channel, "/faq", f"{ABOUT_WATER} {CANARY}")).answered()
        process.signal(signal.SIGTERM)
        assert await process.ends() == 0
    tells_nothing(process, place)


async def test_a_token_that_slack_refuses(place: SlackPlace, variables: Mapping[str, str]) -> None:
    await place.server.revoke(place.server.team)
    async with running("slack", variables) as process:
        assert await process.ends() == 1
    tells_nothing(process, place)
