"""Embeddings kept by their text, so that a text is encoded once: those that ship, and those of earlier learning."""

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_STEPS = 127
MOST_KEPT = 50_000
"""Texts that an installation keeps, the latest first: 40 MB of embeddings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """Embeddings by the hashes of their texts, as ``rounded`` to a byte a number.

    ``keys`` [n] hash the texts, in the order in which they came; ``steps`` [n, width] and ``scales`` [n] are the
    numbers. ``encoder`` names the model that they come from.
    """

    encoder: str
    keys: NDArray[np.uint64]
    steps: NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, texts: Sequence[str], features: Floats, *, encoder: str) -> Self:
        """Keep the features [texts, width]."""
        steps, scales = _to_steps(features)
        return cls(encoder=encoder, keys=keys_of(texts), steps=steps, scales=scales)

    @classmethod
    def read(cls, path: Path, *, encoder: str) -> Self:
        """Read what ``write`` wrote; nothing where the file is missing, damaged, or of another encoder."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if str(kept["encoder"]) == encoder:
                    return cls(encoder=encoder, keys=kept["keys"], steps=kept["steps"], scales=kept["scales"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            pass
        return cls.of((), np.zeros((0, 1), np.float32), encoder=encoder)

    def write(self, path: Path) -> None:
        """Write a file, whole or not at all; raise OSError where that fails."""
        from bot.matching.index_file import replacing

        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:
            np.savez(partial, encoder=np.array(self.encoder), keys=self.keys, steps=self.steps, scales=self.scales)

    def find(self, texts: Sequence[str], into: Floats) -> NDArray[np.bool_]:
        """Write what is known of ``texts`` into the rows [texts, width], and say which are known."""
        order = np.argsort(self.keys, kind="stable")
        wanted = keys_of(texts)
        places = np.searchsorted(self.keys, wanted, sorter=order)
        rows = order[np.minimum(places, len(order) - 1)] if len(order) else np.zeros(len(texts), np.int64)
        known: NDArray[np.bool_] = self.keys[rows] == wanted if len(order) else np.zeros(len(texts), bool)
        if known.any():
            into[known] = self.steps[rows[known]] * self.scales[rows[known], None]
        return known

    def with_more(self, other: "Embeddings") -> "Embeddings":
        """These behind ``other``, each text once, the first ``MOST_KEPT``."""
        keys = np.concatenate([other.keys, self.keys])
        kept = np.sort(np.unique(keys, return_index=True)[1])[:MOST_KEPT]
        steps = np.concatenate([each.steps for each in (other, self) if len(each.keys)] or [self.steps])
        scales = np.concatenate([other.scales, self.scales])
        return Embeddings(encoder=self.encoder, keys=keys[kept], steps=steps[kept], scales=scales[kept])


def rounded(features: Floats) -> Floats:
    """Features [texts, width] as they are kept: those of a text must not depend on whether it was encoded just now."""
    steps, scales = _to_steps(features)
    near: Floats = steps * scales[:, None]
    return near


def keys_of(texts: Sequence[str]) -> NDArray[np.uint64]:
    """A hash [texts] of each text; of a million texts, two share one with a chance of 1 in 37 million."""
    digests = b"".join(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8] for text in texts)
    return np.frombuffer(digests, np.uint64)


def _to_steps(features: Floats) -> tuple[NDArray[np.int8], Floats]:
    scales = (np.abs(features).max(-1, initial=1e-9) / _STEPS).astype(np.float32)
    return np.round(features / scales[:, None]).astype(np.int8), scales
