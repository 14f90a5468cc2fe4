"""On Slack each fault is named, with how to fix it, and nothing that is well is."""

import inspect
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.kit.checks import Status, Surroundings
from tests.doctor.conftest import look
from tests.doctor.patients import Fault, Home, OnSlack, by_id, closed_port, unwell

CHANNEL = "slack.channel.{channel}"
MANIFEST = "put what “re-faq-bot slack manifest --listen” prints into the app's settings"


def plant_other_bot_token(place: OnSlack) -> None:
    place.variables |= {"SLACK_BOT_TOKEN": "xoxb-forged"}


async def plant_revoked_token(place: OnSlack) -> None:
    await place.server.revoke(place.server.team)


async def plant_app_removed(place: OnSlack) -> None:
    await place.server.uninstall(place.server.team)


def plant_other_app_token(place: OnSlack) -> None:
    place.variables |= {"SLACK_APP_TOKEN": "xapp-forged"}


def plant_app_token_without_scope(place: OnSlack) -> None:
    place.server.app.app_scopes.clear()


def plant_no_app_token(place: OnSlack) -> None:
    place.variables["SLACK_APP_TOKEN"] = ""


def plant_no_signing_secret(place: OnSlack) -> None:
    place.variables["SLACK_MODE"] = "http"


def plant_missing_scope(place: OnSlack) -> None:
    place.server.team.scopes.remove("chat:write")


def plant_no_assistant(place: OnSlack) -> None:
    place.server.team.scopes.remove("assistant:write")


def plant_no_history(place: OnSlack) -> None:
    place.server.team.scopes.remove("channels:history")


async def plant_kicked(place: OnSlack) -> None:
    await place.server.kick_bot(place.channel)


def plant_other_channel(place: OnSlack) -> None:
    place.variables["LISTEN_CHANNELS"] = "C0NOWHERE"


async def plant_archived(place: OnSlack) -> None:
    place.server.team.scopes.add("channels:read")
    await place.server.archive(place.channel)


async def plant_archived_as_its_last_message_says(place: OnSlack) -> None:
    ada = await place.server.team.add_member("ada")
    message = await place.server.say(ada, place.channel, "archived the channel")
    message.subtype = "channel_archive"
    await place.server.archive(place.channel)


def plant_closed_port(place: OnSlack) -> None:
    place.variables["SLACK_API_URL"] = f"http://127.0.0.1:{closed_port()}/api/"


def plant_outage(place: OnSlack) -> None:
    place.server.faults.fail("api.test", status=503)


def plant_cut_connection(place: OnSlack) -> None:
    place.server.faults.fail("auth.test", drops=True)


def plant_rate_limit(place: OnSlack) -> None:
    place.server.faults.fail("conversations.history", retry_after=30)


def plant_half_of_oauth(place: OnSlack) -> None:
    place.variables["SLACK_CLIENT_ID"] = place.server.client_id


def plant_other_client_secret(place: OnSlack) -> None:
    place.variables |= {"SLACK_CLIENT_ID": place.server.client_id, "SLACK_CLIENT_SECRET": "forged"}


