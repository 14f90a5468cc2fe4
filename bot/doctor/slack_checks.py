"""Slack: its tokens and credentials, the scopes that the app was granted, and the channels to listen in."""

from typing import TYPE_CHECKING, assert_never

from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.checks import Check, Checks, Look, Surroundings, failed, guarded, ok, side_by_side, warning
from bot.doctor.reaching import examine_reach, is_reached
from bot.platforms.slack.doctor import (
    ChannelState,
    Examination,
    RefusedTokenError,
    examining,
    introduce,
    try_app_token,
    try_credentials,
)
from bot.platforms.slack.errors import MANIFEST_COMMAND
from bot.platforms.slack.manifest import OPTIONAL, Features
from bot.settings import Settings, SlackMode

if TYPE_CHECKING:
    from pydantic import SecretStr

_COPY_IT = (
    "copy the “Bot User OAuth Token” from “OAuth & Permissions” into SLACK_BOT_TOKEN; it starts with xoxb-; if the app "
    "was removed from the workspace, install it again"
)
_CREDENTIALS = "copy the client id and the client secret from “Basic Information” into SLACK_CLIENT_ID and _SECRET"


async def examine_slack(settings: Settings, channels: tuple[str, ...], surroundings: Surroundings) -> Checks:
    """All of Slack, or as much as can be reached."""
    url = settings.slack_api_url
    reach = await examine_reach("slack", f"{url}api.test", url=url, surroundings=surroundings)
    if not is_reached(reach):
        return reach
    seconds = surroundings.seconds
    async with examining(url, seconds=seconds) as client:
        looks = {
            name: guarded(name, look, seconds=seconds)
            for name, look in _looks(client, settings, channels, surroundings).items()
        }
        return (*reach, *await side_by_side(*looks.values()))


def _looks(
    client: AsyncWebClient, settings: Settings, channels: tuple[str, ...], surroundings: Surroundings
) -> dict[str, Look]:
    """What there is to look at, as far as it is set."""
    looks: dict[str, Look] = {}
    if settings.slack_client_id and settings.slack_client_secret:
        looks["slack.oauth"] = _credentials(client, settings.slack_client_id, settings.slack_client_secret)
    elif settings.slack_bot_token:
        looks["slack.bot-token"] = _workspace(settings, channels, surroundings)
    if settings.slack_app_token and settings.slack_mode is SlackMode.SOCKET:
        looks["slack.app-token"] = _app_token(client, settings.slack_app_token)
    return looks


async def _credentials(client: AsyncWebClient, client_id: str, secret: "SecretStr") -> Checks:
    try:
        await try_credentials(client, client_id=client_id, client_secret=secret.get_secret_value())
    except RefusedTokenError as error:
        return (failed("slack.oauth", f"Slack does not know the app by its credentials: {error}", mend=_CREDENTIALS),)
    what = "Slack knows the app by its credentials; scopes and channels differ by workspace, and are not looked at"
    return (ok("slack.oauth", what),)


async def _app_token(client: AsyncWebClient, token: "SecretStr") -> Checks:
    try:
        await try_app_token(client, token.get_secret_value())
    except RefusedTokenError as error:
        what, _, mend = str(error).replace(". ", ": ", 1).partition(": ")
        return (failed("slack.app-token", what, mend=mend[:1].lower() + mend[1:]),)
    return (ok("slack.app-token", "Slack takes SLACK_APP_TOKEN, and would open a connection"),)


async def _workspace(settings: Settings, channels: tuple[str, ...], surroundings: Surroundings) -> Checks:
    """What takes a bot token."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    async with examining(settings.slack_api_url, token=token, seconds=surroundings.seconds) as client:
        try:
            examination = await introduce(client)
        except RefusedTokenError as error:
            mend = f"{_COPY_IT}; until then neither scopes nor channels can be looked at"
            return (failed("slack.bot-token", f"Slack refuses SLACK_BOT_TOKEN ({error})", mend=mend),)
        found = await side_by_side(
            *(guarded(_name(each), _channel(examination, each), seconds=surroundings.seconds) for each in channels)
        )
    known = ok("slack.bot-token", f"Slack takes SLACK_BOT_TOKEN, as that of a bot in {examination.workspace.name}")
    return (known, *_scopes(examination, settings), *found)


def _scopes(examination: Examination, settings: Settings) -> Checks:
    """The scopes that are missing, those that somebody may have left out on purpose apart."""
    lacking = examination.lacking(Features(hears_channels=bool(settings.listen_channels)))
    needed = [f"{need.name} ({need.reason})" for need in lacking if need.name not in OPTIONAL]
    optional = [f"{need.name} ({need.reason})" for need in lacking if need.name in OPTIONAL]
    if needed:
        told = ", ".join([*needed, *optional])
        return (failed("slack.scopes", f"the app lacks: {told}", mend=_new_manifest(settings)),)
    if optional:
        told = ", ".join(optional)
        return (warning("slack.scopes", f"the app goes without {told}", mend=_new_manifest(settings)),)
    return (ok("slack.scopes", "the app was granted all that it needs"),)


def _new_manifest(settings: Settings) -> str:
    command = f"{MANIFEST_COMMAND} --listen" if settings.listen_channels else MANIFEST_COMMAND
    return f"put what “{command}” prints into the app's settings, under “App Manifest”, and install the app again"


def _name(channel: str) -> str:
    return f"slack.channel.{channel}"


async def _channel(examination: Examination, channel_id: str) -> Checks:
    """A channel that the bot shall listen in."""
    name, channel = _name(channel_id), await examination.channel(channel_id)
    match channel.state:
        case ChannelState.HEARD:
            return (ok(name, f"the bot hears Slack channel {channel_id}"),)
        case ChannelState.ABSENT:
            return (_absent(name, f"the bot is not in Slack channel {channel_id}"),)
        case ChannelState.UNKNOWN:
            what = (
                f"Slack shows the bot no channel {channel_id}: the id is wrong, or it is private and the bot not in it"
            )
            return (_absent(name, what),)
        case ChannelState.ARCHIVED:
            mend = "take it out of LISTEN_CHANNELS, or unarchive it and invite the bot"
            return (failed(name, f"Slack channel {channel_id} is archived", mend=mend),)
        case ChannelState.LIMITED:
            what = f"Slack channel {channel_id} could not be looked at: Slack takes no more requests for now"
            return (warning(name, what, mend="try again in a minute"),)
        case ChannelState.UNREADABLE:
            what = f"the bot may not read Slack channel {channel_id}: the app lacks {channel.needed}"
            mend = f"put what “{MANIFEST_COMMAND} --listen” prints into the app's settings, and install the app again"
            return (failed(name, what, mend=mend),)
    assert_never(channel.state)


def _absent(name: str, what: str) -> Check:
    return failed(name, what, mend="write “/invite” and the bot's name in the channel, or mend LISTEN_CHANNELS")
