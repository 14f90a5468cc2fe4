"""All checks of ``re-faq-bot doctor``, in the order in which they are reported, and the report itself.

What is on this machine comes first, then each platform that is set up. Nothing is changed.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.doctor.database import check_database
from bot.doctor.machine import check_disk, check_faq, check_model, check_port
from bot.env_file import ENV_FILE
from bot.errors import SettingsError
from bot.platforms import PLATFORMS
from bot.platforms.kit.checks import (
    Check,
    Checks,
    Look,
    Status,
    Surroundings,
    failed,
    guarded,
    ok,
    side_by_side,
    warning,
)
from bot.platforms.kit.spec import Spec
from bot.settings import HOW_TO_SET, Settings, load_settings
from bot.terminal.screen import printable

_SETTINGS = "settings"
_SECONDS_FOR_FILES = 60.0


def diagnose(*, faq: Path | None = None, is_offline: bool = False, surroundings: Surroundings | None = None) -> Checks:
    """Check everything; if the settings cannot be read, what needs none."""
    surroundings = surroundings or Surroundings()
    try:
        settings = load_settings()
    except SettingsError as error:
        found = asyncio.run(side_by_side(*_on_this_machine(None, faq, surroundings)))
        fix = "correct it; .env.example has every setting and its form"
        lines = enumerate(str(error).splitlines(), 1)
        return (*(failed(f"{_SETTINGS}.{number}", line, fix=fix) for number, line in lines), *found)
    return asyncio.run(examine(settings, faq=faq, is_offline=is_offline, surroundings=surroundings))


async def examine(settings: Settings, *, faq: Path | None, is_offline: bool, surroundings: Surroundings) -> Checks:
    """Check everything with these settings; ``is_offline`` leaves out what asks a platform."""
    looks = _on_this_machine(settings, faq or settings.faq_path, surroundings)
    if not is_offline:
        # Each request has a shorter time limit of its own; this is for a check that has none.
        looks += [
            guarded("platforms", _on_platform(spec, settings, surroundings), seconds=6 * surroundings.seconds)
            for spec in _set_up(settings)
        ]
    found = await side_by_side(*looks)
    where = f"the environment and {ENV_FILE}" if ENV_FILE.is_file() else f"the environment; there is no {ENV_FILE} here"
    return (ok(_SETTINGS, f"read from {where}"), *_about_platforms(settings), *found)


def exit_code(checks: Checks) -> int:
    """0 if nothing failed, 2 if the settings cannot be read, else 1."""
    failures = [check.id for check in checks if check.status is Status.FAILED]
    if any(name.startswith(f"{_SETTINGS}.") for name in failures):
        return SettingsError.exit_code
    return 1 if failures else 0


def report_text(checks: Checks) -> str:
    """A line for each check that begins with its status as a word, and below it a line on how to fix it."""
    widths = max(map(len, Status)), max(len(check.id) for check in checks)
    count = Counter(check.status for check in checks)
    noun = "warning" if count[Status.WARNING] == 1 else "warnings"
    summary = f"{count[Status.OK]} ok, {count[Status.WARNING]} {noun}, {count[Status.FAILED]} failed"
    return printable("\n".join([*(_lines(check, *widths) for check in checks), "", summary]))


def report_json(checks: Checks) -> dict[str, Any]:
    """The same as one object."""
    found = [
        {"id": check.id, "status": check.status.value, "message": check.message, "fix": check.fix} for check in checks
    ]
    count = Counter(check.status for check in checks)
    return {"checks": found, **{status.value: count[status] for status in Status}}


def _lines(check: Check, status: int, name: int) -> str:
    line = f"{check.status.value:<{status}}  {check.id:<{name}}  {' '.join(check.message.split())}"
    return f"{line}\n{'':<{status}}  {'how to fix':<{name}}  {' '.join(check.fix.split())}" if check.fix else line


def _on_this_machine(settings: Settings | None, faq: Path | None, surroundings: Surroundings) -> list[Look]:
    looks: dict[str, Look] = {
        "faq": asyncio.to_thread(check_faq, faq),
        "model": asyncio.to_thread(check_model, surroundings.model),
        "disk": asyncio.to_thread(check_disk, settings, surroundings),
    }
    if settings is not None:
        address = settings.database_url.get_secret_value()
        looks["database"] = check_database(address, seconds=surroundings.seconds)
        if _set_up(settings):  # only a bot that runs on a platform serves its health
            looks["port"] = asyncio.to_thread(check_port, settings)
    fix = "check that the disk answers"
    return [guarded(name, look, seconds=_SECONDS_FOR_FILES, fix=fix) for name, look in looks.items()]


async def _on_platform(spec: Spec, settings: Settings, surroundings: Surroundings) -> Checks:
    channels = tuple(filter(spec.owns_channel, settings.listen_channels))
    try:
        return await spec.examine(settings, channels, surroundings)
    except ModuleNotFoundError as error:
        what = f"the package {error.name} is not installed"
        return (failed(f"{spec.name}.package", what, fix=f"install it: pip install 're-faq-bot[{spec.name}]'"),)


def _set_up(settings: Settings) -> list[Spec]:
    """The platforms of which anything is set."""
    return [spec for spec in PLATFORMS if settings.of(spec.load_model()).has_any]


def _about_platforms(settings: Settings) -> Iterable[Check]:
    """Whether all that each platform needs is set, and each channel to listen in belongs to one."""
    platforms = _set_up(settings)
    for spec in platforms:
        name, missing = f"{spec.name}.settings", settings.of(spec.load_model()).missing()
        if missing:
            yield failed(name, f"{', '.join(missing)} is not set", fix=HOW_TO_SET)
        else:
            yield ok(name, f"all that {spec.title} needs is set")
    if not platforms:
        needed = (" and ".join(settings.of(spec.load_model()).needed()) for spec in PLATFORMS)
        fix = f"set {', or '.join(needed)}; see .env.example"
        yield warning("platforms", "none is set up: the bot answers in the terminal only", fix=fix)
    strays = [each for each in settings.listen_channels if not any(spec.owns_channel(each) for spec in platforms)]
    if strays:
        what = f"LISTEN_CHANNELS: of no platform that is set up: {', '.join(strays)}"
        yield warning("listen-channels", what, fix="set up their platform, or remove them")
