"""Routes that answer interactions (Discord's documentation, "Receiving and Responding to Interactions")."""

from tests.servers.discord import payloads, pings, posting, writing
from tests.servers.discord.calls import Call, Handler
from tests.servers.discord.check_commands import STRING, check_choices
from tests.servers.discord.check_message import INTERACTION_FLAGS, check_edit, check_new
from tests.servers.discord.errors import (
    Json,
    Problems,
    already_acknowledged,
    bad_field,
    invalid_webhook_token,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from tests.servers.discord.interactions import Callback, Interaction, InteractionKind
from tests.servers.discord.values import Message, MessageFlags, MessageKind, Reference

ALLOWED = {
    InteractionKind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    InteractionKind.COMPONENT: set(Callback) - {Callback.CHOICES},
    InteractionKind.AUTOCOMPLETE: {Callback.CHOICES},
    InteractionKind.MODAL: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE, Callback.UPDATE},
}
CHOICES = 25
MODAL_ROWS = 5


def callback(call: Call) -> Json | None:
    """POST /interactions/{webhook_id}/{webhook_token}/callback."""
    interaction = call.world.interactions.get(call.parameters["webhook_token"])
    if interaction is None or interaction.id != call.id("webhook_id"):
        raise unknown_interaction()
    if interaction.is_acknowledged:
        raise already_acknowledged()
    if interaction.is_late:
        raise unknown_interaction()
    kind = _kind(call, interaction)
    _answer(call, interaction, kind, call.body.get("data") or {})
    interaction.callback = kind
    call.world.changes.touch()
    return _resource(interaction, kind) if call.query.get("with_response") in ("1", "true") else None


