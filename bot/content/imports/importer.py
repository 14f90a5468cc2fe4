"""A Markdown document to the text of a draft FAQ file, which a curator then rewrites."""

import re
from dataclasses import replace
from pathlib import Path

from bot.content.imports.document import clean, to_line
from bot.content.imports.draft import write_draft
from bot.content.imports.markdown import read_markdown
from bot.content.model import URL_PATTERN, VISIBLE
from bot.errors import InputError

MOST_CHARACTERS = 300_000  # about four hours of reading; a longer text is hardly one document


def import_text(text: str, *, url: str | None, name: str) -> str:
    """Turn a document into the text of a draft FAQ file, which parses and has no errors in ``check``.

    ``url`` is the address of the document, if it does not say so itself; ``name`` is its name in the draft. Raise
    InputError for a text that is empty, binary, too long or without anything to make an answer of.
    """
    _check_text(text, name)
    document = read_markdown(clean(text), url=_check_url(url))
    if not any(passage.blocks for section in document.sections for passage in section.passages):
        raise InputError(f"{name}: has no text that an answer could be made of")
    title = document.title
    if not VISIBLE.search(title or ""):
        words = re.sub(r"[-_\s]+", " ", Path(to_line(name)).stem).strip()
        title = f"{words[0].upper()}{words[1:]}" if VISIBLE.search(words) else "Untitled"
    return write_draft(replace(document, title=title), name=to_line(name))


def _check_text(text: str, name: str) -> None:
    if not text.strip():
        raise InputError(f"{name}: is empty")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"{name}: is longer than {MOST_CHARACTERS:,} characters: import it in parts")
    if "\0" in text:
        raise InputError(f"{name}: is a binary file, not Markdown")


def _check_url(url: str | None) -> str | None:
    """The address that was given, without its fragment."""
    if url is None:
        return None
    address = url.strip().partition("#")[0]
    if re.match(URL_PATTERN, address) is None:
        raise InputError(f"'{to_line(url)}' is not an address: it must start with http:// or https://")
    return address
