"""Checks an FAQ and learns it in a process of its own, at the lowest priority, so that questions do not wait for it.

The index goes into the cache, from which it is opened in some milliseconds. Run as a program, this module is that other
process: it is given the files on standard input, and tells the problems on standard output.
"""

import asyncio
import os
import pickle
import sys
from contextlib import suppress
from subprocess import PIPE

from bot.content.reading import FaqFiles
from bot.errors import BotError, FaqError, Problem

LOWEST_PRIORITY = 19
MOST_SECONDS = 3_600.0
"""Far more than 10,000 entries take on one busy core."""


async def learn_aside(files: FaqFiles) -> tuple[Problem, ...]:
    """Check and learn; return the warnings.

    Raise FaqError with all problems where some are errors, and BotError where learning fails. Cancelled, it ends the
    other process.
    """
    try:
        problems = await _run(pickle.dumps(files))
    except TimeoutError as error:
        raise BotError(f"learning took more than {MOST_SECONDS:.0f} seconds and was given up") from error
    except OSError as error:
        raise BotError(f"no process could be started to learn it: {error.strerror}") from error
    if not all(problem.is_warning for problem in problems):
        raise FaqError(problems)
    return problems


async def _run(told: bytes) -> tuple[Problem, ...]:
    # In a process group of its own, so that Ctrl-C in a terminal reaches only the bot, which then ends this one.
    # Not in a session of its own: Linux weighs sessions evenly against each other, whatever their priority.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=_environment(), process_group=0
    )
    try:
        async with asyncio.timeout(MOST_SECONDS):
            found, errors = await process.communicate(told)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        raise BotError(_about_failing(process.returncode, errors))
    problems: tuple[Problem, ...] = pickle.loads(found)  # noqa: S301 - by this very module
    return problems


def _environment() -> dict[str, str]:
    """The same modules for the other process, however this one came by them."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}


def _about_failing(code: int, errors: bytes) -> str:
    if code < 0:
        return f"learning it was ended by signal {-code}; is there enough memory?"
    return f"learning it failed with exit code {code}:\n{errors.decode(errors='replace').strip()}"


def main() -> None:
    """Be the other process."""
    give_way()  # before anything starts threads: on Linux each has its own priority
    files = pickle.load(sys.stdin.buffer)  # noqa: S301 - by this very module
    sys.stdout.buffer.write(pickle.dumps(check_and_learn(files)))


def give_way() -> None:
    """Take what time nobody else wants; on Linux whoever wakes up is let in at once, as nice alone does not see to."""
    os.nice(LOWEST_PRIORITY)
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may not let it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def check_and_learn(files: FaqFiles) -> tuple[Problem, ...]:
    """Find the problems; where none is an error, leave the index in the cache."""
    from bot.content import checking, reading, stored
    from bot.matching.index_cache import open_matcher

    problems = checking.check(files)
    if all(problem.is_warning for problem in problems):
        open_matcher(files.digest, lambda: reading.parse(files), dump_faq=stored.dump, load_faq=stored.load)
    return problems


if __name__ == "__main__":
    main()
