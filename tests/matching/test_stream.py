"""Results come in the order of the items, as soon as they can, and nothing is left running."""

import threading
from collections.abc import Callable, Iterator
from itertools import count, islice
from queue import Queue

import pytest

from bot.matching.stream import in_order

PATIENCE = 10.0
"""Seconds after which something that should have happened counts as never happening."""


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("length", [0, 1, 64, 65, 500])
def test_every_item_gives_its_result_in_order(length: int) -> None:
    assert list(in_order(double, range(length))) == [double(number) for number in range(length)]


def test_a_slow_item_holds_back_those_after_it() -> None:
    second_is_done = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            second_is_done.wait(1)  # in vain where one core allows but one worker
        else:
            second_is_done.set()
        return number

    assert list(in_order(work, range(2))) == [0, 1]


def test_an_answer_comes_before_the_next_question_is_asked() -> None:
    asked: Queue[int | None] = Queue()
    answers = in_order(double, iter(asked.get, None))
    for number in range(5):
        asked.put(number)
        assert next(answers) == double(number)
    asked.put(None)
    assert list(answers) == []


def test_an_endless_source_is_not_read_far_ahead() -> None:
    drawn: list[int] = []

    def source() -> Iterator[int]:
        for number in count():
            drawn.append(number)
            yield number

    answers = in_order(double, source())
    assert list(islice(answers, 10)) == [double(number) for number in range(10)]
    answers.close()  # type: ignore[attr-defined]  # a generator is an Iterator that can be closed
    assert len(drawn) <= 10 + 64 + 2


def test_an_error_of_the_work_is_raised_in_its_turn() -> None:
    answers = in_order(lambda number: 1 // (number - 2), range(5))
    assert [next(answers), next(answers)] == [-1, -1]
    with pytest.raises(ZeroDivisionError):
        next(answers)
    assert list(answers) == []


def test_an_error_of_the_source_is_raised_in_its_turn() -> None:
    def source() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the pipe is gone")

    answers = in_order(double, source())
    assert [next(answers), next(answers)] == [2, 4]
    with pytest.raises(OSError, match="the pipe is gone"):
        next(answers)


def threads_of(start: Callable[[], object]) -> list[threading.Thread]:
    """The threads that run after ``start`` and did not before."""
    before = set(threading.enumerate())
    start()
    return [thread for thread in threading.enumerate() if thread not in before]


def test_closing_early_ends_the_threads() -> None:
    answers = in_order(double, count())
    started = threads_of(lambda: next(answers))
    assert started
    answers.close()  # type: ignore[attr-defined]  # a generator is an Iterator that can be closed
    for thread in started:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in started)


def test_a_source_that_still_waits_ends_with_its_next_item() -> None:
    asked: Queue[int] = Queue()
    asked.put(1)
    answers = in_order(double, iter(asked.get, None))
    started = threads_of(lambda: next(answers))
    answers.close()  # type: ignore[attr-defined]  # a generator is an Iterator that can be closed
    asked.put(2)
    for thread in started:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in started)


def test_nothing_is_drawn_before_the_first_result_is_asked_for() -> None:
    drawn: list[int] = []
    answers = in_order(drawn.append, range(3))
    assert drawn == []
    assert list(answers) == [None] * 3
