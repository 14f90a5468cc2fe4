"""Installing the app in workspaces, and taking it out (docs.slack.dev, "Installing with OAuth")."""

from urllib.parse import parse_qs, urlencode, urlsplit

from tests.servers.slack.events import announce
from tests.servers.slack.values import Team, User
from tests.servers.slack.world import World

# What the page tells a person whose app cannot be installed so.
REFUSALS = {
    "client": "invalid_client_id",
    "scopes": "invalid_scope",
}


def approve(world: World, team: Team, user: User, address: str) -> str:
    """The address that Slack sends a person to who allows the installation asked for at `/oauth/v2/authorize`.

    Raises ValueError if Slack would show an error instead: an unknown client, or scopes that the manifest has not.
    """
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    if query.get("client_id") != world.app.client_id:
        raise ValueError(REFUSALS["client"])
    scopes = {scope for scope in query.get("scope", "").split(",") if scope}
    if not scopes or not scopes <= world.manifest.scopes:
        raise ValueError(f"{REFUSALS['scopes']}: {sorted(scopes - world.manifest.scopes)}")
    redirect = query.get("redirect_uri")
    code = f"{world.ids.digits(12)}.{world.ids.digits(13)}.{world.ids.secret(32)}"
    world.codes[code] = (team, user, scopes, redirect)
    return f"{redirect or ''}?{urlencode({'code': code, 'state': query.get('state', '')})}"


def revoke(world: World, team: Team, error: str = "token_revoked") -> None:
    """Let the workspace's token work no longer ("tokens_revoked event")."""
    world.revoked[team.bot_token] = error
    announce(world, team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot.id]}})
    world.changes.touch()


def uninstall(world: World, team: Team) -> None:
    """Take the app out of a workspace; the two events may come in either order ("app_uninstalled event")."""
    if world.order.random() < 0.5:
        announce(world, team, {"type": "app_uninstalled"})
        revoke(world, team, "account_inactive")
    else:
        revoke(world, team, "account_inactive")
        announce(world, team, {"type": "app_uninstalled"})
    team.is_installed = False
    world.screens.forget(team)
    world.changes.touch()
