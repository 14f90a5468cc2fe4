"""However many tasks, stores and processes come at once, each claim has one winner and each message one record."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.records import Outcome, Record, State
from bot.core.stores import Store
from bot.storage.sql_store import SqlStore
from tests.storage.racing import Wins
from tests.storage.stores import ANSWERED, CLICK, NOON, ORIGIN, SHARED_KINDS, VOTE, make_store, question, rows

MINUTE = timedelta(minutes=1)
TASKS = 50
HERE = Path(__file__).parents[2]


@pytest.fixture(params=SHARED_KINDS)
async def stores(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Sequence[Store]]:
    """Two stores of each kind on one file; in memory, twice the same."""
    first = make_store(request.param, path)
    second = first if request.param == "memory" else make_store(request.param, path)
    async with AsyncExitStack() as stack:
        for store in (first, second):
            await store.open()
            stack.push_async_callback(store.close)
        yield (first, second) * (TASKS // (10 if request.param == "reopened" else 2))


async def test_of_many_claims_one_wins(stores: Sequence[Store]) -> None:
    won = await asyncio.gather(*(store.claim(ORIGIN) for store in stores))
    assert sum(won) == 1


async def test_of_many_presses_one_counts(stores: Sequence[Store]) -> None:
    won = await asyncio.gather(*(store.click(CLICK) for store in stores))
    assert sum(won) == 1


async def test_of_many_removals_one_gets_the_reply(stores: Sequence[Store]) -> None:
    await stores[0].settle(ORIGIN, ANSWERED, at=NOON)
    removed = await asyncio.gather(*(store.remove("discord", "1") for store in stores))
    assert [each for each in removed if each] == [Record(origin=ORIGIN, outcome=ANSWERED)]


async def test_of_many_overlapping_leases_one_pair_is_held(stores: Sequence[Store]) -> None:
    pairs = [dict.fromkeys(("shared", str(place)), NOON + MINUTE) for place in range(len(stores))]
    began = await asyncio.gather(*(store.acquire(pair, now=NOON) for store, pair in zip(stores, pairs, strict=True)))
    assert sum(began) == 1
    alone = [await stores[0].acquire({str(place): NOON + MINUTE}, now=NOON) for place in range(len(stores))]
    assert alone == [not each for each in began]


async def test_one_persons_many_votes_are_one_vote(stores: Sequence[Store]) -> None:
    await asyncio.gather(*(store.vote(replace(VOTE, is_helpful=bool(i % 2))) for i, store in enumerate(stores)))
    assert sum(await stores[0].votes("brew")) == 1


async def test_a_reply_is_settled_or_removed_but_never_lost(stores: Sequence[Store]) -> None:
    """Either the removal returns the reply, or the settlement is told that the question was removed."""
    origins = [question(number) for number in range(len(stores))]
    settled = (store.settle(origin, ANSWERED, at=NOON) for store, origin in zip(stores, origins, strict=True))
    removed = (store.remove("discord", origin.id) for store, origin in zip(stores[1:], origins, strict=False))
    await asyncio.gather(*(store.claim(origin) for store, origin in zip(stores, origins, strict=True)))
    outcomes = await asyncio.gather(*settled, *removed)
    for kept, gone in zip(outcomes, outcomes[len(stores) :], strict=False):
        assert isinstance(gone, Record)
        assert kept is (gone.outcome == ANSWERED)


async def test_replies_of_two_settlements_never_mix(stores: Sequence[Store]) -> None:
    outcomes = [Outcome(state=State.ANSWERED, replies=(f"{i}a", f"{i}b", f"{i}c")) for i in range(len(stores))]
    await asyncio.gather(*(store.settle(ORIGIN, each, at=NOON) for store, each in zip(stores, outcomes, strict=True)))
    record = await stores[0].find("discord", "1")
    assert record is not None
    assert record.outcome in outcomes


async def race(url: str, runners: int) -> list[Wins]:
    """Run processes that take, press, lease and remove the same things at once; return what each of them won."""
    command = (sys.executable, "-m", "tests.storage.racing", url)
    runs = [await asyncio.create_subprocess_exec(*command, cwd=HERE, stdin=PIPE, stdout=PIPE) for _ in range(runners)]
    for run in runs:
        assert run.stdout is not None
        assert await run.stdout.readline() == b"ready\n"
    said = await asyncio.gather(*(run.communicate(b"go\n") for run in runs))
    assert [run.returncode for run in runs] == [0] * runners
    return [json.loads(output) for output, _ in said]


@pytest.fixture(scope="module")
def raced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Wins]]:
    """A database that two processes made and wrote at the same time, and what each of them won."""
    path = tmp_path_factory.mktemp("race") / "folder" / "new.db"
    return path, asyncio.run(race(f"sqlite:///{path}", 2))


@pytest.mark.parametrize("prize", ["taken", "clicked", "removed", "leased"])
def test_of_several_processes_one_wins_each_time(raced: tuple[Path, list[Wins]], prize: str) -> None:
    won = Counter(number for wins in raced[1] for number in wins[prize])
    assert won == Counter(range(40))


def test_processes_that_lose_a_lease_hold_none_of_theirs(raced: tuple[Path, list[Wins]]) -> None:
    path, wins = raced
    names = {name for name, _ in rows(path)["leases"]}
    assert len(names) == 2 * 40
    assert len([name for name in names if str(name).startswith("own")]) == sum(len(each["leased"]) for each in wins)


def test_processes_that_open_a_new_file_at_once_make_its_tables_once(raced: tuple[Path, list[Wins]]) -> None:
    tables = rows(raced[0])
    assert len(tables["alembic_version"]) == 1
    assert len(tables["questions"]) == 40
    assert len(tables["votes"]) == 40


async def test_stores_that_open_a_new_file_at_once_all_succeed(tmp_path: Path) -> None:
    stores = [SqlStore(f"sqlite:///{tmp_path / 'new.db'}") for _ in range(4)]
    await asyncio.gather(*(store.open() for store in stores))
    assert [await store.claim(ORIGIN) for store in stores] == [True, False, False, False]
    for store in stores:
        await store.close()
