"""Checks the documentation: ``python -m tools.docs_check`` fails on what a reader could not follow.

It reports dead links, dead anchors, files that a page names and that do not exist, and commands that do not exist:
``re-faq-bot`` with a wrong command or option, ``make`` with an unknown target, ``python -m`` with an unknown module.
It never uses the network, so addresses on the web are not opened.

markdown-it-py finds links and code, mdit-py-plugins names headings as GitHub does, and the bot's own parser reads
its commands. lychee checks links too, but its binary is 300 MB and it knows nothing of the commands.
"""

import io
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin

from bot.arguments import PROGRAM, build_parser

ROOT = Path(__file__).parent.parent
PAGES = ("*.md", "docs/**/*.md", ".github/**/*.md", "bot/**/*.md", "tests/**/*.md", "tools/**/*.md")
_SHELL = {"sh", "shell", "bash", "console"}
_FOLDERS = "bot|docs|faq|tests|tools|.github|.ci"
# A path in code, as in `bot/core/wording.py`. A path with NAME or <name> in it is a pattern, and not checked.
_PATH = re.compile(rf"(?:{_FOLDERS.replace('.', '[.]')})/[a-z0-9_.*/{{}},-]*", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_BETWEEN_COMMANDS = {"&&", "||", "|", ";", "&", "(", ")"}
_REDIRECTION = re.compile(r"[<>]+&?")
_STARTERS = {"docker", "uvx"}
"""They run the bot by its name: ``docker run re-faq-bot ask …``, ``uvx --from WHEEL re-faq-bot ask …``."""
_NO_TARGET = re.compile(r"-|[A-Z]+=|[.]venv/|…")
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, and where; ``line`` counts from 1."""

    page: str
    line: int
    what: str

    def __str__(self) -> str:
        """As compilers write it, so that editors can jump there."""
        return f"{self.page}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Code on a page. A line of a shell block is typed as it is; a span in a sentence may only name a command."""

    text: str
    line: int
    is_typed: bool


def main() -> None:
    """Check the pages of this repository; exit with 1 if anything is wrong."""
    problems = check(ROOT)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    pages = sum(1 for _ in pages_of(ROOT))
    sys.stdout.write(f"{pages} pages, {len(problems)} problems\n")
    sys.exit(1 if problems else 0)


def check(root: Path) -> list[Problem]:
    """Every problem on the pages of the repository at ``root``, page by page."""
    targets = frozenset(_TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    problems = []
    for path in pages_of(root):
        page = Page(path)
        found = [
            *((line, what) for line, link in page.links if (what := _link_problem(link, page, root))),
            *((code.line, what) for code in page.code for what in _code_problems(code, root, targets)),
        ]
        name = path.relative_to(root).as_posix()
        problems += [Problem(page=name, line=line, what=what) for line, what in sorted(found)]
    return problems


def pages_of(root: Path) -> Iterator[Path]:
    """The Markdown files of the repository, each once."""
    return iter(sorted({path for pattern in PAGES for path in root.glob(pattern)}))


class Page:
    """A Markdown file: its links and pictures, its code, and what a link can jump to."""

    def __init__(self, path: Path) -> None:
        """Read the file at ``path``."""
        self.path = path
        self.links: list[tuple[int, str]] = []
        self.code: list[Code] = []
        self.anchors: set[str] = set()
        parser = MarkdownIt("commonmark").enable("table").use(anchors_plugin, max_level=6)
        line = 1
        for token in parser.parse(path.read_text(encoding="utf-8")):
            line = token.map[0] + 1 if token.map else line  # a cell of a table has no line of its own
            self._read(token, line)

    def _read(self, token: Token, line: int) -> None:
        target = token.attrGet("href") or token.attrGet("src")
        if target:
            self.links.append((line, str(target)))
        if token.type == "heading_open":
            self.anchors.add(str(token.attrGet("id")))
        elif token.type == "fence":
            self.code += _typed(token.content, line + 1, is_shell=token.info.strip() in _SHELL)
        elif token.type == "code_block":
            self.code += _typed(token.content, line, is_shell=False)
        elif token.type == "code_inline":
            self.code.append(Code(text=token.content, line=line, is_typed=False))
        elif token.type in {"html_block", "html_inline"}:
            html = _Html(token.content)
            self.links += [(line, link) for link in html.links]
            self.anchors |= html.anchors
        for child in token.children or ():
            self._read(child, line)
            line += child.type in {"softbreak", "hardbreak"}


class _Html(HTMLParser):
    """The links and anchors in a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        named = {name: value for name, value in attrs if value}
        self.links += [named[name] for name in ("href", "src") if name in named]
        self.anchors |= {named[name] for name in ("id", "name") if name in named}


def _typed(text: str, first: int, *, is_shell: bool) -> Iterator[Code]:
    """The commands of a block whose first line is ``first``: the lines after a prompt, or all where it has no prompt.

    A backslash continues a line. A block that is no shell's holds commands only after prompts.
    """
    needs_prompt = not is_shell or bool(re.search(r"^\$ ", text, re.MULTILINE))
    held, start = "", first
    for number, line in enumerate(text.splitlines(), first):
        if not held:
            if needs_prompt and not line.startswith("$ "):
                continue
            start = number
        held += line.removeprefix("$ ").removesuffix("\\")
        if not line.endswith("\\"):
            yield Code(text=held, line=start, is_typed=True)
            held = ""


def _link_problem(link: str, page: Page, root: Path) -> str:
    """What is wrong with a link, "" if nothing is."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in {"http", "https", "mailto"} else f"no address: {link}"
    path = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
    if not path.is_relative_to(root.resolve()) or not path.exists():
        return f"dead link: {link}"
    if parts.fragment and path.suffix == ".md":
        anchors = page.anchors if path == page.path.resolve() else Page(path).anchors
        return "" if unquote(parts.fragment) in anchors else f"dead anchor: {link}"
    return ""


def _code_problems(code: Code, root: Path, targets: frozenset[str]) -> Iterator[str]:
    """What is wrong with the commands in ``code``, or with the path that it names."""
    if not code.is_typed and _PATH.fullmatch(code.text) and "NAME" not in code.text:
        if not any(any(root.glob(path.rstrip("/"))) for path in _alternatives(code.text)):
            yield f"no such file: {code.text}"
        return
    for words in _commands(code.text):
        if what := _command_problem(words, root, targets, is_typed=code.is_typed):
            yield what


def _alternatives(path: str) -> list[str]:
    """``a/{b,c}.py`` as a shell expands it, one group at most."""
    group = re.search(r"\{([^}]*)\}", path)
    return [path.replace(group.group(), each) for each in group.group(1).split(",")] if group else [path]


def _commands(text: str) -> Iterator[list[str]]:
    """The simple commands of a line of shell, without variables set before them and without redirections."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        words = list(lexer)
    except ValueError:  # an apostrophe in what is no command
        return
    command: list[str] = []
    is_target_of_redirection = False
    for word in [*words, ";"]:
        if word in _BETWEEN_COMMANDS:
            if command:
                yield command
            command = []
        elif is_target_of_redirection:
            is_target_of_redirection = False
        elif _REDIRECTION.fullmatch(word):
            is_target_of_redirection = True
            if command and command[-1].isdigit():  # the 2 of 2>
                command.pop()
        elif command or not _ASSIGNMENT.match(word):
            command.append(word)


def _command_problem(words: list[str], root: Path, targets: frozenset[str], *, is_typed: bool) -> str:
    """What is wrong with one command, "" if nothing is or it is not the project's."""
    program, *arguments = words
    name = Path(program).name
    if name in _STARTERS and PROGRAM in arguments:
        name, arguments = PROGRAM, arguments[arguments.index(PROGRAM) + 1 :] or ["run"]
    if re.fullmatch(r"python[\d.]*", name) and arguments[:1] == ["-m"] and len(arguments) > 1:
        module, *arguments = arguments[1:]
        if module != "bot":
            return "" if _is_module(module, root) else f"no such module: python -m {module}"
        name = PROGRAM
    if name == PROGRAM:
        return _bot_problem(arguments, is_typed=is_typed)
    if name == "make":
        unknown = [each for each in arguments if each not in targets and not _NO_TARGET.match(each)]
        return f"no such target: make {unknown[0]}" if unknown else ""
    return ""


def _is_module(name: str, root: Path) -> bool:
    """Whether ``python -m`` can run it: a file of the repository, or a package that is installed."""
    if "…" in name:
        return True
    top, *_ = name.split(".")
    if top not in {"bot", "tests", "tools"}:
        return find_spec(top) is not None
    path = root.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


def _bot_problem(arguments: Iterable[str], *, is_typed: bool) -> str:
    """What the bot's own parser says to these arguments, "" if it takes them.

    In a sentence, `re-faq-bot check [PATH]` shows what is optional, `…` means more arguments, and a command may be
    named without its arguments.
    """
    words = [word if is_typed else word.strip("[]") for word in arguments if word != "…"]
    refusal = _refusal(words)
    if not is_typed and refusal.startswith("the following arguments are required"):
        # argparse reports this before a wrong option, so pass an argument to see whether there is one.
        refusal = _refusal([*words, "X"]) if any(word.startswith("-") for word in words) else ""
    return f"{' '.join([PROGRAM, *words])}: {refusal}" if refusal else ""


def _refusal(words: list[str]) -> str:
    said = io.StringIO()
    try:
        with redirect_stderr(said), redirect_stdout(io.StringIO()):  # --help prints and leaves with 0
            build_parser().parse_args(words)
    except SystemExit as leaving:
        return said.getvalue().partition("\n")[0].removeprefix("error: ") if leaving.code else ""
    return ""


if __name__ == "__main__":
    main()
