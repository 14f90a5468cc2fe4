"""Wires the parts together: an FAQ and its matcher into a bot, and a bot, a store and platforms into what runs.

What only ``run`` needs is imported where it is used, so that ``ask`` starts fast.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content import reading, stored
from bot.core.entries import Faq
from bot.core.responder import Responder
from bot.errors import SettingsError
from bot.matching.opening import FaqMatcher, open_matcher

if TYPE_CHECKING:
    from bot.core.conversation import Conversation
    from bot.core.interfaces import Clock, Platform, Respond, Store
    from bot.settings import Settings

Progress = Callable[[str, int, int], None]

QUESTIONS_A_MINUTE = 20
"""Of one person; a channel may ask ten times as many."""

_PACKAGE = Path(__file__).parent
_ENV_FILE = Path(".env")
_SHIPPED = (_PACKAGE / "faq", _PACKAGE.parent / "faq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """An FAQ that is ready to answer."""

    faq: Faq
    matcher: FaqMatcher
    responder: Responder


def open_bot(path: Path | None = None, *, progress: Progress | None = None) -> Bot:
    """Make the FAQ at ``path`` ready to answer; ``progress`` hears of an index being built.

    Without a path it is the one that FAQ_PATH names, else the one that ships. Raise SettingsError where there is none,
    FaqError where it cannot be used, ModelError where the encoder is damaged.
    """
    files = reading.read_bytes(faq_path(path))
    matcher = open_matcher(
        files.digest, lambda: reading.parse(files), dump_faq=stored.dump, load_faq=stored.load, progress=progress
    )
    return Bot(faq=matcher.faq, matcher=matcher, responder=Responder(matcher))


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
    tokens = {"discord": ("DISCORD_TOKEN", settings.discord_token)}
    chosen = tuple(dict.fromkeys(named)) or tuple(name for name, (_, token) in tokens.items() if token)
    if not chosen:
        variables = ", ".join(variable for variable, _ in tokens.values())
        raise SettingsError(f"no platform to run: set {variables}, in the environment or in .env; see .env.example")
    missing = [variable for name, (variable, token) in tokens.items() if name in chosen and token is None]
    if missing:
        raise SettingsError(f"{', '.join(missing)} is not set: put it into the environment or .env; see .env.example")
    return chosen


def start_logging(settings: "Settings") -> None:
    """Log to standard error; libraries that would log texts of messages do not go below info."""
    import logging

    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    for library in ("discord", "asyncio"):
        logging.getLogger(library).setLevel(max(level, logging.INFO))
    for library in ("aiosqlite", "alembic", "sqlalchemy"):
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


async def serve(bot: Bot, settings: "Settings", names: Sequence[str]) -> None:
    """Serve platforms until SIGTERM or SIGINT; then finish what was taken.

    Raise StoreError where the database cannot be opened, PlatformError where a platform refuses the bot.
    """
    import asyncio

    from bot.running import run_until_stopped
    from bot.storage.sql import SqlStore

    await asyncio.to_thread(bot.matcher.complete, "", limit=1)  # learns the FAQ's words before anybody waits for it
    store = SqlStore(settings.database_url.get_secret_value())
    await store.open()
    try:
        conversation = converse(bot, store, settings)
        platforms = [make_platform(name, conversation, settings) for name in names]
        await run_until_stopped(platforms, conversation)
    finally:
        await store.close()


def converse(bot: Bot, store: "Store", settings: "Settings", *, clock: "Clock | None" = None) -> "Conversation":
    """The conversation that all platforms share."""
    from datetime import UTC, datetime

    from bot.core.composing import Composer
    from bot.core.conversation import Conversation
    from bot.core.rules import Limits, Rules
    from bot.limiting import PerMinute
    from bot.settings import ListenMode

    clock = clock or (lambda: datetime.now(UTC))
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
        respond=in_threads(bot.responder),
        complete=lambda text, limit: bot.matcher.complete(text, limit=limit),
    )
    return Conversation(composer=composer, store=store, rules=rules, limits=limits, clock=clock)


def in_threads(responder: Responder) -> "Respond":
    """A responder that leaves the event loop free: matching takes some 5 ms, and more for long texts."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from bot.core.messages import Question, Reply

    threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="matching")

    async def respond(question: Question) -> Reply:
        return await asyncio.get_running_loop().run_in_executor(threads, responder.respond, question)

    return respond


def make_platform(name: str, conversation: "Conversation", settings: "Settings") -> "Platform":
    """A platform by its name; ``settings`` hold its token."""
    if name == "discord" and settings.discord_token is not None:
        from bot.platforms.discord.platform import DiscordPlatform

        return DiscordPlatform(
            conversation, token=settings.discord_token.get_secret_value(), api_url=settings.discord_api_url
        )
    raise SettingsError(f"there is no platform {name}, or its token is not set")


def discord_application_id() -> int:
    """The id of the application that DISCORD_TOKEN belongs to; asks Discord."""
    import asyncio

    from bot.platforms.discord.platform import application_id
    from bot.settings import load_settings

    settings = load_settings()
    if settings.discord_token is None:
        raise SettingsError("DISCORD_TOKEN is not set; name the application with --application ID")
    return asyncio.run(application_id(settings.discord_token.get_secret_value(), settings.discord_api_url))
