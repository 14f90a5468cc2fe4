"""A Markdown post becomes a draft that reads, checks without errors, and cites the right anchors."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot.content.check import check_faq
from bot.content.imports.importer import MOST_CHARACTERS, import_text
from bot.content.parser import parse
from bot.core.entries import Faq
from bot.errors import BotError, InputError
from tests.content.written_faqs import as_files

SHIPPED = Path(__file__).parents[3] / "faq"


def import_as_faq(text: str, url: str | None = "https://example.org/post/") -> Faq:
    """Import a post, check the draft, and read it."""
    draft = import_text(text, url=url, name="post.md")
    problems = [str(problem) for problem in check_faq(as_files(draft)) if not problem.is_warning]
    assert problems == []
    return parse(as_files(draft))


def answer_of(text: str) -> str:
    """The answer that one section's text becomes."""
    return import_as_faq(f"# Title\n\n## Part\n\n{text}\n").entries[0].answer


def test_sections_are_the_headings_below_the_title_after_an_introduction() -> None:
    faq = import_as_faq("# My post\n\nHello.\n\n## First\n\nOne.\n\n## Second?\n\nTwo.\n")
    assert [(section.id, section.title, section.anchor) for section in faq.sections] == [
        ("intro", "About My post", ""),
        ("first", "First", "first"),
        ("second", "Second?", "second"),
    ]
    assert [(entry.id, entry.section.id, entry.answer) for entry in faq.entries] == [
        ("intro", "intro", "Hello."),
        ("first", "first", "One."),
        ("second", "second", "Two."),
    ]
    assert faq.sections[0].source.title == "My post"


def test_a_heading_becomes_a_question_and_the_first_example() -> None:
    faq = import_as_faq("## Why so?\n\na\n\n## What it does\n\nb\n\n## Money\n\nc\n")
    assert [entry.question for entry in faq.entries] == [
        "Why so?",
        "What it does?",
        "What is there to know about Money?",
    ]
    assert [entry.examples for entry in faq.entries] == [("Why so?",), ("What it does",), ("Money",)]


def test_subheadings_become_entries_of_their_section_and_deeper_ones_stay_text() -> None:
    faq = import_as_faq("## A\n\na\n\n### B\n\nb\n\n#### C\n\nc\n\n### D\n\nd\n")
    assert [(entry.id, entry.section.id, entry.answer) for entry in faq.entries] == [
        ("a", "a", "a"),
        ("b", "a", "b\n\n**C**\n\nc"),
        ("d", "a", "d"),
    ]


def test_the_highest_level_that_is_used_makes_the_sections() -> None:
    assert [section.title for section in import_as_faq("### A\n\na\n\n### B\n\nb\n").sections] == ["A", "B"]


def test_several_headings_of_level_one_are_sections_where_the_post_has_its_title_elsewhere() -> None:
    faq = import_as_faq("---\ntitle: T\n---\n# A\n\na\n\n# B\n\nb\n")
    assert [section.title for section in faq.sections] == ["A", "B"]
    assert [section.title for section in import_as_faq("# A\n\na\n\n# B\n\nb\n").sections] == ["About A", "B"]


def test_a_section_without_text_stays_without_an_entry() -> None:
    faq = import_as_faq("## Empty\n\n## Full\n\ntext\n")
    assert [section.id for section in faq.sections] == ["empty", "full"]
    assert [entry.id for entry in faq.entries] == ["full"]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What's new, C++ & Rust?", "whats-new-c--rust"),
        ("snake_case and `code`", "snake_case-and-code"),
        ("**Bold** [link](https://example.org)", "bold-link"),
        ("Über uns – jetzt", "über-uns--jetzt"),
        ("हिन्दी में", "हिन्दी-में"),
        ("Explicit {#given}", "given"),
        ("Explicit {: #given .wide}", "given"),
        ("Unsafe {#a<b}", "unsafe"),
        ("Note[^1]", "note"),
        ("A <em>b</em>", "a-b"),
    ],
)
def test_anchors_are_those_of_github_and_hugo(heading: str, anchor: str) -> None:
    assert import_as_faq(f"## {heading}\n\ntext\n").sections[0].anchor == anchor


