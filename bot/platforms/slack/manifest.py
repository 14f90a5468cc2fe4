"""The app's manifest: the least that the features in use need, each scope and event with its reason.

https://docs.slack.dev/reference/app-manifest
"""

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
    """What the app can do.

    ``hears_channels`` if it follows threads, edits and deletions in channels, and listens in some. ``url`` is the
    public address that Slack reaches the bot by, without a path; with none the bot connects to Slack (Socket Mode).
    ``is_distributed`` if other workspaces can install it, by OAuth at that address.
    """

    hears_channels: bool = False
    has_assistant: bool = True
    url: str | None = None
    is_distributed: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """A scope or event, and what the bot needs it for.

    ``is_optional`` where an operator may have left it out on purpose.
    """

    name: str
    reason: str
    is_optional: bool = False


Needs = tuple[Need, ...]

_SCOPES = (
    Need("app_mentions:read", "to be asked by a mention"),
    Need("chat:write", "to answer, and to change or delete its own answers"),
    Need("commands", f"for {COMMAND} and “{wording.ANSWER_FROM_FAQ}”"),
    Need("im:history", "to be asked in direct messages"),
)
_ASSISTANT_SCOPES = (Need("assistant:write", "to suggest questions in the assistant pane", is_optional=True),)
_CHANNEL_SCOPES = (
    Need("channels:history", "to follow threads and edits, and to listen, in public channels it is in"),
    Need("groups:history", "the same in private channels it is in"),
    Need("mpim:history", "to follow threads and edits in direct messages of several people", is_optional=True),
)
_EVENTS = (
    Need("app_home_opened", "to show the topics in App Home"),
    Need("app_mention", "a mention"),
    Need("app_uninstalled", "to say in the log that the app was removed"),
    Need("message.im", "a direct message, its edit or deletion"),
    Need("tokens_revoked", "to say in the log that a token was revoked"),
)
_ASSISTANT_EVENTS = (Need("assistant_thread_started", "the assistant pane was opened"),)
_CHANNEL_EVENTS = (
    Need("message.channels", "a message in a public channel, its edit or deletion"),
    Need("message.groups", "the same in a private channel"),
    Need("message.mpim", "the same in a direct message of several people"),
)


def scopes(features: Features) -> Needs:
    """The scopes that features need, by name."""
    return _needed(features, _SCOPES, assistant=_ASSISTANT_SCOPES, channels=_CHANNEL_SCOPES)


def events(features: Features) -> Needs:
    """The events that features need, by name."""
    return _needed(features, _EVENTS, assistant=_ASSISTANT_EVENTS, channels=_CHANNEL_EVENTS)


def _needed(features: Features, always: Needs, *, assistant: Needs, channels: Needs) -> Needs:
    needed = always + (assistant if features.has_assistant else ()) + (channels if features.hears_channels else ())
    return tuple(sorted(needed, key=lambda need: need.name))


def manifest(features: Features) -> str:
    """The manifest, as YAML to paste at https://api.slack.com/apps."""
    request_url = f"\n    request_url: {features.url}{EVENTS_PATH}" if features.url else ""
    command_url = f"\n      url: {features.url}{EVENTS_PATH}" if features.url else ""
    redirect_url = f"\n  redirect_urls:\n    - {features.url}{REDIRECT_PATH}" if features.is_distributed else ""
    assistant = f"\n  assistant_view:\n    assistant_description: {_DESCRIPTION}" if features.has_assistant else ""
    return f"""\
display_information:
  name: {APP_NAME}
  description: {_DESCRIPTION}
features:
  bot_user:
    display_name: {APP_NAME}
    always_online: true
  app_home:
    home_tab_enabled: true  # the topics, to browse
    messages_tab_enabled: true  # direct messages
    messages_tab_read_only_enabled: false{assistant}
  slash_commands:
    - command: {COMMAND}{command_url}
      description: {wording.COMMAND_ASK}
      usage_hint: "your question, or: topics, help"
      should_escape: false
  shortcuts:
    - name: {wording.ANSWER_FROM_FAQ}
      type: message
      callback_id: {ANSWER_FROM_FAQ}
      description: Reply to a message with an answer that you pick
oauth_config:{redirect_url if features.url else ""}
  scopes:
    bot:
{_listed(scopes(features))}
settings:
  event_subscriptions:{request_url}
    bot_events:
{_listed(events(features))}
  interactivity:
    is_enabled: true  # buttons and menus{request_url}
  org_deploy_enabled: false
  socket_mode_enabled: {"false" if features.url else "true"}
  token_rotation_enabled: false
"""


def _listed(needs: Needs) -> str:
    width = max(len(need.name) for need in needs)
    return "\n".join(f"      - {need.name:<{width}}  # {need.reason}" for need in needs)
