"""Nobody gets more uses than the limit in any minute, and what is remembered of them stays small."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.interfaces import Limiter
from bot.rate_limit import PerMinute

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
uses = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40_000) | st.sampled_from([0, 1, 59_999, 60_000, 60_001])),
    max_size=60,
)
"""Who uses the bot, and how many milliseconds after the use before."""


class Hands:
    """A clock that the test sets."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Go on by an amount of time, or back."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def limiter(clock: Hands) -> Limiter:
    return PerMinute(most=2, clock=clock)


def test_one_more_than_the_limit_is_refused(limiter: Limiter) -> None:
    assert [limiter.admits("ada") for _ in range(3)] == [True, True, False]


def test_one_key_does_not_use_up_anothers_share(limiter: Limiter) -> None:
    assert [limiter.admits(key) for key in ("ada", "ada", "ada", "bob")] == [True, True, False, True]


def test_a_use_counts_for_a_full_minute_and_no_longer(limiter: Limiter, clock: Hands) -> None:
    limiter.admits("ada")
    clock.move(seconds=10)
    limiter.admits("ada")
    clock.move(seconds=50)
    assert not limiter.admits("ada")
    clock.move(milliseconds=1)
    assert limiter.admits("ada")
    assert not limiter.admits("ada")


def test_a_refused_use_does_not_count(limiter: Limiter, clock: Hands) -> None:
    for _ in range(59):
        limiter.admits("ada")
        clock.move(seconds=1)
    clock.move(seconds=3)
    assert [limiter.admits("ada") for _ in range(3)] == [True, True, False]


def test_a_clock_set_back_a_little_admits_no_more_uses(limiter: Limiter, clock: Hands) -> None:
    limiter.admits("ada")
    limiter.admits("ada")
    clock.move(seconds=-30)
    assert not limiter.admits("ada")


def test_a_clock_set_back_by_hours_starts_the_counts_again(limiter: Limiter, clock: Hands) -> None:
    limiter.admits("ada")
    limiter.admits("ada")
    clock.move(hours=-5)
    assert [limiter.admits("ada") for _ in range(3)] == [True, True, False]


@given(uses, st.integers(1, 4))
def test_it_admits_what_a_list_of_all_admitted_uses_says(steps: list[tuple[str, int]], most: int) -> None:
    clock = Hands()
    limiter = PerMinute(most=most, clock=clock)
    admitted: dict[str, list[datetime]] = {}
    for key, pause in steps:
        clock.move(milliseconds=pause)
        before = admitted.setdefault(key, [])
        is_free = sum(use >= clock.now - timedelta(minutes=1) for use in before) < most
        assert limiter.admits(key) is is_free
        before += [clock.now] * is_free
    assert all(len(_within_a_minute(found, first)) <= most for found in admitted.values() for first in found)


def _within_a_minute(found: list[datetime], first: datetime) -> list[datetime]:
    return [use for use in found if first <= use <= first + timedelta(minutes=1)]


def test_keys_unused_for_a_minute_are_forgotten(clock: Hands) -> None:
    limiter = PerMinute(most=2, clock=clock)
    for number in range(20_000):
        limiter.admits(str(number))
        clock.move(milliseconds=100)
    assert len(limiter) <= 601


def test_of_a_crowd_within_a_minute_those_longest_unused_are_forgotten(clock: Hands) -> None:
    limiter = PerMinute(most=1, clock=clock, most_keys=3)
    for key in ("ada", "bob", "cem", "dee"):
        limiter.admits(key)
        clock.move(seconds=1)
    assert len(limiter) == 3
    assert not limiter.admits("dee")
    assert limiter.admits("ada")


@pytest.mark.parametrize("pause", [0, 1])
def test_any_number_of_keys_takes_no_more_room_than_the_most(clock: Hands, pause: int) -> None:
    limiter = PerMinute(most=5, clock=clock, most_keys=1_000)
    for number in range(30_000):
        limiter.admits(str(number))
        clock.move(milliseconds=pause)
    assert len(limiter) <= 1_000


def test_who_is_at_the_limit_stays_there_while_the_room_is_full(clock: Hands) -> None:
    limiter = PerMinute(most=1, clock=clock, most_keys=2)
    assert [limiter.admits(key) for key in ("ada", "bob", "ada", "bob", "ada")] == [True, True, False, False, False]
