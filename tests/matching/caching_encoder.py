"""An encoder for tests that learn several FAQs: what it encoded once, it knows."""

from functools import lru_cache

from bot.matching.classifier import Floats
from bot.matching.encoder import Encoder


class CachingEncoder(Encoder):
    """As the encoder; most of what an FAQ is learned from is the same for all."""

    @lru_cache(maxsize=4_096)  # noqa: B019 - there is one, and it lives as long as the tests
    def encode_one(self, text: str) -> Floats:
        """The embedding [768] of one text."""
        return super().encode_one(text)
