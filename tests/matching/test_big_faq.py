"""An FAQ with more examples than one classifier is fitted to is matched by each question's neighbourhood."""

from pathlib import Path

import pytest

from bot.content import snapshot as stored
from bot.matching import examples, index_file
from bot.matching.builder import build
from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.matcher import FaqMatcher
from bot.matching.neighbourhood import NeighbourhoodClassifier
from tests.matching.tea import FAQ

QUESTIONS = tuple((f"could you say {text}", entry.id) for entry in FAQ.entries for text in entry.examples)


@pytest.fixture(scope="module")
def big(encoder: Encoder) -> Index:
    """What is learned from the tea FAQ when it counts as big."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(examples, "MOST_EXACT", 10)
        return build(FAQ, encoder)


def test_a_question_near_an_example_finds_its_entry(big: Index, encoder: Encoder) -> None:
    matcher = FaqMatcher(faq=FAQ, index=big, encoder=encoder)
    assert isinstance(big.classifier, NeighbourhoodClassifier)
    right = [matcher.match(text).ranking[0].entry.id == entry for text, entry in QUESTIONS]
    assert sum(right) / len(right) >= 0.9


def test_it_declines_what_the_faq_knows_nothing_of(big: Index, encoder: Encoder) -> None:
    match = FaqMatcher(faq=FAQ, index=big, encoder=encoder).match("which printer driver do I need for my laptop?")
    assert match.confidence < match.thresholds.answer


def test_what_it_learned_is_kept_and_taken_up_again(big: Index, encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "big.index"
    index_file.save(big, path, faq=stored.dump(FAQ))
    index, faq = index_file.load(path, load_faq=stored.load)
    before, after = (
        FaqMatcher(faq=known, index=learned, encoder=encoder) for known, learned in ((FAQ, big), (faq, index))
    )
    for text, _ in QUESTIONS[:5]:
        assert after.match(text) == before.match(text)


def test_a_big_faq_is_explained_too(big: Index, encoder: Encoder) -> None:
    assert FaqMatcher(faq=FAQ, index=big, encoder=encoder).explain(QUESTIONS[0][0]).signals
