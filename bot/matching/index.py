"""What a matcher has learned from an FAQ, and how it judges a question by that."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.matching.calibration import Calibration, Classes, Evidence, gather
from bot.matching.classifier import Classifier, Floats, Heads, Ints, Projection
from bot.matching.neighbourhood import NeighbourhoodClassifier
from bot.matching.reader import Reader

CANDIDATES = 8
"""Entries that a question's evidence is gathered for; the ranking shows the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """All that matching needs beside the encoder and the FAQ."""

    reader: Reader
    projection: Projection
    classifier: Classifier | NeighbourhoodClassifier
    classes: Classes
    calibration: Calibration
    confusions: Ints
    """[2, n]: the right entries of the held-out examples that were taken for another, and those others."""
    exact: Mapping[str, int]
    """The texts that need no judging, and the class of each."""
    rows: Ints
    """[points]: the place of each of the classifier's points among the FAQ's collected examples."""

    def judge(self, features: Floats) -> tuple[Heads, Evidence, Ints]:
        """Heads and evidence for the features [n] of one text, and the class of each of the heads' columns."""
        return judge(self.classifier, self.projection(features), self.classes)


def judge(
    classifier: Classifier | NeighbourhoodClassifier, point: Floats, classes: Classes, *, left_out: int | None = None
) -> tuple[Heads, Evidence, Ints]:
    """As ``Index.judge``, for a projected point [n]; the evidence names entries of the whole FAQ."""
    if isinstance(classifier, Classifier):
        heads = classifier(point[None])
        return heads, gather(heads, classes, most=CANDIDATES), np.arange(heads.kernel.shape[1])
    near = classifier(point, left_out=left_out)
    local = Classes.of(classes.section[near.classes[: near.entries]])
    evidence = gather(near.heads, local, most=CANDIDATES)
    return near.heads, Evidence(best=near.classes[evidence.best], features=evidence.features), near.classes
