"""What Discord checks of a message (its documentation, "Message", Create Message)."""

from typing import Any

from tests.servers.discord.check_components import check_components, check_layout
from tests.servers.discord.errors import ApiError, Json, Problems, bad_field, empty_message
from tests.servers.discord.pings import check_allowed
from tests.servers.discord.values import MessageFlags

CONTENT = 2000
EMBEDS = 10
ALL_EMBEDS = 6000
FIELDS = 25
NONCE = 25
ATTACHMENTS = 10
STICKERS = 3
CREATE_FLAGS = MessageFlags.SUPPRESS_EMBEDS | MessageFlags.SUPPRESS_NOTIFICATIONS | MessageFlags.IS_COMPONENTS_V2
INTERACTION_FLAGS = CREATE_FLAGS | MessageFlags.EPHEMERAL
EDIT_FLAGS = MessageFlags.SUPPRESS_EMBEDS | MessageFlags.IS_COMPONENTS_V2
SOMETHING = ("embeds", "components", "sticker_ids", "attachments", "poll")


def check_new(body: Json, *, allowed_flags: MessageFlags, files: int = 0) -> None:
    """Refuse a new message that Discord would refuse."""
    _check_body(body, allowed_flags)
    if not (body.get("content") or "").strip() and not files and not any(body.get(name) for name in SOMETHING):
        raise empty_message()


def check_edit(body: Json, *, before: Json, files: int = 0) -> None:
    """Refuse an edit that Discord would refuse; `before` is the message object that is edited."""
    _check_body({"flags": before["flags"] & MessageFlags.IS_COMPONENTS_V2, **body}, EDIT_FLAGS)
    after = {**before, **{key: value for key, value in body.items() if key in before}}
    something = ("content", "embeds", "components", "attachments", "sticker_items")
    if not files and not any(after.get(name) for name in something):
        raise empty_message()


def _check_body(body: object, allowed_flags: MessageFlags) -> None:
    if not isinstance(body, dict):
        raise ApiError(400, 50109, "The request body contains invalid JSON.")
    problems = Problems()
    _check_plain(body, problems)
    _check_flags(body.get("flags"), allowed_flags, problems)
    check_allowed(body.get("allowed_mentions"), problems)
    embeds = body.get("embeds") or []
    problems.check_length(("embeds",), embeds, 0, EMBEDS)
    problems.check_length(("attachments",), body.get("attachments") or [], 0, ATTACHMENTS)
    if isinstance(embeds, list):
        check_embeds(embeds, problems)
    flags = body.get("flags")
    is_new_layout = isinstance(flags, int) and bool(flags & MessageFlags.IS_COMPONENTS_V2)
    components = body.get("components") or []
    if check_layout(components, problems):
        check_components(components, problems, is_new_layout=is_new_layout)
    if is_new_layout:
        _check_nothing_beside(body, problems)
    problems.raise_if_any()


def _check_plain(body: Json, problems: Problems) -> None:
    content, nonce = body.get("content"), body.get("nonce")
    if content is not None and not isinstance(content, str):
        problems.add(("content",), "STRING_TYPE_CONVERT", "Could not interpret value as string.")
    elif len(content or "") > CONTENT:
        problems.check_length(("content",), content, 0, CONTENT)
    if nonce is not None and (not isinstance(nonce, str | int) or len(str(nonce)) > NONCE):
        problems.add(("nonce",), "NONCE_TYPE_TOO_LONG", f"Must be {NONCE} or fewer in length.")
    if not isinstance(body.get("tts", False), bool):
        problems.add(("tts",), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    problems.check_length(("sticker_ids",), body.get("sticker_ids") or [], 0, STICKERS)


def _check_flags(value: object, allowed: MessageFlags, problems: Problems) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        problems.add(("flags",), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif value & ~int(allowed):
        problems.add(("flags",), "MESSAGE_FLAGS_INVALID", f"These flags cannot be set here: {value & ~int(allowed)}.")


def _check_nothing_beside(body: Json, problems: Problems) -> None:
    """Components V2 leave no place for anything else ("Component Reference", Components V2)."""
    for name in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            problems.add((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def check_embeds(embeds: list[Any], problems: Problems) -> None:
    """Note what is wrong with the embeds ("Message", Embed Limits)."""
    total = 0
    for index, embed in enumerate(embeds):
        path = ("embeds", index)
        if not isinstance(embed, dict):
            problems.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            continue
        _check_embed(embed, path, problems)
        total += _size(embed)
    if total > ALL_EMBEDS:
        problems.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {ALL_EMBEDS}")


def _check_embed(embed: Json, path: tuple[str | int, ...], problems: Problems) -> None:
    parts: tuple[tuple[tuple[str, ...], int], ...] = (
        (("title",), 256),
        (("description",), 4096),
        (("footer", "text"), 2048),
        (("author", "name"), 256),
    )
    for names, limit in parts:
        value: Any = embed
        for name in names:
            value = (value or {}).get(name)
        if value is not None:
            problems.check_length((*path, *names), value, 0, limit)
    for names in (("url",), ("author", "url"), ("image", "url"), ("thumbnail", "url"), ("footer", "icon_url")):
        value = embed
        for name in names:
            value = (value or {}).get(name)
        _check_url((*path, *names), value, problems)
    color = embed.get("color")
    if color is not None and (not isinstance(color, int) or not 0 <= color <= 0xFFFFFF):
        problems.add((*path, "color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
    _check_embed_fields(embed.get("fields") or [], path, problems)
    if not _size(embed) and not any(embed.get(name) for name in ("image", "thumbnail", "url", "timestamp")):
        problems.add((*path, "description"), "BASE_TYPE_REQUIRED", "This field is required")


def _check_embed_fields(fields: list[Json], path: tuple[str | int, ...], problems: Problems) -> None:
    problems.check_length((*path, "fields"), fields, 0, FIELDS)
    for index, field in enumerate(fields):
        for name, limit in (("name", 256), ("value", 1024)):
            text = field.get(name)
            place = (*path, "fields", index, name)
            if not isinstance(text, str) or not text.strip():
                problems.add(place, "BASE_TYPE_REQUIRED", "This field is required")
            else:
                problems.check_length(place, text, 0, limit)


def _check_url(path: tuple[str | int, ...], value: object, problems: Problems) -> None:
    if value is None:
        return
    if not isinstance(value, str) or "://" not in value or " " in value:
        problems.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif value.split("://")[0] not in ("http", "https", "attachment"):
        scheme = value.split("://")[0]
        problems.add(path, "URL_TYPE_INVALID_SCHEME", f"Scheme \"{scheme}\" must be one of ('http', 'https').")


def _size(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or []:
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))


def read_reference(body: Json) -> Json | None:
    """The `message_reference` of a body; refused unless it is an object with a message id."""
    reference = body.get("message_reference")
    if reference is None:
        return None
    if not isinstance(reference, dict):
        raise bad_field(("message_reference",), "MODEL_TYPE_CONVERT", "Expected an object/dictionary.")
    if not str(reference.get("message_id", "")).isdecimal():
        path = ("message_reference", "message_id")
        raise bad_field(path, "NUMBER_TYPE_COERCE", f'Value "{reference.get("message_id")}" is not snowflake.')
    return reference
