"""How people deal with modals and the Home tab: they open, fill in, submit and close them."""

from tests.servers.slack import payloads
from tests.servers.slack.check_blocks import Surface
from tests.servers.slack.check_views import check_view
from tests.servers.slack.deliveries import DeliveryKind
from tests.servers.slack.elements import elements_of
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.events import announce
from tests.servers.slack.interactions import Interaction, InteractionKind
from tests.servers.slack.methods_views import push_view, update_view
from tests.servers.slack.stage import NotPossibleError
from tests.servers.slack.using import Using
from tests.servers.slack.values import User
from tests.servers.slack.views import View


class Viewing(Using):
    """The test's side of views."""

    async def view_of(self, who: User, *, timeout: float = 20.0) -> View:  # noqa: ASYNC109 - reads as asked
        """Wait for a modal and return the one on top."""
        await self.wait_until(lambda: self.world.screens.top(who) is not None, timeout=timeout)
        view = self.world.screens.top(who)
        assert view is not None
        return view

    def has_view(self, who: User) -> bool:
        """Whether a person has a modal open."""
        return self.world.screens.top(who) is not None

    async def open_home(self, who: User, *, tab: str = "home") -> None:
        """Go to the app's Home or Messages tab ("app_home_opened event")."""
        if tab == "home" and not self.manifest.has_home:
            raise NotPossibleError("the manifest has no Home tab")
        channel, view = self.world.direct(who), self.world.screens.home(who)
        event: Json = {"type": "app_home_opened", "user": who.id, "channel": channel.id, "tab": tab}
        event["event_ts"] = self.world.stamps.next()
        if view is not None and tab == "home":
            event["view"] = payloads.view(view, self.world)
        announce(self.world, who.team, event)

    async def home_of(self, who: User, *, revision: int = 0, timeout: float = 20.0) -> View:  # noqa: ASYNC109
        """Wait until a person's Home tab was published, and changed so many times since."""

        def is_there() -> bool:
            view = self.world.screens.home(who)
            return view is not None and view.revisions >= revision

        await self.wait_until(is_there, timeout=timeout)
        view = self.world.screens.home(who)
        assert view is not None
        return view

    async def type(
        self, who: User, view: View, text: str, *, label: str | None = None, action_id: str | None = None
    ) -> Interaction | None:
        """Type into a field of a view, by its label or action id, and press Enter.

        Returns the interaction that its `dispatch_action_config` asks for, if it does.
        """
        self.check_sees(who, view)
        block, element = _field(view, label, action_id)
        if len(text) > element.get("max_length", 3000):
            raise NotPossibleError(f"the field takes {element.get('max_length', 3000)} characters")
        state = {"type": element["type"], "value": text or None}
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = state
        view.errors.pop(block["block_id"], None)
        if not block.get("dispatch_action"):
            return None
        return self.act(who, view, element, block, {"value": text})

    async def submit(self, who: User, view: View, **values: str) -> Interaction:
        """Submit a modal, after typing these values into the fields of these action ids ("view_submission")."""
        self.check_sees(who, view)
        if view.is_home or not view.content.get("submit"):
            raise NotPossibleError("there is nothing to submit")
        for action_id, text in values.items():
            await self.type(who, view, text, action_id=action_id)
        _check_filled_in(view)
        interaction = self.begin_in(InteractionKind.SUBMISSION, who, view)
        shown = payloads.view(view, self.world)
        interaction.payload = {**self.common(interaction), "view": shown, "response_urls": []}
        self.deliver(interaction, DeliveryKind.INTERACTION, self._submitted)
        return interaction

    def _submitted(self, interaction: Interaction, answer: Json | None) -> None:
        """Do what the app answers to a submission ("Modals", Handling and responding to interactions)."""
        view = interaction.view
        assert view is not None
        try:
            self._respond(interaction, view, answer or {})
        except SlackError as error:
            interaction.failure = f"{error.error} {error.messages}"

    def _respond(self, interaction: Interaction, view: View, answer: Json) -> None:
        match answer:
            case {"response_action": "errors", "errors": dict(errors)}:
                _check_errors(view, errors)
                view.errors = interaction.errors = errors
            case {"response_action": "update", "view": content}:
                update_view(self.world, view, check_view(content, Surface.MODAL))
            case {"response_action": "push", "view": content}:
                interaction.opened = push_view(self.world, view.user, check_view(content, Surface.MODAL))
            case {"response_action": "clear"}:
                self.world.screens.clear(view.user)
            case {"response_action": other}:
                raise SlackError("invalid_response_action", messages=(str(other),))
            case _:
                self.world.screens.pop(view.user)

    async def close(self, who: User, view: View, *, is_cleared: bool = False) -> Interaction | None:
        """Close a modal; the app hears of it if the view asks for that ("view_closed")."""
        self.check_sees(who, view)
        stack = list(self.world.screens.stack(who))
        if is_cleared or view.content.get("clear_on_close"):
            self.world.screens.clear(who)
        else:
            self.world.screens.pop(who)
        self.world.changes.touch()
        told = [one for one in stack if one.is_closed and one.content.get("notify_on_close")]
        if not told:
            return None
        interaction = self.begin_in(InteractionKind.CLOSED, who, told[-1])
        shown = payloads.view(told[-1], self.world)
        interaction.payload = {**self.common(interaction, has_trigger=False), "view": shown, "is_cleared": is_cleared}
        self.deliver(interaction, DeliveryKind.INTERACTION)
        return interaction


def _field(view: View, label: str | None, action_id: str | None) -> tuple[Json, Json]:
    fields = [(block, one) for block, one in elements_of(view.blocks) if one["type"] == "plain_text_input"]
    found = [
        (block, one)
        for block, one in fields
        if label in (None, block["label"]["text"]) and action_id in (None, one["action_id"])
    ]
    if len(found) != 1:
        names = [block["label"]["text"] for block, _ in fields]
        raise NotPossibleError(f"there are {len(found)} fields {label or action_id!r}; there are {names}")
    return found[0]


def _check_filled_in(view: View) -> None:
    for block in view.blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        element = block["element"]
        state = view.values.get(block["block_id"], {}).get(element["action_id"], {})
        has_initial = any(name.startswith("initial_") for name in element)
        if not has_initial and not any(value for name, value in state.items() if name != "type"):
            raise NotPossibleError(f"Slack asks for {block['label']['text']!r} before it submits")


def _check_errors(view: View, errors: dict[str, object]) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors", messages=(f"{sorted(errors)} are not all inputs of the view",))
