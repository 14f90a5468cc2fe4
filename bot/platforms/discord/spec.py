"""Discord, as the rest of the bot knows it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.platforms.kit.spec import Action, Printed, Settings, Spec

if TYPE_CHECKING:
    from bot.core.stores import PlatformStore
    from bot.engine.connection import Connected
    from bot.engine.conversation import Conversation
    from bot.platforms.discord.settings import DiscordSettings
    from bot.platforms.kit.checks import Checks, Surroundings


def _load_model() -> "type[DiscordSettings]":
    from bot.platforms.discord.settings import DiscordSettings

    return DiscordSettings


def _make(conversation: "Conversation", store: "PlatformStore", settings: Settings) -> "Connected":
    from bot.platforms.discord.platform import DiscordPlatform
    from bot.platforms.kit.settings import text_of

    own = settings.of(_load_model())
    return DiscordPlatform(conversation, store, token=text_of(own.discord_token), api_url=own.discord_api_url)


async def _examine(settings: Settings, channels: tuple[str, ...], surroundings: "Surroundings") -> "Checks":
    from bot.platforms.discord.doctor import examine

    return await examine(settings.of(_load_model()), channels, surroundings)


def _add_invite_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--user",
        action="store_true",
        help="print the link that adds the commands to a person's account, for use in any server",
    )
    parser.add_argument(
        "--application", type=int, metavar="ID", help="the id of the application; by default that of DISCORD_TOKEN"
    )


def _invite(arguments: Namespace, load_settings: Callable[[], Settings]) -> Printed:
    from bot.platforms.discord.invite import invite_link, needs_text

    link = invite_link(arguments.application or _application_of_token(load_settings()), is_for_user=arguments.user)
    return Printed(text=link, note=f"Open it in a browser. It asks for:\n{needs_text(is_for_user=arguments.user)}")


def _application_of_token(settings: Settings) -> int:
    """Ask Discord for the application that the token belongs to."""
    import asyncio

    from bot.platforms.discord.platform import application_id

    own = settings.of(_load_model())
    if own.discord_token is None:
        raise SettingsError("DISCORD_TOKEN is not set; name the application with --application ID")
    return asyncio.run(application_id(own.discord_token.get_secret_value(), own.discord_api_url))


DISCORD = Spec(
    name="discord",
    load_model=_load_model,
    make=_make,
    examine=_examine,
    owns_channel=str.isdecimal,
    actions=(
        Action(
            name="invite",
            summary="print the link that adds the bot to a server",
            examples=("discord invite", "discord invite --user", "discord invite --application 123456789012345678"),
            add_arguments=_add_invite_arguments,
            run=_invite,
        ),
    ),
)
