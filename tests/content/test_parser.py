"""Files become one Faq, or every mistake in them is named in a curator's words, with line and entry."""

import time
from datetime import date
from pathlib import Path

import pytest

from bot.content.check import check_faq
from bot.content.files import read_files
from bot.content.parser import parse
from bot.core.entries import Entry, Section, Source, Uncovered
from bot.errors import FaqError
from tests.content.written_faqs import HEAD, SMALL, as_files, with_entry

SHIPPED = Path(__file__).parents[2] / "faq"

ENTRIES = [
    ({"anwser": "x"}, "0.yaml:10: entry \"refund\": unknown key 'anwser' (did you mean 'answer'?)"),
    ({"zzz": "x"}, "unknown key 'zzz' (the keys here are id, section, question, answer, examples, see_also, reviewed)"),
    ({"answer": ""}, '0.yaml:5: entry "refund": answer is missing'),
    ({"id": ""}, "0.yaml:5: entry 1: id is missing"),
    ({"answer": "''"}, '0.yaml:8: entry "refund": answer is empty'),
    ({"answer": "'  '"}, '0.yaml:8: entry "refund": answer is empty'),
    ({"answer": "|"}, '0.yaml:8: entry "refund": answer is empty'),
    ({"answer": '"\\u200b"'}, '0.yaml:8: entry "refund": answer is empty'),
    ({"answer": "~"}, "answer is empty: YAML reads ~ as nothing; put it in quotes if you mean the word"),
    ({"answer": "[a]"}, "answer must be a text, not a list"),
    ({"answer": "{}"}, "answer must be a text, not keys with values"),
    ({"answer": '"a\\eb"'}, "answer has the control character U+001B: remove it"),
    ({"examples": "[a: b]"}, "example 1 must be a text; YAML reads 'a: …' as a key: put it in quotes"),
    ({"examples": "[a, ~]"}, "example 2 is empty: YAML reads ~ as nothing"),
    ({"examples": "\n      - a\n      -"}, '0.yaml:11: entry "refund": example 2 is empty'),
    ({"examples": "hello"}, "examples must be a list, each item on a line that starts with '- ', not 'hello'"),
    ({"examples": "''"}, "examples must be a list, each item on a line that starts with '- ', not ''"),
    ({"examples": "{a: b}"}, "examples must be a list, each item on a line that starts with '- ', not keys"),
    ({"see_also": "~"}, "see_also must be a list, each item on a line that starts with '- ', and is empty"),
    ({"id": "Re Fund!"}, "must be lower-case letters and digits, with single hyphens between them, such as 're-fund'"),
    ({"id": "日本"}, "id '日本' must be lower-case letters and digits, with single hyphens between them"),
    ({"id": "a" * 65}, "id is longer than 64 characters"),
    ({"reviewed": "soon"}, "reviewed must be a date such as 2026-11-23, not 'soon'"),
    ({"reviewed": "2026-02-30"}, "reviewed must be a date such as 2026-11-23, not '2026-02-30'"),
    ({"reviewed": "20261123"}, "reviewed must be a date such as 2026-11-23, not '20261123'"),
    ({"reviewed": "[a]"}, "reviewed must be a date such as 2026-11-23, not a list"),
    ({"section": "mony"}, "0.yaml:6: entry \"refund\": unknown section 'mony' (did you mean 'money'?)"),
    ({"see_also": "[refnd]"}, "see_also refers to 'refnd', which is not an entry (did you mean 'refund'?)"),
    ({"see_also": "[refund]"}, "see_also refers to the entry itself"),
]
FILES = [
    ("sections: []", "0.yaml:1: source is missing"),
    ("sections: []", "0.yaml:1: sections is empty: it needs at least one item"),
    ("sectoins: []", "0.yaml:1: unknown key 'sectoins' (did you mean 'sections'?)"),
    ("source: text", "0.yaml:1: source must be keys with values, such as 'key: value', not 'text'"),
    ("source: {titel: x}", "0.yaml:1: source: unknown key 'titel' (did you mean 'title'?)"),
    ("source: {title: x}", "0.yaml:1: source: url is missing"),
    ("source: {title: x, url: example.org}", "url 'example.org' must be an address that starts with http"),
    ("source: {title: x, url: 'javascript:alert(1)'}", "must be an address that starts with http:// or https://"),
    ("source: {title: x, url: 'https://example.org/#a'}", "must be an address that starts with http:// or https://"),
    ("sections: [{id: a, title: b, anchor: '#c'}]", "section \"a\": anchor '#c' must be what follows '#'"),
    ("entries: [text]", "0.yaml:1: entry 1: this must be keys with values, such as 'key: value', not 'text'"),
    ("not_covered: [{id: a}]", '0.yaml:1: not_covered "a": topic is missing'),
    ("synonyms: {a: b}", "synonym \"a\": this must be a list, each item on a line that starts with '- ', not 'b'"),
    ("synonyms: {a: [~]}", 'synonym "a": variant 1 is empty'),
    ("synonyms: {'': [b]}", "is empty"),
    ("synonyms: [a]", "0.yaml:1: synonyms must be keys with values, such as 'key: value', not a list"),
    ("<<: {a: b}", "unknown key '<<'"),
]


OTHER = """\
source: {title: Guide, url: https://example.org/guide}
sections: [{id: setup, title: Setup}]
entries:
  - {id: install, section: setup, question: How do I install it?, answer: Run it., see_also: [refund]}
"""


