"""A plain forward pass of BERT in numpy, written from the paper, to hold the exported graph to.

https://arxiv.org/abs/1810.04805, with the pooling of https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax

LAYERS, HEADS, WIDTH, WIDE, VOCABULARY, PLACES = 6, 12, 384, 1536, 50, 16
Weights = dict[str, NDArray[np.float32]]
Values = NDArray[np.float64]


def random_weights(seed: int = 0) -> Weights:
    """Weights of the real shapes but for a small vocabulary and few places, such that every one of them matters."""
    random = np.random.default_rng(seed)
    weights: Weights = {}

    def fill(name: str, *shape: int, around: float = 0.0, spread: float = 0.1) -> None:
        weights[name] = (around + spread * random.standard_normal(shape)).astype(np.float32)

    for name, rows in {"word": VOCABULARY, "position": PLACES, "token_type": 2}.items():
        fill(f"embeddings.{name}_embeddings.weight", rows, WIDTH, spread=0.5)
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        dense = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        dense |= {"attention.output.dense": (WIDTH, WIDTH), "intermediate.dense": (WIDE, WIDTH)}
        for name, shape in (dense | {"output.dense": (WIDTH, WIDE)}).items():
            fill(f"{layer}.{name}.weight", *shape, spread=0.06)
            fill(f"{layer}.{name}.bias", shape[0])
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    for name in norms:
        fill(f"{name}.weight", WIDTH, around=1.0)
        fill(f"{name}.bias", WIDTH)
    return weights


def features_of(weights: Mapping[str, NDArray[np.float32]], ids: list[int]) -> Values:
    """The features [2304] of one text of token ``ids``."""
    hidden = _embed(weights, ids)
    layers = [hidden]
    for number in range(LAYERS):
        hidden = _layer(weights, f"encoder.layer.{number}", hidden)
        layers.append(hidden)
    pooled = [layers[number].mean(0) for number in (6, 5, 4, 2)] + [layers[number].max(0) for number in (6, 4)]
    return np.concatenate([value / np.linalg.norm(value) for value in pooled])


def _embed(weights: Mapping[str, NDArray[np.float32]], ids: list[int]) -> Values:
    words, places, kinds = (
        weights[f"embeddings.{name}_embeddings.weight"].astype(np.float64)
        for name in ("word", "position", "token_type")
    )
    return _norm(weights, "embeddings.LayerNorm", words[ids] + places[: len(ids)] + kinds[0])


def _layer(weights: Mapping[str, NDArray[np.float32]], layer: str, value: Values) -> Values:
    attended = _dense(weights, f"{layer}.attention.output.dense", _attend(weights, f"{layer}.attention.self", value))
    middle = _norm(weights, f"{layer}.attention.output.LayerNorm", attended + value)
    wide = _dense(weights, f"{layer}.intermediate.dense", middle)
    gelu = wide * (1 + erf(wide / np.sqrt(2))) / 2
    return _norm(weights, f"{layer}.output.LayerNorm", _dense(weights, f"{layer}.output.dense", gelu) + middle)


def _attend(weights: Mapping[str, NDArray[np.float32]], name: str, value: Values) -> Values:
    taken = []
    query, key, content = (_dense(weights, f"{name}.{part}", value) for part in ("query", "key", "value"))
    for head in np.split(np.arange(WIDTH), HEADS):
        shares = softmax(query[:, head] @ key[:, head].T / np.sqrt(WIDTH // HEADS), axis=-1)
        taken.append(shares @ content[:, head])
    return np.concatenate(taken, axis=1)


def _dense(weights: Mapping[str, NDArray[np.float32]], name: str, value: Values) -> Values:
    product: Values = value @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]
    return product


def _norm(weights: Mapping[str, NDArray[np.float32]], name: str, value: Values) -> Values:
    centred = value - value.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    normed: Values = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return normed
