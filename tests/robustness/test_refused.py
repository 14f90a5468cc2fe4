"""Where Discord does not let it in, the bot ends with a message for the operator, and without a traceback."""

import json
from collections.abc import Mapping

import pytest

from tests.robustness.conftest import Run
from tests.robustness.discord import DiscordPlace
from tests.robustness.processes import BotProcess, running

NOBODY = "http://127.0.0.1:9/api/v10"
"""The port of the discard service, where nothing listens."""
TOKEN = "no.token.of.ours"  # noqa: S105 - what it says


async def ended(bot: BotProcess) -> str:
    """What a process that ends by itself with 1 says at last, in the form of all else that it logs."""
    assert await bot.ends() == 1
    assert "Traceback" not in bot.log
    last = json.loads(bot.lines[-1])
    assert last["level"] == "critical"
    return str(last["event"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DISCORD_TOKEN": TOKEN}, "Discord refuses DISCORD_TOKEN. Copy the token from the Developer Portal"),
        ({"DISCORD_API_URL": NOBODY}, f"Discord cannot be reached at {NOBODY}: ClientConnectorError"),
    ],
    ids=["bad token", "unreachable"],
)
async def test_at_start(
    place: DiscordPlace, environment: Mapping[str, str], changes: dict[str, str], said: str
) -> None:
    async with running(place.platform, {**environment, **changes}) as bot:
        assert (await ended(bot)).startswith(said)
        assert TOKEN not in bot.log


async def test_when_the_token_is_revoked_while_it_runs(place: DiscordPlace, run: Run) -> None:
    async with run() as bot:
        await place.is_connected()
        await place.server.close_connections(4004)
        assert (await ended(bot)).startswith("Discord refuses DISCORD_TOKEN.")


async def test_when_discord_has_an_outage_at_start(place: DiscordPlace, run: Run) -> None:
    place.server.faults.fail("GET /users/@me", status=503, times=10)
    async with run() as bot:
        line = await ended(bot)
    assert line.startswith(f"Discord cannot be reached at {place.server.url}: 503")
