"""Finds an FAQ, reads it and makes it ready to answer.

``ask`` needs no more than this and must start fast, so what only some installations need is imported where it is used.
"""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.content import snapshot
from bot.content.files import FaqFiles, read_files
from bot.core.entries import Faq
from bot.engine.responder import Responder
from bot.env_file import read_env_file
from bot.errors import SettingsError
from bot.matching import index_file
from bot.matching.encoder import Encoder
from bot.matching.index_cache import FaqMatcher, index_path, open_matcher

Progress = Callable[[str, int, int], None]

# In a wheel, and in a checkout.
_SHIPPED = (Path(__file__).parent / "faq", Path(__file__).parents[1] / "faq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """An FAQ that is ready to answer."""

    faq: Faq
    matcher: FaqMatcher
    responder: Responder
    digest: str = ""


class LiveBot:
    """The bot that answers now; it is replaced as a whole when the FAQ has changed."""

    def __init__(self, bot: Bot) -> None:
        """Start with ``bot``."""
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
        """Answer every further question with ``bot``. Call it in the event loop, where no reply is half made."""
        self.in_use = bot


def open_bot(path: Path | None = None, *, progress: Progress | None = None) -> Bot:
    """Make the FAQ at ``faq_path(path)`` ready to answer; ``progress`` is called as the index is built.

    Raise SettingsError where there is none, FaqError where it cannot be used, ModelError where the encoder is damaged.
    """
    return _open_files(read_files(faq_path(path)), progress=progress)


def _open_files(files: FaqFiles, *, progress: Progress | None = None) -> Bot:
    matcher = open_matcher(
        files.digest, lambda: _parse(files), dump_faq=snapshot.dump, load_faq=snapshot.load, progress=progress
    )
    return _to_bot(matcher, files)


def _to_bot(matcher: FaqMatcher, files: FaqFiles) -> Bot:
    return Bot(faq=matcher.faq, matcher=matcher, responder=Responder(matcher), digest=files.digest)


def open_learned(files: FaqFiles, encoder: Encoder) -> Bot:
    """Make an FAQ ready from the index that another process learned, with all that a first question would wait for.

    Versions share ``encoder``, since loading another one keeps questions waiting. Where no index could be saved, the
    FAQ is learned here.
    """
    gc.disable()  # a search for reference cycles would stop all threads for 30 to 80 ms, and find none
    try:
        bot = _open_saved(files, encoder)
        bot.matcher.match("what can you tell me about this?")
    finally:
        gc.enable()
    return bot


def _open_saved(files: FaqFiles, encoder: Encoder) -> Bot:
    try:
        index, faq = index_file.load(index_path(files.digest), load_faq=snapshot.load)
    except (OSError, ValueError, KeyError, EOFError):
        return _open_files(files)
    return _to_bot(FaqMatcher(faq=faq, index=index, encoder=encoder), files)


def _parse(files: FaqFiles) -> Faq:
    from bot.content.parser import parse  # a start with a warm cache needs neither the YAML parser nor pydantic

    return parse(files)


def open_faq(path: Path | None = None) -> Faq:
    """Read the FAQ at ``path`` without making it ready to answer."""
    return _parse(read_files(faq_path(path)))


def faq_path(path: Path | None = None) -> Path:
    """The file or folder of the FAQ: the one given, that of FAQ_PATH, or the one that ships.

    FAQ_PATH counts in the environment, then in a ``.env`` file in the working directory.
    """
    if path is not None:
        return _existing(path, "the FAQ given")
    name = "FAQ_PATH"
    if named := os.environ.get(name) or {each.name: each.value for each in read_env_file()}.get(name):
        return _existing(Path(named), name)
    shipped = next((folder for folder in _SHIPPED if folder.is_dir()), None)
    if shipped is None:
        raise SettingsError("no FAQ comes with this installation: name one with --faq PATH or FAQ_PATH")
    return shipped


def _existing(path: Path, where: str) -> Path:
    if not path.exists():
        raise SettingsError(f"{where}: no such file or folder: {path}")
    return path