def test_repeated_headings_have_numbered_anchors_and_ids_and_questions_of_their_own() -> None:
    faq = import_as_faq("## A\n\na\n\n### A\n\nb\n\n## A\n\nc\n\n## B\n\nd\n\n### A\n\ne\n")
    assert [section.anchor for section in faq.sections] == ["a", "a-2", "b"]
    assert [entry.id for entry in faq.entries] == ["a", "a-2", "a-3", "b", "a-4"]
    assert [entry.examples[0] for entry in faq.entries] == ["A", "A (2)", "A (3)", "B", "A (B)"]


def test_anchors_of_the_shipped_source_are_found_again() -> None:
    titles = {section.title: section.anchor for section in parse(as_files(*_shipped())).sections if section.anchor}
    post = "\n\n".join(f"## {title}\n\ntext" for title in titles)
    assert {section.title: section.anchor for section in import_as_faq(post).sections} == titles


def _shipped() -> list[bytes]:
    """The shipped FAQ files."""
    return [file.read_bytes() for file in sorted(SHIPPED.glob("*.yaml"))]


def test_setext_headings_divide_and_hashes_in_code_do_not() -> None:
    faq = import_as_faq("Title\n=====\n\nPart\n----\n\n```sh\n# no heading\n## nor this\n```\n")
    assert [section.title for section in faq.sections] == ["Part"]
    assert faq.entries[0].answer == "```sh\n# no heading\n## nor this\n```"


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        ("---\ntitle: 'A: b'\nauthor: Ada\nurl: https://a.example/x#y\n---\n", ("A: b", "Ada", "https://a.example/x")),
        (
            "---\nTitle: T\nauthors: [Ada, Bob]\ncanonical: https://a.example\n---\n",
            ("T", "Ada, Bob", "https://a.example"),
        ),
        ("---\ntitle: T\nauthor: {name: Ada}\npermalink: /x/\n---\n", ("T", "Ada", "https://example.org/TODO")),
        ("---\ntitle: T\nauthor: !x Ada\n...\n", ("T", "!x Ada", "https://example.org/TODO")),
        ('+++\ntitle = "T"\nauthors = ["Ada"]\nlink = "https://a.example"\n+++\n', ("T", "Ada", "https://a.example")),
        ("+++\ntitle = \n+++\n", ("Post", None, "https://example.org/TODO")),
        ("---\n---\n", ("Post", None, "https://example.org/TODO")),
        ("---\n\ntext\n\n---\n", ("Post", None, "https://example.org/TODO")),
        ("---\ntitle: [1, ~]\ndate: 3\n---\n", ("1", None, "https://example.org/TODO")),
        ("+++\ntitle = 3\n+++\n", ("Post", None, "https://example.org/TODO")),
    ],
)
def test_front_matter_gives_title_author_and_address(matter: str, expected: tuple[str, str | None, str]) -> None:
    source = import_as_faq(f"{matter}\ntext\n", url=None).sections[0].source
    assert (source.title, source.author, source.url) == expected


def test_an_address_that_is_given_comes_before_that_of_the_post() -> None:
    faq = import_as_faq("---\nurl: https://a.example\n---\ntext", url="https://b.example/x#y")
    assert faq.sections[0].source.url == "https://b.example/x"


def test_a_post_without_a_title_is_called_after_its_file() -> None:
    draft = import_text("text", url=None, name="notes/how_we-hire.md")
    assert parse(as_files(draft)).sections[0].source.title == "How we hire"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one  \ntwo"),
        ("[a](/b 'title') [c](https://d.example/(e))", "[a](https://example.org/b) [c](https://d.example/%28e%29)"),
        ("[a][b] [b]\n\n[b]: https://c.example", "[a](https://c.example) [b](https://c.example)"),
        ("[a](javascript:alert) [b](ftp://c.example) [](https://c.example)x", "a b x"),
        ("![pic](a.png) ![](b.png)", "[pic](https://example.org/post/a.png) [image](https://example.org/post/b.png)"),
        ("<https://a.example>", "<https://a.example>"),
        ("note[^1] `[^1]`\n\n[^1]: A footnote.", "note `[^1]`"),
        ("note[^1] end\n\n[^1]: https://a.example", "note end"),
        ("a<br>b <b>c</b> <!-- d -->", "a b c"),
        ("<details><summary>More</summary>\n<p>Text</p></details>", "More Text"),
        ("a\n\n<script>x</script>\n\n<!-- y -->\n\nb", "a\n\nb"),
        ("*a* __b__ ~~c~~ `` d`e `` `` `f` ``", "*a* **b** ~~c~~ ``d`e`` `` `f` ``"),
        ("2 ** 3 \\*\\* \\_ &lt;x&gt;", "2 \\*\\* 3 \\*\\* \\_ &lt;x&gt;"),
        ("* a\n* b\n  1. c\n  2. d", "- a\n- b\n  1. c\n  2. d"),
        ("3. a\n\n   b\n\n4. c\n-", "3. a\n\n   b\n4. c"),
        ("> a\n> b\n>\n> c", "> a b\n> \n> c"),
        ("    code", "```\ncode\n```"),
        ("~~~ python x\n```\n~~~", "````python\n```\n````"),
        ("| a | b |\n|---|---|\n| `c` | |", "- a – b\n- `c`"),
        ("{{< figure src='a_b_c.png' >}} a {% include x %}", "a"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("a\u2028b\x0bc\x1bd\ue000", "a b cd\ue000"),
    ],
)
def test_markdown_is_written_anew_as_a_chat_can_show_it(text: str, answer: str) -> None:
    assert answer_of(text) == answer


