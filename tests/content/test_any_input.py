"""Whatever comes in, problems or an error with a message come out."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from bot.content.check import check_faq
from bot.content.imports.importer import import_text
from bot.content.imports.markdown import split_front_matter
from bot.content.parser import parse
from bot.errors import FaqError, InputError
from tests.content.written_faqs import SMALL, as_files

PIECES = [
    "#",
    "##",
    "###",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "```",
    "`",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "<b>",
]
PIECES += [
    "<!--",
    "-->",
    "|",
    "|-|\n",
    "https://a.example",
    "{#x}",
    "\\",
    "a",
    "b c",
    "?",
    ": ",
    "---\n",
    "+++\n",
    "&amp;",
]
PIECES += [
    "title: x\n",
    "[^1]",
    "![",
    "    ",
    "\t",
    "===\n",
    "\u200b",
    "é",
    "漢",
    "\x1b",
    "&#27;",
    "</b>",
    "javascript:",
    "…",
]
markdown = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60)
yaml_pieces = st.sampled_from(
    ["a", "- ", ": ", "\n", "  ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "'", '"', "|", ">", "#"]
)
yaml_pieces |= st.sampled_from(
    ["entries:", "sections:", "source:", "synonyms:", "id: ", "? ", "~", "---\n", "%YAML", "examples:"]
)


@given(st.binary(max_size=200))
def test_any_bytes_give_problems(content: bytes) -> None:
    assert check_faq(as_files(content))


@given(st.lists(yaml_pieces, max_size=30).map("".join))
def test_anything_like_yaml_gives_problems(content: str) -> None:
    assert check_faq(as_files(content))


@given(st.integers(0, len(SMALL)), st.integers(0, 40), st.lists(yaml_pieces, max_size=3).map("".join))
def test_a_file_with_a_slip_parses_or_says_why(start: int, length: int, slip: str) -> None:
    files = as_files(SMALL[:start] + slip + SMALL[start + length :])
    errors = [problem for problem in check_faq(files) if not problem.is_warning]
    if errors:
        with suppress(FaqError):  # an error of check alone, such as an example under two entries
            parse(files)
    else:
        assert parse(files)


@given(markdown)
def test_any_markdown_imports_to_a_file_that_checks_or_says_why(text: str) -> None:
    with suppress(InputError):
        draft = import_text(text, url=None, name="post.md")
        assert [str(problem) for problem in check_faq(as_files(draft)) if not problem.is_warning] == []
        assert parse(as_files(draft)).entries


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40), st.text(max_size=20))
def test_any_name_and_title_make_a_file_that_parses(title: str, name: str) -> None:
    assert parse(as_files(import_text(f"# {title}\n\ntext", url=None, name=name))).entries


@given(st.sampled_from(["---\n", "+++\n"]), markdown, st.sampled_from(["---\n", "+++\n", ""]))
def test_any_front_matter_is_read_or_left(opening: str, inside: str, closing: str) -> None:
    text = f"{opening}{inside}{closing}rest"
    assert text.endswith(split_front_matter(text)[1])
