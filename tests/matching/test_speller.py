"""Typos are read as the word that was meant, and words that are right are left alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.match import Correction
from bot.matching.speller import SHORTHAND, Speller, common_words
from tests.matching.texts import any_text

OWN = ("temperature", "steeping", "oolong", "darjeeling", "matcha", "kettle", "infusion", "gyokuro", "café", "tin")
COMMON = common_words()
SPELLER = Speller(vocabulary=OWN, common=COMMON, names=("sarah", "tokyo"))


@pytest.fixture(scope="module", autouse=True)
def _once() -> None:
    """Counts words, which takes a moment, before hypothesis watches the time."""
    SPELLER.correct("temprature")


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("left out", "temprature", "temperature"),
        ("added", "temperatture", "temperature"),
        ("swapped", "tempreature", "temperature"),
        ("other", "tenperature", "temperature"),
        ("two slips", "temparture", "temperature"),
        ("first letter", "remperature", "temperature"),
        ("own word", "ooling", "oolong"),
        ("own word only", "gyokuru", "gyokuro"),
        ("everyday word", "becuase", "because"),
        ("everyday word", "qustion", "question"),
        ("possessive", "temprature's", "temperature"),
        ("capital", "Temprature", "temperature"),
    ],
)
def test_a_typo_is_read_as_the_word_that_was_meant(kind: str, written: str, meant: str) -> None:
    assert meant in SPELLER.correct(f"what {written} is best")[0], kind


def test_the_words_of_the_faq_come_first() -> None:
    common_only = Speller(vocabulary=(), common=COMMON)
    assert SPELLER.correct("the kettel")[0] == "the kettle"
    assert Speller(vocabulary=("steeping",), common=COMMON).correct("steaping")[0] == "steeping"
    assert common_only.correct("steaping")[0] != "steeping"


@pytest.mark.parametrize(
    "text",
    [
        "What temperature does it need?",
        "several kettles and their infusions",
        "the kettle's lid and the kettles' lids",
        "Sarah went to Tokyo",
        "Sarah's tea",
        "antidisestablishmentarian mycorrhiza",
        "in fine fettle",
        "wifi on macos and a yaml file, goland and conda in tmux",
        "this dataset or those datasets",
        "a blogpost about typecasting",
        "NASA and UNHCR on TEMPRATURE",
        "LoRA, PyTorch and iOS",
        "temprature_c and get_tempratur() and --tempratur",
        "@temprature #temprature /temprature tempratur.py a/tempratur",
        "tempratur@example",
        "co-temprature",
        "gpt4 and k8s and b2b",
        "xyzzyplugh qwrtzpsdfg",
        "a" * 200,
        "шай и קומקום",
        "café",
        "I do it at an ox",
    ],
)
def test_what_may_be_meant_is_left_alone(text: str) -> None:
    assert SPELLER.correct(text) == (text, ())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("can u help", "can you help"),
        ("R u there", "R you there"),
        ("how r REs paid", "how are REs paid"),
        ("y do you say so", "why do you say so"),
        ("is r or python the language to learn", "is r or python the language to learn"),
        ("who got into y combinator", "who got into y combinator"),
        ("pls explain wat it is", "please explain what it is"),
        ("tea w/ milk", "tea with milk"),
        ("tea w/o milk", "tea without milk"),
        ("idk tbh", "I don't know to be honest"),
        ("dont boil it", "don't boil it"),
        ("i have 5 yoe", "i have 5 years of experience"),
    ],
)
def test_chat_shorthand_is_read_in_full(written: str, read: str) -> None:
    assert SPELLER.correct(written)[0] == read


def test_shorthand_that_the_faq_uses_itself_is_left_alone() -> None:
    assert Speller(vocabulary=("prod", "uni"), common=COMMON).correct("uni or prod")[0] == "uni or prod"


def test_shorthand_in_capitals_may_be_an_acronym() -> None:
    assert SPELLER.correct("the UNI and the ENG")[0] == "the UNI and the ENG"


def test_what_was_changed_is_told() -> None:
    text, corrections = SPELLER.correct("wat temprature")
    assert text == "what temperature"
    assert corrections == (
        Correction(written="wat", read_as="what"),
        Correction(written="temprature", read_as="temperature"),
    )


def test_a_short_word_is_corrected_only_if_its_letters_were_swapped() -> None:
    assert SPELLER.correct("hte tea")[0] == "the tea"
    assert SPELLER.correct("xhe tea")[0] == "xhe tea"


def test_every_shorthand_is_lower_case_and_read_as_something_else() -> None:
    assert all(short == short.lower() and short != full for short, full in SHORTHAND.items())


def test_common_words_come_most_frequent_first() -> None:
    assert "the" in COMMON[:5]
    assert len(common_words(10)) == 10


@given(any_text)
def test_any_text_is_corrected(text: str) -> None:
    _, corrections = SPELLER.correct(text)
    assert all(each.written in text and each.written != each.read_as for each in corrections)


letters = st.text(string.ascii_lowercase, min_size=1, max_size=12)


@given(letters)
def test_a_corrected_word_is_a_known_word(word: str) -> None:
    read_as = SPELLER.read_word(word)
    assert read_as == word or word in SHORTHAND or SPELLER.knows(read_as)


@given(st.sampled_from(COMMON + OWN))
def test_a_known_word_is_never_corrected(word: str) -> None:
    assert SPELLER.read_word(word) == SHORTHAND.get(word, word)
