"""Wires the parts together: an FAQ and its matcher into a bot, and a bot, a store and platforms into what runs.

What only ``run`` needs is imported where it is used, so that ``ask`` starts fast.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.content import reading, stored
from bot.core.entries import Faq
from bot.core.responder import Responder
from bot.errors import BotError, Problem, SettingsError
from bot.matching import keeping
from bot.matching.encoder import Encoder
from bot.matching.opening import FaqMatcher, index_path, open_matcher

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.core.connections import Connected
    from bot.core.conversation import Conversation
    from bot.core.interfaces import Clock, Platform, Respond, Store
    from bot.core.observing import Observer
    from bot.settings import Settings
    from bot.web.metrics import Metrics

Progress = Callable[[str, int, int], None]

LONGEST_IN_LOOP = {"discord": 200}
"""Characters of a question that is matched without a thread: within the 10 ms that an event loop may be held up.

A thread delays a reply on Discord by 1 to 2 ms; on Slack it saves as much, as Bolt has the twin of a mention to read.
"""
QUESTIONS_A_MINUTE = 20
"""Of one person; a channel may ask ten times as many."""

SHORT = 12
"""Characters of a version of the FAQ, as the log has it."""

_PACKAGE = Path(__file__).parent
_ENV_FILE = Path(".env")
_SHIPPED = (_PACKAGE / "faq", _PACKAGE.parent / "faq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """An FAQ that is ready to answer."""

    faq: Faq
    matcher: FaqMatcher
    responder: Responder
    digest: str = ""


class LiveBot:
    """The bot that questions are put to now; another takes its place, whole, when the FAQ has changed."""

    def __init__(self, bot: Bot) -> None:
        """Begin with ``bot``."""
        self.in_use = bot

    @property
    def faq(self) -> Faq:
        """The FAQ in use."""
        return self.in_use.faq

    @property
    def matcher(self) -> FaqMatcher:
        """The matcher in use."""
        return self.in_use.matcher

    @property
    def responder(self) -> Responder:
        """The responder in use."""
        return self.in_use.responder

    def replace(self, bot: Bot) -> None:
        """Put every further question to ``bot``; to be called in the event loop, where no reply is half begun."""
        self.in_use = bot


def open_bot(path: Path | None = None, *, progress: Progress | None = None) -> Bot:
    """Make the FAQ at ``path`` ready to answer; ``progress`` hears of an index being built.

    Without a path it is the one that FAQ_PATH names, else the one that ships. Raise SettingsError where there is none,
    FaqError where it cannot be used, ModelError where the encoder is damaged.
    """
    return _open_files(reading.read_bytes(faq_path(path)), progress=progress)


def _open_files(files: reading.FaqFiles, *, progress: Progress | None = None) -> Bot:
    matcher = open_matcher(
        files.digest, lambda: reading.parse(files), dump_faq=stored.dump, load_faq=stored.load, progress=progress
    )
    return Bot(faq=matcher.faq, matcher=matcher, responder=Responder(matcher), digest=files.digest)


def open_learned(files: reading.FaqFiles, encoder: Encoder) -> Bot:
    """Make an FAQ ready out of the index that was learned aside, with all that a first question would wait for.

    Versions share ``encoder``, since loading another one keeps questions waiting. Where no index could be kept, the FAQ
    is learned here.
    """
    try:
        index, faq = keeping.load(index_path(files.digest), load_faq=stored.load)
    except (OSError, ValueError, KeyError, EOFError):
        bot = _open_files(files)
    else:
        matcher = FaqMatcher(faq=faq, index=index, encoder=encoder)
        bot = Bot(faq=faq, matcher=matcher, responder=Responder(matcher), digest=files.digest)
    bot.matcher.match("what can you tell me about this?")
    bot.matcher.complete("", limit=1)
    return bot


def open_faq(path: Path | None = None) -> Faq:
    """Read the FAQ at ``path`` without making it ready to answer."""
    return reading.parse(reading.read_bytes(faq_path(path)))


def faq_path(path: Path | None = None) -> Path:
    """Say which file or folder holds the FAQ: the one given, that of FAQ_PATH, or the shipped one.

    FAQ_PATH counts in the environment, then in a ``.env`` file in the working directory.
    """
    if path is not None:
        return _existing(path, "the FAQ given")
    if named := os.environ.get("FAQ_PATH") or _in_env_file("FAQ_PATH"):
        return _existing(Path(named), "FAQ_PATH")
    shipped = next((folder for folder in _SHIPPED if folder.is_dir()), None)
    if shipped is None:
        raise SettingsError("no FAQ comes with this installation: name one with --faq PATH or FAQ_PATH")
    return shipped


def _in_env_file(name: str) -> str | None:
    """A variable's value in ``.env``; most people have no such file, and are spared the import of what reads it."""
    if not _ENV_FILE.is_file():
        return None
    from dotenv import dotenv_values

    try:
        return dotenv_values(_ENV_FILE, interpolate=False, encoding="utf-8-sig").get(name)
    except (OSError, UnicodeDecodeError) as error:
        what = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"{_ENV_FILE}: cannot be read: {what}") from error


