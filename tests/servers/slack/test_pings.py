"""Who is notified by what the bot writes."""

from typing import Any

import pytest

from tests.servers.slack import Channel, User
from tests.servers.slack.raw import Raw

Json = dict[str, Any]


def section(text: str, kind: str = "mrkdwn") -> list[Json]:
    return [{"type": "section", "text": {"type": kind, "text": text}}]


def rich(**element: object) -> list[Json]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}]


@pytest.mark.parametrize(
    ("args", "pinged"),
    [
        ({"text": "hello"}, set()),
        ({"text": "<!channel>"}, {"channel"}),
        ({"text": "<!here|here> and <!everyone>"}, {"here", "everyone"}),
        ({"text": "&lt;!channel&gt; &lt;@ADA&gt;"}, set()),
        ({"text": "<@ADA>"}, {"ada"}),
        ({"text": "<@ADA|ada> `<@ADA>`"}, {"ada"}),
        ({"text": "<@U0NOBODY>"}, set()),
        ({"text": "<!subteam^GROUP>"}, {"helpers"}),
        ({"text": "<!subteam^GROUP|@helpers>"}, {"helpers"}),
        ({"text": "<!date^1392734382^{date}|@here>"}, set()),
        ({"text": "<#C1|general> <https://x/|@channel>"}, set()),
        ({"text": "@channel @everyone @ada @helpers"}, set()),
        ({"text": "@channel @ada.", "link_names": True}, {"channel", "ada"}),
        ({"text": "@here, @helpers", "parse": "full"}, {"here", "helpers"}),
        ({"text": "someone@here.org", "parse": "full"}, set()),
        ({"text": "x", "blocks": section("<!channel>")}, {"channel"}),
        ({"text": "x", "blocks": section("<!channel>", "plain_text")}, set()),
        ({"text": "x", "blocks": section("&lt;!channel&gt;")}, set()),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "**<!here>**"}]}, {"here"}),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "<@ADA>"}]}, {"ada"}),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "&lt;!here&gt;"}]}, set()),
        ({"markdown_text": "<!channel>"}, {"channel"}),
        ({"text": "x", "blocks": rich(type="text", text="<!channel>")}, set()),
        ({"text": "x", "blocks": rich(type="broadcast", range="channel")}, {"channel"}),
        ({"text": "x", "blocks": rich(type="user", user_id="ADA")}, {"ada"}),
        ({"text": "x", "blocks": rich(type="usergroup", usergroup_id="GROUP")}, {"helpers"}),
        ({"text": "x", "attachments": [{"text": "<!channel>"}]}, {"channel"}),
        ({"text": "x", "blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "<@ADA>"}]}]}, {"ada"}),
    ],
)
async def test_the_server_knows_who_is_notified(
    raw: Raw, channel: Channel, ada: User, args: Json, pinged: set[str]
) -> None:
    group = await raw.server.team.add_group("helpers")
    answer = await raw("chat.postMessage", channel=channel.id, **_named(args, {"ADA": ada.id, "GROUP": group.id}))
    pings = channel.messages[answer["ts"]].pings
    special = {name for name in ("channel", "here", "everyone") if getattr(pings, name)}
    assert special | {one.name for one in pings.users} | {one.handle for one in pings.groups} == pinged
    assert bool(pings) == bool(pinged)


def _named(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _named(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(name, text)
    return value


async def test_an_update_notifies_whom_it_mentions(raw: Raw, channel: Channel, ada: User) -> None:
    posted = await raw("chat.postMessage", channel=channel.id, text="x")
    await raw("chat.update", channel=channel.id, ts=posted["ts"], text=f"<@{ada.id}>")
    assert channel.messages[posted["ts"]].pings.users == [ada]
