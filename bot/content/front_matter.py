"""What a post says about itself before it begins: YAML between ``---`` or TOML between ``+++``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.loading import load
from bot.content.model import URL_PATTERN, VISIBLE
from bot.content.nodes import MappingNode, to_plain
from bot.content.plain_text import to_line

YAML_BLOCK = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?\n)??\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
KEY_LINE = re.compile(r"^([A-Za-z][\w -]*):[ \t]+[\"'\[]?(.+?)[\"'\]]?[ \t]*$", re.MULTILINE)
URL_KEYS = ("canonical", "canonicalurl", "canonical_url", "url", "permalink", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """Title, author and address of a post, as far as it gives them."""

    title: str | None = None
    author: str | None = None
    url: str | None = None


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """What a post says about itself, and the rest of it; ``text`` as it is where it says nothing."""
    if found := YAML_BLOCK.match(text):
        values = _read_yaml(found.group(1) or "")
    elif found := TOML_BLOCK.match(text):
        values = _read_toml(found.group(1) or "")
    else:
        return FrontMatter(), text
    # Two rules at the beginning of a post look the same and hold no keys.
    return (FrontMatter(), text) if values is None else (_to_front_matter(values), text[found.end() :])


def to_url(text: str | None) -> str | None:
    """An address that a source can have, without its fragment, or None."""
    address = (text or "").strip().partition("#")[0]
    return address if re.match(URL_PATTERN, address) else None


def _read_yaml(block: str) -> Mapping[str, object] | None:
    """The keys of YAML front matter; by their lines alone where it uses what an FAQ may not."""
    root = load("front matter", block.encode()).root
    if isinstance(root, MappingNode):
        return to_plain(root)  # type: ignore[return-value]  # a mapping gives a dict
    return dict(KEY_LINE.findall(block)) or None


def _read_toml(block: str) -> Mapping[str, object] | None:
    """The keys of TOML front matter; none where it is broken."""
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _to_front_matter(values: Mapping[str, object]) -> FrontMatter:
    """Pick what an FAQ needs, whatever the case of the keys."""
    keys = {str(key).lower(): value for key, value in values.items()}
    urls = (to_url(_to_text(keys.get(key))) for key in URL_KEYS)
    return FrontMatter(
        title=_to_text(keys.get("title")),
        author=_to_text(keys.get("author") or keys.get("authors")),
        url=next((url for url in urls if url), None),
    )


def _to_text(value: object) -> str | None:
    """A text out of a text, a list of texts, or a mapping with a name."""
    match value:
        case str():
            line = to_line(value)
            return line if VISIBLE.search(line) else None
        case list() | tuple():
            return ", ".join(filter(None, map(_to_text, value))) or None
        case dict():
            return _to_text(value.get("name"))
    return None
