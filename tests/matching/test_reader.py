"""A question is normalised, corrected and unified; an example keeps its curator's spelling."""

from pathlib import Path

import pytest
from hypothesis import given

from bot.core.match import Correction
from bot.matching.encoder import Encoder
from bot.matching.reader import Reader
from bot.opening import open_faq
from tests.matching.tea import FAQ
from tests.matching.texts import any_text

SHIPPED = Path(__file__).parent.parent.parent / "faq" / "research-engineering.yaml"


@pytest.fixture(scope="module")
def reader() -> Reader:
    """A reader that knows the words of the tea FAQ."""
    reader = Reader.for_faq(FAQ, names=("sarah",))
    reader.read("what temprature")  # the first typo sorts the words, which takes a moment
    return reader


def test_markup_typos_and_synonyms_are_read_together(reader: Reader) -> None:
    reading = reader.read("<@1> what **temprature** for loose tea?")
    assert reading.normalised == "what temprature for loose tea?"
    assert reading.text == "what temperature for loose leaf tea?"
    assert reading.corrections == (Correction(written="temprature", read_as="temperature"),)


def test_an_acronym_of_the_faq_is_not_taken_for_a_typo(reader: Reader) -> None:
    assert reader.read("what is bbt made of").text == "what is bubble tea made of"


def test_the_words_of_entries_topics_and_synonyms_are_known(reader: Reader) -> None:
    for word in ("sencha", "rooibos", "darjeeling", "boba", "postage"):
        assert reader.read(word).corrections == ()


def test_an_example_is_not_corrected(reader: Reader) -> None:
    assert reader.unify("what **temprature** for LLT") == "what temprature for loose leaf tea"


def test_a_reader_is_taken_up_again_from_its_words(reader: Reader) -> None:
    again = Reader.from_words(reader.words, FAQ.synonyms)
    for text in ("what temprature for BBT", "sarah's senchaa", "nothing wrong here"):
        assert again.read(text) == reader.read(text)


@given(any_text)
def test_any_text_is_read(text: str) -> None:
    reader = Reader.from_words({"vocabulary": "tea\nsteeping", "common": "how\nlong", "names": ""}, FAQ.synonyms)
    reading = reader.read(text)
    assert bool(reading.text) is bool(reading.normalised)
    assert reader.unify(text).isprintable()


TECHNICAL = (Path(__file__).parent.parent / "data" / "technical-questions.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def readers() -> tuple[Reader, ...]:
    """Readers of the shipped FAQ and of one that has nothing to do with computers."""
    names = Encoder().words()
    return Reader.for_faq(open_faq(SHIPPED), names=names), Reader.for_faq(FAQ, names=names)


def test_two_hundred_technical_questions_are_left_as_they_are(readers: tuple[Reader, ...]) -> None:
    assert len(TECHNICAL) >= 200
    changed = [
        (text, reading.corrections)
        for reader in readers
        for text in TECHNICAL
        if (reading := reader.read(text)).corrections
    ]
    assert changed == []


@pytest.mark.parametrize("token", ["C++", "C#", ".NET", "k8s", "node.js", "F#", "gpt-4o", "s3://bucket", "utf8"])
def test_technical_tokens_survive(readers: tuple[Reader, ...], token: str) -> None:
    for reader in readers:
        assert token in reader.read(f"is {token} any good").text
