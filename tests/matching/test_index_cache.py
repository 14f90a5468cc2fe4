"""An FAQ is learned once and kept; whatever happens to what was kept, the bot starts."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import snapshot as stored
from bot.core.entries import Faq
from bot.errors import FaqError, ModelError, Problem
from bot.matching import encoder as encoding
from bot.matching import index_cache, index_file
from bot.matching.encoder import Encoder
from bot.matching.matcher import FaqMatcher
from tests.matching.tea import FAQ

Told = list[tuple[str, int, int]]
Opened = Callable[..., FaqMatcher]
DIGEST = "tea"
QUESTIONS = (
    "how long can I keep an open packet",
    "is tea planted in Italy",
    "tell me a joke",
    "oolong",
    "",
    "is boba tea",
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cache that holds the index of the tea FAQ, once a test has opened it."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cache(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache in use."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    return kept


@pytest.fixture
def opened(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens an FAQ, the tea FAQ if no other is given, with an encoder that remembers what it encoded before."""
    monkeypatch.setattr(index_cache, "Encoder", lambda: encoder)

    def open_faq(faq: Faq = FAQ, *, digest: str = DIGEST, told: Told | None = None) -> FaqMatcher:
        hear = None if told is None else lambda what, done, of: told.append((what, done, of))
        return index_cache.open_matcher(
            digest, lambda: faq, dump_faq=stored.dump, load_faq=stored.load, progress=hear
        )  # fmt: skip

    return open_faq


def refuse_to_parse() -> Faq:
    raise FaqError([Problem(message="the FAQ was read again")])


@pytest.mark.usefixtures("cache")
def test_learning_tells_how_far_it_is(opened: Opened) -> None:
    told: Told = []
    opened(digest="told", told=told)
    for what in dict.fromkeys(each[0] for each in told):
        done = [each[1] for each in told if each[0] == what]
        assert done == sorted(done)
        assert all(0 <= each[1] <= each[2] for each in told)
    assert len({each[0] for each in told}) > 1


@pytest.mark.usefixtures("cache")
def test_a_kept_index_is_neither_learned_nor_parsed_again(opened: Opened) -> None:
    first = opened()
    told: Told = []
    again = index_cache.open_matcher(
        DIGEST, refuse_to_parse, dump_faq=stored.dump, load_faq=stored.load, progress=lambda *each: told.append(each)
    )
    assert told == []
    assert again.faq == first.faq == FAQ
    for question in QUESTIONS:
        assert again.match(question) == first.match(question)
        assert again.explain(question) == first.explain(question)
    assert again.confused_pairs() == first.confused_pairs()


@pytest.mark.usefixtures("cache")
def test_an_faq_that_cannot_be_parsed_says_so() -> None:
    with pytest.raises(FaqError, match="was read again"):
        index_cache.open_matcher("other", refuse_to_parse, dump_faq=stored.dump, load_faq=stored.load)


@pytest.mark.usefixtures("cache")
def test_another_faq_has_another_index(opened: Opened) -> None:
    opened()
    shorter = replace(FAQ, entries=FAQ.entries[:3], not_covered=())
    assert index_cache.index_path("shorter") != index_cache.index_path(DIGEST)
    assert opened(shorter, digest="shorter").faq == shorter
    assert opened().faq == FAQ


def test_another_layout_has_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = index_cache.index_path(DIGEST)
    monkeypatch.setattr(index_file, "FORMAT", index_file.FORMAT + 1)
    assert index_cache.index_path(DIGEST) != before


@pytest.mark.parametrize("kept_of_it", [0.0, 0.5, 0.999_999])
@pytest.mark.parametrize("filling", [b"", b"not an index"])
@pytest.mark.usefixtures("cache")
def test_a_damaged_index_is_learned_again(
    opened: Opened, kept_of_it: float, filling: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    first = opened()
    path = index_cache.index_path(DIGEST)
    whole = path.read_bytes()
    path.write_bytes(filling + whole[: int(kept_of_it * len(whole))])
    told: Told = []
    assert opened(told=told).match(QUESTIONS[0]) == first.match(QUESTIONS[0])
    assert told
    assert path.read_bytes() == whole
    assert "learned again" in caplog.text


@pytest.mark.usefixtures("cache")
def test_a_first_start_complains_of_nothing(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        opened(digest="never seen before")
    assert caplog.text == ""


def blocked(folder: Path) -> Path:
    """A path that no folder can be made at, since a file stands there."""
    (folder / "file").touch()
    return folder / "file" / "cache"


def too_long(folder: Path) -> Path:
    """A path that no system takes."""
    return folder / ("x" * 5_000)


@pytest.mark.parametrize("place", [blocked, too_long])
def test_a_cache_that_cannot_be_written_costs_only_time(
    opened: Opened,
    place: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(place(tmp_path)))
    assert opened().match(QUESTIONS[0]).ranking[0].entry.id == "shelf-life"
    assert "cannot be kept" in caplog.text


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_cache_that_may_not_be_read_costs_only_time(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "locked" / "cache"))
    (tmp_path / "locked").mkdir(mode=0)
    assert opened().match(QUESTIONS[0]).ranking[0].entry.id == "shelf-life"


@pytest.mark.usefixtures("cache")
def test_nothing_but_the_index_is_left_in_the_cache(opened: Opened) -> None:
    opened()
    path = index_cache.index_path(DIGEST)
    assert [each for each in path.parent.iterdir() if each.name.startswith(path.name)] == [path]


@pytest.mark.usefixtures("cache")
def test_a_damaged_encoder_is_an_error_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MODEL", tmp_path)
    with pytest.raises(ModelError):
        index_cache.open_matcher("new", lambda: FAQ, dump_faq=stored.dump, load_faq=stored.load)
