"""The blocks of messages and views (docs.slack.dev, "Blocks"), and what they may amount to together."""

from enum import StrEnum

from tests.servers.slack.check_elements import (
    ACCESSORY,
    ACTIONS_ELEMENT,
    CONTEXT_ACTIONS_ELEMENT,
    IMAGE,
    IMAGE_ELEMENT,
    INPUT_ELEMENT,
    Spec,
)
from tests.servers.slack.errors import Json, Problems, SlackError
from tests.servers.slack.shapes import (
    Check,
    anything,
    boolean,
    formatted,
    items,
    objects,
    optional,
    plain,
    required,
    text,
    variants,
)
from tests.servers.slack.values import texts_of


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


# "Blocks": 50 in a message, 100 in a modal or Home tab.
MOST = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
MARKDOWN = 12_000
# Not documented: bolt-js issue 2509 met it at 13,297 characters in one block, and 125 lower with a divider.
ALL_TEXTS, A_BLOCK = 13_297, 125


def _context_element(value: object, pointer: str, problems: Problems) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        IMAGE_ELEMENT(value, pointer, problems)
    else:
        formatted(3000)(value, pointer, problems)


BLOCK: Spec = {"block_id": optional(text(255))}
EVERYWHERE: dict[str, Spec] = {
    "actions": {**BLOCK, "elements": required(items(ACTIONS_ELEMENT, 25))},
    "context": {**BLOCK, "elements": required(items(_context_element, 10))},
    "divider": BLOCK,
    "header": {**BLOCK, "text": required(plain(150))},
    "image": {**BLOCK, **IMAGE, "title": optional(plain(2000))},
    "input": {
        **BLOCK,
        "label": required(plain(2000)),
        "element": required(INPUT_ELEMENT),
        "hint": optional(plain(2000)),
        "optional": optional(boolean),
        "dispatch_action": optional(boolean),
    },
    "rich_text": {**BLOCK, "elements": required(items(anything, 100))},
    "section": {
        **BLOCK,
        "text": optional(formatted(3000)),
        "fields": optional(items(formatted(2000), 10)),
        "accessory": optional(ACCESSORY),
        "expand": optional(boolean),
    },
}
IN_MESSAGES: dict[str, Spec] = {
    **EVERYWHERE,
    "context_actions": {**BLOCK, "elements": required(items(CONTEXT_ACTIONS_ELEMENT, 5))},
    "markdown": {**BLOCK, "text": required(text(MARKDOWN))},
}
OFFERED: dict[Surface, Check] = {
    Surface.MESSAGE: variants(IN_MESSAGES),
    Surface.MODAL: variants(EVERYWHERE),
    Surface.HOME: variants(EVERYWHERE),
}


def check_blocks(blocks: object, surface: Surface, pointer: str, problems: Problems) -> None:
    """Note all that Slack refuses in blocks by themselves."""
    items(OFFERED[surface], MOST[surface], low=0)(blocks, pointer, problems)
    for index, block in enumerate(objects(blocks)):
        if block.get("type") == "section" and not (block.get("text") or block.get("fields")):
            problems.add(f"{pointer}/{index}", "must provide either text or fields")
        _check_action_ids(block, f"{pointer}/{index}", problems)
    _check_block_ids(objects(blocks), pointer, problems)


def _check_block_ids(blocks: list[Json], pointer: str, problems: Problems) -> None:
    seen: set[object] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in seen:
            problems.add(f"{pointer}/{index}/block_id", f'block_id "{name}" already exists')
        seen.add(name)


def _check_action_ids(block: Json, pointer: str, problems: Problems) -> None:
    seen: set[object] = set()
    for index, element in enumerate(objects(block.get("elements"))):
        name = element.get("action_id")
        if name is not None and name in seen:
            problems.add(f"{pointer}/elements/{index}/action_id", f'action_id "{name}" already exists in this block')
        seen.add(name)


def check_total(blocks: list[Json]) -> None:
    """Refuse blocks of a message that are too long together ("Markdown block": 12,000 for all of a message)."""
    markdown = sum(len(one["text"]) for one in blocks if one["type"] == "markdown")
    everything = sum(map(len, texts_of(blocks))) + A_BLOCK * (len(blocks) - 1)
    if markdown > MARKDOWN or everything > ALL_TEXTS:
        raise SlackError("msg_blocks_too_long")