def _existing(path: Path, where: str) -> Path:
    if not path.exists():
        raise SettingsError(f"{where}: no such file or folder: {path}")
    return path


def platforms_to_run(settings: "Settings", named: Sequence[str] = ()) -> tuple[str, ...]:
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


def _variables(settings: "Settings") -> dict[str, dict[str, object]]:
    """The variables that each platform needs, with what they are set to."""
    from bot.settings import SlackMode

    slack: dict[str, object] = {"SLACK_BOT_TOKEN": settings.slack_bot_token}
    if settings.slack_client_id or settings.slack_client_secret:
        slack = {"SLACK_CLIENT_ID": settings.slack_client_id, "SLACK_CLIENT_SECRET": settings.slack_client_secret}
    if settings.slack_mode is SlackMode.HTTP:
        slack["SLACK_SIGNING_SECRET"] = settings.slack_signing_secret
    else:
        slack["SLACK_APP_TOKEN"] = settings.slack_app_token
    return {"discord": {"DISCORD_TOKEN": settings.discord_token}, "slack": slack}


def start_logging(settings: "Settings") -> None:
    """Log to standard error, without the tokens and the password among ``settings``."""
    from urllib.parse import urlsplit

    from pydantic import SecretStr

    from bot import logs

    secrets = {name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)}
    secrets["database_url"] = urlsplit(secrets["database_url"]).password or ""  # the rest helps to find a mistake
    logs.start(settings.log_level, secrets=tuple(secrets.values()))


async def serve(bot: Bot, settings: "Settings", names: Sequence[str], *, faq: Path) -> None:
    """Serve platforms until SIGTERM or SIGINT, and follow the changes of ``faq``; then finish what was taken.

    Raise StoreError where the database cannot be opened, PlatformError where a platform refuses the bot.
    """
    import asyncio
    import gc

    from bot.running import run_until_stopped
    from bot.storage.sql import SqlStore
    from bot.watchdog import Watchdog
    from bot.web.metrics import Metrics

    await asyncio.to_thread(bot.matcher.complete, "", limit=1)  # learns the FAQ's words before anybody waits for it
    store = SqlStore(settings.database_url.get_secret_value())
    await store.open()
    try:
        live = LiveBot(bot)
        metrics = Metrics(names, version=__version__)
        conversation = converse(live, store, settings, observer=metrics)
        platforms = [make_platform(name, conversation, settings) for name in names]
        web = _web(platforms, live, store, settings, metrics)
        watchdog = Watchdog(platforms, clock=conversation.clock)
        following = _follow(faq, live, metrics)
        gc.freeze()  # else Python looks now and then through all that was loaded, and everybody waits some 40 ms
        await run_until_stopped([*platforms, web, watchdog, following], conversation)
    finally:
        await store.close()


