"""The log is readable in a terminal and JSON elsewhere, and tells no message's text, no name and no token."""

import asyncio
import json
import logging
import sys
import threading
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import discord
import pytest

from bot import app, logs
from bot.engine.responder import Responder
from bot.errors import DeliveryError, StoreError
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from bot.opening import Bot
from bot.settings import load_settings
from bot.storage.sql_store import SqlStore
from tests.canaries import CANARY, BothLogs, Stream, Terminal, log_both
from tests.scenarios import tea_house
from tests.scenarios.discord import DiscordCommunity, DiscordSaid
from tests.scenarios.tea_house import ABOUT_WATER, UNSURE
from tests.servers.discord import DiscordServer, Permissions
from tests.servers.discord.values import Channel, Message, User

SEND = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{webhook_id}/{webhook_token}/callback"
SECRETS = ("a-token-of-discord", "a-password", 'of "quotes" and \\')


pytestmark = pytest.mark.usefixtures("restored_logging")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known of the terminal."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def logged(stream: Stream | None = None, *, level: str = "debug") -> Stream:
    """Begin to log; what is logged is in the stream."""
    stream = stream or Stream()
    logs.start(level, secrets=SECRETS, stream=stream)
    return stream


def objects(stream: Stream) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(error: BaseException) -> None:
    """Log an error with its traceback, from where there is a local variable with the canary."""

    def failing(remark: str) -> None:
        assert remark
        raise error

    try:
        failing(f"{CANARY} in a variable")
    except BaseException:
        logging.getLogger("bot.core").exception("it failed", extra={"remark": CANARY})


