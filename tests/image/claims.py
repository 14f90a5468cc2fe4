"""What the image promises, tried on containers: ``.ci/run`` runs this once the image is built.

    make image && .venv/bin/python -m pytest tests/image/claims.py

Not among the tests that ``make test`` runs, since it needs docker; DOCKER and IMAGE name another client and image.
"""

import asyncio
import json
import re
import time
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

import bot
from tests.image.conftest import Note
from tests.image.containers import IMAGE, LOCKED_DOWN, inspect, python, run, running
from tests.servers.discord import DiscordServer
from tests.small_faq import BROKEN_FILE, write_faq
from tests.test_packaging import pins

ROOT = Path(__file__).parent.parent.parent
QUESTION = "what does a research engineer do?"
MOST_BYTES = 330_000_000
"""Over the base image; `design.md` sets it."""
DOC = "/usr/share/doc/re-faq-bot"
POSTING = "POST /channels/{channel_id}/messages"


@pytest.mark.parametrize("options", [(), LOCKED_DOWN], ids=["as it is", "locked down"])
def test_it_answers_at_once_without_a_network_and_without_writing_outside_its_volume(
    options: tuple[str, ...], note: Note
) -> None:
    started = time.monotonic()
    asked = run("ask", "--json", QUESTION, options=options)
    note(f"seconds from docker run to an answer: {time.monotonic() - started:.1f}")
    assert json.loads(asked.stdout)["section"] == "what-re-does"
    assert "reading the examples" not in asked.stderr


def test_it_checks_the_faq_that_ships() -> None:
    assert run("check", options=LOCKED_DOWN).stdout.startswith("/faq: 40 entries")


def test_run_is_the_default_and_says_what_it_lacks() -> None:
    done = run(options=LOCKED_DOWN, check=False)
    assert done.returncode == 2
    assert "DISCORD_TOKEN" in done.stderr


async def test_it_serves_locked_down_becomes_healthy_and_finishes_what_it_took_when_stopped(
    volume: str, note: Note
) -> None:
    async with DiscordServer(seed=7) as server:
        channel = await (await server.add_guild("Lab")).add_text_channel("general")
        asker = await channel.guild.add_member("ada") if channel.guild else None
        assert asker
        settings = ("--env", f"DISCORD_TOKEN={server.token}", "--env", f"DISCORD_API_URL={server.url}")
        started = time.monotonic()
        async with running(options=(*LOCKED_DOWN, "--volume", f"{volume}:/data", *settings)) as container:
            await server.wait_until(lambda: bool(server.connections), timeout=90)
            await server.ready()
            note(f"seconds from docker run to connected with Discord: {time.monotonic() - started:.1f}")
            await container.becomes("healthy")
            note(f"seconds from docker run to healthy: {time.monotonic() - started:.1f}")
            hold = server.faults.hold(POSTING)
            question = await server.say(asker, channel, QUESTION, mention_bot=True)
            await server.wait_until(lambda: hold.waiting > 0, timeout=30)
            stopping = asyncio.create_task(container.stop())
            await container.says("Stopping")
            stopped = time.monotonic()
            hold.release()
            (reply,) = await server.replies_to(question, count=1)
            assert "engineering know-how" in reply.text
            assert await stopping == 0
            note(f"seconds from the last reply to the end: {time.monotonic() - stopped:.1f}")
    kept = "import json, pathlib; print(json.dumps([*map(str, pathlib.Path().rglob('*.sqlite3'))]))"
    assert python(kept, ("--volume", f"{volume}:/data")) == ["re-faq-bot/re-faq-bot.sqlite3"]


async def test_it_becomes_unhealthy_where_it_reaches_no_platform() -> None:
    quick = ("--health-interval", "1s", "--health-start-period", "1ms", "--health-retries", "1")
    async with running("-c", "import time; time.sleep(60)", options=(*quick, "--entrypoint", "python")) as container:
        await container.becomes("unhealthy")


