"""Runs commands as processes of their own, and says what each took.

On Linux, a process's peak memory starts with that of the process which started it. So each command is started by a
process that is small: this module, which loads nothing heavy::

    python -m tests.benchmarks.processes COMMAND [ARGUMENT ...]
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from subprocess import DEVNULL, PIPE, Popen, run
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


def use_of(command: Sequence[str]) -> Usage:
    """Run one command to its end, its output thrown away; raise InputError where it fails."""
    starter = (sys.executable, "-m", "tests.benchmarks.processes", *command)
    done = run(starter, stdin=DEVNULL, stdout=PIPE, check=False)
    if done.returncode:
        raise InputError(f"exit code {done.returncode}: {' '.join(command)}")
    return Usage(**json.loads(done.stdout))


def main(command: Sequence[str]) -> int:
    """Run the command, print its use as JSON, and return its exit code."""
    start = perf_counter()
    process = Popen(command, stdin=DEVNULL, stdout=DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    processor = usage.ru_utime + usage.ru_stime
    found = Usage(wall=wall, processor=processor, megabytes=usage.ru_maxrss * _TO_MEGABYTES)
    sys.stdout.write(json.dumps(asdict(found)))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
