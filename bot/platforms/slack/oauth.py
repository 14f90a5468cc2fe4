"""Installation in several workspaces, by OAuth; the tokens are kept in the bot's own database.

The tables are slack_sdk's: its stores create them, not the bot's migrations, since slack_sdk decides what is in them,
and only operators who let others install the app have them.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.stores import NoteStore
from bot.engine.store_calls import attempt
from bot.errors import PlatformError
from bot.platforms.slack.client import library_log
from bot.platforms.slack.errors import TOKEN_ERRORS, error_of
from bot.platforms.slack.events import PLATFORM
from bot.platforms.slack.manifest import INSTALL_PATH, REDIRECT_PATH
from bot.platforms.slack.workspaces import MakeClient, Workspace, introduced

_log = logging.getLogger(__name__)

SECONDS_TO_INSTALL = 600
_SECONDS_TO_WAIT = 5.0
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


@asynccontextmanager
async def open_installations(
    database_url: str, *, client_id: str, client_secret: str, scopes: Sequence[str] = ()
) -> AsyncIterator[AsyncOAuthSettings]:
    """What Bolt needs to install the app with ``scopes``, kept in the database; PlatformError where it cannot be used.

    The stores are part of it: who installed the app where, and the states of installations that have begun.
    """
    engine, log = _make_engine(database_url), library_log("slack_sdk")
    try:
        store = AsyncSQLAlchemyInstallationStore(client_id=client_id, engine=engine, logger=log)
        states = AsyncSQLAlchemyOAuthStateStore(expiration_seconds=SECONDS_TO_INSTALL, engine=engine, logger=log)
        try:
            await _make_tables(store, states)
        except (SQLAlchemyError, OSError) as error:
            raise PlatformError(f"Slack's installations cannot be kept: {type(error).__name__}") from error
        yield AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=scopes,
            user_scopes=(),
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=store,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=SECONDS_TO_INSTALL,
            logger=library_log("slack_bolt"),
        )
    finally:
        await engine.dispose()


def _make_engine(database_url: str) -> AsyncEngine:
    url = make_url(database_url)
    backend = url.get_backend_name()
    options = {"connect_args": {"timeout": _SECONDS_TO_WAIT}} if backend == "sqlite" else {"pool_pre_ping": True}
    try:
        return create_async_engine(
            url.set(drivername=_DRIVERS.get(backend, url.drivername)), hide_parameters=True, **options
        )
    except (SQLAlchemyError, ImportError) as error:
        raise PlatformError(f"Slack's installations cannot be kept: {type(error).__name__}: {error}") from error


async def _make_tables(*stores: Any) -> None:  # noqa: ANN401 - slack_sdk's stores, whose method has no types
    """Create the tables that do not exist; another process may create them at the same time."""
    for store in stores:
        try:
            await store.create_tables()
        except DBAPIError:
            await store.create_tables()


class InstalledWorkspaces:
    """All workspaces that have installed the app."""

    def __init__(self, installations: AsyncInstallationStore, make_client: MakeClient, store: NoteStore) -> None:
        """Look them up in ``installations``; remember in ``store`` which channel is where."""
        self._installations = installations
        self._make_client = make_client
        self._store = store
        self._known: dict[str, Workspace] = {}
        self._channels: dict[str, str] = {}

    async def of(self, *, team: str | None, enterprise: str | None) -> Workspace | None:
        """The workspace, or the organisation that installed the app for all of its workspaces.

        The token is looked up each time, since any process may have received a new one; only what Slack says of it is
        kept.
        """
        token = await self._token_of(team, enterprise)
        if token is None:
            return None
        if token not in self._known:
            try:
                self._known[token] = await introduced(self._make_client(token))
            except SlackApiError as error:
                if error_of(error) not in TOKEN_ERRORS:
                    raise
                return None
        return self._known[token]

    async def of_channel(self, channel: str) -> Workspace | None:
        """The workspace that the last question in a channel came from."""
        noted = await attempt(self._store.note(_note_of(channel)), otherwise=None)
        enterprise, _, team = (noted or "").partition(":")
        return await self.of(team=team or None, enterprise=enterprise or None) if noted else None

    async def note_channel(self, channel: str, workspace: Workspace) -> None:
        """Remember which workspace a channel is in, for a process that resumes its questions."""
        place = f"{workspace.enterprise or ''}:{workspace.team}"
        if self._channels.get(channel) != place:
            await attempt(self._store.keep_note(_note_of(channel), place), otherwise=None)
            self._channels[channel] = place

    async def forget(self, *, team: str | None, enterprise: str | None) -> None:
        """Delete what OAuth brought in for a workspace."""
        fields = {"platform": PLATFORM, "workspace": team or enterprise}
        _log.warning("the app was removed from a Slack workspace, or its token revoked", extra={"fields": fields})
        await self._installations.async_delete_all(enterprise_id=enterprise, team_id=team)

    async def _token_of(self, team: str | None, enterprise: str | None) -> str | None:
        find = self._installations.async_find_bot
        bot = await find(enterprise_id=enterprise, team_id=team)
        if bot is None and enterprise:
            bot = await find(enterprise_id=enterprise, team_id=None, is_enterprise_install=True)
        return bot.bot_token if bot else None


def _note_of(channel: str) -> str:
    return f"{PLATFORM}:workspace of {channel}"
