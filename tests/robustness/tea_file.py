"""The tea house's FAQ as a file, for a bot in another process."""

import json
from pathlib import Path

from bot.core.entries import Entry
from tests.scenarios.tea_house import FAQ


def write_tea_faq(path: Path) -> Path:
    """Write it, as the JSON that YAML holds."""
    source = FAQ.sections[0].source
    file = {
        "source": {"title": source.title, "author": "A. Curator", "url": source.url},
        "sections": [{"id": one.id, "title": one.title, "anchor": one.anchor} for one in FAQ.sections],
        "entries": [_entry(entry) for entry in FAQ.entries],
        "not_covered": [{"id": one.id, "topic": one.topic, "examples": one.examples} for one in FAQ.not_covered],
    }
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "section": entry.section.id,
        "question": entry.question,
        "answer": entry.answer,
        "examples": entry.examples,
    }
