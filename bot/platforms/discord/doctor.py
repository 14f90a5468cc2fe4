"""The doctor's checks of Discord: the token, what its application may read, its servers and commands, and channels.

They use REST, and the gateway's greeting without logging in there, so that nothing changes, not even who is online.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
import yarl
from discord.app_commands import CommandTree
from discord.http import Route
from discord.voice_client import VoiceClient

from bot.errors import PlatformError
from bot.platforms.discord.commands import all_commands, command_tree
from bot.platforms.discord.invite import PERMISSIONS, invite_link
from bot.platforms.discord.settings import DiscordSettings
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

if TYPE_CHECKING:
    from bot.engine.conversation import Conversation

_STATUS_PAGE = "https://discordstatus.com"
_HELLO = 10
"""The opcode of the gateway's first message: https://discord.com/developers/docs/events/gateway#hello-event."""
_FEW = 0.1
"""Share of the connections of a day; Discord gives 1,000, and a bot that restarts again and again uses them up."""
_COMPARED = (
    "type", "name", "description", "required", "autocomplete", "min_length", "max_length", "choices", "nsfw",
    "contexts", "integration_types", "options",
)  # fmt: skip
"""The parts of a command that are sent to Discord; it adds ids, a version and defaults of its own."""

_COPY_IT = (
    "copy the token from the Developer Portal under Bot into DISCORD_TOKEN; “Reset Token” makes a new one; until then "
    "nothing else on Discord can be checked"
)
_SWITCH = "switch on “Message Content Intent” in the Developer Portal under Bot, and restart the bot"
_COPY_ID = "copy the channel's id in Discord (Settings, Advanced, Developer Mode; right-click it), or remove it"


async def examine(settings: DiscordSettings, channels: tuple[str, ...], surroundings: Surroundings) -> Checks:
    """Check all of Discord, or as much as can be reached."""
    url = settings.discord_api_url
    reach = await check_api("discord", f"{url}/gateway", url=url, status_page=_STATUS_PAGE, surroundings=surroundings)
    if reach[0].status is not Status.OK or settings.discord_token is None:
        return reach
    # Longer than for one answer: several requests follow one another, each with its own time.
    bot = _check_bot(settings, channels, seconds=surroundings.seconds)
    return (*reach, *await guarded("discord.token", _explained(bot), seconds=3 * surroundings.seconds))


async def _check_bot(settings: DiscordSettings, channels: tuple[str, ...], *, seconds: float) -> Checks:
    """All that takes a token."""
    Route.BASE = settings.discord_api_url.rstrip("/")
    VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # as where the bot runs
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        try:
            await client.login(text_of(settings.discord_token))
        except discord.LoginFailure:
            return (failed("discord.token", "Discord refuses DISCORD_TOKEN", fix=_COPY_IT),)
        token = ok("discord.token", f"Discord accepts it; the bot is {client.user.name if client.user else ''}")
        flags = client.application_flags
        may_read = flags.gateway_message_content or flags.gateway_message_content_limited
        looks: dict[str, Look] = {
            "discord.servers": _check_servers(client),
            "discord.commands": _check_commands(client),
            "discord.gateway": _check_gateway(client),
        }
        looks |= {_name(channel): _check_channel(client, channel, may_read=may_read) for channel in channels}
        found = await side_by_side(*(guarded(name, _explained(look), seconds=seconds) for name, look in looks.items()))
        return (token, _about_content(may_read=may_read), *found)


def _about_content(*, may_read: bool) -> Check:
    name = "discord.message-content"
    if may_read:
        return ok(name, "the bot receives the text of messages that do not mention it")
    what = (
        "the bot does not receive the text of messages that do not mention it: it follows no thread without a mention, "
        "and listens nowhere; everything else works"
    )
    return warning(name, what, fix=_SWITCH)


async def _check_servers(client: discord.Client) -> Checks:
    """The servers that the bot is in, of the first 200."""
    servers = [guild.name async for guild in client.fetch_guilds(with_counts=False)]
    if not servers:
        link = invite_link(client.application_id or 0)
        return (failed("discord.servers", "the bot is in no server", fix=f"open this link, and choose one: {link}"),)
    shown = ", ".join([*servers[:3], *(["…"] if servers[3:] else [])])
    return (ok("discord.servers", f"the bot is in {len(servers)}: {shown}"),)


def own_commands(client: discord.Client) -> CommandTree:
    """The commands of this version; they are described here and never run, so they need no conversation."""
    return command_tree(client, cast("Conversation", SimpleNamespace(composer=None)))


