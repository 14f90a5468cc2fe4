"""What the checks found, laid out for a person and for a program."""

from typing import Any

from bot.doctor.checks import Check, Checks, Status
from bot.terminal.screen import printable


def report_text(checks: Checks) -> str:
    """A line for each check, and one below it that mends it; how grave it is stands first, as a word."""
    width = max(len(check.id) for check in checks)
    lines = [_line(check, width) for check in checks]
    return printable("\n".join([*lines, "", _summary(checks)]))


def report_json(checks: Checks) -> dict[str, Any]:
    """The same as one object."""
    found = [
        {"id": check.id, "status": check.status.value, "message": check.message, "mend": check.mend} for check in checks
    ]
    return {"checks": found, **{status.value: _count(checks, status) for status in Status}}


def _line(check: Check, width: int) -> str:
    status = max(map(len, Status))
    line = f"{check.status.value:<{status}}  {check.id:<{width}}  {' '.join(check.message.split())}"
    return f"{line}\n{'':<{status}}  {'to mend it':<{width}}  {' '.join(check.mend.split())}" if check.mend else line


def _summary(checks: Checks) -> str:
    """How many there are of each."""
    warnings = _count(checks, Status.WARNING)
    noun = "warning" if warnings == 1 else "warnings"
    return f"{_count(checks, Status.OK)} ok, {warnings} {noun}, {_count(checks, Status.FAILED)} failed"


def _count(checks: Checks, status: Status) -> int:
    return sum(check.status is status for check in checks)
