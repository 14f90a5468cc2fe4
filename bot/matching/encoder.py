"""The sentence encoder: all-mpnet-base-v2 as a quantised ONNX graph in the package (see ``tools/encoder.py``)."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, cached_property
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.matching.embeddings import Embeddings, rounded

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

Floats = NDArray[np.float32]

MODEL = Path(__file__).parent / "model"
MOST_TOKENS = 160
"""The original reads 384. Time grows with them, and of 966 real questions none has more than 500 characters."""
EMBEDDING_WIDTH = 768
_CHUNK = 64


class Encoder:
    """Turns texts into vectors; the model is loaded when the first text comes that it does not know.

    Texts go through the graph one at a time, on one thread each: padding a batch to its longest text would cost more
    than it saves. Several cores work on several texts.
    """

    def __init__(self, known: Embeddings | None = None) -> None:
        """``known`` are embeddings that earlier learning left, beside those that ship; new ones join them."""
        self.known = known

    def encode(self, texts: Sequence[str], *, report: Callable[[int], None] | None = None) -> Floats:
        """Embeddings [texts, 768] to learn from, of unit length; texts that are known already take no time.

        ``report`` is called now and then with the number of texts done. Raise ModelError if the model's files are
        damaged.
        """
        features = np.zeros((len(texts), EMBEDDING_WIDTH), np.float32)
        is_known = self._shipped.find(texts, features)
        if self.known:
            is_known |= self.known.find(texts, features)
        missing = np.flatnonzero(~is_known)
        done = len(texts) - len(missing)
        if report:
            report(done)
        if len(missing):
            self.load()
        with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
            for start in range(0, len(missing), _CHUNK):
                places = missing[start : start + _CHUNK]
                encoded = list(pool.map(self.encode_one, [texts[place] for place in places.tolist()]))
                features[places] = rounded(np.stack(encoded))
                done += len(places)
                if report:
                    report(done)
        if self.known and len(missing):
            new = Embeddings.of(
                [texts[place] for place in missing.tolist()], features[missing], encoder=self.known.encoder
            )
            self.known = self.known.with_more(new)
        return features

    def encode_one(self, text: str) -> Floats:
        """The embedding [768] of one text, of unit length."""
        ids = np.array([self._tokenizer.encode(text).ids])
        embedding: Floats = self._session.run(None, {"input_ids": ids})[0][0]
        return embedding

    def load(self) -> None:
        """Load the model now, rather than with the first text."""
        _ = self._tokenizer, self._session

    def words(self) -> tuple[str, ...]:
        """Words that the tokenizer knows whole, names among them."""
        return tuple(word for word in self._tokenizer.get_vocab() if word.isalpha() and word.isascii())

    @cached_property
    def _shipped(self) -> Embeddings:
        return Embeddings.read(MODEL / "embeddings.npz", encoder=checksum())

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
        path = str(_file("encoder.onnx"))
        try:
            session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's exceptions share no other base
            raise ModelError(f"the encoder cannot be loaded: {error}; install the package again") from error
        _give_memory_back()
        return session


def _give_memory_back() -> None:
    """Return what loading the model freed to the system: the C library would keep some 45 MB."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # only glibc has this function
        ctypes.CDLL(None).malloc_trim(0)


@cache
def checksum() -> str:
    """What tells this encoder from others: the checksums of its files."""
    return hashlib.sha256(_file("SHA256SUMS").read_bytes()).hexdigest()


def _file(name: str) -> Path:
    path = MODEL / name
    if not path.is_file():
        raise ModelError(
            f"the encoder's file {name} is missing: install the package again, or run 'make model' in a checkout"
        )
    return path
