"""A plain forward pass of MPNet in numpy, written from the papers, to hold the quantised graph to.

https://arxiv.org/abs/2004.09297, with the relative positions of https://arxiv.org/abs/1910.10683 and the pooling of
https://huggingface.co/sentence-transformers/all-mpnet-base-v2.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax

LAYERS, HEADS, WIDTH, WIDE, VOCABULARY, PLACES = 2, 12, 768, 3072, 50, 258
Weights = dict[str, NDArray[np.float32]]
Values = NDArray[np.float64]


def random_weights(seed: int = 0) -> Weights:
    """Weights of the real shapes but for a small vocabulary and few places, such that every one of them matters."""
    random = np.random.default_rng(seed)
    weights: Weights = {}

    def fill(name: str, *shape: int, around: float = 0.0, spread: float = 0.1) -> None:
        weights[name] = (around + spread * random.standard_normal(shape)).astype(np.float32)

    for name, rows in {"word": VOCABULARY, "position": PLACES}.items():
        fill(f"embeddings.{name}_embeddings.weight", rows, WIDTH, spread=0.5)
    fill("encoder.relative_attention_bias.weight", 32, HEADS, spread=0.5)
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        dense = {f"attention.attn.{part}": (WIDTH, WIDTH) for part in "qkvo"}
        dense |= {"intermediate.dense": (WIDE, WIDTH), "output.dense": (WIDTH, WIDE)}
        for name, shape in dense.items():
            fill(f"{layer}.{name}.weight", *shape, spread=0.05)
            fill(f"{layer}.{name}.bias", shape[0])
        norms += [f"{layer}.attention.LayerNorm", f"{layer}.output.LayerNorm"]
    for name in norms:
        fill(f"{name}.weight", WIDTH, around=1.0)
        fill(f"{name}.bias", WIDTH)
    return weights


def embedding_of(weights: Mapping[str, NDArray[np.float32]], ids: list[int]) -> Values:
    """The embedding [768] of one text of token ``ids``."""
    words, places = (
        weights[f"embeddings.{name}_embeddings.weight"].astype(np.float64) for name in ("word", "position")
    )
    hidden = _norm(weights, "embeddings.LayerNorm", words[ids] + places[2 : 2 + len(ids)])
    for number in range(LAYERS):
        hidden = _layer(weights, f"encoder.layer.{number}", hidden)
    mean: Values = hidden.mean(0)
    return mean / np.linalg.norm(mean)


def bucket_of(distance: int) -> int:
    """The bucket of a key that stands ``distance`` tokens after the query."""
    half, exact = 16, 8
    far = abs(distance)
    growth = math.log(far / exact) / math.log(128 / exact) * (half - exact) if far >= exact else 0.0
    return (half if distance > 0 else 0) + (far if far < exact else min(exact + int(growth), half - 1))


def _layer(weights: Mapping[str, NDArray[np.float32]], layer: str, value: Values) -> Values:
    attended = _dense(weights, f"{layer}.attention.attn.o", _attend(weights, f"{layer}.attention.attn", value))
    middle = _norm(weights, f"{layer}.attention.LayerNorm", attended + value)
    wide = _dense(weights, f"{layer}.intermediate.dense", middle)
    gelu = wide * (1 + erf(wide / np.sqrt(2))) / 2
    return _norm(weights, f"{layer}.output.LayerNorm", _dense(weights, f"{layer}.output.dense", gelu) + middle)


def _attend(weights: Mapping[str, NDArray[np.float32]], name: str, value: Values) -> Values:
    taken = []
    query, key, content = (_dense(weights, f"{name}.{part}", value) for part in "qkv")
    table = weights["encoder.relative_attention_bias.weight"].astype(np.float64)
    near = np.array([[bucket_of(there - here) for there in range(len(value))] for here in range(len(value))])
    for number, head in enumerate(np.split(np.arange(WIDTH), HEADS)):
        shares = softmax(query[:, head] @ key[:, head].T / np.sqrt(WIDTH // HEADS) + table[near, number], axis=-1)
        taken.append(shares @ content[:, head])
    return np.concatenate(taken, axis=1)


def _dense(weights: Mapping[str, NDArray[np.float32]], name: str, value: Values) -> Values:
    product: Values = value @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]
    return product


def _norm(weights: Mapping[str, NDArray[np.float32]], name: str, value: Values) -> Values:
    centred = value - value.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    normed: Values = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return normed
