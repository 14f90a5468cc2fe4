"""Wires the parts together: a bot that is ready to answer, a store, platforms and web pages, by the settings."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot import __version__, logs
from bot.core.interfaces import Clock, Platform, Respond
from bot.core.question import Surface
from bot.core.reply import Reply
from bot.core.rules import Limits, Rules
from bot.core.stores import Store
from bot.engine.composer import Composer
from bot.engine.connection import Connected
from bot.engine.conversation import Conversation
from bot.engine.observer import UNOBSERVED, Observer, observed
from bot.engine.responder import Responder
from bot.errors import SettingsError
from bot.opening import Bot, LiveBot, open_learned
from bot.rate_limit import PerMinute
from bot.reloading.following import Following
from bot.reloading.watching import Watch
from bot.running import run_until_stopped
from bot.settings import ListenMode, Settings, SlackMode
from bot.storage.reopening import Reopening
from bot.storage.sql import SqlStore
from bot.watchdog import Watchdog
from bot.web.application import make_application
from bot.web.health import FaqInUse, Health, Probe
from bot.web.metrics import Metrics
from bot.web.serving import WebServer

LONGEST_IN_LOOP = {"discord": 200}
"""Characters of a question that is matched without a thread: within the 10 ms that an event loop may be held up.

A thread delays a reply on Discord by 1 to 2 ms; on Slack it saves as much, as Bolt has the twin of a mention to read.
"""
QUESTIONS_A_MINUTE = 20
"""Of one person; a channel may ask ten times as many."""

SECONDS_OF_A_TURN = 0.0005
"""A tenth of Python's own: a question changes threads some ten times, and may wait as often for one that is busy."""

SHORT = 12
"""Characters of a version of the FAQ, as the log has it."""


def platforms_to_run(settings: Settings, named: Sequence[str] = ()) -> tuple[str, ...]:
    """The platforms that are named, or else those whose tokens are set; SettingsError where a token is missing."""
    variables = _variables(settings)
    chosen = tuple(dict.fromkeys(named)) or tuple(name for name, needed in variables.items() if any(needed.values()))
    if not chosen:
        first = " or ".join(next(iter(needed)) for needed in variables.values())
        raise SettingsError(f"no platform to run: set {first}, in the environment or in .env; see .env.example")
    missing = [variable for name in chosen for variable, value in variables[name].items() if value is None]
    if missing:
        raise SettingsError(f"{', '.join(missing)} is not set: put it into the environment or .env; see .env.example")
    return chosen


def _variables(settings: Settings) -> dict[str, dict[str, object]]:
    """The variables that each platform needs, with what they are set to."""
    slack: dict[str, object] = {"SLACK_BOT_TOKEN": settings.slack_bot_token}
    if settings.slack_client_id or settings.slack_client_secret:
        slack = {"SLACK_CLIENT_ID": settings.slack_client_id, "SLACK_CLIENT_SECRET": settings.slack_client_secret}
    if settings.slack_mode is SlackMode.HTTP:
        slack["SLACK_SIGNING_SECRET"] = settings.slack_signing_secret
    else:
        slack["SLACK_APP_TOKEN"] = settings.slack_app_token
    return {"discord": {"DISCORD_TOKEN": settings.discord_token}, "slack": slack}


def start_logging(settings: Settings) -> None:
    """Log to standard error, without the tokens and the password among ``settings``."""
    secrets = {name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)}
    secrets["database_url"] = urlsplit(secrets["database_url"]).password or ""  # the rest helps to find a mistake
    logs.start(settings.log_level, secrets=tuple(secrets.values()))


async def serve(bot: Bot, settings: Settings, names: Sequence[str], *, faq: Path) -> None:
    """Serve platforms until SIGTERM or SIGINT, and follow the changes of ``faq``; then finish what was taken.

    A database that cannot be used is told and tried again, and questions are answered without it. Raise SettingsError
    where DATABASE_URL names none that there could be, PlatformError where a platform refuses the bot.
    """
    await asyncio.to_thread(bot.matcher.complete, "", limit=1)  # learns the FAQ's words before anybody waits for it
    store = SqlStore(settings.database_url.get_secret_value())
    reopening = Reopening(store)
    await reopening.begin()
    try:
        live = LiveBot(bot)
        metrics = Metrics(names, version=__version__)
        conversation = converse(live, store, settings, observer=metrics)
        platforms = [make_platform(name, conversation, store, settings) for name in names]
        web = _web(platforms, live, store, settings, metrics)
        watchdog = Watchdog(platforms, clock=conversation.clock)
        following = _follow(faq, live, metrics)
        be_prompt()
        await run_until_stopped([*platforms, web, watchdog, following, reopening], conversation, store)
    finally:
        await store.close()


