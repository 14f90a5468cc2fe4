"""What the bot cannot do in a workspace, said once at the start."""

import logging

from slack_sdk.errors import SlackApiError

from bot.platforms.slack.errors import MANIFEST_COMMAND, error_of
from bot.platforms.slack.manifest import OPTIONAL, Features, scopes
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)

WITHOUT_CHANNELS = (
    "Slack does not give this app the text of messages in channels that do not mention it, so it answers mentions, "
    "direct messages, commands and buttons, but does not follow a thread without a mention, nor edits and deletions in "
    "channels, nor listen in them. To change that, take the manifest that “%s --listen” prints, and install the app "
    "again."
)
_CHANNEL = ("C", "G")


async def look_around(workspace: Workspace, features: Features, listen_channels: frozenset[str]) -> None:
    """Compare what the app was granted with what it needs, and see whether the bot is where it shall listen."""
    _log.info("the bot is %s in Slack workspace %s", workspace.me, workspace.team)
    if workspace.scopes:
        _compare(workspace, features)
    for channel in sorted(listen_channels):
        if channel.startswith(_CHANNEL):
            await _try(workspace, channel)


def _compare(workspace: Workspace, features: Features) -> None:
    for need in scopes(features):
        if need.name not in workspace.scopes:
            _log.log(
                logging.INFO if need.name in OPTIONAL else logging.WARNING,
                "the Slack app lacks the scope %s (%s): put what “%s” prints into the app's settings, and install the "
                "app again",
                need.name,
                need.reason,
                MANIFEST_COMMAND,
            )
    if not features.hears_channels and not workspace.may_read("C"):
        _log.info(WITHOUT_CHANNELS, MANIFEST_COMMAND)


async def _try(workspace: Workspace, channel: str) -> None:
    """Read one message of a channel to listen in: that takes no scope but the one that listening needs anyway."""
    try:
        await workspace.client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        match error_of(error):
            case "not_in_channel" | "channel_not_found":
                _log.warning(
                    "the bot shall listen in Slack channel %s, and is not in it: invite it there with /invite", channel
                )
            case "missing_scope":
                pass  # said already
            case name:
                _log.warning("the bot cannot listen in Slack channel %s: %s", channel, name)
