"""The model of an FAQ file: for strict reading, for the JSON Schema that editors use, and as values of the core."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.core.entries import Entry, Faq, Section, Source, Uncovered

# Buttons and menus carry ids, and a custom id of Discord has at most 100 characters.
LONGEST_ID = 64
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# No character that could end the link in a platform's markup, and no fragment: sections add their anchor.
URL_PATTERN = r"^https?://[^\s/?#<>|\"\\^`{}\[\]]+[^\s#<>|\"\\^`{}\[\]]*$"
ANCHOR_PATTERN = r"^[^\s#<>|\"\\^`{}]*$"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A YAML escape can write these; in a terminal or a message they do harm. Tab and line feed are allowed.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
VISIBLE = re.compile(r"[^\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def _to_date(value: object) -> date:
    # Pydantic alone would also read numbers and times.
    if isinstance(value, str) and DATE.fullmatch(value.strip()):
        with suppress(ValueError):
            return date.fromisoformat(value.strip())
    raise PydanticCustomError("not_a_date", "not a date")


def _to_text(value: str) -> str:
    """A text without spaces around it, with something visible in it and no control characters."""
    if (control := CONTROL.search(value)) is not None:
        raise PydanticCustomError("control_character", "{code}", {"code": f"U+{ord(control.group()):04X}"})
    if VISIBLE.search(value) is None:
        raise PydanticCustomError("empty_text", "empty")
    return value.strip()


def _to_line(value: str) -> str:
    return " ".join(_to_text(value).split())


Text = Annotated[str, AfterValidator(_to_text), Field(min_length=1)]
Line = Annotated[str, AfterValidator(_to_line), Field(min_length=1)]
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
Day = Annotated[date, BeforeValidator(_to_date)]


class _Part(BaseModel):
    """What all parts of the file share: no unknown keys, no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SourceModel(_Part, title="Source"):
    """The text that the answers come from."""

    title: Line = Field(title="Title", description="The name of the post, handbook or page, as readers know it.")
    author: Line | None = Field(default=None, title="Author", description="Who wrote the source.")
    url: str = Field(
        title="Address",
        description="Where the source can be read, without '#…': sections add their anchor to it.",
        pattern=URL_PATTERN,
        examples=["https://example.org/handbook/"],
    )


class SectionModel(_Part, title="Section"):
    """A part of the source that answers cite."""

    id: Id = Field(
        title="Id",
        description="Lower-case letters, digits and hyphens; entries refer to it. Keep it when the title changes.",
        examples=["what-re-does"],
    )
    title: Line = Field(title="Title", description="The heading of the section, as in the source.")
    anchor: str = Field(
        default="",
        title="Anchor",
        description="What follows '#' in the address of this section; empty for the beginning of the source.",
        pattern=ANCHOR_PATTERN,
    )


class EntryModel(_Part, title="Entry"):
    """One thing the FAQ knows."""

    id: Id = Field(
        title="Id",
        description="Lower-case letters, digits and hyphens. Buttons carry it, so keep it when the text changes.",
        examples=["day-to-day-work"],
    )
    section: Line = Field(title="Section", description="The id of the section that the answer cites.")
    question: Line = Field(
        title="Question", description="The question as the bot shows it, in menus and above answers."
    )
    answer: Text = Field(
        title="Answer",
        description="Markdown: paragraphs, lists, emphasis, links, code. Best under 1,200 characters, at most 4,000.",
    )
    examples: tuple[Line, ...] = Field(
        default=(),
        title="Examples",
        description="Ways in which people ask this; a dozen in different voices works well. None under two entries.",
    )
    see_also: tuple[Line, ...] = Field(
        default=(), title="See also", description="Ids of entries that readers of this answer may want next."
    )
    reviewed: Day | None = Field(
        default=None,
        title="Reviewed",
        description="The day on which somebody last compared the answer with the source, as 2026-11-23.",
    )


class UncoveredModel(_Part, title="Topic that is not covered"):
    """A topic near the FAQ that it deliberately does not answer."""

    id: Id = Field(title="Id", description="Lower-case letters, digits and hyphens.", examples=["salary"])
    topic: Line = Field(title="Topic", description="The name of the topic, as in 'the FAQ does not cover …'.")
    examples: tuple[Line, ...] = Field(
        default=(), title="Examples", description="Questions on this topic, which the bot must not answer."
    )


class FileModel(_Part, title="FAQ of RE FAQ Bot"):
    """An FAQ for RE FAQ Bot: one source, its sections, and the entries that cite them."""

    source: SourceModel = Field(title="Source", description="The text that the answers come from; one source a file.")
    sections: tuple[SectionModel, ...] = Field(
        min_length=1, title="Sections", description="The parts of the source, in its order."
    )
    entries: tuple[EntryModel, ...] = Field(
        min_length=1, title="Entries", description="What the bot can answer, in the order in which topics are listed."
    )
    not_covered: tuple[UncoveredModel, ...] = Field(
        default=(), title="Not covered", description="Topics that people ask about and that the FAQ leaves out."
    )
    synonyms: dict[Line, tuple[Line, ...]] = Field(
        default_factory=dict,
        title="Synonyms",
        description="A term and other ways to write it, such as 'research engineer: [RE, REs]'; each under one term.",
    )


def json_schema() -> str:
    """The JSON Schema of an FAQ file, as the text of ``faq/schema.json``: editors complete and check with it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **FileModel.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def merge(contents: Sequence[FileModel]) -> Faq:
    """One Faq out of files whose ids are unique and whose references exist.

    The parts of the model have the fields of the core's values, so ``dict`` of one gives the arguments of the other.
    """
    sections: dict[str, Section] = {}
    synonyms: dict[str, dict[str, None]] = {}
    for content in contents:
        source = Source(**dict(content.source))
        sections |= {each.id: Section(**dict(each), source=source) for each in content.sections}
        # A term of two files gets the variants of both, each once.
        for term, variants in content.synonyms.items():
            synonyms.setdefault(term, {}).update(dict.fromkeys(variants))
    return Faq(
        sections=tuple(sections.values()),
        entries=tuple(
            Entry(**{**dict(entry), "section": sections[entry.section]})
            for content in contents
            for entry in content.entries
        ),
        not_covered=tuple(Uncovered(**dict(topic)) for content in contents for topic in content.not_covered),
        synonyms={term: tuple(variants) for term, variants in synonyms.items()},
    )
