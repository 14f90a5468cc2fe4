"""The progress of building an index: a bar on a terminal, elsewhere one line if it takes long."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Report = Callable[[str, int, int], None]

# A person who waits longer than this and reads nothing thinks that nothing happens.
PATIENCE_SECONDS = 1.0


@contextmanager
def progress_on(stream: TextIO | None = None) -> Iterator[Report]:
    """Yield a function that shows on ``stream`` what is being done, how much is done, and the total."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield Notice(stream)
        return
    bar = Bar(stream)
    try:
        yield bar
    finally:
        bar.close()


class Notice:
    """Says once, in one line, what takes long; says nothing about quick work."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Start counting the seconds of ``clock`` now."""
        self._stream = stream
        self._clock = clock
        self._start = clock()
        self._is_said = False

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Say it if the work takes long."""
        if not self._is_said and self._clock() - self._start > PATIENCE_SECONDS:
            self._is_said = True
            self._stream.write(f"{doing}: {done} of {total} …\n")
            self._stream.flush()


class Bar:
    """A progress bar, shown from the first report until it is closed."""

    def __init__(self, stream: TextIO) -> None:
        """Draw on ``stream``, a terminal."""
        self._stream = stream
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Draw the progress."""
        if self._progress is None:
            from rich.console import Console  # loaded only when there is something to wait for
            from rich.progress import Progress

            self._progress = Progress(console=Console(file=self._stream), transient=True)
            self._progress.start()
        if doing not in self._tasks:
            self._tasks[doing] = self._progress.add_task(doing, total=total)
        self._progress.update(self._tasks[doing], completed=done, total=total)

    def close(self) -> None:
        """Remove the bar."""
        if self._progress:
            self._progress.stop()
