"""No query reads a whole table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event

from bot.storage import questions, tallies
from tests.storage.stores import ANSWERED, CLICK, LONG_AGO, NOON, ORIGIN, VOTE


@pytest.fixture
def plans(path: Path) -> Iterator[tuple[Connection, list[str]]]:
    """A connection, and how SQLite means to find the rows of whatever is executed on it."""
    engine = create_engine(f"sqlite:///{path}")
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool) -> None:  # noqa: ANN401, FBT001
        values = parameters[0] if is_many else parameters
        found.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values))

    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", explain)
        yield connection, found
    engine.dispose()


CALLS: dict[str, Any] = {
    "claim": (lambda each: questions.claim(each, ORIGIN), ()),
    "settle": (lambda each: questions.settle(each, ORIGIN, ANSWERED, NOON), ("replies USING PRIMARY KEY",)),
    "remove": (lambda each: questions.remove(each, "discord", "1"), ("questions USING PRIMARY KEY",)),
    "find": (lambda each: questions.find(each, "discord", "1"), ("questions USING PRIMARY KEY",)),
    "find_by_reply": (lambda each: questions.find_by_reply(each, "discord", "101"), ("replies_by_message",)),
    "unsettled": (lambda each: questions.unsettled(each, "discord", LONG_AGO), ("questions_unsettled",)),
    "has_asked_in": (
        lambda each: questions.has_asked_in(each, "discord", "ann", "1"),
        ("questions_of_asker (asker=? AND platform=?)",),
    ),
    "direct_channels": (lambda each: questions.direct_channels(each, "discord", LONG_AGO), ("questions_direct",)),
    "acquire": (lambda each: tallies.acquire(each, {"ann": NOON}, NOON), ()),
    "release": (lambda each: tallies.release(each, ["ann"]), ("cooldowns USING PRIMARY KEY",)),
    "vote": (lambda each: tallies.vote(each, VOTE), ()),
    "count_votes": (lambda each: tallies.count_votes(each, "brew"), ("COVERING INDEX votes_of_entry",)),
    "click": (lambda each: tallies.click(each, CLICK), ()),
    "note": (lambda each: tallies.note(each, "seen"), ("notes USING PRIMARY KEY",)),
    "keep_note": (lambda each: tallies.keep_note(each, "seen", "noon"), ()),
    "forget": (
        lambda each: tallies.forget(each, NOON),
        ("questions_by_time", "votes_by_time", "clicks_by_time", "cooldowns_by_time"),
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_every_query_is_served_by_its_index(plans: tuple[Connection, list[str]], name: str) -> None:
    connection, found = plans
    call, indexes = CALLS[name]
    questions.settle(connection, ORIGIN, ANSWERED, NOON)
    found.clear()
    call(connection)
    assert [step for step in found if step.startswith("SCAN")] == []
    for index in indexes:
        assert any(index in step for step in found), found