def be_prompt() -> None:
    """Keep questions from waiting for what Python does beside them; to be called once all is loaded.

    Left alone, it looks now and then through all that was loaded for cycles, and everybody waits some 40 ms. A thread
    that is busy, as while a changed FAQ is loaded, lets others in when they have waited for ``SECONDS_OF_A_TURN``.
    """
    gc.freeze()
    sys.setswitchinterval(SECONDS_OF_A_TURN)


def _web(platforms: Sequence[Connected], live: LiveBot, store: Store, settings: Settings, metrics: Metrics) -> Platform:
    """What serves health, metrics, and the routes of the platforms if they have any."""
    metrics.watch(platforms, entries=lambda: len(live.faq.entries))
    health = Health(
        platforms,
        probe=Probe(store),
        faq=lambda: FaqInUse(version=live.in_use.digest[:SHORT], entries=len(live.faq.entries)),
    )
    routes = [route for platform in platforms for route in getattr(platform, "routes", ())]
    application = make_application([*health.routes, *metrics.routes, *routes])
    return WebServer(application, host=settings.http_host, port=settings.http_port)


def _follow(faq: Path, live: LiveBot, metrics: Metrics) -> Platform:
    """What keeps ``live`` in step with the files at ``faq``, and counts how that goes."""

    def hear(version: Bot | None) -> None:
        if version is not None:
            live.replace(version)
        metrics.reloaded(is_taken=version is not None)

    return Following(
        Watch(faq),
        in_use=live.in_use,
        open_version=partial(open_learned, encoder=live.in_use.matcher.encoder),
        hear=hear,
    )


def converse(
    bot: Bot | LiveBot,
    store: Store,
    settings: Settings,
    *,
    clock: Clock | None = None,
    observer: Observer | None = None,
) -> Conversation:
    """The conversation that all platforms share; ``observer`` is told what happens."""
    clock = clock or (lambda: datetime.now(UTC))
    observer = observer or UNOBSERVED
    limits = Limits(
        people=PerMinute(most=QUESTIONS_A_MINUTE, clock=clock),
        channels=PerMinute(most=10 * QUESTIONS_A_MINUTE, clock=clock),
        reminders=PerMinute(most=1, clock=clock),
    )
    rules = Rules(
        listen_channels=frozenset(settings.listen_channels), is_shadow=settings.listen_mode is ListenMode.SHADOW
    )
    composer = Composer(
        faq=lambda: bot.faq,
        respond=observed(in_time(lambda: bot.responder), observer),
        complete=lambda text, limit: bot.matcher.complete(text, limit=limit),
    )
    return Conversation(composer=composer, store=store, rules=rules, limits=limits, clock=clock, observer=observer)


def in_time(responder: Callable[[], Responder]) -> Respond:
    """What the ``responder()`` of that moment replies, without holding the event loop up for long.

    A question of usual length is matched in the loop, in some 5 ms, where that is faster; a longer one in a thread.
    """
    threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="matching")

    async def respond(text: str, *, surface: Surface, platform: str) -> Reply:
        answer = partial(responder().respond, text, is_overheard=surface is Surface.OVERHEARD)
        if len(text) <= LONGEST_IN_LOOP.get(platform, 0):
            return answer()
        return await asyncio.get_running_loop().run_in_executor(threads, answer)

    return respond


def make_platform(name: str, conversation: Conversation, store: Store, settings: Settings) -> Connected:
    """A platform by its name; ``settings`` hold its token."""
    if name == "discord" and settings.discord_token is not None:
        from bot.platforms.discord.platform import DiscordPlatform

        return DiscordPlatform(
            conversation, store, token=settings.discord_token.get_secret_value(), api_url=settings.discord_api_url
        )
    if name == "slack":
        return _make_slack(conversation, store, settings)
    raise SettingsError(f"there is no platform {name}, or its token is not set")


def _make_slack(conversation: Conversation, store: Store, settings: Settings) -> Connected:
    from bot.platforms.slack.platform import ByHttp, BySocket, SlackPlatform, WithOAuth, WithToken

    if settings.slack_mode is SlackMode.HTTP:
        reached: ByHttp | BySocket = ByHttp(signing_secret=_secret(settings.slack_signing_secret))
    else:
        reached = BySocket(app_token=_secret(settings.slack_app_token))
    if settings.slack_client_id:
        installed: WithOAuth | WithToken = WithOAuth(
            client_id=settings.slack_client_id,
            client_secret=_secret(settings.slack_client_secret),
            database_url=settings.database_url.get_secret_value(),
        )
    else:
        installed = WithToken(token=_secret(settings.slack_bot_token))
    return SlackPlatform(conversation, store, reached=reached, installed=installed, api_url=settings.slack_api_url)


def _secret(secret: SecretStr | None) -> str:
    """The text of a secret that is known to be set."""
    return secret.get_secret_value() if secret else ""
