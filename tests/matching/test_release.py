"""What belongs to an FAQ that was replaced is gone with it, and not left to Python's search for cycles."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from bot.matching.completion import Completer
from bot.matching.speller import Speller
from tests.matching.tea import FAQ


@pytest.fixture(autouse=True)
def _without_the_search() -> Iterator[None]:
    """Let nothing be found that is only in a cycle."""
    gc.disable()
    yield
    gc.enable()


def used_speller() -> Speller:
    speller = Speller(vocabulary=("steeping",), common=("tea",))
    assert speller.correct("steaping")[0] == "steeping"
    return speller


def used_completer() -> Completer:
    completer = Completer(FAQ)
    assert completer.complete("steep", (), limit=1)
    return completer


@pytest.mark.parametrize("use", [used_speller, used_completer])
def test_it_is_gone_at_once(use: Callable[[], Speller | Completer]) -> None:
    kept = use()
    seen = weakref.ref(kept)
    del kept
    assert seen() is None
