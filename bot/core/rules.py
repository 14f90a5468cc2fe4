"""How forward and how patient the bot is: windows, cooldowns, limits, and the channels it listens in."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.interfaces import Limiter
from bot.core.question import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a community may want to change of the bot's manners.

    In ``listen_channels`` it speaks up unasked, where it is sure; if ``is_shadow``, it only logs what it would have
    said. It follows edits for ``edit_window``, repeats an entry unasked in a channel after ``entry_cooldown``, and
    speaks up in a thread once in ``thread_silence``. A question it could not answer before a crash is answered if it
    is no older than ``resume_window``; what it remembers is deleted after ``retention``.
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
    """How much one person and one channel may ask for, and how often they are reminded of it."""

    people: Limiter
    channels: Limiter
    reminders: Limiter

    def exceeded_by(self, origin: Origin) -> str | None:
        """Count a question; the name of the limit that it exceeds, None if there is none."""
        person = f"{origin.platform} person {origin.asker}"
        if not self.people.admits(person):
            return person
        channel = f"{origin.platform} channel {origin.channel}"
        return None if self.channels.admits(channel) else channel

    def may_remind(self, exceeded: str) -> bool:
        """Whether it is time to say that a limit is exceeded."""
        return self.reminders.admits(exceeded)