def test_an_faq_of_ones_own_is_learned_once(volume: str, tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    folder.mkdir()
    write_faq(folder / "tea.yaml")
    options = (*LOCKED_DOWN, "--volume", f"{folder}:/faq:ro", "--volume", f"{volume}:/data")
    indexes = (
        "import json, pathlib\n"
        "found = {str(each): each.stat().st_mtime_ns for each in pathlib.Path('/data/cache').rglob('*.index')}\n"
        "print(json.dumps(found))"
    )
    kept = [python(indexes, ("--volume", f"{volume}:/data"))]
    for _ in range(2):
        asked = run("ask", "--json", "How long does tea keep?", options=options)
        assert json.loads(asked.stdout)["entry"] == "shelf-life"
        kept.append(python(indexes, ("--volume", f"{volume}:/data")))
    before, after_the_first, after_the_second = kept
    assert len(after_the_first) == len(before) + 1
    assert after_the_second == after_the_first


@pytest.mark.parametrize(
    ("content", "what"), [(None, "/faq: this folder holds no FAQ"), (BROKEN_FILE, '/faq/mine.yaml:6: entry "a"')]
)
def test_a_mounted_folder_that_cannot_be_used_is_named(content: str | None, what: str, tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    folder.mkdir()
    if content:
        (folder / "mine.yaml").write_text(content, "utf-8")
    done = run("ask", "hello", options=("--volume", f"{folder}:/faq:ro"), check=False)
    assert done.returncode == 1
    assert what in done.stderr


def test_it_says_of_itself_what_tools_look_for() -> None:
    known = inspect("image", IMAGE)["Config"]
    assert (known["Entrypoint"], known["Cmd"], known["StopSignal"]) == (["re-faq-bot"], ["run"], "SIGTERM")
    assert (known["User"], known["WorkingDir"], [*known["Volumes"]]) == ("10001:10001", "/data", ["/data"])
    labels = {name.removeprefix("org.opencontainers.image."): text for name, text in known["Labels"].items()}
    assert (labels["title"], labels["version"]) == ("RE FAQ Bot", bot.__version__)
    assert labels["licenses"] == "MIT AND Apache-2.0"
    assert run("--version").stdout.split() == ["re-faq-bot", bot.__version__]


def test_its_user_is_not_root_and_can_change_nothing_but_its_data() -> None:
    user, group, changeable = python(
        "import json, os, pathlib\n"
        "tops = (each for each in pathlib.Path('/').iterdir() if each.name not in {'proc', 'sys', 'dev', 'data'})\n"
        "mine = [str(path) for top in tops for path in (top, *top.rglob('*'))\n"
        "        if not path.is_symlink() and os.access(path, os.W_OK)]\n"
        "print(json.dumps([os.getuid(), os.getgid(), mine]))"
    )
    assert (user, group) == (10001, 10001)
    assert {*changeable} <= {"/tmp", "/var/tmp", "/run/lock"}  # noqa: S108 - anybody's, in every Debian


def test_it_holds_no_installer_no_build_tool_and_no_tests() -> None:
    found = python(
        "import json, pathlib, sys\n"
        "site = next(pathlib.Path(path) for path in sys.path if path.endswith('site-packages'))\n"
        "print(json.dumps([str(path.relative_to(site)) for path in site.rglob('*')\n"
        "                  if path.name in {'pip', 'setuptools', 'wheel', 'hatchling', 'tests'}]))"
    )
    assert found == []
    assert run("-c", "import pip", options=("--entrypoint", "python"), check=False).returncode == 1


def test_nothing_in_it_reports_to_anybody() -> None:
    """Were onnxruntime not told so, it would keep a device id for its reports in the cache."""
    program = (
        "import json, os, sys; from bot.cli import run; sys.stdout = sys.stderr; run(['explain', 'what is an RE?'])\n"
        "print(json.dumps(os.listdir('/data/cache')), file=sys.__stdout__)"
    )
    assert python(program) == ["re-faq-bot"]


def test_its_sbom_names_what_is_installed_from_the_lock_and_the_encoder_each_with_a_licence() -> None:
    installed: dict[str, str] = python(
        "import json; from importlib.metadata import distributions\n"
        "print(json.dumps({one.name: one.version for one in distributions()}))"
    )
    sbom = json.loads(run(f"{DOC}/sbom.cdx.json", options=("--entrypoint", "cat")).stdout)
    listed = {each["name"]: each["version"] for each in sbom["components"]}
    encoder = listed.pop("all-mpnet-base-v2")
    assert {**listed, "re-faq-bot": bot.__version__} == installed
    assert encoder == "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
    assert [each["name"] for each in sbom["components"] if not each.get("licenses")] == []
    locked = {name: str(version) for name, (version, _) in pins("requirements.lock").items()}
    assert {canonicalize_name(name): version for name, version in listed.items()}.items() <= locked.items()


def test_the_licences_of_all_that_ships_are_in_it() -> None:
    text = run(f"{DOC}/THIRD-PARTY.txt", options=("--entrypoint", "cat")).stdout
    summary, *texts = re.split(r"\n={100}\n", text)
    assert "\nall-mpnet-base-v2: Apache-2.0\n" in summary
    assert [each for each in texts if each.startswith("re-faq-bot") and "Apache License" in each]
    assert [each for each in texts if each.startswith("onnxruntime") and "ThirdPartyNotices" in each.splitlines()[0]]


def test_it_adds_little_to_its_base_image(note: Note) -> None:
    base = re.findall(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)[-1]
    over = inspect("image", IMAGE)["Size"] - inspect("image", base)["Size"]
    note(f"MB over {base}: {over / 1e6:.1f}")
    assert over <= MOST_BYTES
