"""What the bot may do on Slack: the doctor's checks, and what the log says of a workspace at the start.

Nothing is posted or joined.
"""

import logging

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PlatformError
from bot.platforms.kit.checks import (
    Check,
    Checks,
    Look,
    Status,
    Surroundings,
    check_api,
    failed,
    guarded,
    ok,
    side_by_side,
    warning,
)
from bot.platforms.kit.settings import text_of
from bot.platforms.slack.client import library_log
from bot.platforms.slack.errors import MANIFEST_COMMAND, REFUSALS, about_app_token, data_of, error_of
from bot.platforms.slack.manifest import Features, Need, scopes
from bot.platforms.slack.settings import SlackMode, SlackSettings
from bot.platforms.slack.workspaces import Workspace, introduced

_log = logging.getLogger(__name__)

_ARCHIVED = frozenset({"channel_archive", "group_archive"})
"""The last message of an archived channel: https://docs.slack.dev/reference/events/message/channel_archive."""
_TO_SEE_CHANNELS = frozenset({"channels:read", "groups:read"})
_BAD_CREDENTIALS = frozenset({"invalid_client_id", "bad_client_secret"})

WITHOUT_CHANNELS = (
    "Slack does not give this app the text of messages in channels that do not mention it, so it answers mentions, "
    "direct messages, commands and buttons, but does not follow a thread without a mention, nor edits and deletions in "
    "channels, nor listen in them. To change that, take the manifest that “%s --listen” prints, and install the app "
    "again."
)
_COPY_IT = (
    "copy the “Bot User OAuth Token” from “OAuth & Permissions” into SLACK_BOT_TOKEN; it starts with xoxb-; if the app "
    "was removed from the workspace, install it again; until then neither scopes nor channels can be checked"
)
_COPY_CREDENTIALS = "copy the client id and the client secret from “Basic Information” into SLACK_CLIENT_ID and _SECRET"
_INVITE = "write “/invite” and the bot's name in the channel, or correct LISTEN_CHANNELS"


async def log_what_is_missing(workspace: Workspace, features: Features, listen_channels: frozenset[str]) -> None:
    """Log which scopes the app lacks, and which channels to listen in it cannot read; once, at the start."""
    fields = {"platform": "slack", "workspace": workspace.team}
    _log.info("Slack accepts the bot's token", extra={"fields": {**fields, "person": workspace.me}})
    for need in _lacking(workspace, features):
        _log.log(
            logging.INFO if need.is_optional else logging.WARNING,
            "The Slack app lacks the scope %s (%s): put what “%s” prints into the app's settings, and install the "
            "app again",
            *(need.name, need.reason, MANIFEST_COMMAND),
            extra={"fields": fields},
        )
    if workspace.scopes and not features.hears_channels and not workspace.may_read("C"):
        _log.info(WITHOUT_CHANNELS, MANIFEST_COMMAND, extra={"fields": fields})
    for channel in sorted(each for each in listen_channels if each.startswith(("C", "G"))):
        (check,) = await _check_channel(workspace, channel)
        if check.status is not Status.OK:
            extra = {"fields": {**fields, "channel": channel}}
            _log.warning("The bot cannot listen: %s: %s", check.message, check.fix, extra=extra)


async def examine(
    settings: SlackSettings, channels: tuple[str, ...], surroundings: Surroundings, *, listens: bool
) -> Checks:
    """Check all of Slack, or as much as can be reached; ``listens`` if the bot listens in any channel at all."""
    url = settings.slack_api_url
    reach = await check_api(
        "slack", f"{url}api.test", url=url, status_page="https://slack-status.com", surroundings=surroundings
    )
    if reach[0].status is not Status.OK:
        return reach
    seconds, is_distributed = surroundings.seconds, bool(settings.slack_client_id and settings.slack_client_secret)
    token = None if is_distributed else text_of(settings.slack_bot_token)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds)) as session:
        # No request is repeated, so that the doctor answers in time.
        log = library_log("slack_sdk")
        client = AsyncWebClient(token=token, base_url=url, session=session, retry_handlers=[], logger=log)
        looks: dict[str, Look] = {}
        if is_distributed:
            looks["slack.oauth"] = _check_credentials(settings, client)
        elif token:
            looks["slack.bot-token"] = _check_workspace(client, channels, seconds=seconds, listens=listens)
        if settings.slack_app_token and settings.slack_mode is SlackMode.SOCKET:
            looks["slack.app-token"] = _check_app_token(settings, client)
        return (*reach, *await side_by_side(*(_guarded(name, look, seconds=seconds) for name, look in looks.items())))


async def _check_credentials(settings: SlackSettings, client: AsyncWebClient) -> Checks:
    """Send a code that does not exist: Slack checks the credentials first."""
    secret = text_of(settings.slack_client_secret)
    credentials = {"client_id": settings.slack_client_id, "client_secret": secret, "code": "none"}
    try:
        await client.api_call("oauth.v2.access", data=credentials)
    except SlackApiError as error:
        if error_of(error) in _BAD_CREDENTIALS:
            what = f"Slack does not know the app by its credentials: {error_of(error)}"
            return (failed("slack.oauth", what, fix=_COPY_CREDENTIALS),)
    what = "Slack knows the app by its credentials; scopes and channels differ by workspace, and are not checked"
    return (ok("slack.oauth", what),)


