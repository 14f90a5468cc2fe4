"""An Faq as compact JSON and back, for the cache of the index: so a start needs neither YAML nor pydantic."""

import json
from datetime import date
from typing import Any

from bot.core.entries import Entry, Faq, Section, Source, Uncovered
from bot.errors import FaqError, Problem

FORMAT = 1
"""The version of this layout; a text in another one is not loaded."""


def dump(faq: Faq) -> str:
    """Write ``faq`` as one line of JSON; sources and sections are written once and referred to by number."""
    sources = tuple(dict.fromkeys(section.source for section in faq.sections))
    # By value and not by identity: files of one source may repeat it.
    number_of_source = {source: number for number, source in enumerate(sources)}
    number_of_section = {section: number for number, section in enumerate(faq.sections)}
    content = {
        "format": FORMAT,
        "sources": [[source.title, source.url, source.author] for source in sources],
        "sections": [[part.id, part.title, number_of_source[part.source], part.anchor] for part in faq.sections],
        "entries": [
            [
                entry.id,
                number_of_section[entry.section],
                entry.question,
                entry.answer,
                entry.examples,
                entry.see_also,
                entry.reviewed and entry.reviewed.isoformat(),
            ]
            for entry in faq.entries
        ],
        "not_covered": [[topic.id, topic.topic, topic.examples] for topic in faq.not_covered],
        "synonyms": dict(faq.synonyms),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Faq:
    """Read what ``dump`` wrote; raises FaqError for anything else."""
    try:
        return _load(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        message = "the stored FAQ is damaged or from another version: read the files again"
        raise FaqError([Problem(message=message)]) from error


def _load(content: dict[str, Any]) -> Faq:
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    sources = [Source(title=title, url=url, author=author) for title, url, author in content["sources"]]
    sections = tuple(
        Section(id=id_, title=title, source=sources[number], anchor=anchor)
        for id_, title, number, anchor in content["sections"]
    )
    entries = tuple(
        Entry(
            id=id_,
            section=sections[section],
            question=question,
            answer=answer,
            examples=tuple(examples),
            see_also=tuple(see_also),
            reviewed=reviewed and date.fromisoformat(reviewed),
        )
        for id_, section, question, answer, examples, see_also, reviewed in content["entries"]
    )
    return Faq(
        sections=sections,
        entries=entries,
        not_covered=tuple(
            Uncovered(id=id_, topic=topic, examples=tuple(examples)) for id_, topic, examples in content["not_covered"]
        ),
        synonyms={canonical: tuple(variants) for canonical, variants in content["synonyms"].items()},
    )
