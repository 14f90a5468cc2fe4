"""What Slack says of tokens, scopes and channels: plain values, for a doctor to judge. Nothing is posted or joined."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PlatformError
from bot.platforms.slack.client import library_log
from bot.platforms.slack.errors import NOT_ALLOWED, TOKEN_ERRORS, about_app_token, error_of
from bot.platforms.slack.manifest import Features, Need, scopes
from bot.platforms.slack.workspaces import Workspace, introduced

_ARCHIVED = frozenset({"channel_archive", "group_archive"})
"""What is said last in a channel that was archived: https://docs.slack.dev/reference/events/message/channel_archive."""
_TO_SEE_CHANNELS = frozenset({"channels:read", "groups:read"})


class RefusedTokenError(PlatformError):
    """Slack does not take a token or the app's credentials; the message is Slack's name for the reason."""


class ChannelState(StrEnum):
    """What stands between the bot and what is said in a channel."""

    HEARD = "heard"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    ARCHIVED = "archived"
    UNREADABLE = "unreadable"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as the bot finds it; ``needed`` is the scope without which it cannot read it."""

    state: ChannelState
    needed: str = ""


class Examination:
    """Questions to Slack about one workspace, with a token that it takes; each may raise PlatformError."""

    def __init__(self, workspace: Workspace) -> None:
        """Ask as the bot in ``workspace``."""
        self.workspace = workspace

    def lacking(self, features: Features) -> tuple[Need, ...]:
        """The scopes that features need and the app was not granted; none where Slack does not say."""
        granted = self.workspace.scopes
        return tuple(need for need in scopes(features) if granted and need.name not in granted)

    async def channel(self, channel: str) -> Channel:
        """Read the last message of a channel: that takes no scope but the one that listening needs anyway."""
        try:
            with _reaching():
                told = await self.workspace.client.conversations_history(channel=channel, limit=1)
        except SlackApiError as error:
            return _refused(error)
        last = (told.get("messages") or [{}])[0]
        is_archived = last.get("subtype") in _ARCHIVED or await self._is_archived(channel)
        return Channel(state=ChannelState.ARCHIVED if is_archived else ChannelState.HEARD)

    async def _is_archived(self, channel: str) -> bool:
        """What Slack itself says, where the app was granted to ask; the bot's own manifest does not ask for that."""
        if _TO_SEE_CHANNELS.isdisjoint(self.workspace.scopes):
            return False
        try:
            with _reaching():
                told = await self.workspace.client.conversations_info(channel=channel)
        except SlackApiError:
            return False
        return bool((told.get("channel") or {}).get("is_archived"))


def _refused(error: SlackApiError) -> Channel:
    match error_of(error):
        case "not_in_channel":
            return Channel(state=ChannelState.ABSENT)
        case "channel_not_found":
            return Channel(state=ChannelState.UNKNOWN)
        case "is_archived":
            return Channel(state=ChannelState.ARCHIVED)
        case "ratelimited":
            return Channel(state=ChannelState.LIMITED)
        case "missing_scope":
            return Channel(
                state=ChannelState.UNREADABLE, needed=str(error.response.get("needed") or "channels:history")
            )
        case name:
            raise PlatformError(f"Slack does not let the bot read the channel: {name}") from error


@asynccontextmanager
async def examining(api_url: str, *, token: str | None = None, seconds: float) -> AsyncIterator[AsyncWebClient]:
    """A client that tries nothing twice, and gives up after ``seconds``."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds)) as session:
        log = library_log("slack_sdk")
        yield AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[], logger=log)


async def introduce(client: AsyncWebClient) -> Examination:
    """See whose token it is; RefusedTokenError where Slack does not take it."""
    with _explained():
        return Examination(await introduced(client))


async def try_app_token(client: AsyncWebClient, token: str) -> None:
    """Ask for an address to connect to, and leave it unused; RefusedTokenError says why there is none."""
    try:
        with _explained():
            await client.apps_connections_open(app_token=token)
    except RefusedTokenError as error:
        if isinstance(error.__cause__, SlackApiError):
            raise RefusedTokenError(about_app_token(error.__cause__)) from error
        raise


async def try_credentials(client: AsyncWebClient, *, client_id: str, client_secret: str) -> None:
    """Hand in a code that there is not: Slack looks at the credentials first. RefusedTokenError if those are wrong."""
    credentials = {"client_id": client_id, "client_secret": client_secret, "code": "none"}
    try:
        with _reaching():
            await client.api_call("oauth.v2.access", data=credentials)
    except SlackApiError as error:
        if error_of(error) in {"invalid_client_id", "bad_client_secret"}:
            raise RefusedTokenError(error_of(error)) from error


@contextmanager
def _reaching() -> Iterator[None]:
    """Leave to the caller what Slack refuses, and to whoever set a time that it is over."""
    try:
        yield
    except TimeoutError:
        raise
    except (aiohttp.ClientError, OSError) as error:
        raise PlatformError(f"Slack cannot be reached: {type(error).__name__}") from error


@contextmanager
def _explained() -> Iterator[None]:
    try:
        with _reaching():
            yield
    except SlackApiError as error:
        name = error_of(error)
        if name in TOKEN_ERRORS or name in {NOT_ALLOWED, "missing_scope", "forbidden_team"}:
            raise RefusedTokenError(name) from error
        raise PlatformError(f"Slack answers with {name}") from error
