"""What Slack refuses in a manifest (docs.slack.dev, "App manifest reference")."""

from tests.servers.slack.errors import Json, Problems
from tests.servers.slack.scopes import EVENTS
from tests.servers.slack.shapes import Check, anything, boolean, fields, items, one_of, optional, required, text

# Events that need no scope.
FREE = frozenset({"app_home_opened", "app_uninstalled", "tokens_revoked"})


def _command(value: object, pointer: str, problems: Problems) -> None:
    text(32)(value, pointer, problems)
    if not str(value).startswith("/"):
        problems.add(pointer, "must begin with a slash")


COMMAND = fields(
    {
        "command": required(_command),
        "description": required(text(2000)),
        "usage_hint": optional(text(1000)),
        "should_escape": optional(boolean),
        "url": optional(text(3000)),
    }
)
SHORTCUT = fields(
    {
        "name": required(text(24)),
        "type": required(one_of("message", "global")),
        "callback_id": required(text(255)),
        "description": required(text(150)),
    }
)
PROMPT = fields({"title": required(text(255)), "message": required(text(4000))})
ASSISTANT = fields(
    {
        "assistant_description": optional(text(300)),
        "agent_description": optional(text(300)),
        "suggested_prompts": optional(items(PROMPT, 4, low=0)),
        "actions": optional(anything),
    }
)
HOME = fields(
    {
        "home_tab_enabled": optional(boolean),
        "messages_tab_enabled": optional(boolean),
        "messages_tab_read_only_enabled": optional(boolean),
    }
)
FEATURES: Check = fields(
    {
        "app_home": optional(HOME),
        "assistant_view": optional(ASSISTANT),
        "agent_view": optional(ASSISTANT),
        "bot_user": optional(fields({"display_name": required(text(80)), "always_online": optional(boolean)})),
        "shortcuts": optional(items(SHORTCUT, 10, low=0)),
        "slash_commands": optional(items(COMMAND, 50, low=0)),
        "unfurl_domains": optional(anything),
    }
)
DISPLAY = fields(
    {
        "name": required(text(35)),
        "description": optional(text(140)),
        "long_description": optional(text(4000, low=175)),
        "background_color": optional(text(7, low=4)),
    }
)
MANIFEST = fields(
    {
        "_metadata": optional(anything),
        "display_information": required(DISPLAY),
        "features": optional(FEATURES),
        "oauth_config": optional(anything),
        "settings": optional(anything),
    }
)


def check_manifest(manifest: Json) -> None:
    """Refuse a manifest, and say all that is wrong with it; raises SlackError "invalid_manifest"."""
    problems = Problems()
    MANIFEST(manifest, "", problems)
    problems.raise_as("invalid_manifest")
    features, settings = manifest.get("features") or {}, manifest.get("settings") or {}
    scopes = ((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
    _check_events((settings.get("event_subscriptions") or {}).get("bot_events") or [], set(scopes), problems)
    if (features.get("slash_commands") or features.get("shortcuts")) and "commands" not in scopes:
        problems.add("/oauth_config/scopes/bot", 'commands and shortcuts require the scope "commands"')
    if scopes and not features.get("bot_user"):
        problems.add("/features", "bot scopes require a bot_user")
    if features.get("assistant_view") and "assistant:write" not in scopes:
        problems.add("/oauth_config/scopes/bot", 'assistant_view requires the scope "assistant:write"')
    if features.get("shortcuts") and not (settings.get("interactivity") or {}).get("is_enabled"):
        problems.add("/settings/interactivity", "shortcuts require interactivity")
    problems.raise_as("invalid_manifest")


def _check_events(events: list[str], scopes: set[str], problems: Problems) -> None:
    for index, event in enumerate(events):
        pointer = f"/settings/event_subscriptions/bot_events/{index}"
        if event not in EVENTS and event not in FREE:
            problems.add(pointer, f"unsupported event: {event}")
        elif event in EVENTS and EVENTS[event] not in scopes:
            problems.add(pointer, f"{event} requires the scope {EVENTS[event]}")
