"""What the tests of stores share."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.stores import Store
from bot.storage.sql_store import SqlStore
from tests.storage.stores import KINDS, copy, make_store, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with empty tables."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(make_template(path))
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """The file of a database of the test's own."""
    return copy(template, tmp_path / "bot.db")


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Store]:
    """An open store of each kind."""
    store = make_store(request.param, path)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def sql(path: Path) -> AsyncIterator[SqlStore]:
    """An open store in the file ``path``, that does not wait for others."""
    store = SqlStore(f"sqlite:///{path}", patience=0.0)
    await store.open()
    yield store
    await store.close()
