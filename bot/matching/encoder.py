"""The sentence encoder: all-MiniLM-L6-v2 as an int8 ONNX graph that is part of the package (made by ``export.py``)."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

Floats = NDArray[np.float32]

MODEL = Path(__file__).parent / "model"
MOST_TOKENS = 256
"""As the original: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"""
EMBEDDING_WIDTH = 384
FEATURES_WIDTH = 6 * EMBEDDING_WIDTH
_CHUNK = 64


class Encoder:
    """Turns texts into vectors; the model is loaded when the first text comes.

    Texts go through the graph one at a time, on one thread each: int8 activations are scaled over all that a run is
    given, so that in a batch a text's vector would depend on its neighbours. Several cores work on several texts.
    """

    def encode(self, texts: Sequence[str], *, report: Callable[[int], None] | None = None) -> Floats:
        """Features [texts, 2304]: six blocks of 384, each of unit length, the sentence embedding first.

        ``report`` hears now and then how many texts are done. Raise ModelError where the model's files are damaged.
        """
        features = np.empty((len(texts), FEATURES_WIDTH), np.float32)
        self.load()
        with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
            for start in range(0, len(texts), _CHUNK):
                chunk = texts[start : start + _CHUNK]
                features[start : start + len(chunk)] = list(pool.map(self.encode_one, chunk))
                if report:
                    report(start + len(chunk))
        return features

    def encode_one(self, text: str) -> Floats:
        """Features [2304] of one text."""
        ids = np.array([self._tokenizer.encode(text).ids])
        features: Floats = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        row: Floats = features[0]
        return row

    def load(self) -> None:
        """Load the model now, rather than with the first text."""
        _ = self._tokenizer, self._session

    def words(self) -> tuple[str, ...]:
        """Words that the tokenizer knows whole, names among them."""
        return tuple(word for word in self._tokenizer.get_vocab() if word.isalpha() and word.isascii())

    @cached_property
    def _tokenizer(self) -> "tokenizers.Tokenizer":
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(_file("tokenizer.json")))
        except Exception as error:  # tokenizers raises bare Exception
            raise ModelError(f"the tokenizer cannot be read: {error}; install the package again") from error
        tokenizer.enable_truncation(MOST_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        # It would report its use, and keep an id for that in the home folder; the bot talks to its platforms only.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        # The file holds the graph as optimised already: doing it again takes half of the time to load.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            return onnxruntime.InferenceSession(str(_file("encoder.onnx")), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's exceptions share no other base
            raise ModelError(f"the encoder cannot be loaded: {error}; install the package again") from error


def _file(name: str) -> Path:
    path = MODEL / name
    if not path.is_file():
        raise ModelError(
            f"the encoder's file {name} is missing: install the package again, or run 'make model' in a checkout"
        )
    return path
