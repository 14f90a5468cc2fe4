"""What takes a moment to make is made once, and kept in no person's cache."""

from collections.abc import Callable, Iterator

import pytest
from threadpoolctl import threadpool_limits

from bot.core.entries import Faq
from bot.core.messages import Band, Match, Question, band_of
from bot.core.responder import to_reply
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.learning import build
from bot.matching.matcher import FaqMatcher
from tests.matching import tea
from tests.matching.remembering import RememberingEncoder

Learned = Callable[[Faq], FaqMatcher]
BandOf = Callable[[Match], Band]


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep linear algebra to one thread, as a running bot does, so that tests on a busy machine wait for no other."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder with its shipped files."""
    return RememberingEncoder()


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
    return lambda match: band_of(to_reply(Question(text=""), match))
