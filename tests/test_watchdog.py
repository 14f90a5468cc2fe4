"""A platform that has gone silent is reconnected, and if that does not help, the bot ends."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Hashable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import pytest
from aiohttp import web

from bot.engine.connection import Connected, Connection, Pulse
from bot.errors import PlatformError
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.slack.manifest import Features, manifest
from bot.platforms.slack.platform import BySocket, SlackPlatform, WithToken
from bot.runner import run_until_stopped
from bot.storage.memory_store import MemoryStore
from bot.watchdog import Guard, Patience, Verdict, Watchdog
from bot.web.metrics import Metrics
from tests.engine.talking import START, HandClock, Talk
from tests.logged import logged
from tests.servers.discord import DiscordServer
from tests.servers.discord import sessions as discord_sessions
from tests.servers.slack import SlackServer
from tests.servers.slack import sockets as slack_sockets
from tests.web.running import running
from tests.web.watched import ANSWER, QUESTION, StandIn, reading, until

LIMIT, FURTHER = 180.0, 300.0


class Steps:
    """Lets a watchdog look when it is told to."""

    def __init__(self) -> None:
        """Let it wait."""
        self._looks = asyncio.Queue[None]()
        self._is_waiting = asyncio.Event()

    async def pause(self) -> None:
        """Wait for the next look."""
        self._is_waiting.set()
        await self._looks.get()

    async def look(self) -> None:
        """Let it look, and return when it has looked."""
        await self._is_waiting.wait()
        self._is_waiting.clear()
        self._looks.put_nowait(None)
        await self._is_waiting.wait()

    def look_for_the_last_time(self) -> None:
        """Let it look; it will not wait again."""
        self._looks.put_nowait(None)


class TestGuard:
    """When what is done."""

    def judge(self, guard: Guard, clock: HandClock, silence: float | None) -> Verdict:
        return guard.judge(Connection(is_open=True, silence=silence, since_event=None), now=clock())

    @pytest.mark.parametrize("silence", [None, 0.0, LIMIT - 0.1])
    def test_nothing_about_a_platform_that_was_heard_in_time(self, silence: float | None) -> None:
        assert self.judge(Guard(Patience()), HandClock(), silence) is Verdict.NOTHING

    def test_a_silent_one_is_reconnected_once_and_given_its_time(self) -> None:
        guard, clock = Guard(Patience()), HandClock()
        assert self.judge(guard, clock, LIMIT) is Verdict.RECONNECT
        clock.advance(seconds=FURTHER - 0.1)
        assert self.judge(guard, clock, LIMIT + FURTHER) is Verdict.NOTHING

    def test_then_it_is_the_end(self) -> None:
        guard, clock = Guard(Patience()), HandClock()
        self.judge(guard, clock, LIMIT)
        clock.advance(seconds=FURTHER)
        assert self.judge(guard, clock, LIMIT + FURTHER) is Verdict.END

    def test_one_that_is_heard_again_starts_over(self) -> None:
        guard, clock = Guard(Patience()), HandClock()
        self.judge(guard, clock, LIMIT)
        clock.advance(seconds=FURTHER)
        assert self.judge(guard, clock, 1.0) is Verdict.RECOVERED
        assert self.judge(guard, clock, LIMIT) is Verdict.RECONNECT

    def test_a_machine_that_slept_gets_its_time_too(self) -> None:
        assert self.judge(Guard(Patience()), HandClock(), 86_400.0) is Verdict.RECONNECT


class TestPulse:
    """When something was last heard."""

    def test_a_sign_that_changes_is_life_and_one_that_does_not_is_none(self) -> None:
        clock = HandClock()
        pulse = Pulse(clock)
        clock.advance(seconds=10)
        pulse.look({0: 0.12})
        assert pulse.silence() == 0
        clock.advance(seconds=10)
        pulse.look({0: 0.12})
        assert pulse.silence() == 10
        pulse.look({0: 0.13})
        assert pulse.silence() == 0

    def test_of_several_lines_the_quietest_counts(self) -> None:
        clock = HandClock()
        pulse = Pulse(clock)
        pulse.look({0: 1, 1: 1})
        clock.advance(seconds=10)
        pulse.look({0: 2, 1: 1})
        assert pulse.silence() == 10

    @pytest.mark.parametrize("signs", [{}, {0: None}])
    def test_a_connection_that_is_new_or_away_has_said_nothing_yet(self, signs: Mapping[Hashable, object]) -> None:
        clock = HandClock()
        pulse = Pulse(clock)
        pulse.look({0: 1})
        clock.advance(seconds=10)
        pulse.look(signs)
        assert pulse.silence() == 10

    def test_a_line_that_is_no_more_is_not_waited_for(self) -> None:
        clock = HandClock()
        pulse = Pulse(clock)
        pulse.look({0: 1, 1: 1})
        clock.advance(seconds=10)
        pulse.look({0: 2})
        assert pulse.silence() == 0

    def test_events_have_an_age_of_their_own(self) -> None:
        clock = HandClock()
        pulse = Pulse(clock)
        assert pulse.since_event() is None
        pulse.note_event()
        clock.advance(seconds=30)
        assert (pulse.since_event(), pulse.silence()) == (30, 30)

    def test_a_clock_that_is_set_back_makes_nothing_negative(self) -> None:
        clock = HandClock()
        pulse = Pulse(clock)
        clock.now = START.replace(hour=1)
        assert pulse.silence() == 0


class TestWatching:
    """What is done, and what is said about it."""

    async def test_one_platform_that_is_silent_is_reconnected_and_the_other_left_alone(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        silent, well, steps = StandIn(silence=LIMIT), StandIn("slack"), Steps()
        async with running(Watchdog([silent, well], clock=HandClock(), pause=steps.pause)):
            await steps.look()
            await steps.look()
            assert (silent.reconnections, well.reconnections) == (1, 0)
            assert ("The platform has gone silent: reconnecting", {"platform": "discord", "seconds": LIMIT}) in logged(
                caplog
            )
            silent.silence = 1.0
            await steps.look()
            assert ("The platform is heard again", {"platform": "discord"}) in logged(caplog)

    async def test_one_that_stays_silent_ends_the_bot_with_a_word_to_its_operator(self) -> None:
        silent, steps, clock = StandIn(silence=LIMIT), Steps(), HandClock()
        ending = asyncio.create_task(
            run_until_stopped(
                [silent, Watchdog([silent], clock=clock, pause=steps.pause)],
                Talk().conversation,
                MemoryStore(),
            )
        )
        await steps.look()
        clock.advance(seconds=FURTHER)
        silent.silence = LIMIT + FURTHER
        steps.look_for_the_last_time()
        with pytest.raises(PlatformError, match="discord was not heard for 480 seconds, and reconnecting") as raised:
            await ending
        assert raised.value.exit_code == 1

    async def test_a_reconnection_that_fails_is_logged_and_has_its_time_all_the_same(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        silent, steps = StandIn(silence=LIMIT), Steps()
        silent.refusal = PlatformError("Slack cannot be reached")
        async with running(Watchdog([silent], clock=HandClock(), pause=steps.pause)) as watching:
            await steps.look()
            await steps.look()
            assert ("Reconnecting failed: Slack cannot be reached", {"platform": "discord"}) in logged(caplog)
            assert not watching.done()

    async def test_stopping_the_bot_stops_watching(self) -> None:
        silent, steps = StandIn(silence=LIMIT), Steps()
        watchdog = Watchdog([silent], clock=HandClock(), pause=steps.pause)
        stopping = asyncio.create_task(run_until_stopped([silent, watchdog], Talk().conversation, MemoryStore()))
        await steps.look()
        os.kill(os.getpid(), signal.SIGTERM)
        await stopping


class Place:
    """A bot, the real client of a platform, and a watchdog that looks when it is told to."""

    def __init__(self, watched: Talk, platform: Connected) -> None:
        """Watch ``platform``."""
        self.watched = watched
        self.platform = platform
        self.steps = Steps()
        self.watchdog = Watchdog([platform], clock=watched.clock, pause=self.steps.pause)

    async def is_heard(self) -> None:
        """Wait until a sign of life was seen."""
        self.watched.clock.advance(seconds=1)
        await until(lambda: self.platform.connection().silence == 0)

    async def look_after(self, seconds: float) -> None:
        """Let what is on its way arrive and be noted, let so much time pass, then let the watchdog look."""
        for _ in range(100):
            await asyncio.sleep(0)
        self.platform.connection()
        self.watched.clock.advance(seconds=seconds)
        await self.steps.look()

    async def stays_silent_to_the_end(self, watching: asyncio.Task[None]) -> str:
        """Let the patience of the watchdog end; what it says then."""
        self.watched.clock.advance(seconds=FURTHER)
        self.steps.look_for_the_last_time()
        await asyncio.wait({watching})
        with pytest.raises(ExceptionGroup) as raised:
            watching.result()
        (error,) = raised.value.exceptions
        assert isinstance(error, PlatformError)
        return str(error)


@asynccontextmanager
async def on_discord(server: DiscordServer, metrics: Metrics) -> AsyncIterator[Place]:
    """A bot on Discord, that may not be connected yet."""
    watched = Talk(observer=metrics)
    platform = DiscordPlatform(watched.conversation, watched.store, token=server.token, api_url=server.url)
    async with running(platform):
        yield Place(watched, platform)


@asynccontextmanager
async def on_slack(server: SlackServer, metrics: Metrics) -> AsyncIterator[Place]:
    """A bot on Slack, likewise."""
    watched = Talk(observer=metrics)
    platform = SlackPlatform(
        watched.conversation,
        watched.store,
        reached=BySocket(app_token=server.app_token),
        installed=WithToken(token=server.bot_token),
        api_url=server.url,
    )
    async with running(platform):
        yield Place(watched, platform)


@contextmanager
def silenced_discord() -> Iterator[None]:
    """A gateway that accepts connections and then says nothing at all, not even hello."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord_sessions.Connection, "put", lambda *_: None)
        yield


