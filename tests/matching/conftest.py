"""What takes a moment to make is made once, and kept in no person's cache."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits

from bot.matching.encoder import Encoder


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep linear algebra to one thread, as a running bot does, so that tests on a busy machine wait for no other."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder with its shipped files."""
    return Encoder()
