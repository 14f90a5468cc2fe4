"""The quantised graph computes what the papers say, and is made of upstream's weights or not at all."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import save

from tests.tools.mpnet import LAYERS, Weights, bucket_of, embedding_of, random_weights
from tools import encoder


@pytest.fixture(scope="module")
def weights() -> Weights:
    """Random weights of the real shapes, but of two layers."""
    return random_weights()


@pytest.fixture(autouse=True)
def _two_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "LAYERS", LAYERS)


def session_of(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def test_the_graph_computes_a_forward_pass_of_mpnet(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 8 bits throughout: with 4, random weights lose too much to tell an error in the graph from rounding."""
    monkeypatch.setattr(encoder, "WIDE_BITS", 8)
    session = session_of(encoder.build(weights).SerializeToString())
    for ids in ([0, 7, 3, 30, 9, 2], [0, 12, 2], [0, 2], [0, *range(3, 43), 2]):
        found = session.run(None, {"input_ids": np.array([ids])})[0][0]
        assert np.linalg.norm(found) == pytest.approx(1, abs=1e-4)
        assert found @ embedding_of(weights, ids) > 0.998


def test_distances_fall_into_the_buckets_of_t5() -> None:
    buckets = encoder.buckets()
    for here, there in ((0, 0), (5, 6), (6, 5), (0, 9), (200, 3), (3, 200), (0, 255)):
        assert buckets[here, there] == bucket_of(there - here)


@pytest.mark.parametrize(("bits", "block", "most"), [(8, 128, 0.01), (4, 32, 0.15)])
def test_a_quantised_matrix_is_near_the_original(bits: int, block: int, most: float) -> None:
    weight = np.random.default_rng(1).standard_normal((16, 256)).astype(np.float32)
    steps, scales, zeros = encoder.quantise(weight, bits=bits, block=block)
    whole = steps if bits == 8 else np.stack([steps & 15, steps >> 4], axis=-1).reshape(16, -1, block)
    middle = zeros if bits == 8 else np.stack([zeros & 15, zeros >> 4], axis=-1).ravel()
    near = (whole - middle.reshape(16, -1, 1).astype(np.float32)) * scales.reshape(16, -1, 1)
    assert np.abs(near.reshape(16, 256) - weight).mean() < most


def test_the_tokenizer_is_written_without_padding_and_truncation(tmp_path: Path) -> None:
    encoder.write_tokenizer('{"padding": {"a": 1}, "truncation": {"b": 2}, "model": "é"}', tmp_path / "tokenizer.json")
    written = (tmp_path / "tokenizer.json").read_text(encoding="utf-8")
    assert json.loads(written) == {"padding": None, "truncation": None, "model": "é"}


@pytest.fixture
def parts(tmp_path: Path, weights: Weights) -> bytes:
    """A zip file in two parts, as the packages hold it; the weights that are in it."""
    packed = save(weights)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("all-mpnet-base-v2/model.safetensors", packed)
        archive.writestr("all-mpnet-base-v2/tokenizer.json", '{"padding": 1}')
    half = len(whole.getvalue()) // 2
    for number, part in enumerate((whole.getvalue()[:half], whole.getvalue()[half:]), start=1):
        (tmp_path / f"part_{number}").mkdir()
        (tmp_path / f"part_{number}" / f"all-mpnet-base-v2.zip.00{number}").write_bytes(part)
    return packed


@pytest.mark.usefixtures("parts")
def test_wrong_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["encoder", str(tmp_path), "--output", str(tmp_path / "target")])
    with pytest.raises(SystemExit, match="are not upstream's"):
        encoder.main()
    assert not (tmp_path / "target").exists()


def test_right_weights_become_the_files_and_their_checksums(
    parts: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target"
    monkeypatch.setattr(encoder, "WEIGHTS_SHA256", hashlib.sha256(parts).hexdigest())
    monkeypatch.setattr("sys.argv", ["encoder", str(tmp_path), "--output", str(target)])
    encoder.main()
    assert {file.name for file in target.iterdir()} == {"encoder.onnx", "tokenizer.json", "SHA256SUMS"}
    for line in (target / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split("  ")
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == expected
