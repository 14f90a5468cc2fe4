"""The app's manifest: the least that the features in use need, each scope and event with its reason.

https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core import wording

ANSWER_FROM_FAQ = "answer_from_faq"
COMMAND = "/faq"
EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
APP_NAME = "FAQ"
_DESCRIPTION = "Answers recurring questions from a curated FAQ, with the section each answer comes from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the app shall do.

    ``hears_channels`` if it follows threads, edits and deletions in channels, and listens in some. ``url`` is the
    public address that Slack reaches the bot by, without a path; with none the bot connects to Slack (Socket Mode).
    ``is_distributed`` if other workspaces can install it, by OAuth at that address.
    """

    hears_channels: bool = False
    has_assistant: bool = True
    url: str | None = None
    is_distributed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A scope or event, and what the bot needs it for."""

    name: str
    reason: str


_SCOPES = (
    Need(name="app_mentions:read", reason="to be asked by a mention"),
    Need(name="chat:write", reason="to answer, and to change or delete its own answers"),
    Need(name="commands", reason=f"for {COMMAND} and “{wording.ANSWER_FROM_FAQ}”"),
    Need(name="im:history", reason="to be asked in direct messages"),
)
_ASSISTANT_SCOPE = Need(name="assistant:write", reason="to suggest questions in the assistant pane")
_CHANNEL_SCOPES = (
    Need(name="channels:history", reason="to follow threads and edits, and to listen, in public channels it is in"),
    Need(name="groups:history", reason="the same in private channels it is in"),
)
_GROUP_SCOPE = Need(name="mpim:history", reason="to follow threads and edits in direct messages of several people")
OPTIONAL = frozenset({_ASSISTANT_SCOPE.name, _GROUP_SCOPE.name})
"""Scopes that an operator may have left out on purpose."""
_EVENTS = (
    Need(name="app_home_opened", reason="to show the topics in App Home"),
    Need(name="app_mention", reason="a mention"),
    Need(name="app_uninstalled", reason="to say in the log that the app was removed"),
    Need(name="message.im", reason="a direct message, its edit or deletion"),
    Need(name="tokens_revoked", reason="to say in the log that a token was revoked"),
)
_ASSISTANT_EVENTS = (Need(name="assistant_thread_started", reason="the assistant pane was opened"),)
_CHANNEL_EVENTS = (
    Need(name="message.channels", reason="a message in a public channel, its edit or deletion"),
    Need(name="message.groups", reason="the same in a private channel"),
    Need(name="message.mpim", reason="the same in a direct message of several people"),
)


def scopes(features: Features) -> tuple[Need, ...]:
    """The scopes that features need, by name."""
    needed = [*_SCOPES]
    needed += [_ASSISTANT_SCOPE] if features.has_assistant else []
    needed += [*_CHANNEL_SCOPES, _GROUP_SCOPE] if features.hears_channels else []
    return tuple(sorted(needed, key=lambda need: need.name))


def events(features: Features) -> tuple[Need, ...]:
    """The events that features need, by name."""
    needed = [*_EVENTS]
    needed += _ASSISTANT_EVENTS if features.has_assistant else ()
    needed += _CHANNEL_EVENTS if features.hears_channels else ()
    return tuple(sorted(needed, key=lambda need: need.name))


def manifest(features: Features) -> str:
    """The manifest, as YAML to paste at https://api.slack.com/apps."""
    lines = [
        *_display(),
        *_features(features),
        *_oauth(features),
        *_settings(features),
    ]
    return "\n".join(lines) + "\n"


def _display() -> Iterator[str]:
    yield "display_information:"
    yield f"  name: {APP_NAME}"
    yield f"  description: {_DESCRIPTION}"


def _features(features: Features) -> Iterator[str]:
    yield "features:"
    yield "  bot_user:"
    yield f"    display_name: {APP_NAME}"
    yield "    always_online: true"
    yield "  app_home:"
    yield "    home_tab_enabled: true  # the topics, to browse"
    yield "    messages_tab_enabled: true  # direct messages"
    yield "    messages_tab_read_only_enabled: false"
    if features.has_assistant:
        yield "  assistant_view:"
        yield f"    assistant_description: {_DESCRIPTION}"
    yield from _command(features)
    yield "  shortcuts:"
    yield f"    - name: {wording.ANSWER_FROM_FAQ}"
    yield "      type: message"
    yield f"      callback_id: {ANSWER_FROM_FAQ}"
    yield "      description: Reply to a message with an answer that you pick"


def _command(features: Features) -> Iterator[str]:
    yield "  slash_commands:"
    yield f"    - command: {COMMAND}"
    if features.url:
        yield f"      url: {features.url}{EVENTS_PATH}"
    yield f"      description: {wording.COMMAND_ASK}"
    yield '      usage_hint: "your question, or: topics, help"'
    yield "      should_escape: false"


def _oauth(features: Features) -> Iterator[str]:
    yield "oauth_config:"
    if features.is_distributed and features.url:
        yield "  redirect_urls:"
        yield f"    - {features.url}{REDIRECT_PATH}"
    yield "  scopes:"
    yield "    bot:"
    yield from _list(scopes(features))


def _settings(features: Features) -> Iterator[str]:
    yield "settings:"
    yield "  event_subscriptions:"
    if features.url:
        yield f"    request_url: {features.url}{EVENTS_PATH}"
    yield "    bot_events:"
    yield from _list(events(features))
    yield "  interactivity:"
    yield "    is_enabled: true  # buttons and menus"
    if features.url:
        yield f"    request_url: {features.url}{EVENTS_PATH}"
    yield "  org_deploy_enabled: false"
    yield f"  socket_mode_enabled: {'false' if features.url else 'true'}"
    yield "  token_rotation_enabled: false"


def _list(needs: Sequence[Need]) -> Iterator[str]:
    width = max(len(need.name) for need in needs)
    return (f"      - {need.name:<{width}}  # {need.reason}" for need in needs)
