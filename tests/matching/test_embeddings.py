"""A text is encoded once: its embedding ships, or is kept from earlier learning."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.matching import encoder as encoding
from bot.matching import index_cache
from bot.matching.embeddings import MOST_KEPT, Embeddings, rounded
from bot.matching.encoder import EMBEDDING_WIDTH, MODEL, Encoder, Floats, checksum
from bot.matching.examples import collect
from bot.matching.reader import Reader
from bot.opening import open_faq
from tests.matching.tea import FAQ

TEXTS = ("tea", "coffee", "", "te\ud800a")
SHIPPED = Path(__file__).parent.parent.parent / "faq" / "research-engineering.yaml"


@pytest.fixture
def features() -> Floats:
    """Random features for the texts."""
    return np.random.default_rng(1).standard_normal((len(TEXTS), 8)).astype(np.float32)


def found_in(embeddings: Embeddings, texts: Sequence[str]) -> tuple[Floats, list[bool]]:
    into = np.zeros((len(texts), 8), np.float32)
    return into, embeddings.find(texts, into).tolist()


def test_what_is_kept_is_found_by_its_text(features: Floats, tmp_path: Path) -> None:
    path = tmp_path / "new" / "embeddings.npz"
    Embeddings.of(TEXTS, features, encoder="a").write(path)
    into, known = found_in(Embeddings.read(path, encoder="a"), ("coffee", "milk", *TEXTS))
    assert known == [True, False, True, True, True, True]
    assert np.array_equal(into[2:], rounded(features))
    assert np.array_equal(into[0], into[3])
    assert into[1].tolist() == [0] * 8


def test_rounding_changes_next_to_nothing() -> None:
    unit = np.random.default_rng(1).standard_normal((50, EMBEDDING_WIDTH)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    near = rounded(unit)
    assert ((near * unit).sum(1) / np.linalg.norm(near, axis=1)).min() > 0.9999


@pytest.mark.parametrize("content", [None, b"", b"damaged", b"PK\x03\x04 not a zip"])
def test_a_missing_or_damaged_file_holds_nothing(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "embeddings.npz"
    if content is not None:
        path.write_bytes(content)
    assert found_in(Embeddings.read(path, encoder="a"), TEXTS)[1] == [False] * 4


def test_embeddings_of_another_encoder_are_not_used(features: Floats, tmp_path: Path) -> None:
    Embeddings.of(TEXTS, features, encoder="a").write(tmp_path / "embeddings.npz")
    assert found_in(Embeddings.read(tmp_path / "embeddings.npz", encoder="b"), TEXTS)[1] == [False] * 4


def test_the_latest_are_kept_and_each_text_once(features: Floats, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (Embeddings.of(texts, features[: len(texts)], encoder="a") for texts in (TEXTS, ("milk", "tea")))
    both = old.with_more(new)
    assert len(both.keys) == 5
    assert np.array_equal(found_in(both, ("tea",))[0][0], rounded(features)[1])
    monkeypatch.setattr("bot.matching.embeddings.MOST_KEPT", 2)
    assert found_in(old.with_more(new), ("milk", "tea", "coffee"))[1] == [True, True, False]
    assert MOST_KEPT > 10_000


def test_a_known_text_is_not_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder(Embeddings.of((), np.zeros((0, 1), np.float32), encoder=checksum()))
    first = encoder.encode(["a text that nobody wrote before", "and another"])
    monkeypatch.setattr(Encoder, "encode_one", lambda _self, text: pytest.fail(f"{text!r} was encoded again"))
    assert np.array_equal(encoder.encode(["and another", "a text that nobody wrote before"]), first[::-1])


def test_an_edit_encodes_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    encoded: list[str] = []
    encode_one = Encoder.encode_one

    def counted(self: Encoder, text: str) -> Floats:
        encoded.append(text)
        return encode_one(self, text)

    monkeypatch.setattr(Encoder, "encode_one", counted)

    def learn(faq: object, digest: str) -> None:
        index_cache.open_matcher(digest, lambda: faq, dump_faq=lambda _faq: "", load_faq=lambda _text: faq)  # type: ignore[arg-type, return-value]

    learn(FAQ, "before")
    assert len(encoded) > 50
    encoded.clear()
    edited = dataclasses.replace(FAQ.entries[0], examples=(*FAQ.entries[0].examples, "one more example"))
    learn(dataclasses.replace(FAQ, entries=(edited, *FAQ.entries[1:])), "after")
    assert encoded == ["one more example"]


def test_the_embeddings_of_the_shipped_faq_ship() -> None:
    """All but what was edited since ``make embeddings``, which takes seconds to encode."""
    faq, encoder = open_faq(SHIPPED), Encoder()
    reader = Reader.for_faq(faq, names=encoder.words())
    texts = [reader.unify(text) for text in collect(faq).texts]
    shipped = Embeddings.read(MODEL / "embeddings.npz", encoder=checksum())
    known = shipped.find(texts, np.zeros((len(texts), EMBEDDING_WIDTH), np.float32))
    assert known.mean() > 0.98
    assert encoding.MODEL == MODEL
