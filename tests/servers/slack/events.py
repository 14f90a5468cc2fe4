"""What the app is told of, if its manifest asks for it and its scopes allow it (docs.slack.dev, "Events API")."""

from tests.servers.slack.deliveries import Delivery, DeliveryKind
from tests.servers.slack.errors import Json
from tests.servers.slack.scopes import EVENTS
from tests.servers.slack.values import Channel, ChannelKind, Team
from tests.servers.slack.world import World

MESSAGES = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DIRECT: "message.im",
    ChannelKind.GROUP_DIRECT: "message.mpim",
}


def hears(world: World, team: Team, name: str) -> bool:
    """Whether the app is told of events of this name in a workspace."""
    scope = EVENTS.get(name)
    return team.is_installed and name in world.manifest.events and (scope is None or scope in team.scopes)


def announce(world: World, team: Team, event: Json, *, name: str | None = None) -> None:
    """Tell the app of an event; `name` is what the manifest calls it, where that is not its type."""
    if hears(world, team, name or event["type"]):
        world.deliver(Delivery(kind=DeliveryKind.EVENT, payload=wrapped(world, team, event), team=team))


def announce_in(world: World, channel: Channel, event: Json) -> None:
    """Tell the app of a message event in a conversation that it is in."""
    if channel.has_bot:
        event = {**event, "channel": channel.id, "channel_type": str(channel.kind)}
        announce(world, channel.team, event, name=MESSAGES[channel.kind])


def wrapped(world: World, team: Team, event: Json) -> Json:
    """The outer payload that all events have ("Events API", Callback field overview)."""
    return {
        "token": world.app.verification_token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": world.ids.next("Ev"),
        "event_time": int(world.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": team.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-" + world.ids.secret(12),
    }
