"""Checks and learns an FAQ in another process, at idle priority, so that questions do not wait for it.

The index goes into the cache, from which the bot opens it in milliseconds. Run as a program, this module is that other
process: it reads the files from standard input, and writes the problems to standard output.
"""

import asyncio
import os
import pickle
import sys
from contextlib import suppress
from subprocess import PIPE

from bot.content.files import FaqFiles
from bot.errors import BotError, FaqError, Problem

MOST_SECONDS = 3_600.0
"""Far more than 10,000 entries need on one busy core."""


async def learn_aside(files: FaqFiles) -> tuple[Problem, ...]:
    """Check and learn; return the warnings.

    Raise FaqError with all problems if some are errors, and BotError if learning fails. The other process ends when
    this is cancelled.
    """
    try:
        problems = await _run(pickle.dumps(files))
    except TimeoutError as error:
        raise BotError(f"learning took more than {MOST_SECONDS:.0f} seconds and was stopped") from error
    except OSError as error:
        raise BotError(f"no process could be started to learn it: {error.strerror}") from error
    if not all(problem.is_warning for problem in problems):
        raise FaqError(problems)
    return problems


async def _run(pickled: bytes) -> tuple[Problem, ...]:
    # With the module paths of this process, so that the other one imports the same modules.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    # Its own process group, so that Ctrl-C in a terminal reaches only the bot, which then ends this process. Not its
    # own session: Linux shares the CPU evenly between sessions, whatever the priority of their processes.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, process_group=0
    )
    try:
        async with asyncio.timeout(MOST_SECONDS):
            found, errors = await process.communicate(pickled)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    code = process.returncode or 0
    if code < 0:
        raise BotError(f"learning it was ended by signal {-code}; is there enough memory?")
    if code:
        raise BotError(f"learning it failed with exit code {code}:\n{errors.decode(errors='replace').strip()}")
    problems: tuple[Problem, ...] = pickle.loads(found)  # noqa: S301 - written by this module
    return problems


def main() -> None:
    """Run as the other process: find the problems; if none is an error, leave the index in the cache."""
    _lower_priority()  # before anything starts threads, since on Linux each thread has its own priority
    from bot.content import snapshot
    from bot.content.check import check_faq
    from bot.content.parser import parse
    from bot.matching.index_cache import open_matcher

    files: FaqFiles = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by this module
    problems = check_faq(files)
    if all(problem.is_warning for problem in problems):
        open_matcher(files.digest, lambda: parse(files), dump_faq=snapshot.dump, load_faq=snapshot.load)
    sys.stdout.buffer.write(pickle.dumps(problems))


def _lower_priority() -> None:
    os.nice(19)  # the lowest
    if sys.platform == "linux":
        # A nice process still keeps the CPU for its time slice; an idle one gives way when a thread of the bot wakes.
        with suppress(OSError):  # not allowed in some sandboxes
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    main()
