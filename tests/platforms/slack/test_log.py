"""Whatever is said, pressed and refused on Slack, the log has ids for it: no text, no name of anybody, no token."""

import asyncio
import html
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackObjectFormationError, SlackRequestError

from bot.core import wording
from bot.errors import BotError
from bot.platforms.slack import commands
from bot.platforms.slack.application import Listeners
from bot.platforms.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, Features, manifest
from bot.platforms.slack.platform import WithOAuth
from bot.platforms.slack.render import SEARCH_ACTION
from bot.platforms.slack.workspaces import OneWorkspace
from bot.settings import load_settings
from bot.storage.sql_store import SqlStore
from tests.canaries import CANARY, BothLogs, log_both
from tests.platforms.slack.bench import OTHER_QUESTION, QUESTION, Bot, Mind, by_http, by_socket
from tests.platforms.slack.test_presses import answered, pick
from tests.platforms.slack.test_recovery import origin_of
from tests.servers.slack import Channel, Message, SlackServer, User
from tests.servers.slack.calls import Call
from tests.servers.slack.elements import offered

pytestmark = pytest.mark.usefixtures("restored_logging")

ASKED = f"{QUESTION} {CANARY}"
UNSURE = f"temperature of the leaves {CANARY}"
FEATURES = Features(hears_channels=True, url="https://faq.example.org", is_distributed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Birds:
    """A workspace whose every word and name is a canary, and both logs of the bot in it."""

    server: SlackServer
    ada: User
    channel: Channel
    logs: BothLogs

    def told(self, *parts: str) -> None:
        """Show that both logs hold the parts, and no canary and no token."""
        world = self.server.world
        secrets = [team.bot_token for team in world.teams.values()] + [*world.revoked, *self.server.sockets.issued]
        secrets += [world.app.app_token, world.app.signing_secret, world.app.client_secret]
        secrets += [world.app.verification_token, *(url.rpartition("/")[2] for url in world.response_urls)]
        self.logs.told(*parts, secrets=filter(None, secrets))

    async def say(self, text: str = ASKED, **more: Any) -> Message:  # noqa: ANN401 - what a message can be
        """Write in the channel."""
        return await self.server.say(self.ada, self.channel, text, **more)

    async def ask(self, text: str = ASKED) -> tuple[Message, Message]:
        """Ask by a mention; the question, and the first message of its reply."""
        question = await self.say(text, mention_bot=True)
        return question, (await self.server.replies_to(question))[0]


@pytest.fixture
async def birds() -> AsyncIterator[Birds]:
    """A workspace where the bot is not yet."""
    async with SlackServer(seed=7, manifest=manifest(FEATURES)) as server:
        server.team.name = server.team.domain = server.bot.name = CANARY
        settings = {
            "SLACK_BOT_TOKEN": server.bot_token, "SLACK_APP_TOKEN": server.app_token,
            "SLACK_SIGNING_SECRET": server.signing_secret, "SLACK_CLIENT_ID": server.client_id,
            "SLACK_CLIENT_SECRET": server.client_secret,
        }  # fmt: skip
        logs = log_both(load_settings(settings))
        ada, channel = await server.team.add_member(CANARY.title()), await server.team.add_channel(f"about-{CANARY}")
        yield Birds(server=server, ada=ada, channel=channel, logs=logs)


@pytest.fixture
async def bot(birds: Birds) -> AsyncIterator[Bot]:
    """The bot, connected."""
    async with by_socket(birds.server) as running:
        yield running


async def use_everything(birds: Birds, bot: Bot) -> None:
    """Do all that people can do with the bot on Slack."""
    await talk(birds, bot)
    await give_commands(birds)
    await press_buttons(birds)
    await fill_in_the_form(birds)
    await look_at_the_panes(birds)
    await bot.idle()


async def talk(birds: Birds, bot: Bot) -> None:
    """Ask, go on in the thread, ask directly, edit and delete."""
    server = birds.server
    question, _ = await birds.ask()
    await birds.say(thread=question)
    await server.say(await server.team.add_member(CANARY), birds.channel, ASKED, thread=question)
    await birds.say(files=1)
    await birds.say(as_bot=True)
    await server.replies_to(await server.say(birds.ada, await server.direct(birds.ada), ASKED))
    await bot.idle()
    await server.edit(question, f"{OTHER_QUESTION} {CANARY}")
    await bot.idle()
    await server.delete(question)
    await bot.idle()


async def give_commands(birds: Birds) -> None:
    """Give every command, and share an answer."""
    for text in ("topics", "help", UNSURE, CANARY):
        await answered(await birds.server.command(birds.ada, birds.channel, "/faq", text))
    said = await answered(await birds.server.command(birds.ada, birds.channel, "/faq", ASKED))
    await answered(await birds.server.press(birds.ada, said, wording.SHARE))


async def press_buttons(birds: Birds) -> None:
    """Pick what was meant, vote, press a button that the bot does not know, and remove a reply."""
    server, ada = birds.server, birds.ada
    _, offer = await birds.ask(UNSURE)
    await server.press(ada, offer, value=offered(offer.blocks)[0].value)
    _, reply = await birds.ask()
    for label in (wording.HELPFUL, wording.NOT_HELPFUL):
        await answered(await server.press(ada, reply, label))
    text = {"type": "plain_text", "text": CANARY}
    old = {"type": "button", "action_id": CANARY, "value": f"old {CANARY}", "text": text}
    reply.blocks.append({"type": "actions", "block_id": "old", "elements": [old]})
    await answered(await server.press(ada, reply, CANARY))
    await remove(birds, reply)
    await server.wait_until(lambda: reply.is_deleted)


async def remove(birds: Birds, reply: Message) -> None:
    """Press the button that takes a reply back."""
    (button,) = [one for one in offered(reply.blocks) if (one.value or "").startswith("remove")]
    await birds.server.press(birds.ada, reply, value=button.value)


async def fill_in_the_form(birds: Birds) -> None:
    """Look for entries in both ways, reply to a message with one, and close the form."""
    server, ada = birds.server, birds.ada
    heard = await birds.say()
    await (await server.use(ada, wording.ANSWER_FROM_FAQ, heard)).answered()
    view = await server.view_of(ada)
    await server.type(ada, view, UNSURE)
    await server.wait_until(lambda: view.revisions == 1)
    await server.submit(ada, view, **{SEARCH_ACTION: ASKED})
    await server.wait_until(lambda: view.revisions == 3)  # what is typed is looked for, and so is what is submitted
    await pick(server, ada, view, "How hot should the water be?")
    await server.replies_to(heard)
    await server.wait_until(lambda: wording.GIVEN in view.text)
    await server.close(ada, view)


async def look_at_the_panes(birds: Birds) -> None:
    """Open App Home and press a button there; open the assistant pane and ask there."""
    server, ada = birds.server, birds.ada
    await server.open_home(ada)
    home = await server.home_of(ada)
    await server.press(ada, home, action_id=offered(home.blocks)[0].action_id)
    thread = await server.open_assistant(ada, context=birds.channel)
    await server.wait_until(lambda: bool(thread.prompts))
    await server.replies_to(await server.ask(thread, ASKED))


class TestUse:
    """All that people do."""

    async def test_by_socket_mode(self, birds: Birds, bot: Bot) -> None:
        await use_everything(birds, bot)
        await bot.stop()
        birds.told("connected to Slack", birds.server.bot.id, birds.server.team.id, "an unknown button was pressed")

    async def test_by_http(self, birds: Birds) -> None:
        async with by_http(birds.server) as bot:
            await birds.server.use_http(f"{bot.url}{EVENTS_PATH}")
            await use_everything(birds, bot)
        birds.told("waiting for Slack's requests", "an unknown button was pressed")

    @pytest.mark.parametrize("is_shadow", [False, True])
    async def test_what_is_overheard(self, birds: Birds, *, is_shadow: bool) -> None:
        mind = Mind(birds.server, listen_channels=frozenset({birds.channel.id}), is_shadow=is_shadow)
        async with by_socket(birds.server, mind) as bot:
            await birds.say()
            await birds.say(CANARY)
            await bot.idle()
        birds.told(*["shadow: would answer"] * is_shadow)

    async def test_what_an_earlier_process_left(self, birds: Birds) -> None:
        birds.server.faults.lose_next("app_mention")
        birds.server.faults.lose_next("message")
        question, mind = await birds.say(mention_bot=True), Mind(birds.server)
        await mind.store.claim(origin_of(question))
        birds.server.faults.fail("conversations.replies", error="is_archived")
        async with by_socket(birds.server, mind) as bot:
            await bot.idle()
        birds.told("stays without a reply")


Answer = Callable[[Call], dict[str, Any]]


def refusal(_: Call) -> dict[str, Any]:
    """What Slack refuses, with more about it than the bot asked for."""
    return {"ok": False, "error": "is_archived", "message": {"text": CANARY}}


def no_json(_: Call) -> dict[str, Any]:
    """What is said to be JSON, and is none."""
    raise web.HTTPOk(text=f"<p>{CANARY}", content_type="application/json")


def page(_: Call) -> dict[str, Any]:
    """A page of a proxy."""
    raise web.HTTPNotFound(text=f"<p>{CANARY}", content_type="text/html")


def words(_: Call) -> dict[str, Any]:
    """A remark of a proxy."""
    raise web.HTTPForbidden(text=CANARY, content_type="text/plain")


@pytest.mark.parametrize("answer", [refusal, no_json, page, words])
class TestRefused:
    """What Slack, or something on the way to it, answers other than asked for."""

    async def test_whatever_the_bot_asks(self, birds: Birds, bot: Bot, answer: Answer) -> None:
        server, ada = birds.server, birds.ada
        (question, reply), message = await birds.ask(), await birds.say()
        server.web.add(dict.fromkeys(server.web.methods, answer))
        await birds.say(mention_bot=True)
        await server.say(ada, await server.direct(ada), ASKED)
        await server.edit(question, f"{OTHER_QUESTION} {CANARY}")
        await server.use(ada, wording.ANSWER_FROM_FAQ, message)
        await server.open_home(ada)
        await server.ask(await server.open_assistant(ada), ASKED)
        await remove(birds, reply)
        await bot.idle()
        birds.told("a reply could not be sent", "could not be revised", "shortcut", "press", "App Home", "pane")

    async def test_who_the_bot_is(self, birds: Birds, answer: Answer) -> None:
        birds.server.web.add({"auth.test": answer})
        with pytest.raises((BotError, BaseExceptionGroup)) as raised:
            async with by_socket(birds.server):
                pass
        logging.getLogger("bot").critical("%s", raised.value)  # as the command does
        birds.told("Slack refuses the bot")

    @pytest.mark.usefixtures("bot")
    async def test_where_to_connect(self, birds: Birds, answer: Answer) -> None:
        birds.server.web.add({"apps.connections.open": answer})
        await birds.server.drop_connections()
        await birds.logs.hold("Failed to")
        birds.told()


class TestConnection:
    """The connection, and responses to interactions."""

    @pytest.mark.usefixtures("bot")
    async def test_the_address_to_connect_to_is_as_good_as_a_token(self, birds: Birds) -> None:
        birds.server.sockets.refusals = 1
        await birds.server.drop_connections()
        await birds.logs.hold("Failed to connect")
        await birds.server.ready()
        birds.told()

    async def test_slack_asks_for_a_new_one(self, birds: Birds, bot: Bot) -> None:
        await birds.server.ask_to_reconnect()
        await birds.server.wait_until(lambda: len(birds.server.connections) == 2)
        await birds.ask()
        await birds.server.close_connections()
        await birds.logs.hold("Slack closed the connection")
        await bot.stop()
        birds.told()

    async def test_an_interaction_has_expired(self, birds: Birds, bot: Bot) -> None:
        birds.server.faults.fail("response_url", error="used_url", status=404, times=2)
        birds.server.faults.fail("chat.postEphemeral", error="user_not_in_channel", times=2)
        for text in (ASKED, "help"):
            await birds.server.command(birds.ada, birds.channel, "/faq", text)
        await bot.idle()
        birds.told("a reply could not be sent", "command")


ERRORS = (
    ValueError(f"cannot make anything of {CANARY}"),
    KeyError(CANARY),
    SlackApiError(CANARY, {"ok": False, "error": "internal_error"}),  # type: ignore[no-untyped-call]
    SlackRequestError(CANARY),
    SlackObjectFormationError(f"“{CANARY}”\nis 'too' long"),
)
PLACES = [
    (commands, "take", "could not be handled"), (Listeners, "message", "Failed to run listener function"),
    (OneWorkspace, "of", "Failed to"), (AsyncApp, "async_dispatch", "Failed to run a request listener"),
]  # fmt: skip


def broken(error: Exception) -> Callable[..., Any]:
    """What fails, whatever it is asked."""

    async def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
class TestFaults:
    """Exceptions that nobody foresaw: the log has where they come from."""

    async def test_in_matching(self, birds: Birds, bot: Bot, error: Exception) -> None:
        bot.mind.fault = error
        await birds.ask()
        await answered(await birds.server.command(birds.ada, birds.channel, "/faq", ASKED))
        await birds.server.use(birds.ada, wording.ANSWER_FROM_FAQ, await birds.say())
        view = await birds.server.view_of(birds.ada)
        await (await birds.server.submit(birds.ada, view, **{SEARCH_ACTION: ASKED})).acknowledged()
        birds.told("no reply could be found", "a post could not be composed", "in _respond", type(error).__name__)

    @pytest.mark.parametrize("place", PLACES, ids=lambda place: place[1])
    async def test_anywhere_between_slack_and_the_matcher(
        self, birds: Birds, monkeypatch: pytest.MonkeyPatch, error: Exception, place: tuple[object, str, str]
    ) -> None:
        part, method, told = place
        monkeypatch.setattr(part, method, broken(error))
        async with by_socket(birds.server):
            await birds.say(mention_bot=True)
            await birds.server.command(birds.ada, birds.channel, "/faq", ASKED)
            await birds.logs.hold(told)
        birds.told("[not shown")

    async def test_in_a_request(self, birds: Birds, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
        async with by_http(birds.server) as bot:
            await birds.server.use_http(f"{bot.url}{EVENTS_PATH}")
            monkeypatch.setattr(AsyncApp, "async_dispatch", broken(error))
            await birds.say(mention_bot=True)
            await birds.logs.hold("Exception in ASGI application")
        birds.told("in fail", type(error).__name__)


async def test_a_database_that_fails(birds: Birds, tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    store = SqlStore(f"sqlite:///{file}")
    await store.open()
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            database.execute(f"DROP TABLE {table}")
    async with by_socket(birds.server, Mind(birds.server, store=store)) as bot:
        await use_everything(birds, bot)
    await store.close()
    birds.told("Continuing without the database")


@pytest.mark.parametrize("way", ["send_forged", "send_stale", "send_unsigned"])
async def test_requests_that_are_not_slacks(birds: Birds, way: str) -> None:
    server = birds.server
    async with by_http(server) as bot:
        await server.use_http(f"{bot.url}{EVENTS_PATH}")
        mention = server.event(type="app_mention", user=birds.ada.id, channel=birds.channel.id, text=CANARY)
        await getattr(server, way)(mention)
        await server.send_signed({"type": CANARY, "text": CANARY})
        await server.send_signed(server.event(type=CANARY, text=CANARY))
        await visit(f"{bot.url}/{CANARY}?code={CANARY}", cookie=CANARY)
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(bot.url).port)
        writer.write(f"{CANARY}\r\n\r\n".encode())
        await reader.read()
        writer.close()
    birds.told("Invalid HTTP request received")


# slack_sdk tells Slack the app's credentials by what aiohttp will drop in its next major version.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
class TestInstalling:
    """Installation by OAuth, whose codes and states are as good as tokens for a while."""

    @pytest.fixture
    async def bot(self, birds: Birds, tmp_path: Path) -> AsyncIterator[Bot]:
        server, url = birds.server, f"sqlite:///{tmp_path / 'bot.sqlite3'}"
        server.team.is_installed, server.team.bot_token = False, ""
        store = SqlStore(url)
        await store.open()
        oauth = WithOAuth(client_id=server.client_id, client_secret=server.client_secret, database_url=url)
        async with by_http(server, Mind(server, store=store), installed=oauth) as running:
            await server.use_http(f"{running.url}{EVENTS_PATH}")
            yield running
        await store.close()

    async def test_a_workspace_comes_and_goes(self, birds: Birds, bot: Bot) -> None:
        secrets = await install(birds, bot)
        await birds.ask()
        await birds.server.uninstall(birds.server.team)
        await bot.idle()
        await birds.say(mention_bot=True)
        await bot.idle()
        birds.logs.told("the app was removed from a Slack workspace", secrets=secrets)
        birds.told()

    @pytest.mark.parametrize("answer", [refusal, no_json])
    async def test_slack_refuses_the_code(self, birds: Birds, bot: Bot, answer: Answer) -> None:
        birds.server.web.add({"oauth.v2.access": answer})
        birds.logs.told(secrets=await install(birds, bot))
        birds.told()

    @pytest.mark.parametrize("query", [f"error={CANARY}&state={CANARY}", f"code={CANARY}&state={CANARY}"])
    async def test_somebody_makes_an_address_up(self, birds: Birds, bot: Bot, query: str) -> None:
        await visit(f"{bot.url}{REDIRECT_PATH}?{query}")
        birds.told()

    @pytest.mark.parametrize("table", ["slack_bots", "slack_oauth_states"])
    async def test_the_database_fails(self, birds: Birds, bot: Bot, tmp_path: Path, table: str) -> None:
        def drop() -> None:
            with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
                database.execute(f"DROP TABLE {table}")

        birds.logs.told("[not shown", secrets=await install(birds, bot, meanwhile=drop))
        birds.told()


async def install(birds: Birds, bot: Bot, *, meanwhile: Callable[[], None] = lambda: None) -> tuple[str, ...]:
    """Go through the pages as a browser does; the code and the state that were in their addresses."""
    page, cookie = await visit(f"{bot.url}{INSTALL_PATH}")
    (address,) = re.findall(r'href="([^"]*authorize[^"]*)"', page)
    back = urlsplit(birds.server.approve(birds.ada, html.unescape(address)))
    meanwhile()
    await visit(f"{bot.url}{REDIRECT_PATH}?{back.query}", cookie=cookie)
    return tuple(value for values in parse_qs(back.query).values() for value in values)


async def visit(url: str, *, cookie: str = "") -> tuple[str, str]:
    """A page, and the cookie that comes with it."""
    async with aiohttp.ClientSession() as browser, browser.get(url, headers={"Cookie": cookie}) as page:
        return await page.text(), page.headers.get("Set-Cookie", "").split(";")[0]
