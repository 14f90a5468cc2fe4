"""On Discord each fault is named, with how to fix it, and nothing that is well is."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.kit.checks import Status, Surroundings
from tests.doctor.conftest import look
from tests.doctor.patients import ASKED_FOR, Fault, Home, OnDiscord, by_id, closed_port, unwell
from tests.servers.discord import Permissions

CHANNEL = "discord.channel.{channel}"
SWITCH = "switch on “Message Content Intent” in the Developer Portal"
ROLE = "give its role that in the channel's settings"


def plant_other_token(place: OnDiscord) -> None:
    place.variables |= {"DISCORD_TOKEN": "forged"}


def plant_closed_port(place: OnDiscord) -> None:
    place.variables["DISCORD_API_URL"] = f"http://127.0.0.1:{closed_port()}/api/v10"


def plant_address_of_something_else(place: OnDiscord) -> None:
    place.variables["DISCORD_API_URL"] = place.server.url.replace("/v10", "/v10/elsewhere")


def plant_no_text(place: OnDiscord) -> None:
    place.server.application.message_content_enabled = False


def plant_no_text_and_no_listening(place: OnDiscord) -> None:
    plant_no_text(place)
    place.variables["LISTEN_CHANNELS"] = ""


async def plant_kicked(place: OnDiscord) -> None:
    await place.server.kick_bot(place.guild)


async def plant_no_server(place: OnDiscord) -> None:
    await place.server.kick_bot(place.guild)
    place.variables["LISTEN_CHANNELS"] = ""


async def plant_deleted_channel(place: OnDiscord) -> None:
    await place.server.delete_channel(place.channel)


async def plant_hidden_channel(place: OnDiscord) -> None:
    await place.server.set_permissions(place.channel, Permissions(0))


async def plant_no_sending(place: OnDiscord) -> None:
    await place.server.set_permissions(place.channel, ASKED_FOR & ~Permissions.SEND_MESSAGES)


async def plant_no_history_and_threads(place: OnDiscord) -> None:
    lacking = Permissions.READ_MESSAGE_HISTORY | Permissions.SEND_MESSAGES_IN_THREADS
    await place.server.set_permissions(place.channel, ASKED_FOR & ~lacking)


def plant_no_commands(place: OnDiscord) -> None:
    place.server.world.commands[None] = []


def plant_other_description(place: OnDiscord) -> None:
    place.server.world.commands[None][0]["options"][0]["description"] = "of another version"


def plant_command_too_many(place: OnDiscord) -> None:
    place.server.world.commands[None].append({"id": "1", "name": "ping", "type": 1, "description": "Ping"})


def plant_sessions_used_up(place: OnDiscord) -> None:
    _limit_sessions(place, 0)


def plant_few_sessions(place: OnDiscord) -> None:
    _limit_sessions(place, 50)


def _limit_sessions(place: OnDiscord, remaining: int) -> None:
    rest, address = place.server.rest, place.server.gateway_url
    limit = {"total": 1000, "remaining": remaining, "reset_after": 7_200_000, "max_concurrency": 1}
    routes = rest._routes["GET", 2]  # noqa: SLF001 - the server itself never runs out
    routes[:] = [route for route in routes if route.name != "GET /gateway/bot"]
    rest.add("GET /gateway/bot", lambda _: {"url": address, "shards": 1, "session_start_limit": limit})


def plant_gateway_that_is_not_there(place: OnDiscord) -> None:
    place.server.gateway_url = f"ws://127.0.0.1:{closed_port()}/gateway/"


def plant_silence(place: OnDiscord) -> None:
    place.server.faults.hold("GET /applications/{application_id}/commands")


FAULTS: dict[str, Fault[OnDiscord]] = {
    "a wrong token": Fault(
        plant=plant_other_token, check="discord.token", says="Discord refuses DISCORD_TOKEN", fix="“Reset Token”"
    ),
    "Discord out of reach": Fault(
        plant=plant_closed_port, check="discord.api", says="cannot be reached at http://127.0.0.1", fix="a firewall"
    ),
    "an address that is not Discord's": Fault(
        plant=plant_address_of_something_else, check="discord.api", says="no API of Discord", fix="DISCORD_API_URL"
    ),
    "no message content, where it is to listen": Fault(
        plant=plant_no_text,
        check=CHANNEL,
        says="is to listen in #kettle of Tea house, and does not receive the text",
        fix=SWITCH,
        follows=("discord.message-content",),
    ),
    "no message content": Fault(
        plant=plant_no_text_and_no_listening,
        check="discord.message-content",
        says="it follows no thread without a mention, and listens nowhere",
        fix=SWITCH,
        status=Status.WARNING,
    ),
    "in no server": Fault(
        plant=plant_no_server,
        check="discord.servers",
        says="in no server",
        fix="https://discord.com/oauth2/authorize",
    ),
    "kicked from the server of its channel": Fault(
        plant=plant_kicked, check=CHANNEL, says="does not see", fix="View Channel", follows=("discord.servers",)
    ),
    "a channel that was deleted": Fault(
        plant=plant_deleted_channel, check=CHANNEL, says="there is no Discord channel", fix="copy the channel's id"
    ),
    "a channel that it does not see": Fault(
        plant=plant_hidden_channel, check=CHANNEL, says="does not see Discord channel", fix="View Channel"
    ),
    "a channel without Send Messages": Fault(
        plant=plant_no_sending, check=CHANNEL, says="lacks in #kettle of Tea house: Send Messages", fix=ROLE
    ),
    "a channel without two permissions": Fault(
        plant=plant_no_history_and_threads,
        check=CHANNEL,
        says="Read Message History, Send Messages in Threads",
        fix=ROLE,
    ),
    "commands that are not registered": Fault(
        plant=plant_no_commands,
        check="discord.commands",
        says="not registered: faq, Answer from the FAQ",
        fix="“re-faq-bot run”",
        status=Status.WARNING,
    ),
    "commands of another version": Fault(
        plant=plant_other_description,
        check="discord.commands",
        says="of another version: faq",
        fix="“re-faq-bot run”",
        status=Status.WARNING,
    ),
    "a command that is no longer the bot's": Fault(
        plant=plant_command_too_many,
        check="discord.commands",
        says="of another version: ping",
        fix="“re-faq-bot run”",
        status=Status.WARNING,
    ),
    "no connections left": Fault(
        plant=plant_sessions_used_up, check="discord.gateway", says="0 of 1000", fix="all come back in 2.0 hours"
    ),
    "few connections left": Fault(
        plant=plant_few_sessions,
        check="discord.gateway",
        says="50 of 1000",
        fix="find what restarts the bot",
        status=Status.WARNING,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_is_named_with_its_fix(home: Home, on_discord: OnDiscord, name: str) -> None:
    planted = FAULTS[name].plant(on_discord)
    if inspect.isawaitable(planted):
        await planted
    FAULTS[name].assert_is_found_in(await look(home, on_discord), channel=on_discord.channel.id)


async def test_where_all_is_well_nothing_is_found(home: Home, on_discord: OnDiscord) -> None:
    checks = await look(home, on_discord)
    assert not unwell(checks)
    assert {each for each in by_id(checks) if each.startswith("discord.")} == {
        "discord.settings", "discord.api", "discord.clock", "discord.token", "discord.message-content",
        "discord.servers", "discord.commands", "discord.gateway", f"discord.channel.{on_discord.channel.id}",
    }  # fmt: skip


async def test_a_question_that_is_never_answered_ends_in_time_and_keeps_no_other_from_being_asked(
    home: Home, on_discord: OnDiscord
) -> None:
    plant_silence(on_discord)
    checks = await look(home, on_discord, surroundings=Surroundings(seconds=1.0))
    assert [each.id for each in unwell(checks)] == ["discord.commands"]
    assert by_id(checks)["discord.commands"].message == "no answer within 1 seconds"


async def test_a_gateway_out_of_reach_is_told_apart_from_the_api(home: Home, on_discord: OnDiscord) -> None:
    plant_gateway_that_is_not_there(on_discord)
    found = unwell(await look(home, on_discord))
    assert [each.id for each in found] == ["discord.gateway"]
    assert "gateway cannot be reached" in found[0].message


@pytest.mark.parametrize(("seconds", "status"), [(-90, Status.FAILED), (12, Status.WARNING), (2, Status.OK)])
async def test_a_clock_that_is_off_is_told_by_how_much(
    home: Home, on_discord: OnDiscord, seconds: int, status: Status
) -> None:
    surroundings = Surroundings(clock=lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    found = by_id(await look(home, on_discord, surroundings=surroundings))["discord.clock"]
    assert found.status is status
    assert ("ahead of" in found.message, "behind" in found.message) == (seconds > 5, seconds < -5)
    assert ("NTP" in found.fix) == (status is not Status.OK)


async def test_looking_changes_nothing(home: Home, on_discord: OnDiscord) -> None:
    done = len(on_discord.server.requests)
    await look(home, on_discord)
    assert {request.method for request in on_discord.server.requests[done:]} == {"GET"}
    assert not on_discord.server.connections
    assert not home.database.exists()


async def test_a_thread_is_looked_at_in_its_channel(home: Home, on_discord: OnDiscord) -> None:
    ada = await on_discord.guild.add_member("ada")
    thread = await on_discord.server.start_thread(ada, on_discord.channel, "Tea")
    on_discord.variables["LISTEN_CHANNELS"] = str(thread.id)
    assert not unwell(await look(home, on_discord))
    await plant_no_sending(on_discord)
    assert [each.id for each in unwell(await look(home, on_discord))] == [f"discord.channel.{thread.id}"]


async def test_a_forum_asks_for_no_right_to_begin_posts(home: Home, on_discord: OnDiscord) -> None:
    forum = await on_discord.guild.add_forum("help")
    await on_discord.server.set_permissions(forum, ASKED_FOR & ~Permissions.SEND_MESSAGES)
    on_discord.variables["LISTEN_CHANNELS"] = str(forum.id)
    assert not unwell(await look(home, on_discord))
