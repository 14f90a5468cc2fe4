"""All checks, in the order in which they are told: what is on this machine first, then each platform."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.app import platforms_to_run
from bot.doctor.checks import Check, Checks, Look, Status, Surroundings, failed, guarded, ok, side_by_side, warning
from bot.doctor.database import examine_database
from bot.doctor.files import examine_faq, examine_model
from bot.doctor.machine import examine_disk, examine_port
from bot.errors import SettingsError
from bot.settings import ENV_FILE, Settings, load_settings

_SETTINGS = "settings"
_SECONDS_FOR_FILES = 60.0
_HERE = "see that the disk answers"
_OF_SLACK = ("C", "G", "D")
_FAILED, _BAD_SETTINGS = 1, SettingsError.exit_code


def diagnose(*, faq: Path | None = None, is_offline: bool = False, surroundings: Surroundings | None = None) -> Checks:
    """Look at everything; with settings that cannot be read, at what needs none."""
    surroundings = surroundings or Surroundings()
    try:
        settings = load_settings()
    except SettingsError as error:
        found = asyncio.run(side_by_side(*_on_this_machine(None, faq, surroundings)))
        return (*_about_problems(str(error)), *found)
    return asyncio.run(examine(settings, faq=faq, is_offline=is_offline, surroundings=surroundings))


async def examine(settings: Settings, *, faq: Path | None, is_offline: bool, surroundings: Surroundings) -> Checks:
    """Look at everything with these settings; ``is_offline`` leaves out what asks a platform."""
    looks = _on_this_machine(settings, faq or settings.faq_path, surroundings)
    if not is_offline:
        looks += _on_platforms(settings, surroundings)
    found = await side_by_side(*looks)
    return (_about_settings(), *_about_platforms(settings), *found)


def exit_code(checks: Checks) -> int:
    """0 where nothing failed, 2 where the settings cannot be read, else 1."""
    failures = [check.id for check in checks if check.status is Status.FAILED]
    if any(name.startswith(f"{_SETTINGS}.") for name in failures):
        return _BAD_SETTINGS
    return _FAILED if failures else 0


def _on_this_machine(settings: Settings | None, faq: Path | None, surroundings: Surroundings) -> list[Look]:
    """What needs no platform."""
    looks = {
        "faq": _in_thread(examine_faq, faq),
        "model": _in_thread(examine_model, surroundings.model),
        "disk": _in_thread(examine_disk, settings, surroundings),
    }
    if settings is not None:
        address = settings.database_url.get_secret_value()
        looks["database"] = examine_database(address, seconds=surroundings.seconds)
        if _is_discord_set(settings) or _is_slack_set(settings):  # then a run has pages on its health
            looks["port"] = _in_thread(examine_port, settings)
    return [guarded(name, look, seconds=_SECONDS_FOR_FILES, mend=_HERE) for name, look in looks.items()]


async def _in_thread(examine: Callable[..., Checks], *arguments: object) -> Checks:
    return await asyncio.to_thread(examine, *arguments)


def _on_platforms(settings: Settings, surroundings: Surroundings) -> list[Look]:
    """What asks a platform, for each that anything is set of."""
    looks: list[Look] = []
    if _is_discord_set(settings):
        looks.append(_discord(settings, surroundings))
    if _is_slack_set(settings):
        looks.append(_slack(settings, surroundings))
    # Each outside call has a shorter time of its own; this is for what forgets.
    return [guarded("platforms", look, seconds=6 * surroundings.seconds) for look in looks]


async def _discord(settings: Settings, surroundings: Surroundings) -> Checks:
    try:
        from bot.doctor.discord_checks import examine_discord
    except ModuleNotFoundError as error:
        return (_not_installed("discord", error),)
    return await examine_discord(settings, _channels(settings)["discord"], surroundings)


async def _slack(settings: Settings, surroundings: Surroundings) -> Checks:
    try:
        from bot.doctor.slack_checks import examine_slack
    except ModuleNotFoundError as error:
        return (_not_installed("slack", error),)
    return await examine_slack(settings, _channels(settings)["slack"], surroundings)


def _not_installed(platform: str, error: ModuleNotFoundError) -> Check:
    mend = f"install it: pip install 're-faq-bot[{platform}]'"
    return failed(f"{platform}.package", f"the package {error.name} is not installed", mend=mend)


def _about_settings() -> Check:
    where = f"the environment and {ENV_FILE}" if ENV_FILE.is_file() else f"the environment; there is no {ENV_FILE} here"
    return ok(_SETTINGS, f"read from {where}")


def _about_problems(message: str) -> Iterable[Check]:
    """What is wrong with the settings, one check each."""
    mend = "mend that; .env.example has every setting and its form"
    for number, problem in enumerate(message.splitlines(), 1):
        yield failed(f"{_SETTINGS}.{number}", problem, mend=mend)


def _about_platforms(settings: Settings) -> Iterable[Check]:
    """Whether what each platform needs is set, and each channel to listen in belongs to one."""
    of_slack, of_discord = _is_slack_set(settings), _is_discord_set(settings)
    for name, is_set in (("discord", of_discord), ("slack", of_slack)):
        if is_set:
            yield _about_variables(settings, name)
    if not (of_slack or of_discord):
        mend = "set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN; see .env.example"
        yield warning("platforms", "none is set up: the bot answers in the terminal only", mend=mend)
    channels = _channels(settings)
    strays = channels[""] + (() if of_slack else channels["slack"]) + (() if of_discord else channels["discord"])
    if strays:
        what = f"LISTEN_CHANNELS: of no platform that is set up: {', '.join(strays)}"
        yield warning("listen-channels", what, mend="set up their platform, or take them out")


def _about_variables(settings: Settings, platform: str) -> Check:
    name = f"{platform}.settings"
    try:
        platforms_to_run(settings, (platform,))
    except SettingsError as error:
        what, _, mend = str(error).partition(": ")
        return failed(name, what, mend=mend)
    return ok(name, f"all that {platform.title()} needs is set")


def _channels(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The channels to listen in by platform, "" for those that are of none."""
    ids = settings.listen_channels
    discord = tuple(each for each in ids if each.isdecimal())
    slack = tuple(each for each in ids if each.startswith(_OF_SLACK))
    return {"discord": discord, "slack": slack, "": tuple(each for each in ids if each not in discord + slack)}


def _is_discord_set(settings: Settings) -> bool:
    return settings.discord_token is not None


def _is_slack_set(settings: Settings) -> bool:
    """Whether anything is that only Slack needs; the mode and the address have defaults."""
    return any(
        (
            settings.slack_bot_token,
            settings.slack_app_token,
            settings.slack_signing_secret,
            settings.slack_client_id,
            settings.slack_client_secret,
        )
    )
