"""The methods about the app itself, its workspaces and their people (docs.slack.dev, "auth.test" and others)."""

from collections.abc import Callable

from tests.servers.slack import installing, payloads
from tests.servers.slack.calls import Call, Handler
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.values import Team, User
from tests.servers.slack.world import World


def auth_test(call: Call) -> Json:
    """auth.test."""
    return {
        "url": f"https://{call.team.domain}.slack.com/",
        "team": call.team.name,
        "user": call.bot.name,
        "team_id": call.team.id,
        "user_id": call.bot.id,
        "bot_id": call.bot.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(call: Call) -> Json:
    """bots.info."""
    name = str(call.args.get("bot") or call.bot.bot_id)
    for user in call.team.users.values():
        if user.bot_id == name:
            data = {"id": name, "deleted": False, "name": user.name, "app_id": user.app_id, "user_id": user.id}
            return {"bot": {**data, "updated": 1_700_000_000, "icons": {}}}
    raise SlackError("bot_not_found")


def team_info(call: Call) -> Json:
    """team.info."""
    if call.args.get("team") not in (None, "", call.team.id):
        raise SlackError("team_not_found")
    return {"team": {"id": call.team.id, "name": call.team.name, "domain": call.team.domain, "icon": {}}}


def users_info(call: Call) -> Json:
    """users.info."""
    return {"user": payloads.user(call.user("user"))}


def oauth_access(call: Call) -> Json:
    """oauth.v2.access: a code, which works once within ten minutes, for a token."""
    app = call.world.app
    client, secret = call.basic or (str(call.args.get("client_id", "")), str(call.args.get("client_secret", "")))
    if client != app.client_id:
        raise SlackError("invalid_client_id")
    if secret != app.client_secret:
        raise SlackError("bad_client_secret")
    found = call.world.codes.pop(str(call.args.get("code", "")), None)
    if found is None:
        raise SlackError("invalid_code")
    team, user, scopes, redirect = found
    if call.args.get("redirect_uri") not in (None, redirect):
        raise SlackError("bad_redirect_uri")
    call.world.install(team, scopes)
    return _installation(call.world, team, user)


def _installation(world: World, team: Team, user: User) -> Json:
    return {
        "access_token": team.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(team.scopes)),
        "bot_user_id": team.bot.id,
        "app_id": world.app.id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": user.id},
    }


def uninstall(call: Call) -> Json:
    """apps.uninstall."""
    if call.text("client_id") != call.world.app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != call.world.app.client_secret:
        raise SlackError("bad_client_secret")
    installing.uninstall(call.world, call.team)
    return {}


def methods(issue: Callable[[], str]) -> dict[str, Handler]:
    """These methods; `issue` makes the addresses that apps.connections.open gives out."""
    return {
        "apps.connections.open": lambda _: {"url": issue()},
        "apps.uninstall": uninstall,
        "auth.test": auth_test,
        "bots.info": bots_info,
        "oauth.v2.access": oauth_access,
        "team.info": team_info,
        "users.info": users_info,
    }
