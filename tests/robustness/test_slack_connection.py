"""A connection to Slack that cannot be made at first is made all the same."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.slack.bench import ask, by_socket
from tests.robustness.slack import open_slack
from tests.servers.slack import Clock, SlackServer
from tests.servers.slack.calls import Call
from tests.servers.slack.errors import Json
from tests.servers.slack.sockets import TICKET_LIVES

OPENING = "apps.connections.open"


@pytest.fixture
async def still() -> AsyncIterator[SlackServer]:
    """A Slack whose time stands still."""
    async with open_slack(clock=Clock(frozen=True)) as server:
        yield server


async def test_where_an_address_is_too_old_another_is_asked_for(
    still: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an outage that begins between the two."""
    monkeypatch.setattr("bot.platforms.slack.socket.SECONDS_AN_ADDRESS_LASTS", 0.3)
    issue = still.web.methods[OPENING]

    def too_slow(call: Call) -> Json:
        still.web.methods[OPENING] = issue
        address = issue(call)
        still.clock.advance(TICKET_LIVES + 1)
        return address

    general, ada = await still.team.add_channel("general"), await still.team.add_member("Ada")
    async with by_socket(still):
        await still.replies_to(await ask(still, ada, general))
        still.web.methods[OPENING] = too_slow
        await still.ask_to_reconnect()
        await still.wait_until(lambda: still.count(OPENING) == 3 and len(still.sockets.open) == 1)
        await still.replies_to(await ask(still, ada, general))
