"""``run`` and ``discord invite``: what they need, what they say where it is missing, and what they print."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from yarl import URL

from bot.cli import run
from tests.servers.discord import DiscordServer

Errors = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, no .env and no database but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "DISCORD_API_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def errors(capsys: pytest.CaptureFixture[str]) -> Errors:
    """The lines on standard error."""
    return lambda: [*capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("arguments", [["run"], ["run", "discord"]])
def test_without_a_token_it_says_which_variable_to_set(arguments: list[str], errors: Errors) -> None:
    assert run(arguments) == 2
    (line,) = errors()
    assert "DISCORD_TOKEN" in line
    assert ".env.example" in line


def test_a_platform_that_does_not_exist_is_named_with_those_that_do(errors: Errors) -> None:
    assert run(["run", "discrod"]) == 2
    assert "no such platform: discrod (there is discord, slack)" in errors()[0]


@pytest.mark.parametrize("option", [(), ("--user",)])
def test_an_invitation_needs_a_token_or_the_applications_id(option: tuple[str, ...], errors: Errors) -> None:
    assert run(["discord", "invite", *option]) == 2
    assert "--application ID" in errors()[0]


def test_the_invitation_asks_for_exactly_what_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["discord", "invite", "--application", "1234"]) == 0
    shown = capsys.readouterr()
    link = URL(shown.out.strip())
    assert link.host == "discord.com"
    assert {**link.query} == {
        "client_id": "1234", "scope": "bot applications.commands", "permissions": "274877975552",
        "integration_type": "0",
    }  # fmt: skip
    assert all(name in shown.err for name in ("View Channel", "Send Messages in Threads", "Read Message History"))


def test_a_person_can_install_the_commands_for_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["discord", "invite", "--application", "1234", "--user"]) == 0
    link = URL(capsys.readouterr().out.strip())
    assert {**link.query} == {"client_id": "1234", "scope": "applications.commands", "integration_type": "1"}


async def test_the_application_of_a_token_is_asked_of_discord() -> None:
    from bot.platforms.discord.platform import application_id

    async with DiscordServer() as server:
        assert await application_id(server.token, server.url) == server.application.id


@pytest.mark.usefixtures("restored_logging")
def test_logging_shows_no_texts_of_messages_whatever_the_level() -> None:
    from bot.app import start_logging
    from bot.settings import load_settings

    start_logging(load_settings({"LOG_LEVEL": "debug"}))
    assert logging.getLogger("discord.gateway").getEffectiveLevel() == logging.INFO
    assert logging.getLogger("aiosqlite").getEffectiveLevel() == logging.WARNING
