"""All kinds of trouble at once: no question is lost, and none is answered twice."""

from collections import Counter
from pathlib import Path

import pytest

from bot.storage.sql_store import SqlStore
from tests.platforms.slack.bench import Mind, ask, by_socket
from tests.servers.slack import SlackServer

QUESTIONS = 100
CHANNELS = 4


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_question_gets_one_reply(
    server: SlackServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("bot.platforms.slack.client.FIRST_WAIT", 0.01)
    server.world.random.seed(seed)
    server.deliveries.retries = (0.02,) * 50
    channels = [await server.team.add_channel(f"tea-{number}") for number in range(CHANNELS)]
    ada = await server.team.add_member("Ada")
    store = SqlStore(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    await store.open()
    async with by_socket(server, Mind(server, store=store)):
        server.faults.repeated_events = server.faults.unheard_acknowledgements = 0.05
        server.faults.errors_before = server.faults.errors_after = 0.05
        asked = []
        for number in range(QUESTIONS):
            asked.append(await ask(server, ada, channels[number % CHANNELS]))
            if number % 25 == 12:
                await server.drop_connections()
                await server.wait_until(lambda: bool(server.sockets.open))
        for question in asked:
            await server.replies_to(question, timeout=30)
    await store.close()
    replies = Counter(reply.thread_ts for channel in channels for reply in server.by_bot(channel))
    assert replies == Counter(question.ts for question in asked)
