"""How people use the bot: they give commands, use shortcuts, press buttons and choose from menus."""

from collections.abc import Callable

from tests.servers.slack import payloads, typed
from tests.servers.slack.deliveries import Delivery, DeliveryKind
from tests.servers.slack.elements import SEARCHES, SEVERAL, Offered, elements_of, offered, state_of, states_of
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.interactions import Interaction, InteractionKind
from tests.servers.slack.people import People
from tests.servers.slack.stage import NotPossibleError
from tests.servers.slack.values import Channel, Message, User
from tests.servers.slack.views import View

Answered = Callable[[Interaction, Json | None], None]


class Using(People):
    """The test's side of interactions with messages and channels."""

    async def command(self, who: User, channel: Channel, name: str, text: str = "") -> Interaction:
        """Give a slash command; refused unless the manifest has it."""
        if name not in self.manifest.commands or "commands" not in who.team.scopes:
            raise NotPossibleError(f"{name} is no command of the app: {sorted(self.manifest.commands)}")
        if not channel.has(who):
            raise NotPossibleError(f"{who.name} is not in {channel.name!r}")
        interaction = self.begin(InteractionKind.COMMAND, who, channel)
        interaction.payload = {
            "token": self.app.verification_token,
            "team_id": who.team.id,
            "team_domain": who.team.domain,
            "channel_id": channel.id,
            "channel_name": payloads.name_of(channel),
            "user_id": who.id,
            "user_name": who.name,
            "command": name,
            "text": typed.escape(text.strip()),
            "api_app_id": self.app.id,
            "is_enterprise_install": "false",
            "response_url": interaction.response_url,
            "trigger_id": interaction.trigger_id,
        }
        self.deliver(interaction, DeliveryKind.COMMAND, self._command_answered)
        return interaction

    def _command_answered(self, interaction: Interaction, answer: Json | None) -> None:
        if answer and (answer.get("text") or answer.get("blocks") or answer.get("attachments")):
            try:
                self.response_urls.respond(interaction, answer)
            except SlackError as error:
                interaction.failure = error.error

    async def use(self, who: User, name: str, message: Message | None = None) -> Interaction:
        """Use a shortcut, by the name that the manifest gives it: on a message, or a global one."""
        kind = "global" if message is None else "message"
        found = [one for one in self.manifest.shortcuts if one.name == name and one.kind == kind]
        if not found or "commands" not in who.team.scopes:
            raise NotPossibleError(f"there is no {kind} shortcut {name!r}: {self.manifest.shortcuts}")
        if message is not None:
            self.check_sees(who, message)
        which = InteractionKind.GLOBAL_SHORTCUT if message is None else InteractionKind.MESSAGE_SHORTCUT
        interaction = self.begin(which, who, None if message is None else message.channel, message=message)
        interaction.payload = {
            **self.common(interaction),
            "callback_id": found[0].callback_id,
            "action_ts": interaction.stamp,
        }
        if message is not None:
            interaction.payload |= {
                "message_ts": message.ts,
                "message": payloads.message(message),
                "channel": payloads.channel_of_interaction(message.channel),
                "response_url": interaction.response_url,
            }
        self.deliver(interaction, DeliveryKind.INTERACTION)
        return interaction

    async def press(
        self,
        who: User,
        place: Message | View,
        label: str | None = None,
        *,
        action_id: str | None = None,
        value: str | None = None,
    ) -> Interaction:
        """Press a button of a message or view that the person sees, by what it says, its action id or its value."""
        self.check_sees(who, place)
        buttons = [one for one in offered(place.blocks) if not one.is_option]
        button = _only(
            [
                one
                for one in buttons
                if label in (None, one.label) and action_id in (None, one.action_id) and value in (None, one.value)
            ],
            f"button {label or action_id or value!r}",
            buttons,
        )
        if who.id not in button.element.get("visible_to_user_ids", [who.id]):
            raise NotPossibleError(f"{who.name} does not see the button {button.label!r}")
        action: Json = {"value": button.value} if button.value is not None else {}
        if button.element["type"] != "feedback_buttons":
            action["text"] = button.element["text"]
        return self.act(who, place, button.element, button.block, action)

    async def choose(self, who: User, place: Message | View, *labels: str, action_id: str | None = None) -> Interaction:
        """Choose options by what they say from a menu that the person sees."""
        self.check_sees(who, place)
        options = [one for one in offered(place.blocks) if one.is_option and action_id in (None, one.action_id)]
        chosen = [
            _only([one for one in options if one.label == label], f"option {label!r}", options) for label in labels
        ]
        if len({id(one.element) for one in chosen}) != 1:
            raise NotPossibleError(f"{labels} are not in one menu")
        element, several = chosen[0].element, chosen[0].element["type"] in SEVERAL
        if len(chosen) > 1 and not several:
            raise NotPossibleError("the menu takes one option")
        picked = [one.option for one in chosen]
        action: Json = {"selected_options": picked} if several else {"selected_option": picked[0]}
        return self.act(who, place, element, chosen[0].block, action)

    async def complete(
        self, who: User, place: Message | View, text: str, *, action_id: str | None = None
    ) -> list[Json]:
        """Type into a menu that asks the app for its options, and wait for them ("block_suggestion")."""
        self.check_sees(who, place)
        block, element = self._search(place, action_id)
        if len(text) < element.get("min_query_length", 3):
            raise NotPossibleError(f"the menu asks from {element.get('min_query_length', 3)} characters on")
        interaction = self.begin_in(InteractionKind.SUGGESTION, who, place)
        interaction.payload = {
            **self.common(interaction, has_trigger=False),
            **self._container(place),
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": text,
        }
        self.deliver(interaction, DeliveryKind.INTERACTION, _suggested)
        await interaction.answered()
        assert interaction.options is not None
        return interaction.options

    async def choose_completed(
        self, who: User, place: Message | View, option: Json, *, action_id: str | None = None
    ) -> Interaction:
        """Choose one of the options that `complete` returned."""
        self.check_sees(who, place)
        block, element = self._search(place, action_id)
        several = element["type"] in SEVERAL
        action: Json = {"selected_options": [option]} if several else {"selected_option": option}
        return self.act(who, place, element, block, action)

    def _search(self, place: Message | View, action_id: str | None) -> tuple[Json, Json]:
        menus = [(block, one) for block, one in elements_of(place.blocks) if one["type"] in SEARCHES]
        menus = [(block, one) for block, one in menus if action_id in (None, one["action_id"])]
        if len(menus) != 1:
            raise NotPossibleError(f"there are {len(menus)} menus to search in")
        return menus[0]

    # What all interactions share

    def check_sees(self, who: User, place: Message | View) -> None:
        """Refuse what a person could not do, since it is gone or somebody else's."""
        if isinstance(place, View):
            if place.user is not who or place.is_closed:
                raise NotPossibleError(f"{who.name} does not see this view")
            if not place.is_home and self.world.screens.top(who) is not place:
                raise NotPossibleError("another modal is on top")
            return
        if place.is_deleted:
            raise NotPossibleError("the message is gone")
        if place.visible_to not in (None, who):
            raise NotPossibleError(f"{who.name} does not see the message, which is ephemeral")
        if not place.channel.has(who):
            raise NotPossibleError(f"{who.name} is not in {place.channel.name!r}")

    def begin(
        self, kind: InteractionKind, who: User, channel: Channel | None, *, message: Message | None = None
    ) -> Interaction:
        """A new interaction with a trigger and, where there is a channel, a response URL."""
        if not self.manifest.is_interactive and kind is not InteractionKind.COMMAND:
            raise NotPossibleError("interactivity is off in the manifest")
        interaction = Interaction(
            world=self.world,
            kind=kind,
            user=who,
            channel=channel,
            stamp=self.world.stamps.next(),
            made=self.clock.now(),
            trigger_id=f"{self.world.ids.digits(13)}.{self.world.ids.digits(13)}.{self.world.ids.secret()}",
            message=message,
            revisions=0 if message is None else len(message.revisions),
        )
        self.world.triggers[interaction.trigger_id] = interaction
        if channel is not None:
            group = "commands" if kind is InteractionKind.COMMAND else "actions"
            path = f"/{group}/{who.team.id}/{self.world.ids.digits(13)}/{self.world.ids.secret(12)}"
            interaction.response_url = self.world.address + path
            self.world.response_urls[path] = interaction
        return interaction

    def begin_in(self, kind: InteractionKind, who: User, place: Message | View) -> Interaction:
        """A new interaction with something in a message or view."""
        if isinstance(place, Message):
            return self.begin(kind, who, place.channel, message=place)
        interaction = self.begin(kind, who, None)
        interaction.view, interaction.revisions = place, place.revisions
        return interaction

    def act(self, who: User, place: Message | View, element: Json, block: Json, action: Json) -> Interaction:
        """Use an element of a message or view ("block_actions payload")."""
        interaction = self.begin_in(InteractionKind.ACTIONS, who, place)
        names = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        action = {**names, **action, "action_ts": interaction.stamp}
        held = {key: value for key, value in action.items() if key.startswith(("selected_", "value", "type"))}
        values = {} if state_of(element) is None else {block["block_id"]: {element["action_id"]: held}}
        if isinstance(place, View):
            for name, one in values.items():
                place.values.setdefault(name, {}).update(one)
        interaction.payload = {**self.common(interaction), **self._container(place), "actions": [action]}
        if isinstance(place, Message):
            interaction.payload["response_url"] = interaction.response_url
            interaction.payload["state"] = {"values": states_of(place.blocks, values)}
        self.deliver(interaction, DeliveryKind.INTERACTION)
        return interaction

    def common(self, interaction: Interaction, *, has_trigger: bool = True) -> Json:
        """What all payloads of interactivity have."""
        trigger = {"trigger_id": interaction.trigger_id} if has_trigger else {}
        return {
            "type": str(interaction.kind),
            "token": self.app.verification_token,
            "team": payloads.team_of_interaction(interaction.user.team),
            "user": payloads.user_of_interaction(interaction.user),
            "api_app_id": self.app.id,
            "enterprise": None,
            "is_enterprise_install": False,
            **trigger,
        }

    def _container(self, place: Message | View) -> Json:
        if isinstance(place, View):
            container = {"type": "view", "view_id": place.id}
            return {"container": container, "view": payloads.view(place, self.world)}
        data: Json = {
            "container": {
                "type": "message",
                "message_ts": place.ts,
                "channel_id": place.channel.id,
                "is_ephemeral": place.is_ephemeral,
                **({"thread_ts": place.thread_ts} if place.is_reply else {}),
            },
            "channel": payloads.channel_of_interaction(place.channel),
        }
        return data if place.is_ephemeral else {**data, "message": payloads.message(place)}

    def deliver(self, interaction: Interaction, kind: DeliveryKind, answered: Answered | None = None) -> None:
        """Send an interaction to the app, once."""

        def acknowledged(answer: Json | None) -> None:
            interaction.is_acknowledged = True
            interaction.acknowledgement = answer
            if answered is not None:
                answered(interaction, answer)

        def failed(reason: str) -> None:
            interaction.failure = "operation_timeout" if reason == "timeout" else "dispatch_failed"

        self.world.deliver(
            Delivery(
                kind=kind,
                payload=interaction.payload,
                team=interaction.user.team,
                answered=acknowledged,
                failed=failed,
            )
        )


def _suggested(interaction: Interaction, answer: Json | None) -> None:
    """Options, in groups or not ("Select menu of external data source")."""
    data = answer or {}
    grouped = [one for group in data.get("option_groups") or [] for one in group.get("options") or []]
    options = [*(data.get("options") or []), *grouped]
    if len(options) > 100 or any(not one.get("text") or not one.get("value") for one in options):
        interaction.failure = "invalid_options"
    interaction.options = options


def _only(found: list[Offered], wanted: str, among: list[Offered]) -> Offered:
    if len(found) != 1:
        raise NotPossibleError(f"there are {len(found)} of {wanted}; offered are {[one.label for one in among]}")
    return found[0]
