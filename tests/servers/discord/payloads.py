"""How what exists is written in JSON (Discord's documentation, "Resources")."""

from typing import TYPE_CHECKING

from tests.servers.discord import permissions
from tests.servers.discord.clock import iso, made_at
from tests.servers.discord.errors import Json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.servers.discord.values import Application, Channel, Guild, Member, Message, Role, User

TEN_MEGABYTES = 10 * 1024 * 1024


def user(who: "User") -> Json:
    """A user object."""
    return {
        "id": str(who.id),
        "username": who.name,
        "discriminator": "0000" if who.is_bot else "0",
        "global_name": None if who.is_bot else who.name.title(),
        "avatar": None,
        "bot": who.is_bot,
        "public_flags": 0,
    }


def role(value: "Role", *, bot_id: int | None = None) -> Json:
    """A role object; the one that a bot brought along names it in its tags."""
    tags = {"tags": {"bot_id": str(bot_id)}} if value.is_of_bot and bot_id else {}
    return {
        **tags,
        "id": str(value.id),
        "name": value.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "position": value.position,
        "permissions": str(int(value.permissions)),
        "managed": value.is_of_bot,
        "mentionable": value.is_mentionable,
        "flags": 0,
    }


def partial_member(roles: "Iterable[Role]", joined: float) -> Json:
    """A guild member object without its user, as messages carry it."""
    return {
        "roles": [str(one.id) for one in roles],
        "joined_at": iso(joined),
        "premium_since": None,
        "nick": None,
        "avatar": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }


def member(value: "Member") -> Json:
    """A guild member object."""
    return {**partial_member(value.roles, value.joined), "user": user(value.user)}


def member_of(guild: "Guild", who: "User") -> Json:
    """The partial member object of somebody in a guild, of the bot too."""
    found = guild.members.get(who.id)
    if found is not None:
        return partial_member(found.roles, found.joined)
    return partial_member([guild.bot_role] if who is guild.world.bot else [], guild.joined)


def channel(value: "Channel", bot: "User") -> Json:
    """A channel object: of a guild, a thread or a direct conversation."""
    if value.guild is None:
        return direct(value)
    if value.is_thread:
        return thread(value)
    data: Json = {
        "id": str(value.id),
        "type": int(value.kind),
        "guild_id": str(value.guild.id),
        "name": value.name,
        "position": value.position,
        "permission_overwrites": [],
        "topic": None,
        "nsfw": False,
        "last_message_id": None if value.last_message_id is None else str(value.last_message_id),
        "rate_limit_per_user": 0,
        "parent_id": None,
        "flags": 0,
    }
    if value.bot_permissions is not None:
        data["permission_overwrites"] = [_overwrite(bot, value.bot_permissions)]
    if value.kind == 15:
        data |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return data


def _overwrite(bot: "User", allowed: permissions.Permissions) -> Json:
    return {"id": str(bot.id), "type": 1, "allow": str(int(allowed)), "deny": str(int(permissions.ALL & ~allowed))}


def direct(value: "Channel") -> Json:
    """A direct channel object."""
    recipients = [user(value.recipient)] if value.recipient else []
    last = None if value.last_message_id is None else str(value.last_message_id)
    return {"id": str(value.id), "type": 1, "last_message_id": last, "recipients": recipients, "flags": 0}


def thread(value: "Channel") -> Json:
    """A thread object."""
    assert value.guild is not None
    assert value.parent is not None
    return {
        "id": str(value.id),
        "type": int(value.kind),
        "guild_id": str(value.guild.id),
        "parent_id": str(value.parent.id),
        "owner_id": str(value.owner.id if value.owner else 0),
        "name": value.name,
        "last_message_id": None if value.last_message_id is None else str(value.last_message_id),
        "message_count": len(value.messages),
        "member_count": 1,
        "total_message_sent": len(value.messages),
        "rate_limit_per_user": 0,
        "flags": 0,
        "applied_tags": [],
        "thread_metadata": {
            "archived": value.is_archived,
            "locked": value.is_locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": iso(value.archive_changed or made_at(value.id)),
            "create_timestamp": iso(made_at(value.id)),
        },
    }


def partial_guild(value: "Guild") -> Json:
    """A guild object as a list of guilds has it."""
    return {"id": str(value.id), "name": value.name, "icon": None, "owner": False, "features": ["COMMUNITY"]}