def _kind(call: Call, interaction: Interaction) -> Callback:
    value = call.body.get("type")
    kinds = [one for one in ALLOWED[interaction.kind] if one == value]
    if not kinds or (interaction.message is None and kinds[0] in (Callback.UPDATE, Callback.DEFERRED_UPDATE)):
        allowed = tuple(sorted(map(int, ALLOWED[interaction.kind])))
        raise bad_field(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
    return kinds[0]


def _answer(call: Call, interaction: Interaction, kind: Callback, data: Json) -> None:
    inner = Call(world=call.world, parameters=call.parameters, body=data, files=call.files)
    if kind is Callback.MESSAGE:
        interaction.response = _say(inner, interaction)
    elif kind is Callback.DEFERRED_MESSAGE:
        interaction.response = _think(inner, interaction)
    elif kind is Callback.UPDATE:
        assert interaction.message is not None
        _change(inner, interaction.message)
        interaction.response = interaction.message
    elif kind is Callback.DEFERRED_UPDATE:
        interaction.response = interaction.message
    elif kind is Callback.CHOICES:
        interaction.choices = _choices(data, interaction)
    else:
        interaction.modal = _modal(data)


def _say(call: Call, interaction: Interaction) -> Message:
    check_new(call.body, allowed_flags=INTERACTION_FLAGS, files=len(call.files))
    return _publish(call, interaction)


def _publish(call: Call, interaction: Interaction) -> Message:
    message = _made(call, interaction)
    writing.fill(message, call, default=pings.USERS)
    _show(call, message)
    return message


def _made(call: Call, interaction: Interaction) -> Message:
    message = writing.new_message(call.world, interaction.channel)
    message.webhook_id = call.world.application.id
    message.interaction = interaction
    message.flags |= MessageFlags.EPHEMERAL if interaction.is_kept_private else MessageFlags(0)
    if interaction.kind is InteractionKind.COMMAND:
        is_menu = "target_id" in interaction.data
        message.kind = MessageKind.CONTEXT_MENU_COMMAND if is_menu else MessageKind.CHAT_INPUT_COMMAND
    return message


def _show(call: Call, message: Message) -> None:
    """Publish a message, unless only one person may see it: the bot is told of that one by its reply alone."""
    if message.is_ephemeral:
        call.world.changes.touch()
    else:
        posting.publish(call.world, message)


def _think(call: Call, interaction: Interaction) -> Message:
    flags = MessageFlags(call.body.get("flags") or 0)
    if flags & ~INTERACTION_FLAGS:
        raise bad_field(("data", "flags"), "MESSAGE_FLAGS_INVALID", "These flags cannot be set here.")
    message = _made(call, interaction)
    message.flags |= flags | MessageFlags.LOADING
    _show(call, message)
    return message


def _change(call: Call, message: Message) -> None:
    check_edit(call.body, before=payloads.bare_message(message), files=len(call.files))
    writing.revise(message, call, default=pings.USERS)
    message.flags &= ~MessageFlags.LOADING
    if not message.is_ephemeral:
        posting.revise(call.world, message)
    call.world.changes.touch()


def _choices(data: Json, interaction: Interaction) -> list[Json]:
    choices: list[Json] = data.get("choices") or []
    problems = Problems()
    problems.check_length(("data", "choices"), choices, 0, CHOICES)
    check_choices(choices, _focused(interaction.data)["type"], ("data", "choices"), problems)
    problems.raise_if_any()
    return choices


def _focused(data: Json) -> Json:
    for option in data.get("options") or []:
        found: Json = option if option.get("focused") else _focused(option)
        if found.get("focused"):
            return found
    return {"type": STRING}


def _modal(data: Json) -> Json:
    problems = Problems()
    problems.check_length(("data", "custom_id"), data.get("custom_id"), 1, 100)
    problems.check_length(("data", "title"), data.get("title"), 1, 45)
    problems.check_length(("data", "components"), data.get("components"), 1, MODAL_ROWS)
    problems.raise_if_any()
    return data


def _resource(interaction: Interaction, kind: Callback) -> Json:
    stated: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    resource: Json = {"type": int(kind)}
    if interaction.response is not None:
        stated |= {
            "response_message_id": str(interaction.response.id),
            "response_message_loading": interaction.response.is_loading,
            "response_message_ephemeral": interaction.response.is_ephemeral,
        }
        if kind in (Callback.MESSAGE, Callback.UPDATE):
            resource["message"] = payloads.message(interaction.response)
    return {"interaction": stated, "resource": resource}


def _interaction(call: Call) -> Interaction:
    """The interaction of a webhook's path; it has one after its callback and while its token lives."""
    if call.id("webhook_id") != call.world.application.id:
        raise unknown_webhook()
    interaction = call.world.interactions.get(call.parameters["webhook_token"])
    if interaction is None or interaction.is_expired:
        raise invalid_webhook_token()
    if not interaction.is_acknowledged:
        raise unknown_webhook()
    return interaction


def _message(call: Call, interaction: Interaction) -> Message:
    text = call.parameters["message_id"]
    if text == "@original":
        found = interaction.response
    else:
        known = [interaction.response, *interaction.follow_ups]
        found = next((one for one in known if one is not None and str(one.id) == text), None)
    if found is None or found.is_deleted:
        raise unknown_message()
    return found


def follow_up(call: Call) -> Json:
    """POST /webhooks/{webhook_id}/{webhook_token}: after a "thinking" the first one takes its place."""
    interaction = _interaction(call)
    check_new(call.body, allowed_flags=INTERACTION_FLAGS, files=len(call.files))
    first = interaction.response
    if first is not None and first.is_loading:
        writing.revise(first, _without_flags(call), default=pings.USERS)
        first.flags &= ~MessageFlags.LOADING
        first.edited = None
        _show_change(call, first)
        return payloads.message(first)
    message = _made(call, interaction)
    message.kind = MessageKind.REPLY
    if first is not None:
        guild_id = None if first.channel.guild is None else first.channel.guild.id
        message.reference = Reference(message_id=first.id, channel_id=first.channel.id, guild_id=guild_id)
    writing.fill(message, call, default=pings.USERS)
    interaction.follow_ups.append(message)
    _show(call, message)
    return payloads.message(message)


def _without_flags(call: Call) -> Call:
    """The same call without EPHEMERAL, which was settled when the thinking began."""
    flags = MessageFlags(call.body.get("flags") or 0) & ~MessageFlags.EPHEMERAL
    return Call(world=call.world, parameters=call.parameters, body={**call.body, "flags": int(flags)}, files=call.files)


def _show_change(call: Call, message: Message) -> None:
    if not message.is_ephemeral:
        posting.revise(call.world, message)
    call.world.changes.touch()


def get(call: Call) -> Json:
    """GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}."""
    return payloads.message(_message(call, _interaction(call)))


def edit(call: Call) -> Json:
    """PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}."""
    interaction = _interaction(call)
    message = _message(call, interaction)
    if message is interaction.response and message.is_loading:
        check_new(call.body, allowed_flags=INTERACTION_FLAGS, files=len(call.files))
        writing.revise(message, _without_flags(call), default=pings.USERS)
        message.flags &= ~MessageFlags.LOADING
        message.edited = None
        _show_change(call, message)
    else:
        _change(call, message)
    if message is interaction.message:
        interaction.is_updated = True
        call.world.changes.touch()
    return payloads.message(message)


def delete(call: Call) -> None:
    """DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}."""
    posting.remove(call.world, _message(call, _interaction(call)))


ROUTES: dict[str, Handler] = {
    "POST /interactions/{webhook_id}/{webhook_token}/callback": callback,
    "POST /webhooks/{webhook_id}/{webhook_token}": follow_up,
    "GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": get,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": edit,
    "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": delete,
}
