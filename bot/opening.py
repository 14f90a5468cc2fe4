"""Makes an FAQ ready to answer: found, read, and matched with what was learned of it.

``ask`` needs no more than this, and what only some installations need is imported where it is used, so that it starts
fast.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.content import reading, stored
from bot.core.entries import Faq
from bot.core.responder import Responder
from bot.errors import SettingsError
from bot.matching import index_file
from bot.matching.encoder import Encoder
from bot.matching.index_cache import FaqMatcher, index_path, open_matcher

Progress = Callable[[str, int, int], None]

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
    with _uncollected():
        try:
            index, faq = index_file.load(index_path(files.digest), load_faq=stored.load)
        except (OSError, ValueError, KeyError, EOFError):
            bot = _open_files(files)
        else:
            matcher = FaqMatcher(faq=faq, index=index, encoder=encoder)
            bot = Bot(faq=faq, matcher=matcher, responder=Responder(matcher), digest=files.digest)
        bot.matcher.match("what can you tell me about this?")
    return bot


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare what is loading from Python's search for cycles, which stops all threads for 30 to 80 ms and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
