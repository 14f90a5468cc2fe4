"""The JSON Schema of an FAQ file, from the model that reads it, for editors that complete and check while one types."""

import json

from bot.content.model import FileModel


def json_schema() -> str:
    """The schema as the text of ``faq/schema.json``."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **FileModel.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
