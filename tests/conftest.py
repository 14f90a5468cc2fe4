"""What takes a moment to make is made once, and kept in no person's cache."""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from threadpoolctl import threadpool_limits

from bot import logs
from bot.core.entries import Faq
from bot.core.match import Match
from bot.core.reply import Band, band_of
from bot.engine.responder import to_reply
from bot.engine.store_calls import Complaints
from bot.matching.builder import build
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from tests.matching import tea
from tests.matching.caching_encoder import CachingEncoder

Learned = Callable[[Faq], FaqMatcher]
BandOf = Callable[[Match], Band]


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep linear algebra to one thread, as a running bot does, so that tests on a busy machine wait for no other."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> None:
    """Let commands under test hear Ctrl-C; tests that run in the background, as in CI, hand on that it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _nothing_was_complained_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test see in its log what is wrong with a database, though an earlier one has said the same."""
    monkeypatch.setattr("bot.engine.store_calls.complaints", Complaints())


@pytest.fixture
def restored_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave logging as it was found."""
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    loggers = [logging.getLogger(name) for name in ("", "bot", "aiosqlite", "alembic", "sqlalchemy", "uvicorn.access")]
    levels = [logger.level for logger in loggers]
    yield
    logging.captureWarnings(capture=False)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    for handler in [each for each in loggers[0].handlers if isinstance(each, logs.LogHandler)]:
        loggers[0].removeHandler(handler)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder with its shipped files."""
    return CachingEncoder()


@pytest.fixture(scope="session")
def index(encoder: Encoder) -> Index:
    """What is learned from the tea FAQ."""
    return build(tea.FAQ, encoder)


@pytest.fixture(scope="session")
def matcher(index: Index, encoder: Encoder) -> FaqMatcher:
    """The matcher for the tea FAQ."""
    return FaqMatcher(faq=tea.FAQ, index=index, encoder=encoder)


@pytest.fixture(scope="session")
def learned(encoder: Encoder) -> Learned:
    """Learns another FAQ and gives its matcher."""
    return lambda faq: FaqMatcher(faq=faq, index=build(faq, encoder), encoder=encoder)


@pytest.fixture(scope="session")
def band() -> BandOf:
    """The band that a match falls in."""
    return lambda match: band_of(to_reply("", match))
