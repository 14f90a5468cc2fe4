"""What Slack refuses in blocks, each by a raw request, with the words that Slack has for it."""

from typing import Any

import pytest

from tests.servers.slack import Channel
from tests.servers.slack.raw import Raw

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: object) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "x", **more: object) -> Json:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(number: object = 1, **more: object) -> Json:
    return {"text": plain(f"option {number}"), "value": str(number), **more}


def menu(*options: Json, **more: object) -> Json:
    return {"type": "static_select", "options": list(options), "action_id": "menu", **more}


def feedback(**more: object) -> Json:
    one = {"text": plain("Helpful"), "value": "good"}
    other = {"text": plain("Not helpful"), "value": "bad"}
    return {"type": "feedback_buttons", "action_id": "vote", "positive_button": one, "negative_button": other, **more}


GOOD = {
    "section": section("x" * 3000),
    "section with fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 5},
    "section with a button": section(accessory=button("x" * 75, value="v" * 2000, action_id="a" * 255, style="danger")),
    "section with a menu": section(accessory=menu(*map(option, range(100)), placeholder=plain("x" * 150))),
    "section with a picture": section(accessory={"type": "image", "image_url": "https://x/y.png", "alt_text": "x"}),
    "groups": actions(
        {"type": "static_select", "option_groups": [{"label": plain("one"), "options": [option()]}], "action_id": "a"}
    ),
    "external": actions({"type": "external_select", "action_id": "a", "min_query_length": 2}),
    "overflow": section(accessory={"type": "overflow", "options": [option(n) for n in range(5)]}),
    "header": {"type": "header", "text": plain("x" * 150)},
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "context": {"type": "context", "elements": [mrkdwn(), plain()] * 5},
    "actions": actions(*(button(action_id=str(number)) for number in range(25))),
    "feedback": {"type": "context_actions", "elements": [feedback()]},
    "icon": {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Remove")}],
    },
    "divider": {"type": "divider", "block_id": "b" * 255},
    "input": {"type": "input", "label": plain(), "element": {"type": "plain_text_input", "action_id": "a"}},
    "image": {"type": "image", "image_url": "https://example.org/x.png", "alt_text": "x"},
    "rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    },
    "confirm": actions(button(confirm={"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()})),
}


@pytest.mark.parametrize("name", GOOD)
async def test_slack_takes(raw: Raw, channel: Channel, name: str) -> None:
    answer = await raw("chat.postMessage", channel=channel.id, text="x", blocks=[GOOD[name]])
    assert answer["ok"], answer
    assert answer["message"]["blocks"][0]["block_id"]


BAD: list[tuple[str, Json, str, str]] = [
    ("section too long", section("x" * 3001), "must be less than 3001 characters", "/blocks/0/text/text"),
    ("section empty", section(""), "must be more than 0 characters", "/blocks/0/text/text"),
    ("section of nothing", {"type": "section"}, "must provide either text or fields", "/blocks/0"),
    ("text is a string", {"type": "section", "text": "x"}, "must provide an object", "/blocks/0/text"),
    ("text without type", {"type": "section", "text": {"text": "x"}}, "missing required field: type", "/blocks/0/text"),
    ("field too long", {"type": "section", "fields": [mrkdwn("x" * 2001)]}, "must be less than 2001", "/fields/0/text"),
    ("11 fields", {"type": "section", "fields": [plain()] * 11}, "no more than 10 items allowed", "/blocks/0/fields"),
    (
        "emoji in mrkdwn",
        {"type": "section", "text": {**mrkdwn(), "emoji": True}},
        "additional property: emoji",
        "/text",
    ),
    ("verbatim in plain", {"type": "section", "text": {**plain(), "verbatim": True}}, "property: verbatim", "/text"),
    ("header in mrkdwn", {"type": "header", "text": mrkdwn()}, "unsupported value: mrkdwn", "/blocks/0/text/type"),
    (
        "header too long",
        {"type": "header", "text": plain("x" * 151)},
        "less than 151 characters",
        "/blocks/0/text/text",
    ),
    ("markdown too long", {"type": "markdown", "text": "x" * 12_001}, "less than 12001 characters", "/blocks/0/text"),
    ("markdown as object", {"type": "markdown", "text": plain()}, "must provide a string", "/blocks/0/text"),
    ("11 in context", {"type": "context", "elements": [plain()] * 11}, "no more than 10 items", "/blocks/0/elements"),
    ("button in context", {"type": "context", "elements": [button()]}, "unsupported type: button", "/elements/0"),
    ("26 actions", actions(*[button()] * 26), "no more than 25 items allowed", "/blocks/0/elements"),
    ("no actions", actions(), "must not be empty", "/blocks/0/elements"),
    ("text in actions", actions(mrkdwn()), "unsupported type: mrkdwn", "/blocks/0/elements/0/type"),
    ("feedback in actions", actions(feedback()), "unsupported type: feedback_buttons", "/blocks/0/elements/0/type"),
    ("button too long", actions(button("x" * 76)), "must be less than 76 characters", "/elements/0/text/text"),
    ("button in mrkdwn", actions({"type": "button", "text": mrkdwn()}), "unsupported value: mrkdwn", "/text/type"),
    ("value too long", actions(button(value="x" * 2001)), "less than 2001 characters", "/elements/0/value"),
    ("action id too long", actions(button(action_id="x" * 256)), "less than 256 characters", "/action_id"),
    ("style", actions(button(style="default")), "unsupported value: default", "/elements/0/style"),
    ("same action ids", actions(button(action_id="a"), button(action_id="a")), "already exists", "/1/action_id"),
    ("101 options", actions(menu(*map(option, range(101)))), "no more than 100 items allowed", "/elements/0/options"),
    ("no options", actions({"type": "static_select"}), "either options or option_groups", "/blocks/0/elements/0"),
    ("option too long", actions(menu({**option(), "text": plain("x" * 76)})), "less than 76", "/options/0/text/text"),
    ("option value", actions(menu({**option(), "value": "x" * 151})), "less than 151 characters", "/options/0/value"),
    ("description", actions(menu(option(description=plain("x" * 76)))), "less than 76", "/description/text"),
    ("same values", actions(menu(option(1), option(1))), "is not unique", "/options/1/value"),
    ("initial option", actions(menu(option(1), initial_option=option(2))), "must match an option", "/initial_option"),
    ("placeholder", actions(menu(option(), placeholder=plain("x" * 151))), "less than 151", "/placeholder/text"),
    (
        "6 in overflow",
        section(accessory={"type": "overflow", "options": [option(n) for n in range(6)]}),
        "5 items",
        "/",
    ),
    ("confirm", actions(button(confirm={"title": plain()})), "missing required field: text", "/elements/0/confirm"),
    (
        "6 context actions",
        {"type": "context_actions", "elements": [feedback()] * 6},
        "no more than 5 items",
        "/elements",
    ),
    (
        "icon",
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "x", "text": plain()}]},
        "x",
        "/icon",
    ),
    (
        "feedback value",
        {"type": "context_actions", "elements": [feedback(positive_button={"text": plain()})]},
        "value",
        "/",
    ),
    ("block id too long", {"type": "divider", "block_id": "x" * 256}, "less than 256 characters", "/blocks/0/block_id"),
    ("unknown field", {"type": "divider", "colour": "red"}, "invalid additional property: colour", "/blocks/0"),
    ("unknown block", {"type": "video"}, "unsupported type: video", "/blocks/0/type"),
    ("no type", {}, "missing required field: type", "/blocks/0"),
    ("alt text", {"type": "image", "image_url": "https://x/"}, "missing required field: alt_text", "/blocks/0"),
    ("label", {"type": "input", "element": {"type": "plain_text_input"}}, "missing required field: label", "/blocks/0"),
    (
        "button as input",
        {"type": "input", "label": plain(), "element": button()},
        "unsupported type: button",
        "/element",
    ),
]


