"""What a cache keeps comes back as it was, and anything else is refused."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.files import read_files
from bot.content.parser import parse
from bot.content.snapshot import dump, load
from bot.core.entries import Entry, Faq, Section, Source, Uncovered
from bot.errors import FaqError

SHIPPED = Path(__file__).parents[2] / "faq"
texts = st.text(max_size=8)
lists = st.lists(texts, max_size=3).map(tuple)
sources = st.builds(Source, title=texts, url=texts, author=st.none() | texts)


@st.composite
def faqs(draw: st.DrawFn) -> Faq:
    """Any Faq with at least one section."""
    sections = draw(
        st.lists(
            st.builds(Section, id=texts, title=texts, source=sources, anchor=texts),
            min_size=1,
            max_size=3,
            unique_by=lambda section: section.id,
        ).map(tuple)
    )
    entries = st.builds(
        Entry,
        id=texts,
        section=st.sampled_from(sections),
        question=texts,
        answer=texts,
        examples=lists,
        see_also=lists,
        reviewed=st.none() | st.dates(min_value=date(1, 1, 1)),
    )
    topics = st.builds(Uncovered, id=texts, topic=texts, examples=lists)
    return Faq(
        sections=sections,
        entries=draw(st.lists(entries, max_size=3).map(tuple)),
        not_covered=draw(st.lists(topics, max_size=2).map(tuple)),
        synonyms=draw(st.dictionaries(texts, lists, max_size=2)),
    )


@given(faqs())
def test_any_faq_comes_back_as_it_was(faq: Faq) -> None:
    assert load(dump(faq)) == faq


def test_the_shipped_faq_comes_back_quickly() -> None:
    faq = parse(read_files(SHIPPED))
    stored = dump(faq)
    start = time.perf_counter()
    assert load(stored) == faq
    assert time.perf_counter() - start < 0.1


def test_sources_are_shared_as_before() -> None:
    faq = load(dump(parse(read_files(SHIPPED))))
    assert len({id(section.source) for section in faq.sections}) == 1
    assert all(any(entry.section is section for section in faq.sections) for entry in faq.entries)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "1", '{"format": 0}', '{"format": 1}', "[" * 100_000])
def test_a_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(FaqError, match="damaged or from another version"):
        load(text)


@given(st.integers(min_value=0, max_value=400))
def test_a_text_that_breaks_off_is_refused(end: int) -> None:
    source = Source(title="t", url="https://example.org")
    section = Section(id="s", title="t", source=source)
    entry = Entry(id="e", section=section, question="q", answer="a", examples=("x",))
    stored = dump(Faq(sections=(section,), entries=(entry,)))
    with pytest.raises(FaqError):
        load(stored[: min(end, len(stored) - 1)])
