"""Discord: the token, what its application may hear, its servers and commands, and the channels to listen in."""

from datetime import UTC, datetime

from bot.core.entries import Faq
from bot.core.reply import Reply
from bot.core.rules import Limits, Rules
from bot.doctor.checks import Check, Checks, Look, Surroundings, failed, guarded, ok, side_by_side, warning
from bot.doctor.reaching import examine_reach, is_reached
from bot.engine.composer import Composer
from bot.engine.conversation import Conversation
from bot.errors import PlatformError
from bot.platforms.discord.doctor import (
    Examination,
    HiddenChannelError,
    RefusedTokenError,
    UnknownChannelError,
    logged_in,
)
from bot.rate_limit import PerMinute
from bot.settings import Settings
from bot.storage.memory_store import MemoryStore

_COPY_IT = (
    "copy the token from the Developer Portal under Bot into DISCORD_TOKEN; “Reset Token” makes a new one; until then "
    "nothing else of Discord can be looked at"
)
_SWITCH = "switch on “Message Content Intent” in the Developer Portal under Bot, and restart the bot"
_ID = "copy the channel's id in Discord (Settings, Advanced, Developer Mode; right-click it), or take it out"
_FEW = 0.1


async def examine_discord(settings: Settings, channels: tuple[str, ...], surroundings: Surroundings) -> Checks:
    """All of Discord, or as much as can be reached."""
    url = settings.discord_api_url
    reach = await examine_reach("discord", f"{url}/gateway", url=url, surroundings=surroundings)
    if not is_reached(reach) or settings.discord_token is None:
        return reach
    token = settings.discord_token.get_secret_value()
    # Longer than for one answer: several are asked for, each with its own time.
    whole = guarded("discord.token", _log_in(token, url, channels, surroundings), seconds=3 * surroundings.seconds)
    return (*reach, *await whole)


async def _log_in(token: str, url: str, channels: tuple[str, ...], surroundings: Surroundings) -> Checks:
    try:
        async with logged_in(token, url) as examination:
            return await _examine(examination, channels, seconds=surroundings.seconds)
    except RefusedTokenError as error:
        return (failed("discord.token", str(error), mend=_COPY_IT),)


async def _examine(examination: Examination, channels: tuple[str, ...], *, seconds: float) -> Checks:
    """What takes a token."""
    may_read = examination.application.may_read_text
    looks: dict[str, Look] = {
        "discord.servers": _servers(examination),
        "discord.commands": _commands(examination),
        "discord.gateway": _gateway(examination),
    }
    looks |= {_name(channel): _channel(examination, channel, may_read=may_read) for channel in channels}
    found = await side_by_side(*(guarded(name, look, seconds=seconds) for name, look in looks.items()))
    token = ok("discord.token", f"Discord takes it, as that of {examination.application.name}")
    return (token, _intent(may_read=may_read), *found)


def _intent(*, may_read: bool) -> Check:
    name = "discord.message-content"
    if may_read:
        return ok(name, "the bot is given the text of messages that do not mention it")
    what = (
        "the bot is not given the text of messages that do not mention it: it follows no thread without a mention, and "
        "listens nowhere; all else works"
    )
    return warning(name, what, mend=_SWITCH)


async def _servers(examination: Examination) -> Checks:
    servers = await examination.servers()
    if not servers:
        link = examination.application.invite
        return (failed("discord.servers", "the bot is in no server", mend=f"open this link, and choose one: {link}"),)
    shown = ", ".join(servers[:3]) + (", …" if len(servers) > len(servers[:3]) else "")
    return (ok("discord.servers", f"the bot is in {len(servers)}: {shown}"),)


async def _commands(examination: Examination) -> Checks:
    name, commands = "discord.commands", await examination.commands(nobody())
    mend = "the next “re-faq-bot run” registers them; people see them after they restart Discord"
    if commands.missing:
        told = ", ".join(commands.missing)
        return (warning(name, f"not registered: {told}", mend=mend),)
    if commands.outdated:
        told = ", ".join(commands.outdated)
        return (warning(name, f"registered in a form of another version: {told}", mend=mend),)
    return (ok(name, "registered, as this version has them"),)


async def _gateway(examination: Examination) -> Checks:
    name, sessions = "discord.gateway", await examination.sessions()
    what = f"answers; {sessions.remaining} of {sessions.total} new connections are left"
    hours = sessions.until_reset.total_seconds() / 3600
    mend = f"find what restarts the bot again and again, and wait: all come back in {hours:.1f} hours"
    if sessions.remaining < sessions.shards:
        return (failed(name, f"{what}, and the bot needs {sessions.shards}", mend=mend),)
    if sessions.remaining < _FEW * sessions.total:
        return (warning(name, what, mend=mend),)
    return (ok(name, what),)


def _name(channel: str) -> str:
    return f"discord.channel.{channel}"


async def _channel(examination: Examination, channel_id: str, *, may_read: bool) -> Checks:
    """A channel that the bot shall listen in."""
    name = _name(channel_id)
    try:
        channel = await examination.channel(int(channel_id))
    except UnknownChannelError:
        what = f"LISTEN_CHANNELS: there is no Discord channel {channel_id}"
        return (failed(name, what, mend=_ID),)
    except HiddenChannelError:
        what = f"the bot does not see Discord channel {channel_id}"
        return (failed(name, what, mend="invite it to its server, and let its role have View Channel there"),)
    place = f"#{channel.name} of {channel.server}"
    if channel.missing:
        what = f"the bot lacks in {place}: {', '.join(channel.missing)}"
        return (failed(name, what, mend="let its role have that in the channel's settings, under Permissions"),)
    if not may_read:
        return (failed(name, f"the bot shall listen in {place}, and is not given the text there", mend=_SWITCH),)
    return (ok(name, f"the bot hears {place}, and may answer there"),)


def nobody() -> Conversation:
    """A conversation without an FAQ: commands are made for one, and what they are called does not depend on it."""

    def clock() -> datetime:
        return datetime.now(UTC)

    async def respond(*_: object, **__: object) -> Reply:
        raise PlatformError("the doctor answers no questions")

    composer = Composer(faq=lambda: Faq(sections=(), entries=()), respond=respond, complete=lambda _, __: ())
    limiter = PerMinute(most=1, clock=clock)
    limits = Limits(people=limiter, channels=limiter, reminders=limiter)
    return Conversation(composer=composer, store=MemoryStore(), rules=Rules(), limits=limits, clock=clock)
