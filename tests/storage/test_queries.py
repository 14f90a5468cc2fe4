"""No query reads a whole table."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.storage.sql_store import SqlStore
from tests.storage.stores import ANSWERED, CLICK, LONG_AGO, NOON, ORIGIN, VOTE


@pytest.fixture
async def plans(sql: SqlStore) -> AsyncIterator[tuple[SqlStore, list[str]]]:
    """A store with one question, and how SQLite plans to find the rows of each statement."""
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool) -> None:  # noqa: ANN401, FBT001
        values = parameters[0] if is_many else parameters
        found.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values))

    await sql.settle(ORIGIN, ANSWERED, at=NOON)
    event.listen(Engine, "before_cursor_execute", explain)
    yield sql, found
    event.remove(Engine, "before_cursor_execute", explain)


CALLS: dict[str, tuple[Callable[[SqlStore], Awaitable[object]], tuple[str, ...]]] = {
    "claim": (lambda store: store.claim(ORIGIN), ()),
    "settle": (lambda store: store.settle(ORIGIN, ANSWERED, at=NOON), ("replies USING PRIMARY KEY",)),
    "remove": (lambda store: store.remove("discord", "1"), ("questions USING PRIMARY KEY",)),
    "find": (lambda store: store.find("discord", "1"), ("questions USING PRIMARY KEY",)),
    "find_by_reply": (lambda store: store.find_by_reply("discord", "101"), ("replies_by_message",)),
    "unsettled": (lambda store: store.unsettled("discord", since=LONG_AGO), ("questions_unsettled",)),
    "has_asked_in": (
        lambda store: store.has_asked_in("discord", asker="ann", thread="1"),
        ("questions_of_asker (asker=? AND platform=?)",),
    ),
    "direct_channels": (lambda store: store.direct_channels("discord", since=LONG_AGO), ("questions_direct",)),
    "acquire": (lambda store: store.acquire({"ann": NOON}, now=NOON), ()),
    "release": (lambda store: store.release(["ann"]), ("leases USING PRIMARY KEY",)),
    "vote": (lambda store: store.vote(VOTE), ()),
    "votes": (lambda store: store.votes("brew"), ("COVERING INDEX votes_of_entry",)),
    "click": (lambda store: store.click(CLICK), ()),
    "note": (lambda store: store.note("seen"), ("notes USING PRIMARY KEY",)),
    "keep_note": (lambda store: store.keep_note("seen", "noon"), ()),
    "forget": (
        lambda store: store.forget(before=NOON),
        ("questions_by_time", "votes_by_time", "clicks_by_time", "leases_by_time"),
    ),
}


@pytest.mark.parametrize("name", CALLS)
async def test_every_query_is_served_by_its_index(plans: tuple[SqlStore, list[str]], name: str) -> None:
    store, found = plans
    call, indexes = CALLS[name]
    await call(store)
    assert [step for step in found if step.startswith("SCAN")] == []
    for index in indexes:
        assert any(index in step for step in found), found
