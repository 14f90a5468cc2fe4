"""A question is normalised, corrected and unified; an example keeps its curator's spelling."""

import pytest
from hypothesis import given

from bot.core.match import Correction
from bot.matching.reading import Reader
from tests.matching.tea import FAQ
from tests.matching.texts import any_text


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
