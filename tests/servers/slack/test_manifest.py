"""Manifests: what they grant, and what Slack refuses in them."""

import copy
from typing import Any

import pytest

from tests.servers.slack import EVERYTHING, Manifest, SlackServer
from tests.servers.slack.errors import SlackError


async def test_a_manifest_is_read_from_yaml() -> None:
    text = """
    display_information: {name: Tea bot}
    features: {bot_user: {display_name: tea}}
    oauth_config: {scopes: {bot: ["chat:write", "app_mentions:read"]}}
    settings: {event_subscriptions: {bot_events: [app_mention]}, socket_mode_enabled: true}
    """
    manifest = Manifest.read(text)
    assert (manifest.name, manifest.scopes, manifest.events) == (
        "Tea bot",
        {"chat:write", "app_mentions:read"},
        {"app_mention"},
    )
    assert not manifest.is_interactive
    async with SlackServer(manifest=text) as server:
        assert server.team.scopes == {"chat:write", "app_mentions:read"}
    assert Manifest.read(EVERYTHING).has_home


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("display_information/name", "x" * 36, "must be less than 36 characters"),
        ("display_information", {}, "missing required field: name"),
        ("features/bot_user", None, "bot scopes require a bot_user"),
        ("features/slash_commands/0/command", "faq", "must begin with a slash"),
        ("features/shortcuts/0/name", "x" * 25, "must be less than 25 characters"),
        ("features/shortcuts/0/type", "menu", "unsupported value: menu"),
        ("features/colour", "red", "invalid additional property: colour"),
        ("oauth_config/scopes/bot", ["chat:write"], "app_mention requires the scope app_mentions:read"),
        ("oauth_config/scopes/bot", ["chat:write"], 'require the scope "commands"'),
        ("oauth_config/scopes/bot", ["chat:write"], 'requires the scope "assistant:write"'),
        ("settings/event_subscriptions/bot_events", ["message"], "unsupported event: message"),
        ("settings/interactivity/is_enabled", False, "shortcuts require interactivity"),
    ],
)
def test_slack_refuses(path: str, value: object, message: str) -> None:
    manifest = copy.deepcopy(EVERYTHING)
    place: Any = manifest
    *names, last = path.split("/")
    for name in names:
        place = place[int(name)] if name.isdigit() else place[name]
    place[last] = value
    with pytest.raises(SlackError, match="invalid_manifest") as refused:
        Manifest.read(manifest)
    assert any(message in one for one in refused.value.messages), refused.value.messages
