"""On the machine itself each fault is named, with how to fix it, and nothing that is well is."""

import asyncio
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.content.files import read_files
from bot.matching.encoder import MODEL
from bot.matching.index_cache import index_path
from bot.platforms.kit.checks import Status, Surroundings
from bot.storage.sql_store import SqlStore
from tests.doctor.conftest import Diagnose
from tests.doctor.patients import Fault, Home, by_id, unwell

MEGABYTE = 1_000_000


def plant_broken_faq(home: Home) -> None:
    text = home.faq.read_text("utf-8")
    home.faq.write_text(text.replace("section: brewing", "section: nowhere").replace("Three minutes.", "''"), "utf-8")


def plant_thin_faq(home: Home) -> None:
    text = home.faq.read_text("utf-8")
    home.faq.write_text(text.replace(", is five minutes too long", ""), "utf-8")


def plant_no_faq(home: Home) -> None:
    home.faq.unlink()


def plant_empty_folder(home: Home) -> None:
    (home.folder / "empty").mkdir()
    home.variables["FAQ_PATH"] = "empty"


def plant_damaged_index(home: Home) -> None:
    path = index_path(read_files(home.faq).digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no index")


def plant_file_in_place_of_cache(home: Home) -> None:
    (home.folder / "cache").write_text("no folder", "utf-8")


def plant_garbage(home: Home) -> None:
    home.database.write_bytes(b"no database, " * 100)


def plant_damaged_pages(home: Home) -> None:
    make_database(home)
    content = bytearray(home.database.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    home.database.write_bytes(content)


def plant_newer_tables(home: Home) -> None:
    make_database(home)
    _change(home, "UPDATE alembic_version SET version_num = '9999'")


def plant_read_only(home: Home) -> None:
    make_database(home)
    home.variables["DATABASE_URL"] = f"sqlite:///file:{home.database}?mode=ro&uri=true"


def plant_file_in_place_of_folder(home: Home) -> None:
    home.variables["DATABASE_URL"] = "sqlite:///tea.yaml/deeper/bot.sqlite3"


def plant_missing_driver(home: Home) -> None:
    home.variables["DATABASE_URL"] = "postgresql+nodriver://faq:secret@localhost/faq"


def plant_server_that_is_not_there(home: Home) -> None:
    home.variables["DATABASE_URL"] = "quite: wrong"


def plant_stray_channel(home: Home) -> None:
    home.variables["LISTEN_CHANNELS"] = "123456789012345678"


def make_database(home: Home) -> None:
    """The tables as a start makes them."""

    async def make() -> None:
        store = SqlStore(f"sqlite:///{home.database}")
        await store.open()
        await store.close()

    asyncio.run(make())


def _change(home: Home, statement: str) -> None:
    with closing(sqlite3.connect(home.database)) as database:
        database.execute(statement)
        database.commit()


FAULTS: dict[str, Fault[Home]] = {
    "a broken FAQ": Fault(
        plant=plant_broken_faq, check="faq", says="2 errors: tea.yaml:6: entry", fix="“re-faq-bot check tea.yaml”"
    ),
    "an FAQ with too few examples": Fault(
        plant=plant_thin_faq, check="faq", says="1 warning", fix="“re-faq-bot check tea.yaml”", status=Status.WARNING
    ),
    "no FAQ": Fault(plant=plant_no_faq, check="faq", says="no such file or folder: tea.yaml", fix="FAQ_PATH"),
    "a folder without an FAQ": Fault(
        plant=plant_empty_folder, check="faq", says="this folder holds no FAQ", fix="“re-faq-bot check empty”"
    ),
    "a damaged index": Fault(
        plant=plant_damaged_index, check="index", says="cannot be used", fix="makes it again", status=Status.WARNING
    ),
    "a cache that cannot be written to": Fault(
        plant=plant_file_in_place_of_cache,
        check="index",
        says="every start learns the FAQ again",
        fix="XDG_CACHE_HOME",
        status=Status.WARNING,
    ),
    "a database that is none": Fault(
        plant=plant_garbage,
        check="database",
        says="it is damaged, or no SQLite database",
        fix="put a copy in its place",
    ),
    "a damaged database": Fault(
        plant=plant_damaged_pages, check="database", says="it is damaged", fix="put a copy in its place"
    ),
    "a database of a newer version": Fault(
        plant=plant_newer_tables, check="database", says="have version 9999", fix="run the newer bot that made them"
    ),
    "a read-only database": Fault(
        plant=plant_read_only, check="database", says="it is read-only", fix="let the bot write to the file"
    ),
    "a folder that cannot be made": Fault(
        plant=plant_file_in_place_of_folder, check="database", says="cannot be written to", fix="DATABASE_URL"
    ),
    "an unknown kind of database": Fault(
        plant=plant_missing_driver,
        check="database",
        says="no such kind of database",
        fix="DATABASE_URL may be sqlite:///PATH",
    ),
    "an address that is none": Fault(
        plant=plant_server_that_is_not_there, check="settings.1", says="DATABASE_URL: expected", fix=".env.example"
    ),
    "a channel of no platform": Fault(
        plant=plant_stray_channel,
        check="listen-channels",
        says="of no platform that is set up: 123456789012345678",
        fix="set up their platform",
        status=Status.WARNING,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_with_its_fix(home: Home, diagnosed: Diagnose, name: str) -> None:
    FAULTS[name].plant(home)
    checks = tuple(each for each in diagnosed() if each.id != "platforms")
    FAULTS[name].assert_is_found_in(checks)


def test_where_all_is_well_only_that_no_platform_is_set_up_is_found(home: Home, diagnosed: Diagnose) -> None:
    make_database(home)
    checks = diagnosed()
    assert [each.id for each in checks] == ["settings", "platforms", "faq", "index", "model", "disk", "database"]
    assert [each.id for each in unwell(checks)] == ["platforms"]


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "SHA256SUMS"])
@pytest.mark.parametrize("is_missing", [True, False], ids=["missing", "damaged"])
def test_each_file_of_a_damaged_model_is_named(
    tmp_path: Path, diagnosed: Diagnose, name: str, *, is_missing: bool
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    (folder / name).unlink() if is_missing else (folder / name).write_bytes(b"damaged")
    found = by_id(diagnosed(Surroundings(model=folder)))["model"]
    assert found.status is Status.FAILED
    assert (name if name != "SHA256SUMS" else "checksums cannot be read") in found.message
    assert "install the package again" in found.fix


@pytest.mark.parametrize(
    ("megabytes", "status"), [(10, Status.FAILED), (100, Status.WARNING), (1_000, Status.OK)], ids=str
)
def test_a_disk_that_is_nearly_full_is_told_with_what_is_left(
    diagnosed: Diagnose, megabytes: int, status: Status
) -> None:
    found = by_id(diagnosed(Surroundings(free=lambda _: megabytes * MEGABYTE)))["disk"]
    assert found.status is status
    assert f"{megabytes:,} MB are free" in found.message
    assert ("free some" in found.fix) == (status is not Status.OK)


def test_older_tables_are_left_for_the_next_start(
    home: Home, diagnosed: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_database(home)
    before = home.database.read_bytes()
    monkeypatch.setattr("bot.doctor.database.HEAD", "0003")
    found = by_id(diagnosed())["database"]
    assert found.status is Status.WARNING
    assert "have version 0002, and the current one is 0003" in found.message
    assert "the next “re-faq-bot run” brings them up to date" in found.fix
    assert home.database.read_bytes() == before


def test_a_database_that_another_program_writes_to_for_too_long_is_locked(home: Home, diagnosed: Diagnose) -> None:
    make_database(home)
    with closing(sqlite3.connect(home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = by_id(diagnosed())["database"]
    assert "it is locked by another program" in found.message
    assert "stop that program" in found.fix


def test_nothing_is_made(home: Home, diagnosed: Diagnose) -> None:
    before = sorted(home.folder.iterdir())
    home.variables["DATABASE_URL"] = "sqlite:///deeper/bot.sqlite3"
    assert "does not exist yet" in by_id(diagnosed())["database"].message
    assert sorted(home.folder.iterdir()) == before


@pytest.fixture
def taken(home: Home) -> Iterator[socket.socket]:
    """A port that the bot needs, and something else listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        home.variables |= {
            "DISCORD_TOKEN": "t",
            "HTTP_PORT": str(listener.getsockname()[1]),
        }
        yield listener


def test_a_port_that_is_taken_is_named(taken: socket.socket, diagnosed: Diagnose) -> None:
    found = by_id(diagnosed())["port"]
    assert found.status is Status.FAILED
    assert f"port {taken.getsockname()[1]}: Address already in use" in found.message
    assert "another address with HTTP_HOST and HTTP_PORT" in found.fix


async def test_a_port_that_a_running_bot_listens_at_is_well(home: Home, diagnosed: Diagnose) -> None:
    async def live(_: web.Request) -> web.Response:
        return web.Response()

    application = web.Application()
    application.router.add_get("/livez", live)
    async with TestServer(application, host="127.0.0.1") as running:
        home.variables |= {"DISCORD_TOKEN": "t", "HTTP_PORT": str(running.port)}
        found = by_id(await asyncio.to_thread(diagnosed))["port"]
    assert found.status is Status.OK
    assert "in use by a bot that runs" in found.message


def test_a_port_that_is_free_is_well(taken: socket.socket, diagnosed: Diagnose) -> None:
    taken.close()
    assert by_id(diagnosed())["port"].status is Status.OK
