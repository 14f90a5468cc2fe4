"""What the image is made from fits the lock and the settings, and lets nothing in that it should not hold.

``tests/image/claims.py`` tries the image itself.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from bot.settings import VARIABLES
from tests.test_packaging import pins, read

DOCKERFILE = re.sub(r"\\\n(?:\s*#.*\n)*", "", re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.MULTILINE))
LAST_STAGE = "FROM" + DOCKERFILE.split("\nFROM")[-1]
IGNORED = read(".dockerignore").splitlines()
OF_THE_SYSTEM = {
    "PATH", "LANG", "HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
    "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "ORT_DISABLE_TELEMETRY",
}  # fmt: skip


@cache
def service() -> dict[str, Any]:
    """The bot's part of the compose file."""
    composed: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    assert [*composed["services"]] == ["bot"]
    bot: dict[str, Any] = composed["services"]["bot"]
    return bot


def build_tools() -> Iterator[str]:
    """The packages in the lock that only the build of the wheel needs: they are there for no other reason."""
    reasons = {
        re.split("==", block)[0]: {*re.findall(r"^    #(?: via)?\s+(\S.*)$", block, re.MULTILINE)} - {"via"}
        for block in re.split(r"\n(?=\S)", read("requirements.lock"))
        if "==" in block
    }
    found = {name for name, wanted in reasons.items() if wanted == {"re-faq-bot (pyproject.toml:build)"}}
    while more := {name for name, wanted in reasons.items() if wanted and wanted <= found} - found:
        found |= more
    yield from sorted(found)


def test_every_stage_starts_from_the_same_base_or_from_another_stage() -> None:
    stages = re.findall(r"^FROM (\S+)(?: AS (\S+))?$", DOCKERFILE, re.MULTILINE)
    names = {name for _, name in stages}
    assert {base for base, _ in stages} - names == {"python:3.13-slim"}


def test_both_builders_read_it() -> None:
    """Neither mounts nor heredocs, which the classic builder lacks, nor a syntax that is fetched."""
    assert not re.findall(r"--mount|<<|^# syntax|COPY --link|COPY --parents", read("Dockerfile"), re.MULTILINE)


def test_dependencies_come_before_source_and_only_as_the_locks_say() -> None:
    installs = re.findall(r"pip [^&\n]*(?<!un)install [^&\n]*", DOCKERFILE)
    locked = [each for each in installs if "--require-hashes --no-deps --only-binary :all:" in each]
    assert [each for each in installs if each not in locked and "--no-index --no-deps" not in each] == []
    assert DOCKERFILE.index("COPY requirements.lock") < DOCKERFILE.index(locked[0]) < DOCKERFILE.index("COPY bot")


def test_exactly_the_build_tools_are_taken_out_again() -> None:
    (named,) = re.findall(r"uninstall --yes ([^\n]+)", DOCKERFILE)
    assert named.split() == [*build_tools()]


def test_the_lock_of_the_sbom_tools_is_pinned_with_hashes_and_holds_no_address() -> None:
    lock = "tests/image/requirements.lock"
    assert not [name for name, (_, hashes) in pins(lock).items() if not hashes]
    assert not re.findall(r"\S*://\S*|\bfile:\S*|--(?:index|extra|find)\S*", read(lock))


def test_it_runs_as_a_numeric_user_who_is_not_root() -> None:
    (user,) = re.findall(r"^USER (\d+):\d+$", LAST_STAGE, re.MULTILINE)
    assert int(user) > 0


def test_the_bot_is_what_hears_signals() -> None:
    """In the shell form it would be a shell, which hands none on."""
    assert re.findall(r"^(?:ENTRYPOINT|CMD) (.*)$", LAST_STAGE, re.MULTILINE) == ['["re-faq-bot"]', '["run"]']
    assert "\nSTOPSIGNAL SIGTERM\n" in LAST_STAGE


def test_every_variable_that_it_sets_is_known_and_none_holds_a_secret() -> None:
    (environment,) = re.findall(r"^ENV (.*)$", LAST_STAGE, re.MULTILINE)
    names = {each.split("=")[0] for each in environment.split()}
    assert names - OF_THE_SYSTEM == {"FAQ_PATH", "HTTP_HOST"}
    assert names - OF_THE_SYSTEM <= {*VARIABLES}


def test_it_leaves_the_database_to_the_operator() -> None:
    """Were DATABASE_URL set, DATABASE_URL_FILE would be refused beside it."""
    assert "DATABASE_URL" not in LAST_STAGE


def test_only_what_is_named_reaches_the_builder() -> None:
    rules = [line for line in IGNORED if line and not line.startswith("#")]
    assert rules[0] == "*"
    copied = {
        name for sources in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in sources.split()
    }
    let_through = [rule.removeprefix("!") for rule in rules if rule.startswith("!")]
    assert [name for name in copied if not name.startswith(tuple(let_through))] == []
    assert [name for name in let_through if not any(each.startswith(name) for each in copied)] == []


@pytest.mark.parametrize("kept_out", ["**/__pycache__", "**/.*"])
def test_caches_and_hidden_files_stay_out_of_the_folders_that_are_let_through(kept_out: str) -> None:
    assert IGNORED.index(kept_out) > max(index for index, line in enumerate(IGNORED) if line.startswith("!"))


def test_compose_mounts_the_operators_faq_read_only_and_keeps_the_data_in_a_volume() -> None:
    faq, data = service()["volumes"]
    assert (faq["source"], faq["target"], faq["read_only"]) == ("${FAQ_PATH:-./faq}", "/faq", True)
    assert service()["environment"] == {"FAQ_PATH": "/faq"}
    assert data == "data:/data"
    assert "data" in yaml.safe_load(read("compose.yaml"))["volumes"]
    assert service()["env_file"] == ".env"


def test_compose_gives_the_bot_no_more_than_it_needs_and_time_to_finish() -> None:
    bot = service()
    assert (bot["read_only"], bot["cap_drop"], bot["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert (bot["tmpfs"], bot["restart"], bot["init"]) == (["/tmp"], "unless-stopped", True)  # noqa: S108
    assert int(bot["stop_grace_period"].removesuffix("s")) >= 30
    assert not {"ports", "privileged", "cap_add", "healthcheck", "network_mode", "user"} & {*bot}
