"""All that a matcher learns from: the FAQ's examples, its ``not_covered`` topics, and what no FAQ answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from bot.core.entries import Faq
from bot.matching.classifier import Floats, Ints

FOLDS = 5
MOST_EXACT = 16_000
"""Up to this many examples one classifier is fitted to all; beyond, one to the neighbourhood of each question."""
_NEIGHBOURS = 5
_AGREEING = 4
_USUAL = 0.2
_SEED = 20_261_123


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Texts and their classes: the entries in their order, then the ``not_covered`` topics, then kinds of talk."""

    texts: tuple[str, ...]
    classes: Ints
    entries: int
    topics: int
    kinds: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many classes there are."""
        return self.entries + self.topics + len(self.kinds)

    def only(self, kept: Ints) -> "Examples":
        """The examples at the places ``kept``, of the same classes."""
        return Examples(
            texts=tuple(self.texts[place] for place in kept), classes=self.classes[kept],
            entries=self.entries, topics=self.topics, kinds=self.kinds,
        )  # fmt: skip


def collect(faq: Faq) -> Examples:
    """All examples for ``faq``; an entry's question and a topic's name are examples too."""
    talk = other_talk()
    groups = [
        *((entry.question, *entry.examples) for entry in faq.entries),
        *((topic.topic, *topic.examples) for topic in faq.not_covered),
        *talk.values(),
    ]
    classes = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return Examples(
        texts=tuple(text for group in groups for text in group), classes=classes,
        entries=len(faq.entries), topics=len(faq.not_covered), kinds=tuple(talk),
    )  # fmt: skip


def other_talk() -> Mapping[str, tuple[str, ...]]:
    """Messages that no FAQ answers, by kind: remarks, small talk, everyday questions, attacks."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    talk = yaml.load(files("bot.matching").joinpath("background.yaml").read_bytes(), loader)  # noqa: S506 - a safe loader
    return {kind: tuple(texts) for kind, texts in talk.items()}


def claimed(examples: Examples, features: Floats) -> Ints:
    """Places of other talk that this FAQ is about, such as the weather in a weather bot's: not to be learned as other.

    Claimed is what lies as near to an entry's examples as they do to each other, its neighbours agreeing on the entry.
    Remarks are never claimed: however near the subject, they ask nothing. ``features`` [texts, n] start with the
    embedding.
    """
    kind_of = examples.classes - (examples.entries + examples.topics)
    asking = np.flatnonzero((kind_of >= 0) & (kind_of != _kind(examples, "statement")))
    own = np.flatnonzero(examples.classes < examples.entries)
    sample = _sample(own, 2_000)
    within = features[sample] @ features[own].T
    within[within > 1 - 1e-3] = -1
    usual = np.quantile(within.max(1), _USUAL)
    similarity = features[asking] @ features[own].T
    nearest = np.argsort(-similarity, axis=1)[:, :_NEIGHBOURS]
    agreeing = [np.bincount(examples.classes[own][places]).max() >= _AGREEING for places in nearest]
    found: Ints = asking[(similarity.max(1) >= usual) & np.array(agreeing)]
    return found


def folds(examples: Examples) -> Ints:
    """A fold [texts] for each example: at random, but whole ``not_covered`` topics together.

    What is asked next will fall under topics that nobody listed; a topic must be refused without having been seen.
    """
    random = np.random.default_rng(_SEED)
    fold = random.integers(0, FOLDS, len(examples.texts))
    of_topic = random.permutation(np.arange(examples.topics)) % FOLDS
    topic = examples.classes - examples.entries
    is_topic = (topic >= 0) & (topic < examples.topics)
    fold[is_topic] = of_topic[topic[is_topic]]
    return fold


def evened(examples: Examples) -> Floats:
    """A weight for each example: entries, topics and other talk weigh as they come up in a channel, 2 to 1 to 1."""
    group = np.digitize(examples.classes, [examples.entries, examples.entries + examples.topics])
    sizes = np.bincount(group, minlength=3)
    weights: Floats = (np.array([2.0, 1.0, 1.0]) / np.maximum(sizes, 1))[group].astype(np.float32)
    return weights


def _sample(places: Ints, most: int) -> Ints:
    return places if len(places) <= most else np.random.default_rng(_SEED).choice(places, most, replace=False)


def _kind(examples: Examples, name: str) -> int:
    return examples.kinds.index(name)
