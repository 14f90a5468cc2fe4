"""Editors are given the same rules that the bot reads by."""

import json
from pathlib import Path

from bot.content.model import EntryModel, FileModel, SectionModel, SourceModel, UncoveredModel, json_schema

FAQ = Path(__file__).parents[2] / "faq"


def test_the_committed_schema_is_that_of_the_model() -> None:
    """When it is not, write it again: ``re-faq-bot check --schema > faq/schema.json``."""
    assert (FAQ / "schema.json").read_text(encoding="utf-8") == json_schema()


def test_every_key_has_a_title_and_a_description() -> None:
    for model in (FileModel, SourceModel, SectionModel, EntryModel, UncoveredModel):
        assert all(field.title and field.description for field in model.model_fields.values())


def test_unknown_keys_are_refused_and_needed_ones_named() -> None:
    schema = json.loads(json_schema())
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["source", "sections", "entries"]
    assert schema["$defs"]["EntryModel"]["required"] == ["id", "section", "question", "answer"]
