"""``re-faq-bot doctor``: what it prints, as a person and a program read it, and its exit codes."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from bot.cli import run
from tests.doctor.patients import Home, OnDiscord, OnSlack
from tests.servers.slack.calls import Call

Typed = Callable[..., int]


@pytest.fixture
def typed(home: Home, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs the command with variables, and returns its exit code."""

    def type_in(*arguments: str, **variables: str) -> int:
        for name, value in {**home.variables, **variables}.items():
            monkeypatch.setenv(name, value)
        return run(["doctor", *arguments])

    return type_in


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was printed."""
    return lambda: capsys.readouterr().out


def as_object(text: str) -> dict[str, Any]:
    """The one JSON object that was printed."""
    value = json.loads(text)
    assert isinstance(value, dict)
    return value


async def test_a_bot_that_is_well_on_both_platforms_leaves_with_0(
    typed: Typed, shown: Callable[[], str], on_discord: OnDiscord, on_slack: OnSlack
) -> None:
    channels = {"LISTEN_CHANNELS": f"{on_discord.channel.id},{on_slack.channel.id}"}
    variables = {**on_discord.variables, **on_slack.variables, **channels}
    assert await asyncio.to_thread(typed, **variables) == 0
    lines = shown().splitlines()
    assert lines[-1].endswith("ok, 0 warnings, 0 failed")
    assert all(line.startswith("ok ") for line in lines[:-2])


async def test_a_failure_is_a_line_with_the_line_that_fixes_it_below_and_leaves_with_1(
    typed: Typed, shown: Callable[[], str], on_discord: OnDiscord
) -> None:
    assert await asyncio.to_thread(typed, **{**on_discord.variables, "DISCORD_TOKEN": "forged"}) == 1
    lines = shown().splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.startswith("failed")]
    assert lines[place].split(maxsplit=2) == ["failed", "discord.token", "Discord refuses DISCORD_TOKEN"]
    assert lines[place + 1].split(maxsplit=3)[:3] == ["how", "to", "fix"]
    assert lines[-1].endswith("1 failed")


async def test_json_is_one_object_with_every_check(typed: Typed, shown: Callable[[], str], on_slack: OnSlack) -> None:
    await on_slack.server.kick_bot(on_slack.channel)
    assert await asyncio.to_thread(typed, "--json", **on_slack.variables) == 1
    report = as_object(shown())
    assert {*map(frozenset, report["checks"])} == {frozenset({"id", "status", "message", "fix"})}
    assert [each["id"] for each in report["checks"] if each["status"] == "failed"] == [
        f"slack.channel.{on_slack.channel.id}"
    ]
    assert (report["failed"], report["warning"], report["ok"]) == (1, 0, len(report["checks"]) - 1)


async def test_offline_asks_no_platform(typed: Typed, shown: Callable[[], str], on_discord: OnDiscord) -> None:
    asked = len(on_discord.server.requests)
    assert await asyncio.to_thread(typed, "--offline", "--json", **on_discord.variables) == 0
    assert len(on_discord.server.requests) == asked
    names = {each["id"] for each in as_object(shown())["checks"]}
    assert names == {"settings", "discord.settings", "faq", "index", "model", "disk", "database", "port"}


def test_settings_that_cannot_be_read_are_all_listed_beside_the_other_checks_and_leave_with_2(
    typed: Typed, shown: Callable[[], str], home: Home
) -> None:
    (home.folder / ".env").write_text("DISCORD_TOKN=x\nLOG_LEVEL=loud\n", "utf-8")
    home.variables |= {"SLACK_BOT_TOKEN": "xapp-1"}
    assert typed("--json") == 2
    checks = as_object(shown())["checks"]
    problems = [each["message"] for each in checks if each["id"].startswith("settings.")]
    assert [problem.split(": ")[:2] for problem in problems[:1]] == [[".env:1", "DISCORD_TOKN"]]
    assert any("did you mean DISCORD_TOKEN?" in problem for problem in problems)
    assert any(problem.startswith(".env:2: LOG_LEVEL") for problem in problems)
    assert any(problem.startswith("SLACK_BOT_TOKEN") for problem in problems)
    assert {"faq", "model", "disk"} <= {each["id"] for each in checks}


def test_a_warning_alone_leaves_with_0(typed: Typed, shown: Callable[[], str]) -> None:
    assert typed() == 0
    assert "\nwarning  platforms " in shown()


def test_another_faq_is_looked_at_where_one_is_named(typed: Typed, shown: Callable[[], str], home: Home) -> None:
    assert typed("--offline", "--faq", str(home.folder / "nowhere.yaml")) == 1
    assert "nowhere.yaml" in shown()


async def test_no_token_is_printed(
    typed: Typed, shown: Callable[[], str], on_discord: OnDiscord, on_slack: OnSlack
) -> None:
    variables = {
        **on_discord.variables,
        **on_slack.variables,
        "DISCORD_TOKEN": "canary",
        "SLACK_APP_TOKEN": "xapp-bird",
    }
    assert await asyncio.to_thread(typed, **variables) == 1
    text = shown()
    assert not [secret for secret in ("canary", "xapp-bird", on_slack.server.bot_token) if secret in text]


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open", "conversations.history", "oauth.v2.access"])
async def test_no_token_is_printed_that_an_answer_quotes(
    typed: Typed, capsys: pytest.CaptureFixture[str], on_slack: OnSlack, method: str
) -> None:
    server, secret = on_slack.server, "a-secret"
    if method == "oauth.v2.access":
        on_slack.variables |= {"SLACK_CLIENT_ID": server.client_id, "SLACK_CLIENT_SECRET": secret}

    def quote(call: Call) -> dict[str, object]:
        raise web.HTTPOk(text=f"{call.token} {call.basic}", content_type="application/json")

    server.web.add({method: quote})
    await asyncio.to_thread(typed, **on_slack.variables)
    text = "".join(capsys.readouterr())
    assert "slack.api" in text
    assert not [token for token in (secret, server.app_token, server.bot_token) if token in text]
