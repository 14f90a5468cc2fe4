"""How people use the bot: they give commands, press buttons, choose from menus and fill in forms."""

import asyncio
from typing import Any

from tests.servers.discord import payloads, permissions
from tests.servers.discord.errors import Json
from tests.servers.discord.interactions import ANSWER_WITHIN, Interaction, InteractionKind
from tests.servers.discord.people import NotPossibleError, People
from tests.servers.discord.permissions import Permissions
from tests.servers.discord.posting import place
from tests.servers.discord.registered import Registered, find, options_of
from tests.servers.discord.values import Channel, ChannelKind, Event, Message, User, walk

IN_GUILD, IN_DIRECT, ELSEWHERE = 0, 1, 2
BUTTON, LINK = 2, 5
SELECTS = (3, 5, 6, 7, 8)


class Using(People):
    """The test's side of interactions."""

    async def command(self, who: User, channel: Channel, name: str, /, **options: object) -> Interaction:
        """Give a command, such as "faq ask", with its options by name; refused unless the bot registered it so."""
        found = self._find(channel, name, kind=1)
        data = found.data(options_of(found, options))
        return self._ask(who, channel, InteractionKind.COMMAND, data, found)

    async def complete(self, who: User, channel: Channel, name: str, /, **options: object) -> list[Json]:
        """Type into the last of these options and wait for the choices that the bot offers."""
        found = self._find(channel, name, kind=1)
        data = found.data(options_of(found, options, focused=list(options)[-1]))
        interaction = self._ask(who, channel, InteractionKind.AUTOCOMPLETE, data, found)
        await interaction.answered()
        assert interaction.choices is not None
        return interaction.choices

    async def use(self, who: User, name: str, message: Message) -> Interaction:
        """Use a message command, such as "Answer from the FAQ", on a message."""
        found = self._find(message.channel, name, kind=3)
        data = found.data([])
        data["target_id"] = str(message.id)
        data["resolved"] = {"messages": {str(message.id): payloads.bare_message(message)}}
        return self._ask(who, message.channel, InteractionKind.COMMAND, data, found)

    async def press(
        self, who: User, message: Message, label: str | None = None, *, custom_id: str | None = None
    ) -> Interaction:
        """Press a button of a message that the person sees, by its label or custom id."""
        self._check_sees(who, message)
        buttons = [one for one in walk(message.components) if one["type"] == BUTTON and one.get("style") != LINK]
        button = _only(
            [one for one in buttons if label in (None, _label(one)) and custom_id in (None, one["custom_id"])],
            f"button {label or custom_id!r}",
            [_label(one) for one in buttons],
        )
        data = {"custom_id": button["custom_id"], "component_type": BUTTON, "id": button["id"]}
        return self._ask(who, message.channel, InteractionKind.COMPONENT, data, None, message=message)

    async def choose(self, who: User, message: Message, *labels: str, custom_id: str | None = None) -> Interaction:
        """Choose options by label from the menu of a message that the person sees."""
        self._check_sees(who, message)
        menus = [one for one in walk(message.components) if one["type"] in SELECTS]
        menus = [one for one in menus if custom_id in (None, one["custom_id"])]
        labelled = [one for one in menus if {*labels} <= {option["label"] for option in one.get("options", [])}]
        offered = [option["label"] for one in menus for option in one.get("options", [])]
        menu = _only(labelled, f"menu with {labels}", offered)
        if not menu.get("min_values", 1) <= len(labels) <= menu.get("max_values", 1):
            raise NotPossibleError(f"the menu does not take {len(labels)} options")
        values = [option["value"] for option in menu["options"] if option["label"] in labels]
        data = {
            "custom_id": menu["custom_id"],
            "component_type": menu["type"],
            "id": menu["id"],
            "values": values,
        }
        return self._ask(who, message.channel, InteractionKind.COMPONENT, data, None, message=message)

    async def submit(self, who: User, form: Interaction, **values: str) -> Interaction:
        """Fill in the form that an interaction was answered with, by the custom ids of its inputs."""
        if form.modal is None or form.user is not who:
            raise NotPossibleError("there is no form to submit")
        data = {
            "custom_id": form.modal["custom_id"],
            "components": [_filled(one, values) for one in form.modal["components"]],
        }
        return self._ask(who, form.channel, InteractionKind.MODAL, data, None, message=form.message)

    def _find(self, channel: Channel, name: str, *, kind: int) -> Registered:
        guild_id = None if channel.guild is None else channel.guild.id
        commands = [*self.world.commands.get(guild_id, []), *self.world.commands[None]]
        found = find(commands, name, kind=kind)
        context = _context(channel)
        contexts = found.command["contexts"]
        if contexts is not None and context not in contexts:
            raise NotPossibleError(f"{name!r} is not offered in this place: its contexts are {contexts}")
        if not self._installed_for(found, channel):
            types = found.command["integration_types"]
            raise NotPossibleError(f"{name!r} is not installed here: its integration types are {types}")
        return found

    def _installed_for(self, found: Registered, channel: Channel) -> bool:
        types = found.command["integration_types"]
        if channel.guild is not None and not channel.guild.has_bot:
            return 1 in types
        return channel.guild is None or 0 in types or 1 in types

    def _check_sees(self, who: User, message: Message) -> None:
        if message.is_deleted:
            raise NotPossibleError("the message is gone")
        if message.is_ephemeral and (message.interaction is None or message.interaction.user is not who):
            raise NotPossibleError(f"{who.name} does not see the message, which is ephemeral")

    def _ask(  # noqa: PLR0913 - what an interaction is made of
        self,
        who: User,
        channel: Channel,
        kind: InteractionKind,
        data: Json,
        found: Registered | None,
        *,
        message: Message | None = None,
    ) -> Interaction:
        interaction = Interaction(
            world=self.world,
            id=self.world.ids.next(),
            token=f"aW50ZXJhY3Rpb24{self.world.random.getrandbits(256):064x}",
            kind=kind,
            user=who,
            channel=channel,
            data=data,
            created=self.clock.now(),
            owners=self._owners(who, channel, found, message),
            context=_context(channel),
            message=message,
        )
        self.world.interactions[interaction.token] = interaction
        guild_id = None if channel.guild is None else channel.guild.id
        self.world.dispatch(Event(name="INTERACTION_CREATE", data=self._payload(interaction), guild_id=guild_id))
        self.world.changes.touch()
        # Those who wait for its failure look again when its time is over by the real clock.
        asyncio.get_running_loop().call_later(ANSWER_WITHIN + 0.01, self.world.changes.touch)
        return interaction

    def _owners(self, who: User, channel: Channel, found: Registered | None, message: Message | None) -> dict[str, str]:
        """Who installed the application ("Receiving and Responding", Authorizing Integration Owners)."""
        if message is not None and message.interaction is not None:
            return message.interaction.owners
        types = [0, 1] if found is None else found.command["integration_types"]
        if channel.guild is None:
            return {"0": "0"}
        owners = {"0": str(channel.guild.id)} if channel.guild.has_bot and 0 in types else {}
        return owners or {"1": str(who.id)}

    def _payload(self, interaction: Interaction) -> dict[str, Any]:
        channel, who = interaction.channel, interaction.user
        data: Json = {
            "id": str(interaction.id),
            "application_id": str(interaction.application_id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel": payloads.channel(channel, self.world.bot),
            **place(channel),
            "locale": who.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": interaction.owners,
            "context": interaction.context,
            "app_permissions": str(int(_allowed_for_app(channel))),
            "attachment_size_limit": payloads.TEN_MEGABYTES,
        }
        if interaction.message is not None:
            data["message"] = payloads.message(interaction.message)
        return {**data, **self._asker(who, channel)}

    def _asker(self, who: User, channel: Channel) -> Json:
        if channel.guild is None:
            return {"user": payloads.user(who)}
        may = permissions.of_user(who, channel)
        member = {**payloads.member_of(channel.guild, who), "user": payloads.user(who), "permissions": str(int(may))}
        guild = {"id": str(channel.guild.id), "locale": "en-US", "features": ["COMMUNITY"]}
        return {"member": member, "guild": guild, "guild_locale": "en-US"}


def _context(channel: Channel) -> int:
    return IN_DIRECT if channel.kind is ChannelKind.DIRECT else IN_GUILD


def _allowed_for_app(channel: Channel) -> Permissions:
    if channel.guild is None or not channel.guild.has_bot:
        return Permissions.EMBED_LINKS | Permissions.ATTACH_FILES | Permissions.MENTION_EVERYONE
    return permissions.of_bot(channel)


def _label(component: Json) -> str:
    return str(component.get("label") or (component.get("emoji") or {}).get("name", ""))


def _only(found: list[Json], wanted: str, offered: list[str]) -> Json:
    if len(found) != 1:
        raise NotPossibleError(f"there are {len(found)} of {wanted}; offered are {offered}")
    if found[0].get("disabled"):
        raise NotPossibleError(f"the {wanted} is disabled")
    return found[0]


def _filled(component: Json, values: dict[str, str]) -> Json:
    """A row or label of a form with what was typed in."""
    copy = dict(component)
    if "components" in component:
        copy["components"] = [_filled(one, values) for one in component["components"]]
    if "component" in component:
        copy["component"] = _filled(component["component"], values)
    if "custom_id" in component:
        return {"type": component["type"], "custom_id": component["custom_id"], "value": values[component["custom_id"]]}
    return copy
