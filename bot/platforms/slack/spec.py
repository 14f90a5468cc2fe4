"""Slack, as the rest of the bot knows it."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.platforms.kit.spec import Action, Printed, Settings, Spec

if TYPE_CHECKING:
    from bot.core.stores import PlatformStore
    from bot.engine.connection import Connected
    from bot.engine.conversation import Conversation
    from bot.platforms.kit.checks import Checks, Surroundings
    from bot.platforms.slack.settings import SlackSettings


def _load_model() -> "type[SlackSettings]":
    from bot.platforms.slack.settings import SlackSettings

    return SlackSettings


def _make(conversation: "Conversation", store: "PlatformStore", settings: Settings) -> "Connected":
    from bot.platforms.kit.settings import text_of
    from bot.platforms.slack.platform import ByHttp, BySocket, SlackPlatform, WithOAuth, WithToken
    from bot.platforms.slack.settings import SlackMode

    own = settings.of(_load_model())
    if own.slack_mode is SlackMode.HTTP:
        reached: ByHttp | BySocket = ByHttp(signing_secret=text_of(own.slack_signing_secret))
    else:
        reached = BySocket(app_token=text_of(own.slack_app_token))
    if own.slack_client_id:
        installed: WithOAuth | WithToken = WithOAuth(
            client_id=own.slack_client_id,
            client_secret=text_of(own.slack_client_secret),
            database_url=settings.database_url.get_secret_value(),
        )
    else:
        installed = WithToken(token=text_of(own.slack_bot_token))
    return SlackPlatform(conversation, store, reached=reached, installed=installed, api_url=own.slack_api_url)


async def _examine(settings: Settings, channels: tuple[str, ...], surroundings: "Surroundings") -> "Checks":
    from bot.platforms.slack.doctor import examine

    listens = bool(settings.listen_channels)
    return await examine(settings.of(_load_model()), channels, surroundings, listens=listens)


def _add_manifest_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--listen",
        action="store_true",
        help="also receive the messages of channels, to follow threads and edits and to listen there",
    )
    parser.add_argument(
        "--url", type=_https, help="the address at which Slack reaches the bot; needed for SLACK_MODE=http"
    )
    parser.add_argument("--no-assistant", action="store_true", help="leave the assistant pane out")


def _https(text: str) -> str:
    """A public address without a slash at its end; Slack sends requests to no other kind."""
    if not text.startswith("https://"):
        raise ArgumentTypeError(f"must start with https://, and is {text!r}")
    return text.rstrip("/")


def _manifest(arguments: Namespace, load_settings: Callable[[], Settings]) -> Printed:
    from bot.platforms.slack.manifest import Features, manifest
    from bot.platforms.slack.settings import SlackMode

    settings = load_settings()
    own = settings.of(_load_model())
    if own.slack_mode is SlackMode.HTTP and not arguments.url:
        raise SettingsError("SLACK_MODE is http: name the address at which Slack reaches the bot, with --url https://…")
    features = Features(
        hears_channels=arguments.listen or bool(settings.listen_channels),
        has_assistant=not arguments.no_assistant,
        url=arguments.url,
        is_distributed=own.slack_client_id is not None,
    )
    where = "Paste it at https://api.slack.com/apps, “Create New App”, “From a manifest”."
    return Printed(text=manifest(features).rstrip("\n"), note=where)


SLACK = Spec(
    name="slack",
    load_model=_load_model,
    make=_make,
    examine=_examine,
    # Ids of channels, of older private channels, and of direct messages.
    owns_channel=lambda channel: channel.startswith(("C", "G", "D")),
    actions=(
        Action(
            name="manifest",
            summary="print the manifest to create the Slack app from",
            examples=("slack manifest", "slack manifest --listen", "slack manifest --url https://faq.example.org"),
            add_arguments=_add_manifest_arguments,
            run=_manifest,
        ),
    ),
)
