"""Nobody, and no channel, takes all of the bot."""

from collections import Counter

import pytest

from bot.core.question import Origin, Surface
from bot.core.rules import Limits
from tests.engine.talking import START


class AtMost:
    """A limiter that admits each key so many times, for ever."""

    def __init__(self, most: int) -> None:
        """Admit ``most`` uses."""
        self.uses = Counter[str]()
        self._most = most

    def admits(self, key: str) -> bool:
        self.uses[key] += 1
        return self.uses[key] <= self._most


def asked(*, asker: str = "ada", channel: str = "general", platform: str = "discord") -> Origin:
    return Origin(
        platform=platform, id="q", channel=channel, asker=asker, surface=Surface.MENTION, sent_at=START
    )  # fmt: skip


def limits(*, people: int = 9, channels: int = 9, reminders: int = 1) -> Limits:
    """Limits of so many uses each."""
    return Limits(people=AtMost(people), channels=AtMost(channels), reminders=AtMost(reminders))


def test_within_the_limits_none_is_exceeded() -> None:
    assert limits(people=1, channels=1).exceeded_by(asked()) is None


def test_who_asks_too_much_exceeds_the_limit_of_a_person() -> None:
    few = limits(people=1)
    assert [few.exceeded_by(asked()), few.exceeded_by(asked())] == [None, "discord person ada"]


def test_a_channel_of_many_people_exceeds_the_limit_of_a_channel() -> None:
    few = limits(channels=1)
    asking = [few.exceeded_by(asked(asker=asker)) for asker in ("ada", "bob")]
    assert asking == [None, "discord channel general"]


@pytest.mark.parametrize("other", [asked(asker="bob", channel="random"), asked(platform="slack")])
def test_other_people_elsewhere_and_other_platforms_are_not_held_back(other: Origin) -> None:
    few = limits(people=1, channels=1)
    few.exceeded_by(asked())
    assert few.exceeded_by(other) is None


def test_what_a_person_asks_beyond_their_limit_does_not_count_for_the_channel() -> None:
    few = limits(people=1, channels=2)
    for _ in range(5):
        few.exceeded_by(asked())
    assert few.exceeded_by(asked(asker="bob")) is None


def test_a_reminder_is_given_as_often_as_it_is_admitted() -> None:
    few = limits(reminders=1)
    assert [few.may_remind(name) for name in ("ada", "ada", "bob")] == [True, False, True]
