"""The exported graph computes what the paper says, and is made of upstream's weights or not at all."""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save

from bot.matching import export
from tests.matching.bert import Weights, features_of, random_weights

IDS = ([1, 7, 3, 30, 9, 2], [1, 12, 2], [1, 2], list(range(16)))


@pytest.fixture(scope="module")
def weights() -> Weights:
    """Random weights of the real shapes."""
    return random_weights()


@pytest.fixture(scope="module")
def graph(weights: Weights) -> onnx.ModelProto:
    """The float32 graph of these weights."""
    return export.build(weights)


def run(model: bytes, batch: list[list[int]]) -> NDArray[np.float32]:
    """The features of a batch, padded to its longest text."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    longest = max(map(len, batch))
    ids = np.array([text + [0] * (longest - len(text)) for text in batch])
    mask = np.array([[1] * len(text) + [0] * (longest - len(text)) for text in batch])
    features: NDArray[np.float32] = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return features


def cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """How alike two tables of features are, row by row, over all six blocks."""
    alike: NDArray[np.float32] = (left * right).sum(1) / 6
    return alike


@pytest.mark.parametrize("ids", IDS)
def test_the_graph_computes_a_forward_pass_of_bert(weights: Weights, graph: onnx.ModelProto, ids: list[int]) -> None:
    assert run(graph.SerializeToString(), [ids])[0] == pytest.approx(features_of(weights, ids), abs=2e-4)


def test_padding_changes_nothing(weights: Weights, graph: onnx.ModelProto) -> None:
    for ids, row in zip(IDS, run(graph.SerializeToString(), [*IDS]), strict=True):
        assert row == pytest.approx(features_of(weights, ids), abs=2e-4)


def test_the_written_files_say_nearly_the_same_in_a_quarter_of_the_space(
    graph: onnx.ModelProto, tmp_path: Path
) -> None:
    target = tmp_path / "encoder.onnx"
    export.quantise(graph, target)
    whole = graph.SerializeToString()
    assert target.stat().st_size < len(whole) / 3
    assert cosines(run(target.read_bytes(), [IDS[0]]), run(whole, [IDS[0]])).min() > 0.9
    quantised = run(target.read_bytes(), [IDS[0]])
    export.fuse(target)
    assert run(target.read_bytes(), [IDS[0]]) == pytest.approx(quantised, abs=0.02)


def test_the_tokenizer_is_written_without_padding_and_truncation(tmp_path: Path) -> None:
    export.write_tokenizer('{"padding": {"a": 1}, "truncation": {"b": 2}, "model": "é"}', tmp_path / "tokenizer.json")
    written = (tmp_path / "tokenizer.json").read_text(encoding="utf-8")
    assert json.loads(written) == {"padding": None, "truncation": None, "model": "é"}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: Weights) -> Path:
    """A package in the place of upstream's, with random weights."""
    model = tmp_path / export.PACKAGE / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    (model / "model.safetensors").write_bytes(save(weights))
    (model / "tokenizer.json").write_text('{"padding": 1}', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, export.PACKAGE, raising=False)
    return model


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of the package's own."""
    folder = tmp_path / "target"
    folder.mkdir()
    monkeypatch.setattr(export, "TARGET", folder)
    return folder


@pytest.mark.usefixtures("package")
def test_wrong_weights_are_refused(target: Path) -> None:
    with pytest.raises(SystemExit, match="are not upstream's"):
        export.main()
    assert list(target.iterdir()) == []


def test_right_weights_become_the_files_and_their_checksums(
    package: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checksum = hashlib.sha256((package / "model.safetensors").read_bytes()).hexdigest()
    monkeypatch.setattr(export, "WEIGHTS_SHA256", checksum)
    export.main()
    assert {file.name for file in target.iterdir()} == {"encoder.onnx", "tokenizer.json", "SHA256SUMS"}
    for line in (target / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split("  ")
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == expected
