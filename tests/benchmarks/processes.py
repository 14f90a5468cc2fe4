"""Runs commands as processes of their own, and says what each took.

Loads nothing heavy: on Linux, a process's peak memory starts with that of the process it was started from.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from subprocess import DEVNULL, Popen
from time import perf_counter

from bot.errors import InputError

_TO_MEGABYTES = 1 / 1e6 if sys.platform == "darwin" else 1_024 / 1e6
"""getrusage counts bytes on macOS, and units of 1,024 bytes on Linux."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Seconds by the clock, seconds of processor (user and system), and the peak of resident memory in MB."""

    wall: float
    processor: float
    megabytes: float


def use_of(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Usage:
    """Run one command to its end; raise InputError where it fails."""
    start = perf_counter()
    process = Popen(command, stdin=DEVNULL, stdout=DEVNULL, env={**os.environ, **(environment or {})})
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise InputError(f"exit code {process.returncode}: {' '.join(command)}")
    return Usage(wall=wall, processor=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss * _TO_MEGABYTES)
