"""/livez and /readyz: what they say, and when they say that something is wrong."""

import pytest

from bot.errors import StoreError
from bot.storage.memory_store import MemoryStore
from bot.web.health import Health, Probe
from tests.web.conftest import Serve
from tests.web.watched import StandIn

OK, UNAVAILABLE = 200, 503
FAQ = {"version": "0123456789ab", "entries": 33}


class Failing(MemoryStore):
    """A store that fails on demand, and counts how often it is asked."""

    def __init__(self) -> None:
        """Work."""
        super().__init__()
        self.has_failed = False
        self.asked = 0

    async def note(self, name: str) -> str | None:
        """Fail, or look the note up."""
        self.asked += 1
        if self.has_failed:
            raise StoreError("secret.sqlite3: the disk is full")
        return await super().note(name)


def health(*platforms: StandIn, store: MemoryStore | None = None) -> Health:
    return Health(platforms, probe=Probe(store or MemoryStore()), faq=lambda: FAQ)


async def test_a_bot_that_answers_is_alive(serve: Serve) -> None:
    read = await serve(health(StandIn(is_open=False)).routes)
    response = await read("/livez")
    assert (response.status, await response.text()) == (OK, "alive\n")


async def test_readyz_shows_everything_that_a_question_needs(serve: Serve) -> None:
    read = await serve(health(StandIn(since_event=12.34, silence=0.56), StandIn("slack", silence=None)).routes)
    response = await read("/readyz")
    assert response.status == OK
    assert await response.json() == {
        "ready": True,
        "reasons": [],
        "platforms": {
            "discord": {"connected": True, "seconds_since_event": 12.3, "seconds_of_silence": 0.6},
            "slack": {"connected": True, "seconds_since_event": None, "seconds_of_silence": None},
        },
        "database": {"reachable": True},
        "faq": FAQ,
    }


async def test_a_platform_that_is_not_connected_is_named(serve: Serve) -> None:
    read = await serve(health(StandIn(), StandIn("slack", is_open=False)).routes)
    response = await read("/readyz")
    assert response.status == UNAVAILABLE
    page = await response.json()
    assert (page["ready"], page["reasons"]) == (False, ["slack is not connected"])


async def test_a_database_that_fails_is_shown_without_its_name_which_is_in_the_log(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    store = Failing()
    store.has_failed = True
    response = await (await serve(health(StandIn(), store=store).routes))("/readyz")
    assert response.status == UNAVAILABLE
    assert (await response.json())["reasons"] == ["the database does not answer; the log says why"]
    assert "secret" not in await response.text()
    assert "the disk is full" in caplog.text


async def test_a_database_is_asked_once_a_second_however_often_the_page_is_read() -> None:
    store, now = Failing(), [100.0]
    probe = Probe(store, seconds=lambda: now[0])
    assert [await probe.is_reachable() for _ in range(5)] == [True] * 5
    assert store.asked == 1
    now[0] += 1
    store.has_failed = True
    assert [await probe.is_reachable() for _ in range(5)] == [False] * 5
    assert store.asked == 2
