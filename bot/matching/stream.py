"""Works on a stream several items at a time and gives the results in order, each as soon as it can be given."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 64


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """``work`` applied to ``items``, at most 64 of them ahead of what was taken; an error is raised in its turn.

    A thread of its own draws the items, so that a caller that writes one line and waits for its answer gets it.
    """
    waiting: Queue[Future[Result] | None] = Queue(maxsize=_AHEAD)
    stopped = Event()
    pool = ThreadPoolExecutor(max_workers=cpu_count() or 1)
    Thread(target=_draw, args=(work, items, pool, waiting, stopped), daemon=True).start()
    try:
        while (future := waiting.get()) is not None:
            yield future.result()
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)
        while not waiting.empty():
            waiting.get_nowait()


def _draw(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    pool: ThreadPoolExecutor,
    waiting: "Queue[Future[Result] | None]",
    stopped: Event,
) -> None:
    try:
        for item in items:
            if stopped.is_set():
                return
            waiting.put(pool.submit(work, item))
    except BaseException as error:  # noqa: BLE001 - it is raised where the results are taken
        failed: Future[Result] = Future()
        failed.set_exception(error)
        waiting.put(failed)
    waiting.put(None)