class TestForm:
    """Both forms."""

    def test_elsewhere_it_is_an_object_a_line(self) -> None:
        stream = logged()
        logging.getLogger("bot.core").warning("tea for %d: “%s”", 2, "sencha")
        (line,) = objects(stream)
        assert line.pop("timestamp").endswith("Z")
        assert line == {"level": "warning", "logger": "bot.core", "event": "tea for 2: “sencha”"}

    def test_a_traceback_is_one_text_in_it(self) -> None:
        stream = logged()
        fail(ZeroDivisionError("division by zero"))
        (line,) = objects(stream)
        assert line["exception"].startswith("Traceback (most recent call last):\n  File ")
        assert line["exception"].endswith("ZeroDivisionError: division by zero")

    @pytest.mark.parametrize(
        ("variables", "has_colours"),
        [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
    )
    def test_in_a_terminal_it_is_a_line_with_colours_unless_they_are_not_wanted(
        self, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, has_colours: bool
    ) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        stream = logged(Terminal())
        logging.getLogger("bot.core").info("tea is ready")
        assert "tea is ready" in stream.getvalue()
        assert ("\x1b[" in stream.getvalue()) is has_colours

    def test_in_a_terminal_a_traceback_has_lines_of_its_own(self) -> None:
        stream = logged(Terminal())
        fail(ZeroDivisionError("division by zero"))
        assert "\nTraceback (most recent call last):\n" in stream.getvalue()
        assert stream.getvalue().endswith("\nZeroDivisionError: division by zero\n")

    def test_the_cause_comes_first_and_the_errors_of_a_group_last(self) -> None:
        stream = logged()
        first, group = OSError(28, "No space left"), ExceptionGroup("two", [StoreError("full"), ZeroDivisionError()])
        group.__cause__ = first
        fail(group)
        told = objects(stream)[0]["exception"]
        places = [told.index(part) for part in ("No space left", "This led to", "Group", "1 of 2", "StoreError: full")]
        assert places == sorted(places)

    def test_errors_that_cause_each_other_are_shown_once(self) -> None:
        one, other = StoreError("one"), StoreError("other")
        one.__cause__, other.__cause__ = other, one
        stream = logged()
        fail(one)
        assert objects(stream)[0]["exception"].count("Traceback") == 2

    def test_a_warning_of_python_is_a_line_too(self) -> None:
        stream = logged()
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(capture=False)
            logging.captureWarnings(capture=True)
            warnings.warn("it is old", DeprecationWarning, stacklevel=1)
        assert "DeprecationWarning: it is old" in objects(stream)[0]["event"]

    def test_starting_again_replaces_the_log(self) -> None:
        before, after = logged(), logged()
        logging.getLogger("bot.core").info("once")
        assert (before.getvalue(), len(objects(after))) == ("", 1)

    @pytest.mark.parametrize(
        ("level", "logger", "least"),
        [
            ("debug", "bot.core", logging.DEBUG), ("debug", "discord.gateway", logging.INFO),
            ("debug", "a_library", logging.INFO), ("debug", "aiosqlite", logging.WARNING),
            ("error", "bot.core", logging.ERROR), ("error", "aiosqlite", logging.ERROR),
        ],
    )  # fmt: skip
    def test_libraries_never_tell_all(self, level: str, logger: str, least: int) -> None:
        logged(level=level)
        assert logging.getLogger(logger).getEffectiveLevel() == least

    def test_progress_is_logged_once_per_step(self) -> None:
        stream = logged()
        tell = logs.progress()
        for done in range(3):
            tell("reading the examples", done, 2_000)
        tell("learning from them", 0, 1)
        assert [line["event"] for line in objects(stream)] == ["reading the examples (2000)", "learning from them (1)"]


ORIGIN = {"platform": "discord", "question": "7", "channel": "1"}


class TestFields:
    """Ids stand beside the message, where a program finds them."""

    def test_elsewhere_each_is_a_key_of_its_own(self) -> None:
        stream = logged()
        logging.getLogger("bot.core").warning("no reply", extra={"fields": {**ORIGIN, "seconds": 1.5, "count": 2}})
        (line,) = objects(stream)
        assert line.pop("timestamp")
        own = {"level": "warning", "logger": "bot.core", "event": "no reply"}
        assert line == {**own, **ORIGIN, "seconds": 1.5, "count": 2}
        assert list(line) == [*own, *ORIGIN, "seconds", "count"]

    def test_in_a_terminal_they_follow_the_message_in_their_order(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        stream = logged(Terminal())
        logging.getLogger("bot.core").warning("no reply", extra={"fields": {**ORIGIN, "shard": 0}})
        assert stream.getvalue().rstrip().endswith("platform=discord question=7 channel=1 shard=0")
        assert stream.getvalue().index("no reply") < stream.getvalue().index("platform=")

    @pytest.mark.parametrize("terminal", [False, True])
    def test_a_traceback_comes_after_them(self, *, terminal: bool) -> None:
        stream = logged(Terminal() if terminal else Stream())
        logging.getLogger("bot.core").error("it failed", exc_info=ZeroDivisionError(), extra={"fields": {"shard": 3}})
        assert 0 < stream.getvalue().index("shard") < stream.getvalue().index("Traceback")

    def test_what_is_not_known_is_left_out(self) -> None:
        stream = logged()
        logging.getLogger("bot.core").info("no reply", extra={"fields": {"channel": "1", "thread": None}})
        logging.getLogger("bot.core").info("no reply", extra={"fields": None})
        first, second = objects(stream)
        assert (first["channel"], "thread" in first, "fields" in second) == ("1", False, False)

    def test_none_takes_the_place_of_the_logs_own_keys(self) -> None:
        stream = logged()
        logging.getLogger("bot.core").info("tea", extra={"fields": {"event": "coffee", "level": "debug"}})
        (line,) = objects(stream)
        assert (line["event"], line["level"]) == ("tea", "info")

    @pytest.mark.parametrize("terminal", [False, True])
    @pytest.mark.parametrize("secret", [*SECRETS, f"xoxb-12-{CANARY}"])
    def test_secrets_are_removed_from_them(self, secret: str, *, terminal: bool) -> None:
        stream = logged(Terminal() if terminal else Stream())
        logging.getLogger("bot.core").info("tea", extra={"fields": {"channel": f"the {secret}'s"}})
        assert "the [secret]'s" in stream.getvalue()
        assert secret not in stream.getvalue()

    @pytest.mark.parametrize("terminal", [False, True])
    def test_an_exception_in_one_is_shown_without_its_text(self, *, terminal: bool) -> None:
        stream = logged(Terminal() if terminal else Stream())
        logging.getLogger("bot.core").info("tea", extra={"fields": {"entry": ValueError(CANARY)}})
        assert "ValueError" in stream.getvalue()
        assert CANARY not in stream.getvalue()

    @pytest.mark.parametrize("terminal", [False, True])
    def test_control_characters_in_them_are_escaped(self, monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        stream = logged(Terminal() if terminal else Stream())
        logging.getLogger("bot.core").info("tea", extra={"fields": {"channel": "1\x1b[31m\n\u202e2"}})
        (line,) = stream.getvalue().splitlines()
        assert r"x1b[31m" in line
        assert not {"\x1b", "\u202e"} & set(line)


QUOTING = [
    ValueError(f"no such thing: {CANARY}"), KeyError(CANARY), RuntimeError(CANARY), UnicodeError(CANARY),
    ExceptionGroup(CANARY, [ValueError(CANARY)]), discord.DiscordException(CANARY),
]  # fmt: skip


@pytest.mark.parametrize("stream", [Stream, Terminal])
class TestNothingIsTold:
    """… that is private."""

    @pytest.mark.parametrize("error", QUOTING, ids=lambda error: type(error).__name__)
    def test_an_exception_is_shown_by_its_type(self, stream: type[Stream], error: Exception) -> None:
        told = logged(stream())
        fail(error)
        logging.getLogger("bot.core").warning("no reply: %s", error)
        logging.getLogger("bot.core").warning("no reply: %r", error)
        error.__cause__ = ValueError(CANARY)
        fail(error)
        assert told.getvalue().count(type(error).__name__) >= 4
        assert CANARY not in told.getvalue()

    def test_a_library_that_writes_an_exceptions_words_into_a_message_is_cut_short(self, stream: type[Stream]) -> None:
        told = logged(stream())
        try:
            int(f"“{CANARY}”\nis 'no' number")
        except ValueError as error:
            logging.getLogger("a_library").error(f"it failed (error: {error}); trying again")  # noqa: G004, TRY400
        assert "it failed (error: [not shown, as it may quote a message]); trying again" in told.getvalue()
        assert CANARY not in told.getvalue()

    def test_the_text_of_the_bots_own_errors_is_shown(self, stream: type[Stream]) -> None:
        told = logged(stream())
        logging.getLogger("bot.core").warning("no reply: %s", DeliveryError("the channel is gone"))
        assert "no reply: the channel is gone" in told.getvalue()

    def test_the_numbers_of_a_refusal_are_shown(self, stream: type[Stream]) -> None:
        response = type("Response", (), {"status": 503, "reason": CANARY})()
        told = logged(stream())
        error = discord.DiscordServerError(response, {"code": 7, "message": CANARY})
        logging.getLogger("bot.core").info("trying again: %s", error)
        assert "DiscordServerError (status 503, code 7)" in told.getvalue()
        assert CANARY not in told.getvalue()

    @pytest.mark.parametrize("secret", SECRETS)
    def test_secrets_are_removed(self, stream: type[Stream], secret: str) -> None:
        told = logged(stream())
        logging.getLogger("aiohttp").error("refused: Bot %s", secret)
        fail(OSError(5, f"cannot connect with {secret}"))
        assert told.getvalue().count("[secret]") == 2
        assert secret not in told.getvalue()
        assert json.dumps(secret)[1:-1] not in told.getvalue()

    @pytest.mark.parametrize(
        "text",
        [
            f"POST https://discord.com/api/v10/interactions/12/{CANARY}_-==/callback responded with 429",
            f"PATCH https://discord.com/api/v10/webhooks/12/{CANARY}/messages/@original?wait=true",
            f"auth: xoxb-12-{CANARY}", f"xoxe.xoxp-1-{CANARY}", f"token=xapp-1-A-{CANARY}",
            f"https://hooks.slack.com/commands/T1/12/{CANARY}", f"wss://slack.com/link/?ticket=12-{CANARY}-34&app_id=A1",
            f"GET /slack/oauth_redirect?code=12.34.{CANARY}&state={CANARY}-567890",
            f"result with code: 12.34.{CANARY} - error", f"data for state: {CANARY}-567890 - error",
        ],
    )  # fmt: skip
    def test_tokens_that_platforms_hand_out_are_removed(self, stream: type[Stream], text: str) -> None:
        told = logged(stream())
        logging.getLogger("discord.http").warning("%s", text)
        assert "[secret]" in told.getvalue()
        assert CANARY not in told.getvalue()

    def test_a_record_that_cannot_be_formatted_is_shown_by_its_place(self, stream: type[Stream]) -> None:
        told = stream()
        handler = logs.LogHandler(told)
        handler.handle(logging.makeLogRecord({"name": "bot.core", "msg": "%d", "args": (CANARY,), "lineno": 7}))
        assert "the log call in line 7 cannot be shown" in told.getvalue()
        assert CANARY not in told.getvalue()

    def test_what_ends_the_bot_is_logged_like_everything_else(self, stream: type[Stream]) -> None:
        told = logged(stream())
        sys.excepthook(ValueError, ValueError(CANARY), None)
        assert "the bot has failed" in told.getvalue()
        assert CANARY not in told.getvalue()

    def test_what_fails_in_a_thread_or_while_python_cleans_up_is_logged_too(self, stream: type[Stream]) -> None:
        def fail(*_: object) -> None:
            raise ValueError(CANARY)

        told = logged(stream())
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        type(CANARY, (), {"__del__": fail})()
        assert told.getvalue().count("in fail") == 2
        assert CANARY not in told.getvalue()

    async def test_a_task_that_fails_unseen_is_logged_without_its_exception(self, stream: type[Stream]) -> None:
        told = logged(stream())
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "Task was never seen", "exception": ValueError(CANARY), "to": CANARY})
        loop.call_exception_handler({"message": f"Exception in callback take({CANARY!r})"})
        assert "Task was never seen" in told.getvalue()
        assert CANARY not in told.getvalue()


def test_tokens_and_passwords_of_the_settings_are_removed(capsys: pytest.CaptureFixture[str]) -> None:
    tokens = {"DISCORD_TOKEN": "discord-1", "SLACK_BOT_TOKEN": "own-2", "SLACK_SIGNING_SECRET": "own-3"}
    app.start_logging(load_settings({**tokens, "DATABASE_URL": "postgresql://ada:own-4@db/tea"}))
    logging.getLogger("bot").info("%s at db/tea", " ".join((*tokens.values(), "own-4")))
    assert json.loads(capsys.readouterr().err)["event"] == "[secret] [secret] [secret] [secret] at db/tea"


@dataclass(frozen=True, slots=True, kw_only=True)
class Birds:
    """A community whose every word and name is a canary, and both logs of the bot in it."""

    community: DiscordCommunity
    logs: BothLogs
    ada: User
    channel: Channel

    def told(self, *parts: str) -> None:
        """Show that both logs hold the parts, and no canary and no token."""
        tokens = [interaction.token for interaction in self.community.server.world.interactions.values()]
        self.logs.told(*parts, secrets=(self.community.server.token, *tokens))

    async def ask(self, text: str = ABOUT_WATER) -> Message:
        return await self.community.say(self.ada, self.channel, f"{text} {CANARY}", mentions_bot=True)


@pytest.fixture
async def birds(index: Index, encoder: Encoder, tmp_path: Path) -> AsyncIterator[Birds]:
    """Both logs; a matcher of its own, which a test may break."""
    matcher = FaqMatcher(faq=tea_house.FAQ, index=index, encoder=encoder)
    bot = Bot(faq=tea_house.FAQ, matcher=matcher, responder=Responder(matcher))
    store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    async with DiscordServer(seed=7) as server:
        told = log_both(load_settings({"DISCORD_TOKEN": server.token}))
        await store.open()
        community = await DiscordCommunity.gather(server, bot=bot, store=store)
        try:
            channel = await community.guild.add_text_channel(f"about-{CANARY}")
            ada = await community.member(CANARY)
            yield Birds(community=community, logs=told, ada=ada, channel=channel)
        finally:
            await community.stop()
            await store.close()


async def say_with_button(birds: Birds) -> DiscordSaid:
    """A message of the bot's with a button that it does not know."""
    button = {"type": 2, "style": 2, "label": CANARY, "custom_id": f"old {CANARY}"}
    body = {"content": CANARY, "components": [{"type": 1, "components": [button]}]}
    server = birds.community.server
    url = f"{server.url}/channels/{birds.channel.id}/messages"
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as response:
        response.raise_for_status()
    return DiscordSaid(server.by_bot(birds.channel)[-1])


class TestCanaries:
    """The log has only ids for what is said, pressed and refused on Discord."""

    async def test_messages_of_every_kind(self, birds: Birds) -> None:
        community, ada = birds.community, birds.ada
        question = await birds.ask()
        await community.reply_to(question)
        await community.edit(question, f"{CANARY} is it ok to brew for seven minutes?")
        await community.say(ada, await community.thread_at(question), f"does {CANARY} go bad?")
        await community.say(ada, await community.direct(ada), f"what about {CANARY}?")
        await community.say(ada, await community.channel("listening"), f"{ABOUT_WATER} {CANARY}")
        await community.server.post(ada, await community.guild.add_forum(CANARY), CANARY, CANARY, mention_bot=True)
        await community.in_channel(birds.channel)
        await community.delete(question)
        await community.in_channel(birds.channel)
        await community.restart()
        birds.told("registered with Discord")

    async def test_commands_and_what_is_typed_into_them(self, birds: Birds) -> None:
        community, ada, channel = birds.community, birds.ada, birds.channel
        await community.ask(ada, channel, f"{ABOUT_WATER} {CANARY}")
        await community.server.complete(ada, channel, "faq topic", name=f"how hot {CANARY}")
        await (await community.server.command(ada, channel, "faq topic", name=CANARY)).answered()
        offer = await community.answer_from_faq(ada, await community.say(ada, channel, f"{ABOUT_WATER} {CANARY}"))
        await community.press(ada, offer, offer.buttons[0])
        shared = await community.ask(ada, channel, ABOUT_WATER)
        await community.press(ada, shared, "Share in channel")
        birds.told()

    async def test_buttons_known_and_unknown(self, birds: Birds) -> None:
        community, ada = birds.community, birds.ada
        said = await community.reply_to(await birds.ask())
        for button in ("Helpful", "Not helpful", "Remove"):
            await community.press(ada, said, button)
        unsure = await community.reply_to(
            await community.say(ada, birds.channel, UNSURE, mentions_bot=True)
        )  # fmt: skip
        await community.press(ada, unsure, unsure.buttons[0])
        await community.press(ada, await say_with_button(birds), CANARY)
        birds.told("an unknown button was pressed")

    async def test_a_fault_in_matching_is_logged_with_its_traceback(
        self, birds: Birds, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def match(text: str) -> object:
            raise ValueError(f"cannot make anything of {text}")

        monkeypatch.setattr(birds.community.bot.matcher, "match", match)
        community, ada = birds.community, birds.ada
        await community.reply_to(await birds.ask())
        await community.ask(ada, birds.channel, CANARY)
        await community.answer_from_faq(ada, await community.say(ada, birds.channel, CANARY))
        interaction = await community.server.command(ada, birds.channel, "faq topic", name=CANARY)
        await interaction.answered()
        birds.told("no reply could be found", "a post could not be composed", "in match", "ValueError")

    async def test_a_fault_in_completing(self, birds: Birds, monkeypatch: pytest.MonkeyPatch) -> None:
        def complete(text: str, *, limit: int) -> object:
            raise LookupError(text, limit)

        monkeypatch.setattr(birds.community.bot.matcher, "complete", complete)
        typed = birds.community.server.complete(birds.ada, birds.channel, "faq topic", name=CANARY)
        completing = asyncio.create_task(typed)
        await birds.community.server.delivered()
        await birds.logs.hold("LookupError")
        completing.cancel()
        await asyncio.wait([completing])
        birds.told("LookupError")

    async def test_a_fault_in_an_event_and_in_a_press(self, birds: Birds, monkeypatch: pytest.MonkeyPatch) -> None:
        async def broken(*_: object) -> None:
            raise RuntimeError(f"cannot deal with {CANARY}")

        said = await birds.community.reply_to(await birds.ask())
        monkeypatch.setattr(birds.community.conversation._presses, "react", broken)  # noqa: SLF001 - a fault within
        await birds.community.press(birds.ada, said, "Helpful")
        monkeypatch.setattr(birds.community.conversation, "_take_if_for_the_bot", broken)
        await birds.ask()
        await birds.community.in_channel(birds.channel)
        birds.told("a press could not be carried out", "an event of Discord could not be handled", "RuntimeError")

    @pytest.mark.parametrize("status", [400, 403, 404])
    async def test_a_reply_that_is_refused(self, birds: Birds, status: int) -> None:
        birds.community.server.faults.fail(SEND, status=status, code=50013, message="Missing Permissions")
        await birds.ask()
        await birds.community.in_channel(birds.channel)
        birds.told("a reply could not be sent", "lacks a permission")

    async def test_where_the_bot_may_not_write(self, birds: Birds) -> None:
        await birds.community.server.set_permissions(birds.channel, Permissions.VIEW_CHANNEL)
        await birds.ask()
        await birds.community.in_channel(birds.channel)
        birds.told("a reply could not be sent")

    async def test_discord_fails_and_asks_for_a_pause(self, birds: Birds, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.platforms.discord.delivery.FIRST_PAUSE_SECONDS", 0.0)
        community = birds.community
        community.server.faults.fail(SEND, status=520, times=2)
        community.server.faults.fail(SEND, status=429, retry_after=0.01)
        await community.reply_to(await birds.ask())
        birds.told("We are being rate limited", "trying again in")

    async def test_the_token_of_an_interaction_in_the_addresses_of_requests(self, birds: Birds) -> None:
        community = birds.community
        community.server.faults.fail(CALLBACK, status=429, retry_after=0.01)
        await community.ask(birds.ada, birds.channel, CANARY)
        hold = community.server.faults.hold(CALLBACK)
        await community.server.command(birds.ada, birds.channel, "faq ask", question=CANARY)
        await community.server.wait_until(lambda: hold.waiting == 1)
        community.advance(4)
        hold.release()
        await community.in_channel(birds.channel)
        birds.told("the interaction has expired")

    async def test_the_connection_is_lost(self, birds: Birds) -> None:
        await birds.community.server.drop_connections()
        await birds.community.server.ready()
        await birds.community.reply_to(await birds.ask())
        birds.told()
