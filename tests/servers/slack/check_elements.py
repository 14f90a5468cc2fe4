"""The elements that blocks may hold (docs.slack.dev, "Block elements" and "Composition objects")."""

from tests.servers.slack.errors import Problems
from tests.servers.slack.shapes import (
    Check,
    Field,
    anything,
    boolean,
    fields,
    formatted,
    items,
    objects,
    one_of,
    optional,
    plain,
    required,
    text,
    variants,
    whole,
)

Spec = dict[str, Field]

ACTION: Spec = {"action_id": optional(text(255))}
CONFIRM = fields(
    {
        "title": required(plain(100)),
        "text": required(formatted(300)),
        "confirm": required(plain(30)),
        "deny": required(plain(30)),
        "style": optional(one_of("primary", "danger")),
    }
)
CHOICE: Spec = {
    "text": required(plain(75)),
    "value": required(text(150)),
    "description": optional(plain(75)),
}
OPTION = fields(CHOICE)
OVERFLOW_OPTION = fields({**CHOICE, "url": optional(text(3000))})
BOX_OPTION = fields({**CHOICE, "text": required(formatted(75)), "description": optional(formatted(75))})


def distinct(inner: Check) -> Check:
    """Options that also differ in their values."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        inner(value, pointer, problems)
        seen: set[object] = set()
        for index, option in enumerate(objects(value)):
            if option.get("value") in seen:
                problems.add(f"{pointer}/{index}/value", f"value {option.get('value')!r} is not unique")
            seen.add(option.get("value"))

    return check


GROUP = fields({"label": required(plain(75)), "options": required(distinct(items(OPTION, 100)))})
MENU: Spec = {
    **ACTION,
    "placeholder": optional(plain(150)),
    "confirm": optional(CONFIRM),
    "focus_on_load": optional(boolean),
}
LISTED: Spec = {
    **MENU,
    "options": optional(distinct(items(OPTION, 100))),
    "option_groups": optional(items(GROUP, 100)),
}
SEARCHED: Spec = {**MENU, "min_query_length": optional(whole(0, 100))}
ONE: Spec = {"initial_option": optional(OPTION)}
SEVERAL: Spec = {
    "initial_options": optional(items(OPTION, 100)),
    "max_selected_items": optional(whole(1, 100)),
}
PICKED: Spec = {**MENU, **{f"initial_{name}": optional(text(255)) for name in ("user", "channel", "conversation")}}
BOXES: Spec = {
    **ACTION,
    "options": required(distinct(items(BOX_OPTION, 10))),
    "confirm": optional(CONFIRM),
    "focus_on_load": optional(boolean),
}
BUTTON: Spec = {
    **ACTION,
    "text": required(plain(75)),
    "url": optional(text(3000)),
    "value": optional(text(2000)),
    "style": optional(one_of("primary", "danger")),
    "confirm": optional(CONFIRM),
    "accessibility_label": optional(text(75)),
}
FEEDBACK = fields(
    {
        "text": required(plain(75)),
        "value": required(text(2000)),
        "accessibility_label": optional(text(75)),
    }
)
DISPATCH = fields(
    {"trigger_actions_on": optional(items(one_of("on_enter_pressed", "on_character_entered"), 2))},
)
IMAGE: Spec = {
    "image_url": optional(text(3000)),
    "slack_file": optional(anything),
    "alt_text": required(text(2000)),
}
DATE: Spec = {**MENU, "initial_date": optional(text(10)), "initial_time": optional(text(5))}

# What may stand in an actions block and beside a section; the second list is for contexts with feedback.
INTERACTIVE: dict[str, Spec] = {
    "button": BUTTON,
    "static_select": {**LISTED, **ONE},
    "multi_static_select": {**LISTED, **SEVERAL},
    "external_select": {**SEARCHED, **ONE},
    "multi_external_select": {**SEARCHED, **SEVERAL},
    "users_select": PICKED,
    "channels_select": PICKED,
    "conversations_select": PICKED,
    "overflow": {**ACTION, "options": required(distinct(items(OVERFLOW_OPTION, 5))), "confirm": optional(CONFIRM)},
    "radio_buttons": {**BOXES, "initial_option": optional(BOX_OPTION)},
    "checkboxes": {**BOXES, "initial_options": optional(items(BOX_OPTION, 10))},
    "datepicker": DATE,
    "timepicker": DATE,
}
INPUTS: dict[str, Spec] = {
    **{name: spec for name, spec in INTERACTIVE.items() if name not in {"button", "overflow"}},
    "plain_text_input": {
        **ACTION,
        "placeholder": optional(plain(150)),
        "initial_value": optional(text(3000, low=0)),
        "multiline": optional(boolean),
        "min_length": optional(whole(0, 3000)),
        "max_length": optional(whole(1, 3000)),
        "dispatch_action_config": optional(DISPATCH),
        "focus_on_load": optional(boolean),
    },
}
CONTEXTUAL: dict[str, Spec] = {
    "feedback_buttons": {**ACTION, "positive_button": required(FEEDBACK), "negative_button": required(FEEDBACK)},
    "icon_button": {
        **ACTION,
        "icon": required(one_of("trash")),
        "text": required(plain(75)),
        "value": optional(text(2000)),
        "confirm": optional(CONFIRM),
        "accessibility_label": optional(text(75)),
        "visible_to_user_ids": optional(items(text(255), 100)),
    },
}


def _with_rules(inner: Check) -> Check:
    """Add what a list of fields cannot say: a menu has options, and starts with one of them."""

    def check(value: object, pointer: str, problems: Problems) -> None:
        inner(value, pointer, problems)
        if isinstance(value, dict) and value.get("type") in {"static_select", "multi_static_select"}:
            if (value.get("options") is None) == (value.get("option_groups") is None):
                problems.add(pointer, "must provide either options or option_groups")
            initial = value.get("initial_option")
            listed = objects(value.get("options")) + [
                one for group in objects(value.get("option_groups")) for one in objects(group.get("options"))
            ]
            if initial is not None and initial not in listed:
                problems.add(f"{pointer}/initial_option", "must match an option")
        if isinstance(value, dict) and value.get("type") == "image":
            _check_source(value, pointer, problems)

    return check


def _check_source(value: dict[str, object], pointer: str, problems: Problems) -> None:
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        problems.add(pointer, "must provide either image_url or slack_file")


ACTIONS_ELEMENT = _with_rules(variants(INTERACTIVE))
ACCESSORY = _with_rules(variants({**INTERACTIVE, "image": IMAGE}))
INPUT_ELEMENT = _with_rules(variants(INPUTS))
CONTEXT_ACTIONS_ELEMENT = variants(CONTEXTUAL)
IMAGE_ELEMENT = _with_rules(variants({"image": IMAGE}))
