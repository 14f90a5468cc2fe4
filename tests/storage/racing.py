"""One of several processes that race for the same database: ``python -m tests.storage.racing URL``.

It says ``ready``, waits for a line, opens the database, and prints what it won as JSON.
"""

import asyncio
import json
import os
import sys
from dataclasses import replace
from datetime import timedelta

from bot.storage.sql_store import SqlStore
from tests.storage.stores import ANSWERED, CLICK, NOON, VOTE, question

Wins = dict[str, list[int]]
ROUNDS = 40
LATER = NOON + timedelta(minutes=1)


async def race(url: str) -> Wins:
    """Try to be the first at everything, round by round."""
    store = SqlStore(url, patience=20)
    await store.open()
    wins: Wins = {"taken": [], "clicked": [], "removed": [], "leased": []}
    for number in range(ROUNDS):
        origin = question(number)
        results = {
            "taken": await store.claim(origin),
            "clicked": await store.click(replace(CLICK, reply=origin.id)),
            "leased": await store.acquire({f"shared {number}": LATER, f"own {number} {os.getpid()}": LATER}, now=NOON),
            "removed": await store.remove("discord", origin.id) is not None,
        }
        await store.settle(origin, ANSWERED, at=NOON)
        await store.vote(replace(VOTE, reply=origin.id))
        for prize in (prize for prize, is_won in results.items() if is_won):
            wins[prize].append(number)
    await store.close()
    return wins


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201 - what the test waits for
    sys.stdin.readline()
    print(json.dumps(asyncio.run(race(sys.argv[1]))))  # noqa: T201
