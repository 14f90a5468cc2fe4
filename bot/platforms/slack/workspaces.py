"""The workspaces that the bot is in: who it is there, and what it may do."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.events import PLATFORM

_log = logging.getLogger(__name__)

IN_CONTEXT = "workspace"
"""The name of the workspace in Bolt's context, for listeners."""
_HISTORY_OF_CHANNELS = frozenset({"channels:history", "groups:history"})

MakeClient = Callable[[str], AsyncWebClient]
"""A client with this token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One workspace with the bot in it. ``me`` is the bot as a user, ``bot`` as an app's bot, in Slack's ids.

    ``scopes`` are those that the app was granted; empty where Slack does not say.
    """

    team: str
    enterprise: str | None
    name: str
    me: str
    bot: str
    client: AsyncWebClient
    scopes: frozenset[str]

    def may_read(self, channel: str) -> bool:
        """Whether the app was granted a scope to read a channel."""
        needed = frozenset({"im:history"}) if channel.startswith("D") else _HISTORY_OF_CHANNELS
        return not self.scopes or not needed.isdisjoint(self.scopes)


class Workspaces(Protocol):
    """Finds the workspace that something came from."""

    async def of(self, *, team: str | None, enterprise: str | None) -> Workspace | None:
        """The workspace with this id, or the organisation; None where the app is not installed."""
        ...

    async def of_channel(self, channel: str) -> Workspace | None:
        """The workspace that the last question in a channel came from."""
        ...

    async def note_channel(self, channel: str, workspace: Workspace) -> None:
        """Remember which workspace a channel is in."""
        ...

    async def forget(self, *, team: str | None, enterprise: str | None) -> None:
        """The app was removed from a workspace."""
        ...


class OneWorkspace:
    """The workspace that SLACK_BOT_TOKEN is for."""

    def __init__(self, workspace: Workspace) -> None:
        """Find nothing but ``workspace``."""
        self.workspace = workspace

    async def of(self, *, team: str | None, enterprise: str | None) -> Workspace | None:  # noqa: ARG002 - one for all
        """The workspace."""
        return self.workspace

    async def of_channel(self, channel: str) -> Workspace | None:  # noqa: ARG002
        """The workspace."""
        return self.workspace

    async def note_channel(self, channel: str, workspace: Workspace) -> None:
        """Nothing to remember."""

    async def forget(self, *, team: str | None, enterprise: str | None) -> None:
        """Log that nothing works any more."""
        _log.error(
            "the app was removed from its Slack workspace, or its token revoked: install it again, set SLACK_BOT_TOKEN "
            "to the new token, and restart",
            extra={"fields": {"platform": PLATFORM, "workspace": team or enterprise}},
        )


class Authorize(AsyncAuthorize):
    """Tells Bolt, and through it every listener, the workspace that a request comes from.

    Bolt's own versions ask ``auth.test`` first, and drop the request where that fails.
    """

    def __init__(self, workspaces: Workspaces) -> None:
        """Look workspaces up in ``workspaces``."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: str | None,
    ) -> AuthorizeResult | None:
        """The bot in a workspace, put into the context too."""
        team = None if context.is_enterprise_install else team_id
        workspace = await self._workspaces.of(team=team, enterprise=enterprise_id)
        if workspace is None:
            fields = {"platform": PLATFORM, "workspace": team_id}
            _log.warning("an event came from a workspace where the app is not installed", extra={"fields": fields})
            return None
        context[IN_CONTEXT] = workspace
        return AuthorizeResult(
            enterprise_id=workspace.enterprise,
            team_id=workspace.team,
            bot_user_id=workspace.me,
            bot_id=workspace.bot,
            bot_token=workspace.client.token,
            user_id=user_id,
        )


async def introduced(client: AsyncWebClient) -> Workspace:
    """Who the bot is to the owner of a token: https://docs.slack.dev/reference/methods/auth.test."""
    answer = await client.auth_test()
    granted = str(answer.headers.get("x-oauth-scopes") or "")
    return Workspace(
        team=str(answer.get("team_id")),
        enterprise=answer.get("enterprise_id"),
        name=str(answer.get("team")),
        me=str(answer.get("user_id")),
        bot=str(answer.get("bot_id")),
        client=client,
        scopes=frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
    )
