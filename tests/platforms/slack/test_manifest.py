"""The app's manifest."""

import pytest
import yaml

from bot.platforms.slack.manifest import Features, events, manifest, scopes
from tests.servers.slack import Manifest

ALL = [
    Features(),
    Features(hears_channels=True),
    Features(has_assistant=False),
    Features(url="https://faq.example.org"),
    Features(url="https://faq.example.org", is_distributed=True, hears_channels=True),
]


@pytest.mark.parametrize("features", ALL)
def test_it_is_yaml_that_a_slack_reads(features: Features) -> None:
    read = Manifest.read(manifest(features))
    assert read.scopes == {need.name for need in scopes(features)}
    assert read.events == {need.name for need in events(features)}
    assert read.has_home
    assert read.has_messages
    assert read.is_interactive
    assert read.is_assistant is features.has_assistant
    assert yaml.safe_load(manifest(features))["settings"]["socket_mode_enabled"] is (features.url is None)
    assert set(read.commands) == {"/faq"}


@pytest.mark.parametrize("features", ALL)
def test_every_scope_and_event_has_its_reason_beside_it(features: Features) -> None:
    lines = manifest(features).splitlines()
    for need in (*scopes(features), *events(features)):
        (line,) = [line for line in lines if line.split("#")[0].strip() == f"- {need.name}"]
        assert line.endswith(f"# {need.reason}")


def test_only_hearing_channels_takes_their_history() -> None:
    histories = {"channels:history", "groups:history", "mpim:history"}
    assert not {need.name for need in scopes(Features())} & histories
    assert histories <= {need.name for need in scopes(Features(hears_channels=True))}


def test_the_least_is_what_is_asked_for_without_the_assistant() -> None:
    least = [need.name for need in scopes(Features(has_assistant=False))]
    assert least == ["app_mentions:read", "chat:write", "commands", "im:history"]


def test_by_http_everything_comes_to_one_address() -> None:
    written = yaml.safe_load(manifest(Features(url="https://faq.example.org", is_distributed=True)))
    address = "https://faq.example.org/slack/events"
    assert written["settings"]["event_subscriptions"]["request_url"] == address
    assert written["settings"]["interactivity"]["request_url"] == address
    assert written["features"]["slash_commands"][0]["url"] == address
    assert written["oauth_config"]["redirect_urls"] == ["https://faq.example.org/slack/oauth_redirect"]


def test_texts_are_as_short_as_slack_wants_them() -> None:
    written = yaml.safe_load(manifest(Features()))
    assert len(written["display_information"]["name"]) <= 35
    assert len(written["display_information"]["description"]) <= 140
    assert len(written["features"]["shortcuts"][0]["name"]) <= 24
    assert len(written["features"]["shortcuts"][0]["description"]) <= 150
    assert len(written["features"]["assistant_view"]["assistant_description"]) <= 300
