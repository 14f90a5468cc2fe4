"""The app's manifest: what the app may do, hears of and offers (docs.slack.dev, "App manifest reference")."""

from dataclasses import dataclass, field
from typing import Self

import yaml

from tests.servers.slack.check_manifest import check_manifest
from tests.servers.slack.errors import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """An entry in the menu of a message, or a global one."""

    name: str
    callback_id: str
    kind: str


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What the server takes from a manifest; a test may change it while the server runs."""

    name: str = "App"
    scopes: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    commands: dict[str, Json] = field(default_factory=dict)
    shortcuts: list[Shortcut] = field(default_factory=list)
    has_home: bool = False
    has_messages: bool = True
    is_assistant: bool = False
    is_interactive: bool = True

    @classmethod
    def read(cls, manifest: Json | str) -> Self:
        """The manifest from its object or from its YAML; raises SlackError for what Slack refuses."""
        data: Json = yaml.safe_load(manifest) if isinstance(manifest, str) else manifest
        check_manifest(data)
        features: Json = data.get("features") or {}
        settings: Json = data.get("settings") or {}
        home: Json = features.get("app_home") or {}
        return cls(
            name=data["display_information"]["name"],
            scopes=set(((data.get("oauth_config") or {}).get("scopes") or {}).get("bot") or ()),
            events=set((settings.get("event_subscriptions") or {}).get("bot_events") or ()),
            commands={one["command"]: one for one in features.get("slash_commands") or ()},
            shortcuts=[_shortcut(one) for one in features.get("shortcuts") or ()],
            has_home=bool(home.get("home_tab_enabled", False)),
            has_messages=bool(home.get("messages_tab_enabled", True)),
            is_assistant=bool(features.get("assistant_view") or features.get("agent_view")),
            is_interactive=bool((settings.get("interactivity") or {}).get("is_enabled", False)),
        )


def _shortcut(data: Json) -> Shortcut:
    return Shortcut(name=data["name"], callback_id=data["callback_id"], kind=data["type"])


# What a bot that uses everything would ask for; tests of the server itself start from it.
EVERYTHING: Json = {
    "display_information": {"name": "FAQ bot"},
    "features": {
        "bot_user": {"display_name": "faq-bot", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/faq", "description": "Ask the FAQ", "should_escape": False}],
        "shortcuts": [
            {"name": "Answer from the FAQ", "type": "message", "callback_id": "answer_from_faq", "description": "x"},
            {"name": "Look something up", "type": "global", "callback_id": "look_up", "description": "x"},
        ],
        "assistant_view": {"assistant_description": "Answers from the FAQ"},
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "assistant:write",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "mpim:history",
                "team:read",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "app_uninstalled",
                "assistant_thread_context_changed",
                "assistant_thread_started",
                "member_joined_channel",
                "message.channels",
                "message.groups",
                "message.im",
                "message.mpim",
                "tokens_revoked",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
