"""What readers would stumble over is found, and what is fine is left alone."""

from pathlib import Path

import pytest

from bot.content.check import check_faq
from bot.content.files import read_files
from tests.content.written_faqs import ENTRY, HEAD, SMALL, as_files, with_entry

SHIPPED = Path(__file__).parents[2] / "faq"
SECOND = ENTRY.replace("refund\n", "return\n").replace("How do I get my money back?", "Can it go back?")


def errors(text: str) -> list[str]:
    """The errors in a file, without its name."""
    return [str(problem).removeprefix("0.yaml:") for problem in check_faq(as_files(text)) if not problem.is_warning]


def warnings(text: str) -> list[str]:
    """The warnings about a file, without its name."""
    return [str(problem).removeprefix("0.yaml:") for problem in check_faq(as_files(text)) if problem.is_warning]


def test_a_good_file_has_no_problems() -> None:
    assert check_faq(as_files(SMALL)) == ()


def test_the_shipped_faq_has_no_problems() -> None:
    assert check_faq(read_files(SHIPPED)) == ()


def test_an_example_under_two_entries_is_an_error_whatever_its_case_and_blanks() -> None:
    second = SECOND.replace("[refund please, money back, can I return it]", "['Refund  PLEASE', b, c]")
    assert errors(SMALL + second) == [
        '16: entry "return": the example \'Refund PLEASE\' is also under entry "refund" on line 10'
    ]


def test_an_example_twice_in_one_entry_is_an_error() -> None:
    assert errors(with_entry(examples="[a, b, A]")) == ["9: entry \"refund\": the example 'A' is also on line 9"]


def test_an_example_of_a_topic_that_is_not_covered_is_no_entrys() -> None:
    assert errors(f"{SMALL}not_covered:\n  - {{id: x, topic: y, examples: [money back, d, e]}}\n") == [
        '12: not_covered "x": the example \'money back\' is also under entry "refund" on line 10'
    ]


def test_an_example_in_another_file_is_found_with_its_file() -> None:
    other = (
        SMALL.replace("id: money", "id: cash").replace("section: money", "section: cash").replace("id: refund", "id: b")
    )
    found = "\n".join(map(str, check_faq(as_files(SMALL, other))))
    assert '1.yaml:10: entry "b": the example \'money back\' is also under entry "refund" on 0.yaml:10' in found
    assert '1.yaml:7: entry "b": the question \'How do I get my money back?\' is also under entry "refund"' in found


def test_a_question_that_is_anothers_example_is_an_error() -> None:
    second = SECOND.replace("Can it go back?", "Money back").replace("[refund please, money back,", "[b, c,")
    assert '13: entry "return": the question \'Money back\' is also under entry "refund" at 0.yaml:10' in errors(
        SMALL + second
    )


def test_a_question_among_its_own_examples_is_fine() -> None:
    assert check_faq(as_files(with_entry(examples="[How do I get my money back?, a, b]"))) == ()


@pytest.mark.parametrize(("length", "found"), [(1_200, 0), (1_201, 1), (4_000, 1), (4_001, 1), (50_000, 1)])
def test_a_long_answer_is_a_warning_and_one_that_no_platform_takes_an_error(length: int, found: int) -> None:
    problems = check_faq(as_files(with_entry(answer="a" * length)))
    assert len(problems) == found
    assert all(problem.is_warning == (length <= 4_000) for problem in problems)


@pytest.mark.parametrize(("examples", "count"), [("[]", "0 examples"), ("[a]", "1 example"), ("[a, b]", "2 examples")])
def test_few_examples_are_a_warning(examples: str, count: str) -> None:
    expected = f'5: entry "refund": has {count}: write at least 3, better a dozen'
    assert warnings(with_entry(examples=examples)) == [expected]


def test_a_section_that_no_entry_cites_is_a_warning() -> None:
    text = SMALL.replace("entries:", "  - {id: other, title: Other}\nentries:")
    assert warnings(text) == ['4: section "other": no entry cites this section']


def test_a_placeholder_for_the_address_is_a_warning() -> None:
    assert warnings(SMALL.replace("/handbook/", "/TODO")) == [
        "1: source: url is a placeholder: replace it with the address of the source"
    ]


@pytest.mark.parametrize(
    ("synonyms", "message"),
    [
        ("{a: [x], b: [x]}", "11: synonym \"b\": 'x' is also under 'a' at 0.yaml:11"),
        ("{a: [b], b: [x]}", "11: synonym \"a\": 'b' is also under 'b' at 0.yaml:11"),
    ],
)
def test_a_variant_under_two_terms_is_an_error(synonyms: str, message: str) -> None:
    assert errors(f"{SMALL}synonyms: {synonyms}\n") == [message]


def test_variants_that_differ_only_in_case_are_a_warning() -> None:
    assert warnings(f"{SMALL}synonyms: {{United States: [US], we: [us]}}\n") == [
        "11: synonym \"we\": 'us' is also under 'United States' at 0.yaml:11"
    ]


def test_a_term_may_have_itself_in_other_case_as_a_variant() -> None:
    assert check_faq(as_files(f"{SMALL}synonyms: {{Research: [research, RESEARCH, Research]}}\n")) == ()


def test_bad_markdown_is_found_on_its_line() -> None:
    text = SMALL.replace("      Write to *us*.\n", "      Fine.\n\n      Then **bold\n      and <b>more</b>\n")
    assert [line.split(":")[0] for line in errors(text)] == ["11", "12", "12"]


def test_bad_markdown_in_a_folded_answer_is_found_at_the_answer() -> None:
    assert errors(with_entry(answer='"a\\n\\n**b"'))[0].startswith('8: entry "refund": ')


def test_problems_of_content_are_found_beside_those_of_the_model() -> None:
    found = "\n".join(errors(with_entry(anwser="x", answer="'[a]()'", examples="[a, a, b]")))
    assert "unknown key" in found
    assert "a link has no target" in found
    assert "the example 'a' is also" in found


@pytest.mark.parametrize(
    "text", ["source: text", "synonyms: [a]", "entries: {a: b}", "entries: [[a]]", "synonyms: {a: {b: c}}"]
)
def test_checks_take_any_shape(text: str) -> None:
    assert check_faq(as_files(text))


def test_a_file_with_only_a_heading_for_entries_is_refused() -> None:
    assert any("entries must be a list" in error for error in errors(f"{HEAD}entries:\n"))