def _web(
    platforms: "Sequence[Connected]", live: LiveBot, store: "Store", settings: "Settings", metrics: "Metrics"
) -> "Platform":
    """What serves health, metrics, and the routes of the platforms if they have any."""
    from bot.web.application import make_application
    from bot.web.health import FaqInUse, Health, Probe
    from bot.web.serving import WebServer

    metrics.watch(platforms, entries=lambda: len(live.faq.entries))
    health = Health(
        platforms,
        probe=Probe(store),
        faq=lambda: FaqInUse(version=live.in_use.digest[:SHORT], entries=len(live.faq.entries)),
    )
    routes = [route for platform in platforms for route in getattr(platform, "routes", ())]
    application = make_application([*health.routes, *metrics.routes, *routes])
    return WebServer(application, host=settings.http_host, port=settings.http_port)


def _follow(faq: Path, live: LiveBot, metrics: "Metrics") -> "Platform":
    """What keeps ``live`` in step with the files at ``faq``, and counts how that goes."""
    from functools import partial

    from bot.reloading.following import Following
    from bot.reloading.learning import learn_aside
    from bot.reloading.watching import Watch

    def take(version: Bot) -> None:
        live.replace(version)
        metrics.reloaded(is_taken=True)

    async def learn(files: reading.FaqFiles) -> tuple[Problem, ...]:
        try:
            return await learn_aside(files)
        except BotError:
            metrics.reloaded(is_taken=False)
            raise

    opened = partial(open_learned, encoder=Encoder())
    return Following(Watch(faq), in_use=live.in_use, open_version=opened, take=take, learn=learn)


def converse(
    bot: Bot | LiveBot,
    store: "Store",
    settings: "Settings",
    *,
    clock: "Clock | None" = None,
    observer: "Observer | None" = None,
) -> "Conversation":
    """The conversation that all platforms share; ``observer`` is told what happens."""
    from datetime import UTC, datetime

    from bot.core.composing import Composer
    from bot.core.conversation import Conversation
    from bot.core.observing import UNOBSERVED, observed
    from bot.core.rules import Limits, Rules
    from bot.limiting import PerMinute
    from bot.settings import ListenMode

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


def in_time(responder: Callable[[], Responder]) -> "Respond":
    """What the ``responder()`` of that moment replies, without holding the event loop up for long.

    A question of usual length is matched in the loop, in some 5 ms, where that is faster; a longer one in a thread.
    """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from bot.core.messages import Question, Reply

    threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="matching")

    async def respond(question: Question) -> Reply:
        platform = question.origin.platform if question.origin else ""
        if len(question.text) <= LONGEST_IN_LOOP.get(platform, 0):
            return responder().respond(question)
        return await asyncio.get_running_loop().run_in_executor(threads, responder().respond, question)

    return respond


def make_platform(name: str, conversation: "Conversation", settings: "Settings") -> "Connected":
    """A platform by its name; ``settings`` hold its token."""
    if name == "discord" and settings.discord_token is not None:
        from bot.platforms.discord.platform import DiscordPlatform

        return DiscordPlatform(
            conversation, token=settings.discord_token.get_secret_value(), api_url=settings.discord_api_url
        )
    if name == "slack":
        return _make_slack(conversation, settings)
    raise SettingsError(f"there is no platform {name}, or its token is not set")


def _make_slack(conversation: "Conversation", settings: "Settings") -> "Connected":
    from bot.platforms.slack.platform import ByHttp, BySocket, SlackPlatform, WithOAuth, WithToken
    from bot.settings import SlackMode

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
    return SlackPlatform(conversation, reached=reached, installed=installed, api_url=settings.slack_api_url)


def _secret(secret: "SecretStr | None") -> str:
    """The text of a secret that is known to be set."""
    return secret.get_secret_value() if secret else ""


def discord_application_id() -> int:
    """The id of the application that DISCORD_TOKEN belongs to; asks Discord."""
    import asyncio

    from bot.platforms.discord.platform import application_id
    from bot.settings import load_settings

    settings = load_settings()
    if settings.discord_token is None:
        raise SettingsError("DISCORD_TOKEN is not set; name the application with --application ID")
    return asyncio.run(application_id(settings.discord_token.get_secret_value(), settings.discord_api_url))
