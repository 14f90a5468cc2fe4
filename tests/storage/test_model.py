"""After any calls in any order, a database answers exactly as plain dicts do."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bot.core.question import Origin, Surface
from bot.core.records import Click, Outcome, State, Vote
from bot.core.reply import Band
from bot.core.stores import Store
from bot.storage.memory_store import MemoryStore
from tests.storage.stores import NOON, copy, make_store

# Few of each, so that what is done later meets what was done before.
platforms = st.sampled_from(("discord", "slack"))
ids = st.sampled_from(("1", "2", "C1:1", "C2:2"))
channels = st.sampled_from(("C1", "C2"))
people = st.sampled_from(("ann", "bob"))
names = st.sampled_from(("a", "b", "c"))
times = st.integers(0, 9).map(lambda second: NOON.replace(second=second))

origins = st.builds(
    Origin,
    platform=platforms,
    id=ids,
    channel=channels,
    asker=people,
    surface=st.sampled_from(Surface),
    sent_at=times,
    thread=st.none() | ids,
    is_for_others=st.booleans(),
    is_from_bot=st.booleans(),
    has_attachments=st.booleans(),
)
outcomes = st.builds(
    Outcome,
    state=st.sampled_from((*State, State.ANSWERED)),
    replies=st.lists(ids, max_size=3).map(tuple),
    band=st.none() | st.sampled_from(Band),
    entry=st.none() | names,
    score=st.none() | st.floats(0, 1),
)
votes = st.builds(
    Vote, platform=platforms, reply=ids, entry=names, voter=people, is_helpful=st.booleans(), cast_at=times
)
clicks = st.builds(Click, platform=platforms, reply=ids, person=people, press=names, clicked_at=times)


class BothStores(RuleBasedStateMachine):
    """Does the same to a store in memory and to one in a file, and compares what they say."""

    template: Path

    def __init__(self) -> None:
        """Open both, with nothing in them."""
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = copy(self.template, Path(self.folder.name) / "bot.db")
        self.runner = asyncio.Runner()
        self.memory, self.sql = MemoryStore(), make_store("sqlite", self.path)
        self.runner.run(self.sql.open())

    def teardown(self) -> None:
        self.runner.run(self.sql.close())
        self.runner.close()
        self.folder.cleanup()

    def same(self, call: Callable[[Store], Awaitable[Any]]) -> None:

        async def both() -> tuple[object, object]:
            return await call(self.memory), await call(self.sql)

        expected, got = self.runner.run(both())
        assert got == expected

    @rule(kind=st.sampled_from(("sqlite", "asyncio driver")))
    def reopen(self, kind: str) -> None:
        """Restart the bot, with a driver of either kind."""
        self.runner.run(self.sql.close())
        self.sql = make_store(kind, self.path)
        self.runner.run(self.sql.open())

    @rule(origin=origins)
    def claim(self, origin: Origin) -> None:
        self.same(lambda store: store.claim(origin))

    @rule(origin=origins, outcome=outcomes, at=times)
    def settle(self, origin: Origin, outcome: Outcome, at: Any) -> None:  # noqa: ANN401
        """Settle a question, taken or not."""
        self.same(lambda store: store.settle(origin, outcome, at=at))

    @rule(platform=platforms, question=ids)
    def remove(self, platform: str, question: str) -> None:
        """Remove a question, known or not."""
        self.same(lambda store: store.remove(platform, question))

    @rule(platform=platforms, message=ids)
    def look_up(self, platform: str, message: str) -> None:
        """Find a message as a question, and as a reply."""
        self.same(lambda store: store.find(platform, message))
        self.same(lambda store: store.find_by_reply(platform, message))

    @rule(platform=platforms, since=times)
    def catch_up(self, platform: str, since: Any) -> None:  # noqa: ANN401
        """Ask what a bot asks that starts."""
        self.same(lambda store: store.unsettled(platform, since=since))
        self.same(lambda store: store.direct_channels(platform, since=since))

    @rule(platform=platforms, asker=people, thread=ids)
    def go_on_in_a_thread(self, platform: str, asker: str, thread: str) -> None:
        """Ask whether somebody has asked in a thread."""
        self.same(lambda store: store.has_asked_in(platform, asker=asker, thread=thread))

    @rule(ends=st.dictionaries(names, times), now=times)
    def acquire(self, ends: dict[str, Any], now: Any) -> None:  # noqa: ANN401
        """Take leases, in any order of time."""
        self.same(lambda store: store.acquire(ends, now=now))

    @rule(which=st.lists(names))
    def release(self, which: list[str]) -> None:
        """Release leases, held or not."""
        self.same(lambda store: store.release(which))

    @rule(vote=votes)
    def vote(self, vote: Vote) -> None:
        self.same(lambda store: store.vote(vote))
        self.same(lambda store: store.votes(vote.entry))

    @rule(click=clicks)
    def click(self, click: Click) -> None:
        self.same(lambda store: store.click(click))

    @rule(name=names, value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
    def keep_note(self, name: str, value: str) -> None:
        """Keep a note, and read it."""
        self.same(lambda store: store.keep_note(name, value))
        self.same(lambda store: store.note(name))

    @rule(before=times)
    def forget(self, before: Any) -> None:  # noqa: ANN401
        self.same(lambda store: store.forget(before=before))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
def test_a_database_answers_exactly_as_plain_dicts_do(template: Path) -> None:
    BothStores.template = template
    check = settings(max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(BothStores, settings=check)
