"""Opens a matcher for an FAQ: from the index that an earlier start left, or by learning one now."""

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path
from threadpoolctl import threadpool_limits

from bot.core.entries import Faq
from bot.matching import index_file
from bot.matching.embeddings import Embeddings
from bot.matching.encoder import Encoder, checksum
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher

__all__ = ["FaqMatcher", "open_matcher"]

Progress = Callable[[str, int, int], None]

_log = logging.getLogger(__name__)


def open_matcher(
    digest: str,
    parse: Callable[[], Faq],
    *,
    dump_faq: Callable[[Faq], str],
    load_faq: Callable[[str], Faq],
    progress: Progress | None = None,
) -> FaqMatcher:
    """The matcher for the FAQ whose files have this ``digest``; it is parsed and learned only where no index is kept.

    ``progress`` is called while it learns. If the index cannot be saved, only the next start takes longer.
    Raise what ``parse`` raises, and ModelError where the encoder's files are missing or damaged.
    """
    encoder = Encoder()
    path = index_path(digest)
    try:
        index, faq = index_file.load(path, load_faq=load_faq)
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything, and learning again fixes it
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            _log.warning("the cached index cannot be used and is learned again: %s", error)
        faq = parse()
        from bot.matching.builder import build

        encoder.known = Embeddings.read(embeddings_path(), encoder=checksum())
        index = build(faq, encoder, progress=progress)
        _keep(index, path, faq=dump_faq(faq))
        _keep_embeddings(encoder.known)
        encoder.known = None
    # A question needs little: several threads for one would wait for each other, while other questions want the cores.
    threadpool_limits(limits=1, user_api="blas")
    return FaqMatcher(faq=faq, index=index, encoder=encoder)


def index_path(digest: str) -> Path:
    """Where the index of the FAQ with this ``digest`` is kept; another encoder or layout has another file."""
    version = hashlib.sha256(f"{digest} {index_file.FORMAT} {_own_content()}".encode()).hexdigest()
    return Path(user_cache_path("re-faq-bot")) / f"{version[:32]}.index"


def embeddings_path() -> Path:
    """Where the embeddings of the texts learned so far are kept, so that an edit encodes only what is new."""
    return Path(user_cache_path("re-faq-bot")) / "embeddings.npz"


@cache
def _own_content() -> str:
    """What else an index depends on: the encoder's checksums, and the talk that no FAQ answers."""
    folder = files("bot.matching")
    parts = (folder.joinpath("model", "SHA256SUMS"), folder.joinpath("background.yaml"))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts if part.is_file())).hexdigest()


def _keep(index: Index, path: Path, *, faq: str) -> None:
    try:
        index_file.save(index, path, faq=faq)
    except OSError as error:
        _log.warning("the index cannot be kept, and the next start will learn it again: %s", error)


def _keep_embeddings(embeddings: Embeddings) -> None:
    try:
        embeddings.write(embeddings_path())
    except OSError as error:
        _log.warning("the embeddings cannot be kept, and the next change of the FAQ will take longer: %s", error)
