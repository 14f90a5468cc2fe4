"""What Discord checks of a message's components (its documentation, "Component Reference")."""

from typing import TYPE_CHECKING, Any

from tests.servers.discord.errors import Json, Problems

if TYPE_CHECKING:
    from collections.abc import Callable

ROW, BUTTON, STRING_SELECT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = (
    1,
    2,
    3,
    9,
    10,
    11,
    12,
    13,
    14,
    17,
)
SELECTS = (3, 5, 6, 7, 8)
LINK, PREMIUM = 5, 6
ROWS = 5
BUTTONS_IN_A_ROW = 5
CUSTOM_ID = 100
LABEL = 80
OPTIONS = 25
PLACEHOLDER = 150
ALL_COMPONENTS = 40
ALL_TEXT = 4000
LEGACY_OUTER = (ROW,)
NEW_OUTER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
Path = tuple[str | int, ...]


def check_layout(components: object, problems: Problems) -> bool:
    """Note components that are not a list of objects; returns whether they are."""
    if not isinstance(components, list) or any(not isinstance(one, dict) for one in components):
        problems.add(("components",), "BASE_TYPE_BAD_TYPE", "Only lists of objects are allowed here.")
        return False
    return True


def check_components(components: list[Json], problems: Problems, *, is_new_layout: bool) -> None:
    """Note what is wrong with a message's components, in the old layout or in Components V2."""
    seen = _Seen(problems)
    outer = NEW_OUTER if is_new_layout else LEGACY_OUTER
    if not is_new_layout and len(components) > ROWS:
        problems.check_length(("components",), components, 1, ROWS)
    for index, component in enumerate(components):
        seen.check(component, ("components", index), outer)
    if seen.count > ALL_COMPONENTS:
        message = f"The total number of components exceeds the maximum of {ALL_COMPONENTS}"
        problems.add(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    if seen.text > ALL_TEXT:
        message = f"The total displayable text size exceeds the maximum of {ALL_TEXT}"
        problems.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


class _Seen:
    """Walks through components and remembers what must be unique or few."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.count = 0
        self.text = 0
        self._custom_ids: set[str] = set()
        self._ids: set[int] = set()
        self._checks: dict[int, Callable[[Json, Path], None]] = {
            ROW: self._row,
            BUTTON: self._button,
            SECTION: self._section,
            TEXT: self._text,
            GALLERY: self._gallery,
            CONTAINER: self._container,
            **dict.fromkeys(SELECTS, self._select),
        }

    def check(self, component: Any, path: Path, allowed: tuple[int, ...]) -> None:  # noqa: ANN401 - not checked yet
        """Note what is wrong with one component and all inside it."""
        kind = component.get("type") if isinstance(component, dict) else None
        if kind not in allowed:
            message = f'Value of field "type" must be one of {allowed}.'
            self.problems.add((*path, "type"), "UNION_TYPE_CHOICES", message)
            return
        self.count += 1
        number = component.get("id")
        if number and number in self._ids:
            self.problems.add((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        self._ids.add(number or 0)
        check = self._checks.get(kind)
        if check:
            check(component, path)

    def _row(self, row: Json, path: Path) -> None:
        inner = row.get("components") or []
        self.problems.check_length((*path, "components"), inner, 1, BUTTONS_IN_A_ROW)
        for index, component in enumerate(inner):
            self.check(component, (*path, "components", index), (BUTTON, *SELECTS))
        if len(inner) > 1 and any(one.get("type") in SELECTS for one in inner):
            self.problems.add(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )

    def _custom_id(self, component: Json, path: Path) -> None:
        custom_id = component.get("custom_id")
        if not isinstance(custom_id, str):
            self.problems.add((*path, "custom_id"), "BASE_TYPE_REQUIRED", "This field is required")
            return
        self.problems.check_length((*path, "custom_id"), custom_id, 1, CUSTOM_ID)
        if custom_id in self._custom_ids:
            self.problems.add(
                (*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        self._custom_ids.add(custom_id)

    def _button(self, button: Json, path: Path) -> None:
        style = button.get("style")
        if style not in range(1, 7):
            self.problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
        if style == LINK:
            self._link(button, path)
        elif style != PREMIUM:
            self._custom_id(button, path)
            if button.get("url"):
                self.problems.add(
                    path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A url is for link buttons"
                )
        if not button.get("label") and not button.get("emoji") and style != PREMIUM:
            self.problems.add(path, "BUTTON_COMPONENT_INVALID_LABEL", "A button must have a label or emoji")
        if button.get("label") is not None:
            self.problems.check_length((*path, "label"), button["label"], 0, LABEL)
        self._emoji(button.get("emoji"), path)

    def _link(self, button: Json, path: Path) -> None:
        url = button.get("url")
        if not url:
            self.problems.add((*path, "url"), "BASE_TYPE_REQUIRED", "This field is required")
        elif not str(url).startswith(("http://", "https://", "discord://")):
            message = "Scheme must be one of ('http', 'https', 'discord')."
            self.problems.add((*path, "url"), "URL_TYPE_INVALID_SCHEME", message)
        else:
            self.problems.check_length((*path, "url"), url, 1, 512)
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            self.problems.add((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)

    def _emoji(self, emoji: Json | None, path: Path) -> None:
        if emoji and not emoji.get("id") and str(emoji.get("name", "")).isascii():
            self.problems.add((*path, "emoji", "name"), "COMPONENT_INVALID_EMOJI", "Invalid emoji")

    def _select(self, select: Json, path: Path) -> None:
        self._custom_id(select, path)
        if select.get("placeholder") is not None:
            self.problems.check_length((*path, "placeholder"), select["placeholder"], 0, PLACEHOLDER)
        options = select.get("options") or []
        if select["type"] == STRING_SELECT:
            self.problems.check_length((*path, "options"), options, 1, OPTIONS)
            self._options(options, path)
        low, high = select.get("min_values", 1), select.get("max_values", 1)
        most = len(options) if select["type"] == STRING_SELECT else OPTIONS
        if not 0 <= low <= OPTIONS:
            self.problems.add((*path, "min_values"), "NUMBER_TYPE_MAX", "int value should be between 0 and 25.")
        if not max(1, low) <= high <= max(1, most):
            self.problems.add((*path, "max_values"), "NUMBER_TYPE_MAX", "int value should be at most the options.")

    def _options(self, options: list[Json], path: Path) -> None:
        values: set[str] = set()
        for index, option in enumerate(options):
            place = (*path, "options", index)
            self.problems.check_length((*place, "label"), option.get("label"), 1, 100)
            self.problems.check_length((*place, "value"), option.get("value"), 1, 100)
            if option.get("description") is not None:
                self.problems.check_length((*place, "description"), option["description"], 0, 100)
            if option.get("value") in values:
                message = "The specified option value is already used"
                self.problems.add((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
            values.add(option.get("value", ""))
            self._emoji(option.get("emoji"), place)

    def _section(self, section: Json, path: Path) -> None:
        inner = section.get("components") or []
        self.problems.check_length((*path, "components"), inner, 1, 3)
        for index, component in enumerate(inner):
            self.check(component, (*path, "components", index), (TEXT,))
        self.check(section.get("accessory"), (*path, "accessory"), (BUTTON, THUMBNAIL))

    def _text(self, text: Json, path: Path) -> None:
        self.problems.check_length((*path, "content"), text.get("content"), 1, ALL_TEXT)
        self.text += len(text.get("content") or "")

    def _gallery(self, gallery: Json, path: Path) -> None:
        self.problems.check_length((*path, "items"), gallery.get("items"), 1, 10)

    def _container(self, container: Json, path: Path) -> None:
        inner = container.get("components") or []
        self.problems.check_length((*path, "components"), inner, 1, ALL_COMPONENTS)
        for index, component in enumerate(inner):
            self.check(component, (*path, "components", index), IN_CONTAINER)
