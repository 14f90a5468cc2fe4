"""Modals and Home views (docs.slack.dev, "Views")."""

import json

from tests.servers.slack.check_blocks import Surface, check_blocks
from tests.servers.slack.errors import Json, Problems, SlackError
from tests.servers.slack.shapes import anything, boolean, fields, one_of, optional, plain, required, text

COMMON = {
    "blocks": required(anything),
    "private_metadata": optional(text(3000, low=0)),
    "callback_id": optional(text(255, low=0)),
    "external_id": optional(text(255, low=0)),
}
HOME = fields({"type": required(one_of("home")), **COMMON})
MODAL = fields(
    {
        "type": required(one_of("modal")),
        **COMMON,
        "title": required(plain(24)),
        "submit": optional(plain(24)),
        "close": optional(plain(24)),
        "clear_on_close": optional(boolean),
        "notify_on_close": optional(boolean),
        "submit_disabled": optional(boolean),
    }
)
LARGEST = 250_000


def check_view(view: object, surface: Surface) -> Json:
    """The view, if Slack accepts it on this surface; raises SlackError "invalid_arguments" or "view_too_large"."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", messages=("must provide an object [json-pointer:/view]",))
    problems = Problems()
    (HOME if surface is Surface.HOME else MODAL)(view, "/view", problems)
    if len(json.dumps(view)) > LARGEST:
        raise SlackError("view_too_large")
    blocks = view.get("blocks")
    check_blocks(blocks, surface, "/view/blocks", problems)
    if surface is Surface.MODAL and view.get("submit") is None and _has_input(blocks):
        problems.add("/view", "missing required field: submit")
    problems.raise_as("invalid_arguments")
    return view


def _has_input(blocks: object) -> bool:
    return isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
