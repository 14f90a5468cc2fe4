"""Routes of the application itself: login, the gateway's address, and commands."""

from typing import Any

from tests.servers.discord import payloads
from tests.servers.discord.calls import Call, Handler
from tests.servers.discord.check_commands import check_commands
from tests.servers.discord.errors import ApiError, Json, missing_access, unknown_command


def me(call: Call) -> Json:
    """GET /users/@me."""
    return {**payloads.user(call.world.bot), "verified": True, "mfa_enabled": True, "email": None, "flags": 0}


def application(call: Call) -> Json:
    """GET /applications/@me and its older name."""
    return payloads.application(call.world.application, call.world.owner)


def own_guilds(call: Call) -> list[Json]:
    """GET /users/@me/guilds; all at once, as no test has more than the 200 of a page."""
    return [payloads.partial_guild(one) for one in call.world.guilds.values() if one.has_bot]


def guild(call: Call) -> Json:
    """GET /guilds/{guild_id}."""
    return payloads.guild(call.world.guilds[_guild_id(call)])


def guild_member(call: Call) -> Json:
    """GET /guilds/{guild_id}/members/{user_id}."""
    guild, who = call.world.guilds[_guild_id(call)], call.world.user(call.id("user_id"))
    if who is None or not (who.id in guild.members or who is call.world.bot):
        raise ApiError(404, 10007, "Unknown Member")
    return {**payloads.member_of(guild, who), "user": payloads.user(who)}


def user(call: Call) -> Json:
    """GET /users/{user_id}."""
    found = call.world.user(call.id("user_id"))
    if found is None:
        raise ApiError(404, 10013, "Unknown User")
    return payloads.user(found)


def global_commands(call: Call) -> list[Json]:
    """GET /applications/{application_id}/commands."""
    return _commands(call, None)


def guild_commands(call: Call) -> list[Json]:
    """GET /applications/{application_id}/guilds/{guild_id}/commands."""
    return _commands(call, _guild_id(call))


def overwrite_global_commands(call: Call) -> list[Json]:
    """PUT /applications/{application_id}/commands."""
    return _overwrite(call, None)


def overwrite_guild_commands(call: Call) -> list[Json]:
    """PUT /applications/{application_id}/guilds/{guild_id}/commands."""
    return _overwrite(call, _guild_id(call))


def _guild_id(call: Call) -> int:
    guild_id = call.id("guild_id")
    if guild_id not in call.world.guilds or not call.world.guilds[guild_id].has_bot:
        raise missing_access()
    return guild_id


def _commands(call: Call, guild_id: int | None) -> list[Json]:
    if call.id("application_id") != call.world.application.id:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    return call.world.commands.get(guild_id, [])


def _overwrite(call: Call, guild_id: int | None) -> list[Json]:
    before = {(one["type"], one["name"]): one for one in _commands(call, guild_id)}
    commands: Any = call.body
    check_commands(commands)
    call.world.commands[guild_id] = [_registered(call, one, before, guild_id) for one in commands]
    call.world.changes.touch()
    return call.world.commands[guild_id]


def _registered(call: Call, command: Json, before: dict[tuple[int, str], Json], guild_id: int | None) -> Json:
    """A command as Discord keeps it; one that existed keeps its id."""
    key = (command.get("type", 1), command["name"])
    registered: Json = {
        "id": before[key]["id"] if key in before else str(call.world.ids.next()),
        "application_id": str(call.world.application.id),
        "version": str(call.world.ids.next()),
        "type": key[0],
        "name": command["name"],
        "description": command.get("description") or "",
        "default_member_permissions": command.get("default_member_permissions"),
        "nsfw": command.get("nsfw", False),
        "dm_permission": command.get("dm_permission", True),
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
    }
    if guild_id is not None:
        registered["guild_id"] = str(guild_id)
    if key[0] == 1:
        registered["options"] = command.get("options") or []
    return registered


def delete_command(call: Call) -> None:
    """DELETE /applications/{application_id}/commands/{command_id}."""
    commands = _commands(call, None)
    kept = [one for one in commands if one["id"] != call.parameters["command_id"]]
    if len(kept) == len(commands):
        raise unknown_command()
    call.world.commands[None] = kept


ROUTES: dict[str, Handler] = {
    "GET /users/@me": me,
    "GET /users/@me/guilds": own_guilds,
    "GET /users/{user_id}": user,
    "GET /oauth2/applications/@me": application,
    "GET /applications/@me": application,
    "GET /guilds/{guild_id}": guild,
    "GET /guilds/{guild_id}/members/{user_id}": guild_member,
    "GET /applications/{application_id}/commands": global_commands,
    "PUT /applications/{application_id}/commands": overwrite_global_commands,
    "DELETE /applications/{application_id}/commands/{command_id}": delete_command,
    "GET /applications/{application_id}/guilds/{guild_id}/commands": guild_commands,
    "PUT /applications/{application_id}/guilds/{guild_id}/commands": overwrite_guild_commands,
}
