"""What is learned from: the FAQ's own examples, its topics, and talk that no FAQ answers."""

import numpy as np
import pytest

from bot.core.entries import Entry, Faq, Section, Source
from bot.matching.encoder import Encoder
from bot.matching.examples import FOLDS, Examples, claimed, collect, evened, folds, other_talk
from tests.matching.tea import FAQ, PRICES, WATER

WEATHER_SECTION = Section(id="weather", title="Weather", source=Source(title="Weather FAQs", url="https://example.org"))
FORECAST, CLIMATE = (
    Entry(id=name, section=WEATHER_SECTION, question=examples[0], answer="Ask a frog.", examples=examples[1:])
    for name, examples in {
        "forecast": ("Will it rain tomorrow?", "will it rain tomorrow in Leeds", "is it going to rain in York tomorrow",
                     "rain tomorrow in London?", "what is the forecast for tomorrow", "is Bristol rainy tomorrow",
                     "do I need an umbrella tomorrow", "is rain expected in Liverpool tomorrow"),
        "climate": ("What's the weather like in August?", "what is the weather like in Lisbon in August",
                    "how is the weather in Athens in July", "weather in Madrid in summer",
                    "what's the weather like in Rome in September", "how warm is Cape Town in August",
                    "climate of Durban in the summer months", "is it hot in Cairo in August"),
    }.items()
)  # fmt: skip
WEATHER = Faq(sections=(WEATHER_SECTION,), entries=(FORECAST, CLIMATE))


@pytest.fixture(scope="module")
def examples() -> Examples:
    """All that is learned from for the tea FAQ."""
    return collect(FAQ)


def test_questions_and_topics_are_examples_too(examples: Examples) -> None:
    assert examples.texts[: 1 + len(WATER.examples)] == (WATER.question, *WATER.examples)
    assert PRICES.topic in examples.texts


def test_classes_are_the_entries_then_the_topics_then_the_kinds_of_talk(examples: Examples) -> None:
    class_of = dict(zip(examples.texts, examples.classes.tolist(), strict=True))
    assert class_of[WATER.examples[0]] == 0
    assert class_of[PRICES.examples[0]] == len(FAQ.entries)
    talk = other_talk()
    assert class_of[next(iter(talk.values()))[0]] == len(FAQ.entries) + len(FAQ.not_covered)
    assert examples.count == len(FAQ.entries) + len(FAQ.not_covered) + len(talk)
    assert set(examples.classes.tolist()) == set(range(examples.count))


def test_other_talk_comes_in_kinds_without_repeating_itself() -> None:
    texts = [text for kind in other_talk().values() for text in kind]
    assert len(texts) == len(set(texts)) > 100
    assert "statement" in other_talk()


def test_a_part_of_the_examples_has_the_same_classes(examples: Examples) -> None:
    part = examples.only(np.array([0, 20]))
    assert part.texts == (examples.texts[0], examples.texts[20])
    assert part.classes.tolist() == examples.classes[[0, 20]].tolist()
    assert part.count == examples.count


def test_folds_are_of_like_size_and_always_the_same(examples: Examples) -> None:
    fold = folds(examples)
    sizes = np.bincount(fold, minlength=FOLDS)
    assert sizes.min() > sizes.max() / 2
    assert np.array_equal(fold, folds(examples))


def test_a_topic_is_held_out_as_a_whole(examples: Examples) -> None:
    fold = folds(examples)
    for topic in range(examples.entries, examples.entries + examples.topics):
        assert len(set(fold[examples.classes == topic].tolist())) == 1


def test_weights_even_out_how_many_examples_each_kind_has(examples: Examples) -> None:
    weights = evened(examples)
    entries = weights[examples.classes < examples.entries].sum()
    topics = weights[(examples.classes >= examples.entries) & (examples.classes < examples.entries + 2)].sum()
    talk = weights[examples.classes >= examples.entries + 2].sum()
    assert [entries / talk, topics / talk] == pytest.approx([2, 1], rel=1e-3)


def claimed_by(faq: Faq, encoder: Encoder) -> set[str]:
    """The talk that ``faq`` is about."""
    examples = collect(faq)
    places = claimed(examples, encoder.encode(examples.texts))
    return {examples.texts[place] for place in places}


def test_talk_that_the_faq_is_about_is_claimed(encoder: Encoder) -> None:
    found = claimed_by(WEATHER, encoder)
    asked = {text for text in other_talk()["off_topic"] if "weather" in text.lower() or "rain tomorrow" in text}
    assert asked
    assert asked <= found
    assert len(found) < 10


def test_remarks_are_never_claimed(encoder: Encoder) -> None:
    remark = other_talk()["statement"][0]
    variants = tuple(f"{opening}{remark}" for opening in ("well, ", "hey, ", "so, ", "just saying: ", "and, ", "oh, "))
    about_remarks = Entry(id="x", section=WEATHER_SECTION, question=f"{remark}!", answer="", examples=variants)
    assert remark not in claimed_by(Faq(sections=(WEATHER_SECTION,), entries=(about_remarks,)), encoder)


def test_an_faq_about_something_else_claims_next_to_nothing(encoder: Encoder) -> None:
    assert len(claimed_by(FAQ, encoder)) < 5
