"""Slack's limits, block by block, as their pages on https://docs.slack.dev/reference/block-kit state them."""

import json
from collections.abc import Iterable
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.core.press import decode
from tests.platforms.slack.slack_reader import Json, interactive_in

# Measured by others, see LARGEST_MESSAGE: the most that was taken, and what a block counts beside its texts.
MOST_OF_ALL, MOST_MARKDOWN, A_BLOCK = 13_297, 12_000, 125
IN_MESSAGES = {"rich_text", "context", "context_actions", "actions"}
IN_VIEWS = {"rich_text", "context", "section", "actions", "input"}


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def assert_message_is_taken(text: str, blocks: Iterable[Json]) -> None:
    blocks = list(blocks)
    assert text.strip()
    assert len(text.encode("utf-8", "surrogatepass")) < 4000
    assert 1 <= len(blocks) <= 50
    assert {block["type"] for block in blocks} <= IN_MESSAGES
    assert sum(map(length, texts_of(blocks))) + A_BLOCK * (len(blocks) - 1) <= MOST_OF_ALL
    assert length(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) <= MOST_MARKDOWN
    assert_blocks_are_taken(blocks)


def assert_view_is_taken(view: Json) -> None:
    blocks = view["blocks"]
    assert 1 <= len(blocks) <= 100
    assert {block["type"] for block in blocks} <= IN_VIEWS
    assert len(json.dumps(view)) <= 250_000
    for name in {"title", "close", "submit"} & {*view}:
        assert_text_is_taken(view[name], most=24)
    assert length(view.get("private_metadata", "")) <= 3000
    has_input = any(block["type"] == "input" for block in blocks)
    assert view["type"] == "home" or has_input == ("submit" in view)
    assert_blocks_are_taken(blocks)
    View(**view).to_dict()


def assert_blocks_are_taken(blocks: list[Json]) -> None:
    names = [element["action_id"] for element in interactive_in(blocks)]
    assert len({*names}) == len(names)
    assert all(name.startswith("faq:") and len(name) <= 255 for name in names)
    for block in blocks:
        assert_block_is_taken(block)
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.to_dict()


def assert_block_is_taken(block: Json) -> None:
    match block["type"]:
        case "rich_text":
            assert 1 <= len(block["elements"]) <= 100
            for element in block["elements"]:
                assert_rich_text_is_taken(element)
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            for element in block["elements"]:
                assert_text_is_taken(element, most=2000, kinds={"plain_text", "mrkdwn"})
        case "context_actions":
            assert 1 <= len(block["elements"]) <= 5
        case "actions":
            assert 1 <= len(block["elements"]) <= 25
        case "section":
            assert_text_is_taken(block["text"], most=3000)
        case "input":
            assert_text_is_taken(block["label"], most=2000)
    for element in interactive_in([block]):
        assert_element_is_taken(element)


def assert_rich_text_is_taken(element: Json) -> None:
    match element["type"]:
        case "rich_text_list":
            assert element["style"] in {"bullet", "ordered"}
            assert 0 <= element["indent"] <= 8
            assert element.get("offset", 1) >= 1
            assert element["elements"]
            for item in element["elements"]:
                assert item["type"] == "rich_text_section"
                assert_rich_text_is_taken(item)
        case kind:
            assert kind in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
            assert element["elements"]
            for run in element["elements"]:
                assert_run_is_taken(run, kind)


def assert_run_is_taken(run: Json, kind: str) -> None:
    styles = {"bold", "italic", "strike"}
    if run["type"] == "link":
        assert kind != "rich_text_preformatted"
        assert run["url"].startswith(("http://", "https://"))
        assert length(run["url"]) <= 3000 * 3
        assert run.get("text", "x").strip()
    else:
        assert run["type"] == "text"
        assert run["text"]
        styles |= {"code"}
    assert {*run.get("style", {"bold": True})} <= styles
    assert run.get("style") != {}


def assert_element_is_taken(element: Json) -> None:
    match element["type"]:
        case "button":
            assert_text_is_taken(element["text"], most=75)
            assert 1 <= length(element.get("accessibility_label", "x")) <= 75
            assert_press_is_taken(element["value"], most=2000)
        case "feedback_buttons":
            for name in ("positive_button", "negative_button"):
                assert_text_is_taken(element[name]["text"], most=75)
                assert_press_is_taken(element[name]["value"], most=2000)
        case "static_select":
            assert_text_is_taken(element["placeholder"], most=150)
            assert_options_are_taken(element["options"])
        case kind:
            assert kind == "plain_text_input"
            assert 1 <= length(element.get("initial_value", "x")) <= element["max_length"] <= 3000


def assert_options_are_taken(options: list[Json]) -> None:
    assert 1 <= len(options) <= 100
    assert len({option["value"] for option in options}) == len(options)
    for option in options:
        assert_text_is_taken(option["text"], most=75)
        assert_press_is_taken(option["value"], most=150)
        if "description" in option:
            assert_text_is_taken(option["description"], most=75)


def assert_press_is_taken(value: str, *, most: int) -> None:
    assert 1 <= length(value) <= most
    assert decode(value) is not None


def assert_text_is_taken(text: Json, *, most: int, kinds: Iterable[str] = ("plain_text",)) -> None:
    assert text["type"] in kinds
    assert 1 <= length(text["text"]) <= most


def texts_of(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Every text, address and value in blocks."""
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in ("text", "url", "value") if isinstance(value.get(name), str)]
    return own + [text for each in value.values() for text in texts_of(each)]
