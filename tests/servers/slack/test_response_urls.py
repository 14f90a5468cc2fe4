"""Response URLs: how often and how long they work, and what they refuse."""

from typing import Any

import pytest

from tests.servers.slack import Channel, Message, SlackServer, User
from tests.servers.slack.raw import Raw
from tests.servers.slack.shop import Shop

Json = dict[str, Any]


async def test_a_response_url_is_good_for_five_uses(
    server: SlackServer, shop: Shop, channel: Channel, ada: User
) -> None:
    interaction = await server.command(ada, channel, "/faq", "many")
    responses = [await shop.responses.get() for _ in range(6)]
    assert [status for status, _ in responses] == [200] * 5 + [404]
    assert "used_url" in responses[-1][1]
    assert [one.content for one in interaction.ephemeral] == [f"many {number}" for number in range(5)]
    assert server.count("response_url") == 6


async def test_a_response_url_is_good_for_thirty_minutes(
    server: SlackServer, raw: Raw, channel: Channel, ada: User
) -> None:
    interaction = await server.command(ada, channel, "/faq")
    server.clock.advance(30 * 60 - 1)
    async with raw.session.post(interaction.response_url, json={"text": "in time"}) as response:
        assert (response.status, await response.text()) == (200, "ok")
    server.clock.advance(2)
    async with raw.session.post(interaction.response_url, json={"text": "too late"}) as response:
        assert (response.status, (await response.json())["error"]) == (404, "expired_url")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": [{"type": "video"}]}, "invalid_blocks"),
        ({"delete_original": True}, "message_not_found"),
        ({"text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
    ],
)
async def test_a_response_url_is_as_strict_as_posting(
    raw: Raw, channel: Channel, ada: User, body: Json, error: str
) -> None:
    interaction = await raw.server.command(ada, channel, "/faq")
    async with raw.session.post(interaction.response_url, json=body) as response:
        assert (response.status, (await response.json())["error"]) == (400, error)


async def test_a_response_can_go_into_the_thread(server: SlackServer, raw: Raw, channel: Channel, ada: User) -> None:
    message = await server.say(ada, channel, "what is tea?")
    interaction = await server.use(ada, "Answer from the FAQ", message)
    body = {"text": "x", "thread_ts": message.ts, "response_type": "in_channel", "replace_original": False}
    await raw.session.post(interaction.response_url, json=body)
    assert await server.replies_to(message) == interaction.in_channel


async def test_a_response_that_does_not_say_what_to_replace_is_noted(
    server: SlackServer, raw: Raw, posted: Message, ada: User
) -> None:
    interaction = await server.press(ada, posted, "Take away")
    await raw.session.post(interaction.response_url, json={"text": "x"})
    assert len(server.remarks) == 1