def guild(value: "Guild") -> Json:
    """A guild object as GUILD_CREATE carries it."""
    bot = value.world.bot
    seen = [one for one in value.channels.values() if permissions.of_bot(one)]
    own = {**member_of(value, bot), "user": user(bot)}
    return {
        "id": str(value.id),
        "name": value.name,
        "icon": None,
        "owner_id": str(value.owner.id),
        "joined_at": iso(value.joined),
        "large": False,
        "unavailable": False,
        "member_count": len(value.members) + 1,
        "members": [own],
        "roles": [role(one, bot_id=value.world.bot.id) for one in value.roles],
        "channels": [channel(one, bot) for one in seen],
        "threads": [thread(one) for one in value.threads.values() if permissions.of_bot(one) and not one.is_archived],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY"],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "system_channel_id": None,
        "system_channel_flags": 0,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "description": None,
    }


def application(value: "Application", owner: "User") -> Json:
    """An application object."""
    return {
        "id": str(value.id),
        "name": value.user.name,
        "icon": None,
        "description": value.description,
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "00" * 32,
        "owner": user(owner),
        "team": None,
        "flags": value.flags,
        "bot": user(value.user),
        "hook": True,
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": 1,
        "integration_types_config": {"0": {}, "1": {}},
    }


def attachment(attachment_id: int, name: str, size: int, **more: str) -> Json:
    """An attachment object."""
    address = f"https://cdn.discordapp.com/attachments/1/{attachment_id}/{name}"
    return {
        "id": str(attachment_id),
        "filename": name,
        "size": size,
        "url": address,
        "proxy_url": address,
        "content_type": "image/png" if name.endswith(".png") else "text/plain",
        **more,
    }


def message(value: "Message") -> Json:
    """A message object with what the gateway adds to it, all of its content included."""
    data = bare_message(value)
    original = _referenced(value)
    if original is not None:
        data["referenced_message"] = bare_message(original)
    elif value.kind == 19:
        data["referenced_message"] = None
    guild_of = value.channel.guild
    if guild_of is not None:
        data["guild_id"] = str(guild_of.id)
        if value.webhook_id is None:
            data["member"] = member_of(guild_of, value.author)
    return data


def _referenced(value: "Message") -> "Message | None":
    if value.reference is None:
        return None
    place = value.channel
    found = place.messages.get(value.reference.message_id)
    return found or (place.parent.messages.get(value.reference.message_id) if place.parent else None)


def bare_message(value: "Message") -> Json:
    """A message object without the message that it replies to."""
    mentioned = {one.id: one for one in value.pings.users}
    if value.pings.replied_user is not None:
        mentioned.setdefault(value.pings.replied_user.id, value.pings.replied_user)
    data: Json = {
        "id": str(value.id),
        "channel_id": str(value.channel.id),
        "channel_type": int(value.channel.kind),
        "author": user(value.author),
        "content": value.content,
        "timestamp": iso(made_at(value.id)),
        "edited_timestamp": None if value.edited is None else iso(value.edited),
        "tts": False,
        "mention_everyone": value.pings.everyone,
        "mentions": [user(one) for one in mentioned.values()],
        "mention_roles": [str(one.id) for one in value.pings.roles],
        "attachments": value.attachments,
        "embeds": value.embeds,
        "components": value.components,
        "pinned": False,
        "type": int(value.kind),
        "flags": int(value.flags),
    }
    _add_rest(data, value)
    return data


def _add_rest(data: Json, value: "Message") -> None:
    if value.nonce is not None:
        data["nonce"] = value.nonce
    if value.stickers:
        data["sticker_items"] = value.stickers
    if value.webhook_id is not None:
        data["webhook_id"] = str(value.webhook_id)
    if value.thread is not None:
        data["thread"] = thread(value.thread)
    if value.reference is not None:
        data["message_reference"] = {
            "type": 0,
            "message_id": str(value.reference.message_id),
            "channel_id": str(value.reference.channel_id),
        }
        if value.reference.guild_id is not None:
            data["message_reference"]["guild_id"] = str(value.reference.guild_id)
    if value.interaction is not None:
        data["application_id"] = str(value.interaction.application_id)
        data["interaction_metadata"] = value.interaction.metadata()


def without_content(data: Json, bot_id: int) -> Json:
    """A message object as one sees it without the message content intent ("Gateway", Message Content Intent).

    What the bot wrote, what mentions it, and what is said to it directly keeps its content.
    """
    hidden = {} if _is_for(data, bot_id) else {"content": "", "embeds": [], "attachments": [], "components": []}
    copy = {**data, **hidden}
    if copy.get("referenced_message"):
        copy["referenced_message"] = without_content(copy["referenced_message"], bot_id)
    return copy


def _is_for(data: Json, bot_id: int) -> bool:
    own = str(bot_id)
    return (
        data["channel_type"] == 1
        or data["author"]["id"] == own
        or data.get("application_id") == own
        or any(one["id"] == own for one in data["mentions"])
    )