@pytest.mark.parametrize(("block", "message", "place"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
async def test_slack_refuses(raw: Raw, channel: Channel, block: Json, message: str, place: str) -> None:
    answer = await raw("chat.postMessage", channel=channel.id, text="x", blocks=[block])
    assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
    found = [one for one in answer["response_metadata"]["messages"] if message in one and place in one]
    assert found, answer
    assert found[0].startswith("[ERROR] ")
    assert f"[ERROR] {answer['errors'][0]}" == answer["response_metadata"]["messages"][0]
    assert channel.messages == {}


async def test_slack_refuses_a_too_long_section_with_two_messages(raw: Raw, channel: Channel) -> None:
    answer = await raw("chat.postMessage", channel=channel.id, blocks=[section("x" * 3001)])
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]


async def test_a_message_has_fifty_blocks(raw: Raw, channel: Channel) -> None:
    assert (await raw("chat.postMessage", channel=channel.id, blocks=[{"type": "divider"}] * 50))["ok"]
    answer = await raw("chat.postMessage", channel=channel.id, blocks=[{"type": "divider"}] * 51)
    assert answer["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]


async def test_block_ids_are_unique(raw: Raw, channel: Channel) -> None:
    blocks = [{"type": "divider", "block_id": "x"}] * 2
    answer = await raw("chat.postMessage", channel=channel.id, blocks=blocks)
    assert answer["errors"] == ['block_id "x" already exists [json-pointer:/blocks/1/block_id]']


@pytest.mark.parametrize(
    ("blocks", "is_fine"),
    [
        ([{"type": "markdown", "text": "x" * 6000}] * 2, True),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, False),
        ([section("x" * 3000)] * 4, True),
        ([*[section("x" * 3000)] * 4, section("x" * 1000)], False),
        ([{"type": "markdown", "text": "x" * 12_000}, *[{"type": "divider"}] * 10], True),
        ([{"type": "markdown", "text": "x" * 12_000}, *[{"type": "divider"}] * 11], False),
    ],
)
async def test_all_blocks_together_have_a_limit(
    raw: Raw, channel: Channel, blocks: list[Json], *, is_fine: bool
) -> None:
    answer = await raw("chat.postMessage", channel=channel.id, text="x", blocks=blocks)
    assert answer.get("error") == (None if is_fine else "msg_blocks_too_long")


@pytest.mark.parametrize("blocks", ["{", '{"type": "divider"}', "[1]", [1], 5])
async def test_what_is_no_list_of_blocks_is_refused(raw: Raw, channel: Channel, blocks: object) -> None:
    answer = await raw("chat.postMessage", channel=channel.id, text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks_format"