FAULTS: dict[str, Fault[OnSlack]] = {
    "a wrong bot token": Fault(
        plant=plant_other_bot_token, check="slack.bot-token", says="(invalid_auth)", fix="Bot User OAuth Token"
    ),
    "a bot token that was revoked": Fault(
        plant=plant_revoked_token, check="slack.bot-token", says="(token_revoked)", fix="Bot User OAuth Token"
    ),
    "an app that was removed": Fault(
        plant=plant_app_removed, check="slack.bot-token", says="(account_inactive)", fix="install it again"
    ),
    "a wrong app token": Fault(
        plant=plant_other_app_token, check="slack.app-token", says="Slack refuses SLACK_APP_TOKEN", fix="“App-Level"
    ),
    "an app token without its scope": Fault(
        plant=plant_app_token_without_scope,
        check="slack.app-token",
        says="SLACK_APP_TOKEN lacks the scope connections:write",
        fix="make an app-level token with it",
    ),
    "no app token": Fault(
        plant=plant_no_app_token, check="slack.settings", says="SLACK_APP_TOKEN is not set", fix=".env.example"
    ),
    "no signing secret": Fault(
        plant=plant_no_signing_secret,
        check="slack.settings",
        says="SLACK_SIGNING_SECRET is not set",
        fix=".env.example",
    ),
    "a scope too few": Fault(
        plant=plant_missing_scope, check="slack.scopes", says="the app lacks: chat:write (to answer", fix=MANIFEST
    ),
    "no scope for the assistant": Fault(
        plant=plant_no_assistant,
        check="slack.scopes",
        says="works without assistant:write (to suggest questions",
        fix=MANIFEST,
        status=Status.WARNING,
    ),
    "no scope to read the channel": Fault(
        plant=plant_no_history, check=CHANNEL, says="lacks channels:history", fix=MANIFEST, follows=("slack.scopes",)
    ),
    "not in the channel": Fault(plant=plant_kicked, check=CHANNEL, says="the bot is not in", fix="“/invite”"),
    "an archived channel": Fault(plant=plant_archived, check=CHANNEL, says="is archived", fix="unarchive it"),
    "an archived channel, without the scope to ask": Fault(
        plant=plant_archived_as_its_last_message_says, check=CHANNEL, says="is archived", fix="unarchive it"
    ),
    "Slack out of reach": Fault(
        plant=plant_closed_port, check="slack.api", says="cannot be reached at http://127.0.0.1", fix="a firewall"
    ),
    "Slack in trouble": Fault(plant=plant_outage, check="slack.api", says="with 503", fix="https://slack-status.com"),
    "a connection that breaks": Fault(
        plant=plant_cut_connection, check="slack.bot-token", says="cannot be reached", fix="try again"
    ),
    "a rate limit": Fault(
        plant=plant_rate_limit,
        check=CHANNEL,
        says="could not be checked",
        fix="try again in a minute",
        status=Status.WARNING,
    ),
    "a wrong client secret": Fault(
        plant=plant_other_client_secret, check="slack.oauth", says="bad_client_secret", fix="“Basic Information”"
    ),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_is_named_with_its_fix(home: Home, on_slack: OnSlack, name: str) -> None:
    planted = FAULTS[name].plant(on_slack)
    if inspect.isawaitable(planted):
        await planted
    FAULTS[name].assert_is_found_in(await look(home, on_slack), channel=on_slack.channel.id)


async def test_a_channel_that_slack_does_not_show_may_be_private(home: Home, on_slack: OnSlack) -> None:
    plant_other_channel(on_slack)
    found = unwell(await look(home, on_slack))
    assert [each.id for each in found] == ["slack.channel.C0NOWHERE"]
    assert "or it is private and the bot not in it" in found[0].message


async def test_a_client_id_alone_lacks_its_secret(home: Home, on_slack: OnSlack) -> None:
    plant_half_of_oauth(on_slack)
    found = unwell(await look(home, on_slack))
    assert [each.message for each in found if each.id == "slack.settings"] == ["SLACK_CLIENT_SECRET is not set"]


async def test_where_all_is_well_nothing_is_found(home: Home, on_slack: OnSlack) -> None:
    checks = await look(home, on_slack)
    assert not unwell(checks)
    assert {each for each in by_id(checks) if each.startswith("slack.")} == {
        "slack.settings", "slack.api", "slack.clock", "slack.bot-token", "slack.app-token", "slack.scopes",
        f"slack.channel.{on_slack.channel.id}",
    }  # fmt: skip


async def test_an_app_for_many_workspaces_is_known_by_its_credentials(home: Home, on_slack: OnSlack) -> None:
    plant_other_client_secret(on_slack)
    on_slack.variables["SLACK_CLIENT_SECRET"] = on_slack.server.client_secret
    checks = await look(home, on_slack)
    assert not unwell(checks)
    assert "slack.oauth" in by_id(checks)


async def test_a_clock_that_is_off_spoils_signatures(home: Home, on_slack: OnSlack) -> None:
    surroundings = Surroundings(clock=lambda: datetime.now(UTC) + timedelta(seconds=301))
    found = unwell(await look(home, on_slack, surroundings=surroundings))
    assert [each.id for each in found] == ["slack.clock"]
    assert "ahead of Slack's" in found[0].message
    assert "signatures" in found[0].fix


async def test_a_package_that_is_not_installed_is_named(
    home: Home, on_slack: OnSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "bot.platforms.slack.doctor", raising=False)
    monkeypatch.setitem(sys.modules, "slack_sdk.web.async_client", None)
    (found,) = unwell(await look(home, on_slack))
    assert found.id == "slack.package"
    assert found.fix == "install it: pip install 're-faq-bot[slack]'"


async def test_looking_posts_and_joins_nothing(home: Home, on_slack: OnSlack) -> None:
    await look(home, on_slack)
    asked = {request.method for request in on_slack.server.requests}
    assert asked == {"api.test", "auth.test", "apps.connections.open", "conversations.history"}
    assert not on_slack.server.connections
    assert not on_slack.server.messages(on_slack.channel)
