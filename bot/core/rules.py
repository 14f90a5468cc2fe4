"""The rules of a community: windows, cooldowns, limits, and the channels that the bot listens in."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.interfaces import Limiter
from bot.core.question import Origin

QUESTIONS_A_MINUTE = 20
"""The limit per person."""
CHANNEL_FACTOR = 10
"""A channel may ask as much as this many people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a community may want to change about the bot's behaviour.

    In ``listen_channels`` the bot answers unasked if it is sure; with ``is_shadow`` it only logs what it would have
    said. It follows edits for ``edit_window``. Unasked, it repeats an entry in a channel only after ``entry_cooldown``,
    and speaks in the same thread again only after ``thread_silence``. After a crash it answers questions that are no
    older than ``resume_window``. Records are deleted after ``retention``.
    """

    listen_channels: frozenset[str] = frozenset()
    is_shadow: bool = False
    edit_window: timedelta = timedelta(minutes=10)
    entry_cooldown: timedelta = timedelta(minutes=30)
    thread_silence: timedelta = timedelta(days=30)
    resume_window: timedelta = timedelta(minutes=10)
    retention: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one person and one channel may ask, and how often a notice reminds them."""

    people: Limiter
    channels: Limiter
    reminders: Limiter

    def exceeded_by(self, origin: Origin) -> str | None:
        """Count a question; return the name of the limit that it exceeds, None if it exceeds none."""
        person = f"{origin.platform} person {origin.asker}"
        if not self.people.admits(person):
            return person
        channel = f"{origin.platform} channel {origin.channel}"
        return None if self.channels.admits(channel) else channel

    def may_remind(self, exceeded: str) -> bool:
        """Whether to send a notice about it now."""
        return self.reminders.admits(exceeded)
