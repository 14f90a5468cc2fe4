"""Parsed Markdown back to Markdown that a chat can show: full links; no HTML, footnotes or thematic breaks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin

from markdown_it.token import Token

from bot.content.answer_markdown import SAFE_TARGET
from bot.content.imports.document import escape, to_line

Block = tuple[Token, ...]
# [^1], Hugo's {{< figure … >}} and Jekyll's {% include … %}. Not markdown-it's plug-in for footnotes: it needs minutes
# for 20,000 of them that are not closed.
NOTES = re.compile(r"\[\^[^\[\]\s]{1,100}\]|\{\{[<%][^{}]{0,500}[>%]\}\}|\{%[^{}]{0,500}%\}")
# Markers that are not closed are text: escaped, they stay text whatever is written next to them.
LITERAL = re.compile(r"\*(?=\*)|(?<=\*)\*|`|~(?=~)|(?<=~)~|](?=[(\[])")
FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,100}\]:")
HIDDEN_HTML = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
BREAKS_AND_MARKERS = {
    "softbreak": " ",
    "hardbreak": "  \n",
    "strong_open": "**",
    "strong_close": "**",
    "s_open": "~~",
    "s_close": "~~",
}


def split_blocks(tokens: Iterable[Token]) -> Iterator[Block]:
    """Cut a stream of tokens into its outermost blocks."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield tuple(block)
            block = []


def to_plain_text(inline: Token) -> str:
    """The text of a paragraph or heading without its markup, on one line."""
    replaced = {"softbreak": " ", "hardbreak": " ", "html_inline": ""}
    children = inline.children or ()
    return to_line("".join(replaced.get(child.type, _without_notes(child)) for child in children))


def _without_notes(child: Token) -> str:
    """The text of one part of a paragraph; only code keeps what looks like a footnote or a template's tag."""
    return NOTES.sub("", child.content) if child.type == "text" else child.content


class MarkdownWriter:
    """Writes blocks as Markdown."""

    def __init__(self, base_url: str | None) -> None:
        """Resolve relative links against ``base_url``; without it they become plain text."""
        self._base_url = base_url

    def write_all(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """The blocks as Markdown, without those that become empty."""
        written = (self.write(block).strip() for block in split_blocks(tokens))
        return tuple(text for text in written if text)

    def write(self, block: Block) -> str:
        """One block as Markdown; empty for a block that a chat does not show."""
        first, inside = block[0], block[1:-1]
        written = ""
        match first.type:
            case "paragraph_open" if not FOOTNOTE.match(inside[0].content):
                written = self._write_inline(inside[0])
            case "heading_open" if text := to_plain_text(inside[0]):
                written = f"**{escape(text)}**"
            case "fence" | "code_block":
                written = _write_code(first)
            case "blockquote_open":
                written = _indent("\n\n".join(self.write_all(inside)), first="> ", rest="> ")
            case "bullet_list_open" | "ordered_list_open":
                written = self._write_list(first, inside)
            case "table_open":
                written = self._write_table(inside)
            case "html_block":
                written = escape(to_line(TAG.sub(" ", HIDDEN_HTML.sub(" ", first.content))))
        return written

    def _write_list(self, opening: Token, inside: Sequence[Token]) -> str:
        number = int(opening.attrs.get("start", 1))
        items: list[str] = []
        for item in split_blocks(inside):
            is_tight = any(token.hidden for token in item)
            content = ("\n" if is_tight else "\n\n").join(self.write_all(item[1:-1]))
            marker = f"{number + len(items)}. " if opening.type == "ordered_list_open" else "- "
            if content:
                items.append(_indent(content, first=marker, rest=" " * len(marker)))
        return "\n".join(items)

    def _write_table(self, inside: Sequence[Token]) -> str:
        """A table as a list of its rows: no platform shows tables."""
        rows: list[list[str]] = []
        for token in inside:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._write_inline(token))
        return "\n".join(f"- {' – '.join(filter(None, row))}" for row in rows if any(row))

    def _write_inline(self, inline: Token) -> str:
        """A paragraph or heading with its links, emphasis and code."""
        # A link opens a level; when it closes, its text joins the level below.
        levels: list[tuple[str, list[str]]] = [("", [])]
        for child in inline.children or ():
            if child.type == "link_open":
                levels.append((str(child.attrs.get("href", "")), []))
            elif child.type == "link_close":
                target, parts = levels.pop()
                levels[-1][1].append(self._write_link("".join(parts), target))
            else:
                levels[-1][1].append(self._write_child(child))
        return "".join(levels[0][1]).strip()

    def _write_child(self, child: Token) -> str:
        written = BREAKS_AND_MARKERS.get(child.type, child.content)
        match child.type:
            case "text":
                written = LITERAL.sub(r"\\\g<0>", _without_notes(child))
            case "code_inline":
                written = _write_inline_code(child.content)
            case "text_special":
                written = child.markup if child.content.strip() else " "
            case "em_open" | "em_close":
                written = child.markup
            case "image":
                written = self._write_link(escape(child.content) or "image", str(child.attrs.get("src", "")))
            case "html_inline":
                written = " " if child.content.lower().startswith("<br") else ""
        return written

    def _write_link(self, text: str, target: str) -> str:
        """A link with its full address, or its text alone where the target is unusable."""
        # With "[^1]: https://…" below it, CommonMark reads the footnote "[^1]" as a link by reference.
        if text.startswith("^") and " " not in text:
            return ""
        address = self._resolve(target)
        if address == text:
            return f"<{address}>"
        return f"[{text}]({address})" if address and text.strip() else text

    def _resolve(self, target: str) -> str | None:
        """The full address of a link's target, if it is a safe one."""
        try:
            address = urljoin(self._base_url or "", target)
        except ValueError:  # not a valid address
            return None
        if SAFE_TARGET.match(address) is None:
            return None
        # These would end the link early in Markdown or in the markup of a platform.
        return re.sub(r"[()\s<>\\]", lambda found: f"%{ord(found.group()):02X}", address)


def _write_code(token: Token) -> str:
    """Code between fences that are longer than any in the code."""
    longest = max((len(run) for run in re.findall(r"`{3,}", token.content)), default=2)
    fence = "`" * (longest + 1)
    language = re.sub(r"[^\w+#.-]", "", token.info.strip().partition(" ")[0])
    return f"{fence}{language}\n{token.content.rstrip()}\n{fence}" if token.content.strip() else ""


def _write_inline_code(content: str) -> str:
    """Code in a line, between more backticks than any run of them in the code."""
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    ticks = "`" * (longest + 1)
    blank = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{ticks}{blank}{content}{blank}{ticks}"


def _indent(text: str, *, first: str, rest: str) -> str:
    """Put ``first`` before the first line and ``rest`` before the others; a line of spaces becomes empty."""
    return first + re.sub(r"\n[ ]+(?=\n)", "\n", text.replace("\n", f"\n{rest}")) if text else ""
