"""Variants are read as the FAQ's term, and acronyms only where they can be acronyms."""

import pytest
from hypothesis import given

from bot.matching.terms import Terms
from tests.matching.texts import any_text

TERMS = Terms(
    {
        "research engineer": ("RE", "REs", "research eng"),
        "research scientist": ("RS",),
        "software engineer": ("SWE", "software dev", "software development engineer", "dev"),
        "C++": ("cpp",),
        "retrieval-augmented generation": ("RAG",),
    }
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("what does an RE do", "what does an research engineer do"),
        ("RE vs RS", "research engineer vs research scientist"),
        ("re vs rs", "research engineer vs research scientist"),
        ("RE/RS roles", "research engineer/research scientist roles"),
        ("re roles in london", "research engineer roles in london"),
        ("how do REs work?", "how do research engineer work?"),
        ("an RE's day", "an research engineer's day"),
        ("can a swe become an re?", "can a software engineer become an research engineer?"),
        ("RE?", "research engineer?"),
        ("RE", "research engineer"),
        ("what does an R.E. do?", "what does an research engineer do?"),
        ("the R.E.'s day, not the r.s.", "the research engineer's day, not the research scientist"),
        ("an RE-level offer", "an research engineer-level offer"),
    ],
)
def test_an_acronym_is_read_as_its_term(written: str, read: str) -> None:
    assert TERMS.unify(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "re: your mail",
        "Re: your mail",
        "RE: your mail",
        "Re the meeting on Friday",
        "re the meeting on Friday",
        "Fwd: Re: your mail",
        "I wrote to you re: the meeting",
        "we're late",
        "they're late",
        "re-read it",
        "should I re-apply next year",
        "pre-RE",
        "there are regions",
        "rework and adore",
        "rags to riches",
    ],
)
def test_what_only_looks_like_an_acronym_is_left_alone(text: str) -> None:
    assert TERMS.unify(text) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a Research Eng in town", "a research engineer in town"),
        ("a software development engineer", "a software engineer"),
        ("a software dev and a dev", "a software engineer and a software engineer"),
        ("a software dev's day", "a software engineer's day"),
        ("is cpp needed", "is C++ needed"),
    ],
)
def test_of_several_variants_the_longest_is_read(written: str, read: str) -> None:
    assert TERMS.unify(written) == read


def test_a_variant_that_another_begins_with_leaves_it_whole() -> None:
    terms = Terms({"bubble tea": ("boba", "boba milk tea"), "milk": ("moo juice",)})
    assert terms.unify("a boba milk tea or a boba?") == "a bubble tea or a bubble tea?"


@pytest.mark.parametrize("text", ["devops", "mydev", "web-dev", "the dev'd code"])
def test_a_part_of_a_word_is_no_variant(text: str) -> None:
    assert TERMS.unify(text) == text


def test_without_synonyms_nothing_changes() -> None:
    assert Terms({}).unify("RE vs RS") == "RE vs RS"


def test_only_acronyms_or_only_words_will_do() -> None:
    assert Terms({"tea": ("cuppa",)}).unify("a Cuppa, RE?") == "a tea, RE?"
    assert Terms({"tea": ("TEA",)}).unify("a cuppa of TEA") == "a cuppa of tea"


@given(any_text)
def test_any_text_is_read(text: str) -> None:
    assert isinstance(TERMS.unify(text), str)