async def _check_commands(client: discord.Client) -> Checks:
    """Compare the commands of this version with those that Discord offers."""
    name, tree = "discord.commands", own_commands(client)
    sent = {command.name: command.to_dict(tree) for command in all_commands(tree)}
    answer = await client.http.get_global_commands(client.application_id or 0)
    offered: dict[str, Any] = {command["name"]: command for command in answer}
    fix = "the next “re-faq-bot run” registers them; people see them after they restart Discord"
    if missing := [each for each in sent if each not in offered]:
        return (warning(name, f"not registered: {', '.join(missing)}", fix=fix),)
    if outdated := [each for each in offered if not _is_same(sent.get(each), offered[each])]:
        return (warning(name, f"registered in a form of another version: {', '.join(outdated)}", fix=fix),)
    return (ok(name, "registered as this version has them"),)


def _is_same(sent: object, offered: object) -> bool:
    """Whether Discord offers a command as it was sent. It may leave out what is not set; lists of numbers are sets."""
    match sent, offered:
        case dict(), dict():
            return all(_is_same(sent.get(key), offered.get(key)) for key in _COMPARED)
        case list(), list() if all(isinstance(item, int) for item in (*sent, *offered)):
            return set(sent) == set(offered)
        case list(), list():
            return len(sent) == len(offered) and all(map(_is_same, sent, offered))
    return sent == offered or (not sent and not offered)


async def _check_gateway(client: discord.Client) -> Checks:
    """Connect to the gateway without logging in, and see how many connections the bot may still open."""
    shards, address, limit = await client.http.get_bot_gateway()
    url = yarl.URL(address).update_query(v="10", encoding="json")
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as gateway:
        first = await gateway.receive()
        if first.type is not aiohttp.WSMsgType.TEXT or first.json().get("op") != _HELLO:
            raise PlatformError("Discord's gateway does not send its first message")
    name, remaining, total = "discord.gateway", limit["remaining"], limit["total"]
    what = f"answers; {remaining} of {total} new connections are left"
    hours = limit["reset_after"] / 3_600_000  # milliseconds
    fix = f"find what restarts the bot again and again, and wait: all come back in {hours:.1f} hours"
    if remaining < shards:
        return (failed(name, f"{what}, and the bot needs {shards}", fix=fix),)
    if remaining < _FEW * total:
        return (warning(name, what, fix=fix),)
    return (ok(name, what),)


def _name(channel: str) -> str:
    return f"discord.channel.{channel}"


async def _check_channel(client: discord.Client, channel_id: str, *, may_read: bool) -> Checks:
    """A channel that the bot is to listen in, and what the bot may do there."""
    name = _name(channel_id)
    try:
        found = await client.fetch_channel(int(channel_id))
    except discord.Forbidden:
        what = f"the bot does not see Discord channel {channel_id}"
        return (failed(name, what, fix="invite it to its server, and give its role View Channel there"),)
    except discord.NotFound:
        found = None
    if found is None or isinstance(found, discord.abc.PrivateChannel):
        return (failed(name, f"LISTEN_CHANNELS: there is no Discord channel {channel_id}", fix=_COPY_ID),)
    guild = await client.fetch_guild(found.guild.id, with_counts=False)
    # A thread has the permissions of its channel.
    place = await guild.fetch_channel(found.parent_id if isinstance(found, discord.Thread) else found.id)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    title = f"#{found.name} of {guild.name}"
    missing = () if isinstance(place, discord.Thread) else _missing(place, me)
    if missing:
        what = f"the bot lacks in {title}: {', '.join(missing)}"
        return (failed(name, what, fix="give its role that in the channel's settings, under Permissions"),)
    if not may_read:
        what = f"the bot is to listen in {title}, and does not receive the text there"
        return (failed(name, what, fix=_SWITCH),)
    return (ok(name, f"the bot reads {title}, and may answer there"),)


def _missing(place: discord.abc.GuildChannel, me: discord.Member) -> tuple[str, ...]:
    """The permissions that the bot asks for and lacks, by their names in Discord's settings."""
    allowed = place.permissions_for(me)
    lacking = [name for name, is_needed in PERMISSIONS if is_needed and not getattr(allowed, name)]
    if "read_messages" in lacking:  # discord.py's name for View Channel
        return ("View Channel",)
    if isinstance(place, discord.ForumChannel) and "send_messages" in lacking:
        lacking.remove("send_messages")  # in a forum it is for new posts
    return tuple(name.replace("_", " ").title().replace(" In ", " in ") for name in lacking)


async def _explained(look: Look) -> Checks:
    """The checks of ``look``, with the errors of Discord and the network as PlatformError."""
    try:
        return await look
    except discord.HTTPException as error:
        raise PlatformError(f"Discord answers with {error.status}: {error.text or 'no reason'}") from error
    except TimeoutError:  # the time limit; it is an OSError too
        raise
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        raise PlatformError(f"Discord or its gateway cannot be reached: {type(error).__name__}") from error