@pytest.mark.parametrize(("changes", "message"), ENTRIES)
def test_a_mistake_in_an_entry_is_named(changes: dict[str, str], message: str) -> None:
    assert message in "\n".join(map(str, check_faq(as_files(with_entry(**changes)))))


@pytest.mark.parametrize(("text", "message"), FILES)
def test_a_mistake_around_the_entries_is_named(text: str, message: str) -> None:
    assert message in "\n".join(map(str, check_faq(as_files(text))))


def test_problems_come_all_at_once_and_in_the_order_of_the_file() -> None:
    text = f"{HEAD.replace('https://', '')}entries:\n  - {{id: a, section: x, question: q, anwser: b}}\n  - {{id: a}}\n"
    lines = [problem.line for problem in check_faq(as_files(text)) if not problem.is_warning]
    assert lines == sorted(lines, key=lambda line: line or 0)
    assert {1, 5, 6} == set(lines)


def test_a_list_of_bad_items_is_not_called_empty() -> None:
    assert "needs at least one item" not in "\n".join(map(str, check_faq(as_files(f"{HEAD}entries: [text]"))))


def test_among_very_many_names_none_is_guessed() -> None:
    entries = "".join(
        f"  - {{id: e-{n}, section: money, question: q{n}, answer: a, see_also: [e]}}\n" for n in range(600)
    )
    assert "did you mean" not in "\n".join(map(str, check_faq(as_files(f"{HEAD}entries:\n{entries}"))))


def test_ids_of_entries_and_topics_are_one_space() -> None:
    problems = check_faq(as_files(f"{SMALL}not_covered: [{{id: refund, topic: x}}]\n"))
    assert '0.yaml:11: not_covered "refund": the id is taken by entry "refund" at 0.yaml:5' in map(str, problems)


def test_a_file_becomes_sections_entries_topics_and_synonyms() -> None:
    faq = parse(
        as_files(
            f"{SMALL}    see_also: []\n    reviewed: 2026-11-23\n"
            "not_covered: [{id: tax, topic: Taxes, examples: [do I pay VAT]}]\n"
            "synonyms: {money: [cash, dosh]}\n"
        )
    )
    source = Source(title="Handbook", author="Ada", url="https://example.org/handbook/")
    section = Section(id="money", title="Money", anchor="money", source=source)
    entry = Entry(
        id="refund",
        section=section,
        question="How do I get my money back?",
        answer="Write to *us*.",
        examples=("refund please", "money back", "can I return it"),
        reviewed=date(2026, 11, 23),
    )
    assert faq.sections == (section,)
    assert faq.entries == (entry,)
    assert faq.not_covered == (Uncovered(id="tax", topic="Taxes", examples=("do I pay VAT",)),)
    assert faq.synonyms == {"money": ("cash", "dosh")}


def test_files_are_merged_and_may_refer_to_each_other() -> None:
    faq = parse(as_files(f"{SMALL}synonyms: {{cash: [money]}}", f"{OTHER}synonyms: {{cash: [dosh, money]}}"))
    assert [entry.id for entry in faq.entries] == ["refund", "install"]
    assert [section.source.title for section in faq.sections] == ["Handbook", "Guide"]
    assert faq.synonyms == {"cash": ("money", "dosh")}


def test_an_id_that_another_file_has_is_refused_with_both_places() -> None:
    with pytest.raises(FaqError) as raised:
        parse(as_files(SMALL, OTHER.replace("install", "refund").replace(", see_also: [refund]", "")))
    assert str(raised.value) == '1.yaml:4: entry "refund": the id is taken by entry "refund" at 0.yaml:5'


def test_an_error_of_parse_holds_no_warnings() -> None:
    with pytest.raises(FaqError) as raised:
        parse(as_files(f"{SMALL}  - what #this is\n"))
    assert all(not problem.is_warning for problem in raised.value.problems)


def test_texts_that_yaml_reads_as_something_else_stay_texts() -> None:
    examples = ["no", "on", "yes", "2024", "1.5", "0x10", "2026-11-23", "1e3", "12:30", "=", "off"]
    faq = parse(as_files(SMALL.replace("[refund please, money back, can I return it]", f"[{', '.join(examples)}]")))
    assert faq.entries[0].examples == tuple(examples)


def test_a_byte_order_mark_is_accepted() -> None:
    assert parse(as_files(b"\xef\xbb\xbf" + SMALL.encode())) == parse(as_files(SMALL))


def test_windows_line_ends_are_accepted() -> None:
    assert parse(as_files(SMALL.replace("\n", "\r\n"))) == parse(as_files(SMALL))


def test_the_shipped_faq_parses_in_well_under_half_a_second() -> None:
    files = read_files(SHIPPED)
    parse(as_files(SMALL))  # loads the parser and the model
    start = time.perf_counter()
    assert parse(files).entries
    assert time.perf_counter() - start < 0.25


def test_ten_thousand_entries_of_ten_examples_parse_within_fifteen_seconds() -> None:
    entry = "  - {{id: e-{0}, section: money, question: q{0}, answer: a, examples: [{1}]}}\n"
    entries = (entry.format(number, ", ".join(f"x{number} {part}" for part in range(10))) for number in range(10_000))
    files = as_files(f"{HEAD}entries:\n{''.join(entries)}")
    start = time.perf_counter()
    assert len(parse(files).entries) == 10_000
    assert time.perf_counter() - start < 15
