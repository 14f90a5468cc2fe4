"""What the bot has to beat: rapidfuzz alone, the nearest of the entries' examples by a string similarity."""

from collections.abc import Callable, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from bot.core.entries import Faq
from bot.core.evaluation import BEST, Case
from tests.benchmarks.judging import Judged

Scorer = Callable[..., float]
BASELINES: dict[str, Scorer] = {"WRatio": fuzz.WRatio, "token_set_ratio": fuzz.token_set_ratio}


def judge_by(scorer: Scorer, cases: Sequence[Case], faq: Faq) -> tuple[Judged, ...]:
    """Rank entries by their most similar example or question; the score is that similarity, from 0 to 1."""
    owners = np.repeat(np.arange(len(faq.entries)), [1 + len(entry.examples) for entry in faq.entries])
    examples = [default_process(text) for entry in faq.entries for text in (entry.question, *entry.examples)]
    questions = [default_process(case.question) for case in cases]
    similarity = process.cdist(questions, examples, scorer=scorer, dtype=np.float32)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    by_entry = np.maximum.reduceat(similarity, starts, axis=1) / 100
    best = np.argsort(-by_entry, axis=1, kind="stable")[:, :BEST]
    return tuple(
        Judged(case=case, entries=tuple(faq.entries[place] for place in places), score=float(scores[places[0]]))
        for case, places, scores in zip(cases, best, by_entry, strict=True)
    )
