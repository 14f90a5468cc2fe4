"""The encoder says what the original says, whatever else it is asked at the same time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelError
from bot.matching import encoder as encoding
from bot.matching.embeddings import rounded
from bot.matching.encoder import EMBEDDING_WIDTH, MODEL, Encoder

DATA = Path(__file__).parent / "data"
TEXTS = (DATA / "reference.txt").read_text(encoding="utf-8").splitlines()


def test_its_embeddings_are_those_of_the_original(encoder: Encoder) -> None:
    """``data/README.md`` says how the original's were made."""
    original = np.load(DATA / "reference.npz")["embeddings"].astype(np.float32)
    ours = encoder.encode(TEXTS)
    cosines = (ours * original).sum(1)
    assert len(TEXTS) == len(set(TEXTS)) == 100
    assert cosines.mean() >= 0.98
    assert cosines.min() >= 0.96


def test_a_text_is_encoded_the_same_among_others_as_alone(encoder: Encoder) -> None:
    texts = ["tea", "How long should tea steep?", "x " * 300, "", *TEXTS[:10]]
    together = encoder.encode(texts)
    for text, row in zip(texts, together, strict=True):
        assert rounded(encoder.encode_one(text)[None])[0] == pytest.approx(row, abs=2e-3)
        assert np.array_equal(encoder.encode([text])[0], row)


@pytest.mark.parametrize("text", ["How long should tea steep?", "tea", "お茶", "\N{HOT BEVERAGE}", "x" * 10_000])
def test_an_embedding_has_unit_length(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode_one(text)) == pytest.approx(1, abs=1e-4)


def test_what_is_said_in_other_words_is_nearer_than_what_is_not(encoder: Encoder) -> None:
    asked, same, other = encoder.encode(["how hot should it be", "which temperature does it need", "who sells it"])
    assert asked @ same > asked @ other + 0.1


def test_of_a_long_text_the_beginning_is_read(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode_one("tea " * 300), encoder.encode_one("tea " * 3_000))


def test_no_texts_give_no_features(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, EMBEDDING_WIDTH)


def test_how_many_texts_are_done_is_told(encoder: Encoder) -> None:
    told: list[int] = []
    encoder.encode(["tea"] * 150, report=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 150


def test_its_words_are_whole_words(encoder: Encoder) -> None:
    words = encoder.words()
    assert {"tea", "london", "machine"} <= set(words)
    assert all(word.isalpha() and word.isascii() for word in words)


def test_its_files_are_those_of_their_checksums() -> None:
    for line in (MODEL / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = line.split()
        assert hashlib.sha256((MODEL / name).read_bytes()).hexdigest() == checksum


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"damaged", b"{}"])
def test_a_missing_or_damaged_file_says_what_to_do(
    name: str, content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sound in MODEL.iterdir():
        (tmp_path / sound.name).symlink_to(sound)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(encoding, "MODEL", tmp_path)
    with pytest.raises(ModelError, match="install the package again"):
        Encoder().encode(["tea"])


def test_half_a_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (MODEL / "encoder.onnx").read_bytes()
    (tmp_path / "encoder.onnx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "tokenizer.json").symlink_to(MODEL / "tokenizer.json")
    monkeypatch.setattr(encoding, "MODEL", tmp_path)
    with pytest.raises(ModelError, match="the encoder cannot be loaded"):
        Encoder().load()


def test_the_runtime_tells_nobody_of_its_use(tmp_path: Path) -> None:
    """Where it is not told to be quiet, onnxruntime keeps an id for its telemetry in the home folder."""
    program = "from bot.matching.encoder import Encoder; Encoder().encode_one('tea')"
    quiet = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    own = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", program], env={**quiet, **own}, check=True)
    assert [*tmp_path.iterdir()] == []
