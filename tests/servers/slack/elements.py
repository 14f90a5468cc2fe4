"""What a person can press or choose in blocks, found by what it says."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.servers.slack.errors import Json

LISTS = ("static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes")
SEARCHES = ("external_select", "multi_external_select")
PICKERS = {"users_select": "user", "channels_select": "channel", "conversations_select": "conversation"}
SEVERAL = ("multi_static_select", "multi_external_select", "checkboxes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A button, or an option of a menu: what it says, what it carries, and where it stands."""

    label: str
    value: str | None
    element: Json
    block: Json
    option: Json | None = None

    @property
    def action_id(self) -> str:
        """The action id of its element."""
        return str(self.element["action_id"])

    @property
    def is_option(self) -> bool:
        """Whether it is one of a menu's options."""
        return self.option is not None


def elements_of(blocks: Iterable[Json]) -> list[tuple[Json, Json]]:
    """Each block with each interactive element that stands in it."""
    found = []
    for block in blocks:
        inner = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        if block["type"] != "rich_text":
            found += [(block, one) for one in inner if one is not None and "action_id" in one]
    return found


def offered(blocks: Iterable[Json]) -> list[Offered]:
    """All that can be pressed or chosen, in order."""
    return [one for block, element in elements_of(blocks) for one in _of(block, element)]


def _of(block: Json, element: Json) -> list[Offered]:
    match element["type"]:
        case "button" | "icon_button":
            label = element["text"]["text"]
            return [Offered(label=label, value=element.get("value"), element=element, block=block)]
        case "feedback_buttons":
            return [
                Offered(label=one["text"]["text"], value=one["value"], element=element, block=block)
                for one in (element["positive_button"], element["negative_button"])
            ]
        case kind if kind in LISTS:
            return [
                Offered(label=one["text"]["text"], value=one["value"], element=element, block=block, option=one)
                for one in options_of(element)
            ]
        case _:
            return []


def state_of(element: Json) -> Json | None:
    """What an element that nobody touched holds; None for one that holds nothing ("View interaction payloads")."""
    kind = element["type"]
    match kind:
        case "button" | "icon_button" | "feedback_buttons" | "overflow":
            return None
        case "plain_text_input":
            return {"type": kind, "value": element.get("initial_value")}
        case _ if kind in SEVERAL:
            return {"type": kind, "selected_options": element.get("initial_options") or []}
        case _ if kind in PICKERS:
            name = PICKERS[kind]
            return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}
        case "datepicker" | "timepicker":
            name = kind.removesuffix("picker")
            return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}
        case _:
            return {"type": kind, "selected_option": element.get("initial_option")}


def states_of(blocks: Iterable[Json], values: dict[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """What all elements hold, by block and action id: these values, or what they start with."""
    states: dict[str, dict[str, Json]] = {}
    for block, element in elements_of(blocks):
        name, action = block["block_id"], element["action_id"]
        state = values.get(name, {}).get(action) or state_of(element)
        if state is not None:
            states.setdefault(name, {})[action] = state
    return states


def options_of(element: Json) -> list[Json]:
    """The options of a menu, in groups or not."""
    grouped = [one for group in element.get("option_groups") or [] for one in group["options"]]
    return [*(element.get("options") or []), *grouped]
