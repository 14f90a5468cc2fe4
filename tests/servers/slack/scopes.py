"""Which scopes methods and events ask for (docs.slack.dev, the page of each)."""

from tests.servers.slack.errors import SlackError
from tests.servers.slack.values import ChannelKind

# A method with several needs one of them.
METHODS: dict[str, tuple[str, ...]] = {
    "assistant.threads.setStatus": ("assistant:write", "chat:write"),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "assistant.threads.setTitle": ("assistant:write",),
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.join": ("channels:join",),
    "conversations.list": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.replies": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "team.info": ("team:read",),
    "users.conversations": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "users.info": ("users:read",),
}
# Each event type's page, "Required scopes".
EVENTS = {
    "app_mention": "app_mentions:read",
    "assistant_thread_context_changed": "assistant:write",
    "assistant_thread_started": "assistant:write",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
READ = {
    family: {
        ChannelKind.PUBLIC: f"channels:{family}",
        ChannelKind.PRIVATE: f"groups:{family}",
        ChannelKind.DIRECT: f"im:{family}",
        ChannelKind.GROUP_DIRECT: f"mpim:{family}",
    }
    for family in ("history", "read")
}


def needed(scopes: tuple[str, ...], granted: set[str]) -> SlackError:
    """The refusal of a request whose token lacks these scopes."""
    return SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))


def check(method: str, granted: set[str]) -> None:
    """Refuse a method that none of the granted scopes allows."""
    scopes = METHODS.get(method, ())
    if scopes and not granted.intersection(scopes):
        raise needed(scopes, granted)
