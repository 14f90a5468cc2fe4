"""Markdown, as the FAQ's own parser reads it, into blocks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import count, repeat

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.platforms.kit.markdown.blocks import Block, Kind, Mark, Run, merged, text_runs

# The parser drops what is nested deeper than this; its own default of 20 is ten lists.
_DEEPEST = 100
_LONGEST_TARGET = 500
_WEB = re.compile(r"https?://[^\s/]")
_MARKS = {"strong": Mark.STRONG, "em": Mark.EMPHASIS, "s": Mark.STRUCK}
# A link whose text shows nothing could not be seen or clicked.
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]*")


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and struck text. It accepts every link target, since ``check`` has judged them."""
    markdown = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - as said above
    return markdown


@lru_cache(maxsize=1024)
def parse(markdown: str, not_in_links: str = "") -> tuple[Block, ...]:
    """The blocks of an answer, in their order; no text with a character of ``not_in_links`` becomes a link."""
    reader = _Reader(not_in_links=not_in_links)
    for token in _parser().parse(markdown):
        reader.take(token)
    return tuple(reader.blocks)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes through tokens, and knows which lists, quotes and rows it is in."""

    not_in_links: str
    blocks: list[Block] = field(default_factory=list)
    lists: list[Iterator[str]] = field(default_factory=list)  # the markers of the items to come, of each open list
    quotes: int = 0
    lists_around_quote: int = 0
    markers: tuple[str, ...] = ()
    opens_list: bool = False
    level: int = 0
    rows: list[list[tuple[Run, ...]]] = field(default_factory=list)
    is_cell: bool = False

    @property
    def depth(self) -> int:
        """How many lists are open, in the quote if there is one."""
        return len(self.lists) - self.lists_around_quote

    def take(self, token: Token) -> None:
        """Read one token of the block level."""
        match token.type:
            case "inline":
                self._take_inline(tuple(merged(_inline(token.children or (), self.not_in_links))))
            case "fence" | "code_block" if token.content.strip():
                code = (Run(text=token.content.removesuffix("\n")),)
                self._add(Kind.CODE, code, info=token.info.strip().split(" ")[0])
            case "html_block":
                self._add(Kind.PARAGRAPH, tuple(text_runs(token.content.strip())))
            case "hr":
                self._add(Kind.RULE, ())
            case "heading_open":
                self.level = int(token.tag[1:])
            case _:
                self._enter_or_leave(token)

    def _enter_or_leave(self, token: Token) -> None:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                self._enter_or_leave_quote(token.nesting)
            case "bullet_list_open":
                self._enter_list(repeat("-"))
            case "ordered_list_open":
                self._enter_list(f"{number}." for number in count(int(token.attrs.get("start", 1))))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.markers += (next(self.lists[-1]),)
            case "list_item_close" if self.markers:
                self._add(Kind.PARAGRAPH, ())
            case "heading_close":
                self.level = 0
            case _:
                self._enter_or_leave_table(token)

    def _enter_list(self, markers: Iterator[str]) -> None:
        self.opens_list = not self.depth
        self.lists.append(markers)

    def _enter_or_leave_quote(self, step: int) -> None:
        """Count quotes; lists begin again in one, and a quote within a quote is part of it."""
        if not self.quotes:
            self.lists_around_quote = len(self.lists)
        self.quotes += step
        if not self.quotes:
            self.lists_around_quote = 0

    def _enter_or_leave_table(self, token: Token) -> None:
        match token.type:
            case "tr_open":
                self.rows.append([])
            case "th_open" | "td_open":
                self.is_cell = True
            case "th_close" | "td_close":
                self.is_cell = False
            case "table_close":
                self._add_table()
                self.rows = []

    def _add_table(self) -> None:
        """A row becomes an item that names each column: platforms have no tables, and code wraps on a phone."""
        titles, *rows = self.rows
        if not rows:
            self._add(Kind.PARAGRAPH, tuple(_joined(titles)))
        self._enter_list(repeat("-"))
        for row in rows:
            self.markers += (next(self.lists[-1]),)
            self._add(Kind.PARAGRAPH, tuple(_joined(map(_named, titles, row))))
        self.lists.pop()
        self.opens_list = False

    def _take_inline(self, runs: tuple[Run, ...]) -> None:
        if self.is_cell:
            self.rows[-1].append(_on_one_line(runs))
        elif self.level:
            self._add(Kind.HEADING, _on_one_line(runs), level=self.level)
        else:
            self._add(Kind.PARAGRAPH, runs)

    def _add(self, kind: Kind, runs: tuple[Run, ...], *, level: int = 0, info: str = "") -> None:
        block = Block(
            kind=kind, runs=runs, level=level, info=info, depth=self.depth, markers=self.markers,
            is_quoted=self.quotes > 0, opens_list=self.opens_list,
        )  # fmt: skip
        self.blocks.append(block)
        self.markers, self.opens_list = (), False


def _inline(tokens: Iterable[Token], not_in_links: str) -> Iterator[Run]:
    """The runs of one paragraph, heading or cell."""
    marks = Mark.NONE
    target: str | None = None
    inside: list[Run] = []
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            yield from linked(tuple(inside), target or "", marks, not_in_links)
            target, inside = None, []
        elif token.nesting:
            marks ^= _MARKS[token.type.partition("_")[0]]
        elif target is None:
            yield from _said(token, marks, not_in_links)
        else:
            inside.extend(_said(token, marks, not_in_links))


def _said(token: Token, marks: Mark, not_in_links: str) -> Iterator[Run]:
    """What a token without an end of its own says; an image is a link with its description."""
    match token.type:
        case "softbreak":
            yield Run(text=" ", marks=marks)
        case "hardbreak":
            yield Run(text="\n", marks=marks)
        case "code_inline":
            yield Run(text=token.content, marks=marks | Mark.CODE)
        case "image":
            description = "".join(run.text for run in _inline(token.children or (), not_in_links))
            run = Run(text=description, marks=marks)
            yield from linked((run,), str(token.attrs.get("src", "")), marks, not_in_links)
        case _:
            yield from text_runs(token.content.replace("\n", " "), marks)


def linked(runs: tuple[Run, ...], target: str, marks: Mark, not_in_links: str = "") -> Iterator[Run]:
    """A link; its address in full behind the text where the two may not stand together.

    That is where a platform takes the text for no link (``not_in_links``), where the text names an address itself, and
    where the address is so long that no message has room for it beside each piece of the text.
    """
    text = "".join(run.text for run in runs)
    is_web = _WEB.match(target) is not None
    if is_web and (text == target or _BLANK.fullmatch(text)):
        yield Run(text=target, marks=marks | Mark.ADDRESS)
    elif is_web and len(target) <= _LONGEST_TARGET and "://" not in text and not {*text} & {*not_in_links}:
        yield from (replace(run, target=target) for run in _on_one_line(runs))
    else:
        yield from runs
        address = target.removeprefix("mailto:")
        if address not in ("", text):
            yield Run(text=" (" if text else "(", marks=marks)
            yield from text_runs(address, marks)
            yield Run(text=")", marks=marks)


def _named(title: tuple[Run, ...], cell: tuple[Run, ...]) -> tuple[Run, ...]:
    """A cell after the title of its column."""
    if not title:
        return cell
    strong = tuple(replace(run, marks=run.marks | Mark.STRONG) for run in title)
    return (*strong, Run(text=":", marks=Mark.STRONG), Run(text=" "), *(cell or (Run(text="–"),)))


def _joined(cells: Iterable[tuple[Run, ...]]) -> Iterator[Run]:
    """The cells of a row with points between them."""
    for number, cell in enumerate(cells):
        if number:
            yield Run(text=" · ")
        yield from cell


def _on_one_line(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(replace(run, text=run.text.replace("\n", " ")) for run in runs)