def test_without_an_address_relative_links_become_text() -> None:
    assert import_as_faq("[a](/b) [c](#d)", url=None).entries[0].answer == "a c"


def test_a_long_section_is_cut_between_paragraphs_and_says_so() -> None:
    draft = import_text("## A\n\n" + "\n\n".join(["word " * 100] * 5), url=None, name="x")
    assert len(parse(as_files(draft)).entries[0].answer.split("\n\n")) == 2
    assert "# TODO: cut to fit a chat; the section has 2,503 characters" in draft


@pytest.mark.parametrize(
    ("text", "end"), [("A sentence. " * 200, "sentence. …"), ("word " * 500, "word …"), ("a" * 5_000, "a …")]
)
def test_a_paragraph_that_is_too_long_is_cut_inside(text: str, end: str) -> None:
    answer = answer_of(text)
    assert answer.endswith(end)
    assert len(answer) <= 1_200


def test_a_list_that_is_too_long_is_cut_between_its_items() -> None:
    answer = answer_of("These:\n\n" + "\n".join(f"- item {number} {'x' * 100}" for number in range(30)))
    assert answer.startswith("These:\n\n- item 0 ")
    assert answer.endswith("x" * 100)
    assert 1_000 < len(answer) <= 1_200


def test_code_that_is_too_long_becomes_text_that_still_checks() -> None:
    assert "…" in answer_of("```\n" + "x = 1\n" * 500 + "```")


def test_the_draft_tells_its_curator_what_to_do() -> None:
    draft = import_text("text", url=None, name="a\nb.md")
    assert draft.startswith("# yaml-language-server: $schema=schema.json\n")
    assert "A draft imported from a b.md." in draft
    assert "re-faq-bot check" in draft


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (" \n\t\n", "is empty"),
        ("a\0b", "is a binary file"),
        ("a" * (MOST_CHARACTERS + 1), "is longer than 300,000 characters"),
        ("# Only\n\n## Headings\n", "has no text"),
        ("\u200b", "has no text"),
        ("<!-- nothing -->", "has no text"),
        ("# a\n" * 2_500, "more than 2,000 headings"),
    ],
)
def test_what_is_no_post_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        import_text(text, url=None, name="x.md")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'example' is not an address"):
        import_text("text", url="example", name="x.md")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*a " * 20_000,
        "[^" * 20_000,
        "{{<" * 20_000,
        "> " * 20_000,
        "- " * 20_000,
        "<a " * 20_000,
        "`a" * 20_000,
        "## {#" + "#" * 20_000,
        "# A\n\n" + "## A\n\na\n\n" * 500,
        "| a " * 20_000,
        "---\n" * 20_000,
    ],
)
def test_hostile_markdown_takes_bounded_time(text: str) -> None:
    start = time.perf_counter()
    with suppress(BotError):
        import_as_faq(text)
    assert time.perf_counter() - start < 5


def test_an_address_that_python_cannot_join_leaves_links_as_text() -> None:
    assert import_as_faq("[a](b)", url="https://a\u2100b.example/").entries[0].answer == "a"


def test_an_empty_heading_divides_and_is_named_by_its_number() -> None:
    assert [section.title for section in import_as_faq("##\n\na\n\n## B\n\nb\n").sections] == ["Section 1", "B"]
