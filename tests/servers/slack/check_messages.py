"""What a message may consist of (docs.slack.dev, "chat.postMessage", "chat.update" and "Message metadata")."""

import json
from dataclasses import dataclass, field

from tests.servers.slack.check_blocks import MARKDOWN, Surface, check_blocks, check_total
from tests.servers.slack.errors import Json, Problems, SlackError

# "Truncating content": 40,000 when posting; "chat.update", errors: 4,000 when changing.
TEXT, TEXT_OF_UPDATE = 40_000, 4_000
ATTACHMENTS = 100
METADATA = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message shows, found valid."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


def check_content(args: Json, *, longest: int = TEXT) -> Content:
    """The content that these arguments describe; raises SlackError for what Slack refuses."""
    text, markdown = args.get("text"), args.get("markdown_text")
    if markdown is not None and (text or args.get("blocks")):
        raise SlackError("markdown_text_conflict")
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments", messages=("must provide a string [json-pointer:/text]",))
    blocks = _read_list(args.get("blocks"), "invalid_blocks_format")
    attachments = _read_list(args.get("attachments"), "invalid_attachments")
    if markdown is not None:
        blocks = [{"type": "markdown", "text": _markdown(markdown)}]
    _check_blocks(blocks)
    if len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if not (text or "").strip() and not blocks and not attachments:
        raise SlackError("no_text")
    if text is not None and len(text) > longest:
        raise SlackError("msg_too_long")
    return Content(text=text or "", blocks=blocks, attachments=attachments)


def _markdown(markdown: object) -> str:
    if not isinstance(markdown, str) or not markdown.strip():
        raise SlackError("no_text")
    if len(markdown) > MARKDOWN:
        raise SlackError("msg_too_long")
    return markdown


def _check_blocks(blocks: list[Json]) -> None:
    problems = Problems()
    check_blocks(blocks, Surface.MESSAGE, "/blocks", problems)
    problems.raise_as("invalid_blocks")
    if blocks:
        check_total(blocks)


def _read_list(value: object, error: str) -> list[Json]:
    """A list of objects, which form-encoded requests carry as JSON."""
    if value is None:
        return []
    if isinstance(value, str):
        if not value.strip():
            return []
        try:
            value = json.loads(value)
        except ValueError:
            raise SlackError(error) from None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SlackError(error)
    return value


def check_metadata(value: object) -> Json | None:
    """The metadata of a message, if it is of the form that Slack asks for."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise SlackError("invalid_metadata_format") from None
    if not value:
        return None
    match value:
        case {"event_type": str(name), "event_payload": dict(payload)} if name:
            if len(json.dumps(payload)) > METADATA:
                raise SlackError("metadata_too_large")
            return {"event_type": name, "event_payload": payload}
        case _:
            raise SlackError("invalid_metadata_format")
