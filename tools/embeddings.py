"""Encodes the shipped FAQ and the background talk, so that nobody's first start has to (``make embeddings``)."""

import sys
from pathlib import Path

from bot.matching.embeddings import Embeddings
from bot.matching.encoder import MODEL, Encoder, checksum
from bot.matching.examples import collect
from bot.matching.reader import Reader
from bot.opening import open_faq

FAQ = Path(__file__).parent.parent / "faq" / "research-engineering.yaml"


def _report(done: int) -> None:
    sys.stderr.write(f"{done} texts are done\n")


def main() -> None:
    """Write ``embeddings.npz`` beside the encoder; what it holds already is not encoded again."""
    encoder = Encoder()
    faq = open_faq(FAQ)
    reader = Reader.for_faq(faq, names=encoder.words())
    texts = tuple(dict.fromkeys(reader.unify(text) for text in collect(faq).texts))
    features = encoder.encode(texts, report=_report)
    Embeddings.of(texts, features, encoder=checksum()).write(MODEL / "embeddings.npz")


if __name__ == "__main__":
    main()