@contextmanager
def silenced_slack() -> Iterator[None]:
    """A Socket Mode server that accepts connections, and neither says hello nor answers a ping."""

    async def nothing(*_: object) -> None:
        return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slack_sockets.Connection, "send", lambda *_: None)
        patch.setattr(web.WebSocketResponse, "pong", nothing)
        yield


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(("discord", "slack"), version="1.2.3")


class TestDiscord:
    """With the real discord.py, and a gateway that falls silent."""

    async def test_a_new_client_hears_what_the_old_one_did_not(self, metrics: Metrics) -> None:
        async with DiscordServer(seed=7) as server, on_discord(server, metrics) as place:
            guild = await server.add_guild("Tea house")
            channel, ada = await guild.add_text_channel("general"), await guild.add_member("ada")
            await server.ready()
            await place.is_heard()
            async with running(place.watchdog) as watching:
                with silenced_discord():
                    await place.look_after(LIMIT)
                    await until(lambda: len(server.gateway.closed) == 1)
                await server.ready()
                await place.is_heard()
                await place.steps.look()
                await until(lambda: place.platform.connection().is_open)
                question = await server.say(ada, channel, QUESTION, mention_bot=True)
                (reply,) = await server.replies_to(question, count=1)
                assert ANSWER in reply.text
                assert not watching.done()
        assert reading(metrics.registry, "re_faq_bot_reconnects_total", platform="discord") == 1

    # discord.py leaves a connection that it waits to hear from to the session, which closes it without a word.
    @pytest.mark.filterwarnings("ignore:Unclosed connection:ResourceWarning")
    async def test_a_gateway_that_never_says_anything_ends_the_bot(self, metrics: Metrics) -> None:
        with silenced_discord():
            async with (
                DiscordServer(seed=7) as server,
                on_discord(server, metrics) as place,
                running(place.watchdog) as watching,
            ):
                await until(lambda: len(server.gateway.connections) == 1)
                await place.look_after(LIMIT)
                await until(lambda: len(server.gateway.closed) == 1 and len(server.gateway.connections) == 1)
                assert not place.platform.connection().is_open
                assert "discord was not heard for 480 seconds" in await place.stays_silent_to_the_end(watching)
        gc.collect()

    async def test_what_is_under_way_on_another_platform_goes_on(
        self, metrics: Metrics, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.platforms.kit.tasks.SECONDS_TO_FINISH", 0.01)
        async with DiscordServer(seed=7) as server, on_discord(server, metrics) as place:
            await server.ready()
            async with place.watched.conversation.busy("slack question"):
                await place.platform.reconnect()
                await until(lambda: len(server.gateway.closed) == 1)
                await server.ready()

    async def test_connections_that_discord_ends_are_counted_too(self, metrics: Metrics) -> None:
        async with DiscordServer(seed=7) as server, on_discord(server, metrics) as place:
            await server.ready()
            await place.is_heard()
            await server.drop_connections()
            await until(lambda: reading(metrics.registry, "re_faq_bot_reconnects_total", platform="discord") == 1)
            assert place.platform.connection().since_event is not None


class TestSlack:
    """With the real slack_sdk, and a server that falls silent."""

    async def test_a_new_connection_hears_what_the_old_one_did_not(self, metrics: Metrics) -> None:
        async with self.server() as server, on_slack(server, metrics) as place:
            channel, ada = await server.team.add_channel("general"), await server.team.add_member("Ada")
            await server.ready()
            await place.is_heard()
            async with running(place.watchdog) as watching:
                with silenced_slack():
                    await place.look_after(LIMIT)
                await until(lambda: len(server.connections) == 2)
                await place.is_heard()
                assert place.platform.connection().is_open
                question = await server.say(ada, channel, QUESTION, mention_bot=True)
                (reply,) = await server.replies_to(question, count=1)
                assert ANSWER in reply.text
                assert place.platform.connection().since_event is not None
                assert not watching.done()
        assert reading(metrics.registry, "re_faq_bot_reconnects_total", platform="slack") == 1

    async def test_a_server_that_never_says_anything_ends_the_bot(self, metrics: Metrics) -> None:
        with silenced_slack():
            async with (
                self.server() as server,
                on_slack(server, metrics) as place,
                running(place.watchdog) as watching,
            ):
                await until(lambda: len(server.connections) == 1)
                await place.look_after(LIMIT)
                await until(lambda: len(server.connections) == 2)
                assert "slack was not heard for 480 seconds" in await place.stays_silent_to_the_end(watching)

    async def test_a_slack_that_gives_no_address_raises_a_platform_error(self, metrics: Metrics) -> None:
        async with self.server() as server, on_slack(server, metrics) as place:
            await server.ready()
            server.faults.fail("apps.connections.open", error="internal_error")
            with pytest.raises(PlatformError):
                await place.platform.reconnect()

    def server(self) -> SlackServer:
        return SlackServer(seed=7, manifest=manifest(Features(hears_channels=True)))
