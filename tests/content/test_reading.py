"""Files and folders are read within limits, and merged into one Faq."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from bot.content.reading import MOST_BYTES, parse, read_bytes
from bot.core.entries import Entry, Section, Source, Uncovered
from bot.errors import FaqError
from tests.content.written_faqs import HEAD, SMALL, as_files

SHIPPED = Path(__file__).parents[2] / "faq"
OTHER = """\
source: {title: Guide, url: https://example.org/guide}
sections: [{id: setup, title: Setup}]
entries:
  - {id: install, section: setup, question: How do I install it?, answer: Run it., see_also: [refund]}
"""


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


def test_a_folder_is_read_in_the_order_of_its_yaml_files(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.YML", ".hidden.yaml", "schema.json", "notes.md"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder.yaml").mkdir()
    files = read_bytes(tmp_path).files
    assert [file.name for file in files] == [str(tmp_path / "a.YML"), str(tmp_path / "b.yaml")]
    assert [file.content for file in files] == [b"a.YML", b"b.yaml"]


def test_the_digest_follows_the_bytes_and_their_order_but_not_the_place() -> None:
    assert as_files("a", "b").digest == as_files("a", "b").digest
    assert len({as_files(*contents).digest for contents in (["a", "b"], ["b", "a"], ["ab"], ["ab", ""], ["a"])}) == 5


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match=r"nowhere\.yaml: cannot be read: No such file"):
        read_bytes(tmp_path / "nowhere.yaml")


def test_a_folder_without_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="holds no FAQ"):
        read_bytes(tmp_path)


def test_what_is_neither_file_nor_folder_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FaqError, match="neither a file nor a folder"):
        read_bytes(tmp_path / "pipe")


def test_a_path_that_no_system_has_is_an_error_and_no_crash() -> None:
    with pytest.raises(FaqError, match=r"a\\x00b"):
        read_bytes(Path("a\0b"))


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "gone.yaml")
    with pytest.raises(FaqError, match=r"link\.yaml: cannot be read"):
        read_bytes(tmp_path / "link.yaml")


@pytest.mark.parametrize("sizes", [[100_000_000], [MOST_BYTES - 10, 20]])
def test_more_than_the_limit_is_refused_quickly(tmp_path: Path, sizes: list[int]) -> None:
    for number, size in enumerate(sizes):
        with (tmp_path / f"{number}.yaml").open("wb") as file:
            file.truncate(size)
    start = time.perf_counter()
    with pytest.raises(FaqError, match="too large: an FAQ holds at most 20 MB"):
        read_bytes(tmp_path)
    assert time.perf_counter() - start < 1


def test_the_shipped_faq_parses_in_well_under_half_a_second() -> None:
    files = read_bytes(SHIPPED)
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


def test_reading_and_the_stored_form_load_neither_yaml_nor_pydantic() -> None:
    heavy = "{'yaml', 'pydantic', 'markdown_it'}"
    program = f"import sys, bot.content.reading, bot.content.stored; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
