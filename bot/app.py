"""Wires the parts together as the settings say: a bot that is ready to answer, a store, platforms and web pages."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot import __version__, logs
from bot.core.interfaces import Clock, Platform, Respond
from bot.core.question import Surface
from bot.core.reply import Reply
from bot.core.rules import Rules
from bot.core.stores import Store
from bot.engine.composer import Composer
from bot.engine.connection import Connected
from bot.engine.conversation import Conversation
from bot.engine.observer import UNOBSERVED, Observer, observed
from bot.engine.responder import Responder
from bot.engine.store_calls import StoreOpener
from bot.errors import SettingsError
from bot.opening import Bot, LiveBot, open_learned
from bot.platforms import PLATFORMS
from bot.platforms.kit.spec import Spec
from bot.rate_limit import limits
from bot.reload.reloader import Reloader, Watcher, short
from bot.runner import run_until_stopped
from bot.settings import HOW_TO_SET, ListenMode, Settings
from bot.storage.sql_store import SqlStore
from bot.watchdog import Watchdog
from bot.web.health import Health, Probe
from bot.web.metrics import Metrics
from bot.web.server import WebServer, make_application


def platforms_to_run(settings: Settings, named: Sequence[str] = ()) -> tuple[Spec, ...]:
    """The platforms that are named, or else those whose tokens are set; SettingsError where a token is missing."""
    own = {spec: settings.of(spec.load_model()) for spec in PLATFORMS}
    chosen = tuple(spec for spec in PLATFORMS if (spec.name in named if named else own[spec].is_requested))
    if not chosen:
        first = " or ".join(each.needed()[0] for each in own.values())
        raise SettingsError(f"no platform to run: set {first}, in the environment or in .env; see .env.example")
    missing = [variable for spec in chosen for variable in own[spec].missing()]
    if missing:
        raise SettingsError(f"{', '.join(missing)} is not set: {HOW_TO_SET}")
    return chosen


def start_logging(settings: Settings) -> None:
    """Log to standard error, without the tokens and the password among ``settings``."""
    logs.start(settings.log_level, secrets=tuple(settings.all_secrets()))


async def serve(bot: Bot, settings: Settings, specs: Sequence[Spec], *, faq: Path) -> None:
    """Serve platforms until SIGTERM or SIGINT, and reload ``faq`` when it changes; then finish what was taken.

    A database that cannot be used is logged and tried again, and questions are answered without it. Raise SettingsError
    where DATABASE_URL is of no known kind, PlatformError where a platform refuses the bot.
    """
    await asyncio.to_thread(bot.matcher.complete, "", limit=1)  # prepares completion before anybody waits for it
    store = SqlStore(settings.database_url.get_secret_value())
    opener = StoreOpener(store)
    await opener.begin()
    try:
        live = LiveBot(bot)
        metrics = Metrics([spec.name for spec in specs], version=__version__)
        conversation = converse(live, store, settings, observer=metrics)
        platforms = [spec.make(conversation, store, settings) for spec in specs]
        web = _web(platforms, live, store, settings, metrics)
        watchdog = Watchdog(platforms, clock=conversation.clock)
        following = _follow(faq, live, metrics)
        be_prompt()
        await run_until_stopped([*platforms, web, watchdog, following, opener], conversation, store)
    finally:
        await store.close()


def be_prompt() -> None:
    """Keep questions from waiting for Python itself; to be called once everything is loaded.

    Without it, Python now and then searches all that was loaded for reference cycles, and everybody waits some 40 ms.
    """
    gc.freeze()
    # A tenth of the default: a question changes threads some ten times, and may wait each time for one that is busy,
    # for instance with loading a changed FAQ.
    sys.setswitchinterval(0.0005)


def _web(platforms: Sequence[Connected], live: LiveBot, store: Store, settings: Settings, metrics: Metrics) -> Platform:
    """The server of health, metrics, and the routes of the platforms if they have any."""
    metrics.watch(platforms, entries=lambda: len(live.faq.entries))
    health = Health(
        platforms,
        probe=Probe(store),
        faq=lambda: {"version": short(live.in_use.digest), "entries": len(live.faq.entries)},
    )
    routes = [route for platform in platforms for route in getattr(platform, "routes", ())]
    application = make_application([*health.routes, *metrics.routes, *routes])
    return WebServer(application, host=settings.http_host, port=settings.http_port)


def _follow(faq: Path, live: LiveBot, metrics: Metrics) -> Platform:
    """What reloads ``live`` when the files at ``faq`` change, and counts how often that works."""

    def switch(version: Bot | None) -> None:
        if version is not None:
            live.replace(version)
        metrics.reloaded(is_taken=version is not None)

    return Reloader(
        Watcher(faq),
        in_use=live.in_use,
        open_version=partial(open_learned, encoder=live.in_use.matcher.encoder),
        switch=switch,
    )


def converse(
    bot: Bot | LiveBot,
    store: Store,
    settings: Settings,
    *,
    clock: Clock | None = None,
    observer: Observer = UNOBSERVED,
) -> Conversation:
    """The conversation that all platforms share; ``observer`` receives what happens."""
    clock = clock or (lambda: datetime.now(UTC))
    rules = Rules(
        listen_channels=frozenset(settings.listen_channels), is_shadow=settings.listen_mode is ListenMode.SHADOW
    )
    composer = Composer(
        faq=lambda: bot.faq,
        respond=observed(in_threads(lambda: bot.responder), observer),
        complete=lambda text, limit: bot.matcher.complete(text, limit=limit),
    )
    return Conversation(
        composer=composer, store=store, rules=rules, limits=limits(clock), clock=clock, observer=observer
    )


def in_threads(responder: Callable[[], Responder]) -> Respond:
    """Reply with the ``responder()`` in use, in threads: matching would stop the event loop for too long."""
    threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="matching")

    async def respond(text: str, *, surface: Surface) -> Reply:
        answer = partial(responder().respond, text, is_overheard=surface is Surface.OVERHEARD)
        return await asyncio.get_running_loop().run_in_executor(threads, answer)

    return respond
