"""Remembers in plain dicts: for tests, and for a bot that may forget everything when it stops."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.core.question import Origin, Surface
from bot.core.records import Click, Outcome, Record, State, Vote

_NEVER = datetime.min.replace(tzinfo=UTC)


class MemoryStore:
    """A store that ends with its process. No call awaits anything, so each of them is atomic."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._records: dict[tuple[str, str], Record] = {}
        self._settled_at: dict[tuple[str, str], datetime] = {}
        self._votes: dict[tuple[str, str, str, str], Vote] = {}
        self._clicks: dict[tuple[str, str, str, str], Click] = {}
        self._leases: dict[str, datetime] = {}
        self._notes: dict[str, str] = {}

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing to close."""

    async def claim(self, origin: Origin) -> bool:
        """Take a question: True for the first caller of all, False for the others."""
        taken = Record(origin=origin, outcome=Outcome(state=State.TAKEN))
        return self._records.setdefault(origin.key, taken) is taken

    async def settle(self, origin: Origin, outcome: Outcome, *, at: datetime) -> bool:
        """Record what came of a question, taken or not; False, and nothing recorded, if it was removed."""
        known = self._records.get(origin.key)
        if known and known.outcome.state is State.REMOVED:
            return False
        self._records[origin.key] = Record(origin=known.origin if known else origin, outcome=outcome)
        self._settled_at[origin.key] = at
        return True

    async def remove(self, platform: str, question: str) -> Record | None:
        """Mark a question as removed; return what was known before, None if nothing or removed already."""
        known = self._records.get((platform, question))
        if known is None or known.outcome.state is State.REMOVED:
            return None
        self._records[platform, question] = replace(known, outcome=replace(known.outcome, state=State.REMOVED))
        return known

    async def find(self, platform: str, question: str) -> Record | None:
        """What is known of a question."""
        return self._records.get((platform, question))

    async def find_by_reply(self, platform: str, reply: str) -> Record | None:
        """What is known of the question that a message replies to, the one settled last if there are several."""
        found = [key for key, record in self._of(platform).items() if reply in record.outcome.replies]
        return self._records[max(found, key=lambda key: (self._settled_at[key], key))] if found else None

    async def unsettled(self, platform: str, *, since: datetime) -> tuple[Record, ...]:
        """Questions sent after ``since`` that were taken and never settled, oldest first."""
        found = (
            record
            for record in self._of(platform).values()
            if record.outcome.state is State.TAKEN and record.origin.sent_at > since
        )
        return tuple(sorted(found, key=lambda record: (record.origin.sent_at, record.origin.id)))

    async def has_asked_in(self, platform: str, *, asker: str, thread: str) -> bool:
        """Whether this person put a question in this thread, or the thread hangs on one of theirs or its reply."""
        return any(
            record.origin.asker == asker
            and record.outcome.state in {State.TAKEN, State.ANSWERED}
            and record.origin.surface not in {Surface.OVERHEARD, Surface.SHORTCUT}
            and (record.origin.thread == thread or _starts_at(record, thread))
            for record in self._of(platform).values()
        )

    async def direct_channels(self, platform: str, *, since: datetime) -> tuple[str, ...]:
        """Channels in which somebody asked directly after ``since``, the latest first."""
        latest: dict[str, datetime] = {}
        for record in self._of(platform).values():
            origin = record.origin
            if origin.surface is Surface.DIRECT and origin.sent_at > since:
                latest[origin.channel] = max(origin.sent_at, latest.get(origin.channel, _NEVER))
        return tuple(sorted(sorted(latest), key=latest.__getitem__, reverse=True))

    async def acquire(self, leases: Mapping[str, datetime], *, now: datetime) -> bool:
        """Hold all of these names, each until its time, if none of them is held; else hold none and return False."""
        if any(self._leases.get(name, _NEVER) > now for name in leases):
            return False
        self._leases.update(leases)
        return True

    async def release(self, names: Iterable[str]) -> None:
        """Give up these names before their time."""
        for name in names:
            self._leases.pop(name, None)

    async def vote(self, vote: Vote) -> None:
        """Record a vote; a person's earlier one for the same entry on the same reply is replaced."""
        self._votes[vote.platform, vote.reply, vote.entry, vote.voter] = vote

    async def votes(self, entry: str) -> tuple[int, int]:
        """How many votes an entry has: helpful, not helpful."""
        cast = [vote.is_helpful for vote in self._votes.values() if vote.entry == entry]
        return cast.count(True), cast.count(False)

    async def click(self, click: Click) -> bool:
        """Record a press; False if this person had pressed the same on the same message before."""
        key = click.platform, click.reply, click.person, click.press
        is_new = key not in self._clicks
        self._clicks.setdefault(key, click)
        return is_new

    async def note(self, name: str) -> str | None:
        """The text last kept under ``name``."""
        return self._notes.get(name)

    async def keep_note(self, name: str, value: str) -> None:
        """Keep a text under ``name``."""
        self._notes[name] = value

    async def forget(self, *, before: datetime) -> int:
        """Delete questions, votes and clicks from before a time, and leases past by then; return how many went."""
        size = self._size()
        self._records = {key: each for key, each in self._records.items() if each.origin.sent_at >= before}
        self._settled_at = {key: at for key, at in self._settled_at.items() if key in self._records}
        self._votes = {key: vote for key, vote in self._votes.items() if vote.cast_at >= before}
        self._clicks = {key: click for key, click in self._clicks.items() if click.clicked_at >= before}
        self._leases = {name: end for name, end in self._leases.items() if end >= before}
        return size - self._size()

    def _size(self) -> int:
        return len(self._records) + len(self._votes) + len(self._clicks) + len(self._leases)

    def _of(self, platform: str) -> dict[tuple[str, str], Record]:
        return {key: record for key, record in self._records.items() if key[0] == platform}


def _starts_at(record: Record, thread: str) -> bool:
    """Whether a thread starts at this question or its reply. Slack puts the channel into the ids of messages only."""
    return not {thread, f"{record.origin.channel}:{thread}"}.isdisjoint((record.origin.id, *record.outcome.replies))
