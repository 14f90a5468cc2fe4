"""What was learned comes back from its file exactly, and nothing else is taken for it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import snapshot as stored
from bot.matching import index_file
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from tests.matching.tea import FAQ
from tests.matching.texts import any_text

SAFE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


@pytest.fixture(scope="module")
def path(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the tea FAQ's index."""
    path = tmp_path_factory.mktemp("folder") / "deeper" / "tea.index"
    index_file.save(index, path, faq=stored.dump(FAQ))
    return path


@pytest.fixture(scope="module")
def again(path: Path, encoder: Encoder) -> FaqMatcher:
    """The matcher with the index from the file."""
    index, faq = index_file.load(path, load_faq=stored.load)
    return FaqMatcher(faq=faq, index=index, encoder=encoder)


@SAFE
@given(any_text)
def test_a_kept_index_matches_exactly_as_the_learned_one(matcher: FaqMatcher, again: FaqMatcher, text: str) -> None:
    assert again.match(text) == matcher.match(text)


def test_a_kept_index_explains_as_the_learned_one(matcher: FaqMatcher, again: FaqMatcher) -> None:
    for text in (FAQ.entries[0].question, "wat temprature for boba", "what's the capital of France"):
        assert again.explain(text) == matcher.explain(text)
    assert again.confused_pairs() == matcher.confused_pairs()


def test_saving_twice_gives_the_same_file(index: Index, path: Path, tmp_path: Path) -> None:
    index_file.save(index, tmp_path / "again", faq=stored.dump(FAQ))
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def refused(path: Path) -> bool:
    """Whether ``path`` is not taken for an index, with one of the errors that ``load`` names."""
    try:
        index_file.load(path, load_faq=stored.load)
    except (OSError, ValueError, KeyError, EOFError):
        return True
    return False


@SAFE
@given(st.data())
def test_a_file_cut_short_anywhere_is_refused(path: Path, tmp_path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    length = data.draw(st.integers(0, len(whole) - 1) | st.integers(0, 2_000))
    (tmp_path / "cut").write_bytes(whole[:length])
    assert refused(tmp_path / "cut")


@SAFE
@given(st.binary(max_size=300))
def test_a_file_of_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert refused(tmp_path / "other")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none")


def test_another_layout_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_file, "FORMAT", index_file.FORMAT + 1)
    with pytest.raises(ValueError, match="format"):
        index_file.load(path, load_faq=stored.load)


def test_a_write_that_fails_halfway_leaves_no_file(index: Index, tmp_path: Path) -> None:
    unwritable = replace(index, confusions=np.array([object()]))
    with pytest.raises(ValueError, match="Object arrays"):
        index_file.save(unwritable, tmp_path / "index", faq="")
    assert list(tmp_path.iterdir()) == []