async def _check_app_token(settings: SlackSettings, client: AsyncWebClient) -> Checks:
    """Ask for an address to connect to, and do not use it."""
    try:
        await client.apps_connections_open(app_token=text_of(settings.slack_app_token))
    except SlackApiError as error:
        if error_of(error) not in REFUSALS:
            raise
        what, _, fix = about_app_token(error).replace(". ", ": ", 1).partition(": ")
        return (failed("slack.app-token", what, fix=fix[:1].lower() + fix[1:]),)
    return (ok("slack.app-token", "Slack accepts SLACK_APP_TOKEN, and would open a connection"),)


async def _check_workspace(
    client: AsyncWebClient, channels: tuple[str, ...], *, seconds: float, listens: bool
) -> Checks:
    """All that takes a bot token."""
    try:
        workspace = await introduced(client)
    except SlackApiError as error:
        if error_of(error) not in REFUSALS:
            raise
        what = f"Slack refuses SLACK_BOT_TOKEN ({error_of(error)})"
        return (failed("slack.bot-token", what, fix=_COPY_IT),)
    looks = {f"slack.channel.{channel}": _check_channel(workspace, channel) for channel in channels}
    found = await side_by_side(*(_guarded(name, look, seconds=seconds) for name, look in looks.items()))
    known = ok("slack.bot-token", f"Slack accepts SLACK_BOT_TOKEN, which is that of a bot in {workspace.name}")
    return (known, _check_scopes(workspace, listens=listens), *found)


def _check_scopes(workspace: Workspace, *, listens: bool) -> Check:
    """The scopes that are missing; those that somebody may have left out on purpose are only a warning."""
    name, lacking = "slack.scopes", _lacking(workspace, Features(hears_channels=listens))
    # Those that the bot needs first.
    named = [f"{need.name} ({need.reason})" for need in sorted(lacking, key=lambda need: need.is_optional)]
    command = f"{MANIFEST_COMMAND} --listen" if listens else MANIFEST_COMMAND
    fix = f"put what “{command}” prints into the app's settings, under “App Manifest”, and install the app again"
    if any(not need.is_optional for need in lacking):
        return failed(name, f"the app lacks: {', '.join(named)}", fix=fix)
    if named:
        return warning(name, f"the app works without {', '.join(named)}", fix=fix)
    return ok(name, "the app has all the scopes that it needs")


def _lacking(workspace: Workspace, features: Features) -> tuple[Need, ...]:
    """The scopes that the features need and the app was not granted; none where Slack does not say."""
    granted = workspace.scopes
    return tuple(need for need in scopes(features) if granted and need.name not in granted)


async def _check_channel(workspace: Workspace, channel_id: str) -> Checks:
    """Read the last message of a channel: that takes no scope but the one that listening needs anyway."""
    try:
        response = await workspace.client.conversations_history(channel=channel_id, limit=1)
    except SlackApiError as error:
        return (_about_refusal(channel_id, error_of(error), str(data_of(error).get("needed") or "channels:history")),)
    last = (response.get("messages") or [{}])[0]
    if last.get("subtype") in _ARCHIVED or await _is_archived(workspace, channel_id):
        return (_about_refusal(channel_id, "is_archived"),)
    return (ok(f"slack.channel.{channel_id}", f"the bot reads Slack channel {channel_id}"),)


async def _is_archived(workspace: Workspace, channel: str) -> bool:
    """What Slack itself says, if the app may ask; the bot's own manifest does not ask for that scope."""
    if _TO_SEE_CHANNELS.isdisjoint(workspace.scopes):
        return False
    try:
        response = await workspace.client.conversations_info(channel=channel)
    except SlackApiError:
        return False
    return bool((response.get("channel") or {}).get("is_archived"))


def _about_refusal(channel_id: str, error: str, needed: str = "") -> Check:
    """Why the bot cannot read a channel; ``needed`` are the scopes that it lacks for that."""
    name = f"slack.channel.{channel_id}"
    match error:
        case "not_in_channel":
            return failed(name, f"the bot is not in Slack channel {channel_id}", fix=_INVITE)
        case "channel_not_found":
            what = (
                f"Slack shows the bot no channel {channel_id}: the id is wrong, or it is private and the bot not in it"
            )
            return failed(name, what, fix=_INVITE)
        case "is_archived":
            fix = "remove it from LISTEN_CHANNELS, or unarchive it and invite the bot"
            return failed(name, f"Slack channel {channel_id} is archived", fix=fix)
        case "ratelimited":
            what = f"Slack channel {channel_id} could not be checked: Slack accepts no more requests for now"
            return warning(name, what, fix="try again in a minute")
        case "missing_scope":
            fix = f"put what “{MANIFEST_COMMAND} --listen” prints into the app's settings, and install the app again"
            return failed(name, f"the bot may not read Slack channel {channel_id}: the app lacks {needed}", fix=fix)
        case other:
            what = f"Slack does not let the bot read channel {channel_id}: {other}"
            return failed(name, what, fix="check the channel in Slack, and try again in a minute")


async def _guarded(name: str, look: Look, *, seconds: float) -> Checks:
    """The checks of ``look`` within ``seconds``; errors of Slack and the network become PlatformError on the way."""

    async def explained() -> Checks:
        try:
            return await look
        except SlackApiError as error:
            raise PlatformError(f"Slack answers with {error_of(error)}") from error
        except TimeoutError:  # the time limit; it is an OSError too
            raise
        except (aiohttp.ClientError, OSError) as error:
            raise PlatformError(f"Slack cannot be reached: {type(error).__name__}") from error

    return await guarded(name, explained(), seconds=seconds)
