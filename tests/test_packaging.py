"""What an operator installs is pinned, complete and of one version."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import bot

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
GROUPS = PYPROJECT["dependency-groups"]
EXTRAS = chain.from_iterable(PROJECT["optional-dependencies"].values())
SHIPPED = (*PROJECT["dependencies"], *EXTRAS, *GROUPS["build"])
TOOLS = (*GROUPS["test"], *GROUPS["export"])
LOCKS = ("requirements.lock", "tests/requirements.lock")


def read(name: str) -> str:
    """The text of a file at ``name``, seen from the top of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, tuple[Version, frozenset[str]]]:
    """The version and the hashes of each package in a lock."""
    blocks = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", read(lock), flags=re.MULTILINE))
    return dict(map(pin, blocks))


def pin(block: str) -> tuple[str, tuple[Version, frozenset[str]]]:
    """The name, version and hashes of one package's lines."""
    name, version = re.match(r"([^\s=]+)==(\S+)", block).groups()  # type: ignore[union-attr] # a line that is no pin fails
    return canonicalize_name(name), (Version(version), frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block)))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address_and_no_path(lock: str) -> None:
    assert not re.findall(r"\S*://\S*|\bfile:\S*|--(?:index|extra|find)\S*|(?<![\w.])[/~]\w+\S*", read(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_in_a_lock_is_pinned_with_hashes(lock: str) -> None:
    assert pins(lock)
    assert not [name for name, (_, hashes) in pins(lock).items() if not hashes]


@pytest.mark.parametrize(("lock", "wanted"), [(LOCKS[0], SHIPPED), (LOCKS[1], TOOLS)], ids=LOCKS)
def test_every_dependency_of_pyproject_is_in_its_lock_at_a_version_that_fits(
    lock: str, wanted: tuple[str, ...]
) -> None:
    locked = pins(lock)
    requirements = {canonicalize_name(each.name): each.specifier for each in map(Requirement, wanted)}
    assert not [name for name, fits in requirements.items() if name not in locked or locked[name][0] not in fits]


def test_the_two_locks_agree_on_every_package_they_share() -> None:
    shipped, tools = map(pins, LOCKS)
    assert not [name for name in tools if name in shipped and tools[name] != shipped[name]]


def test_every_dependency_has_a_floor() -> None:
    assert not [
        line for line in (*SHIPPED, *TOOLS) if not any(each.operator == ">=" for each in Requirement(line).specifier)
    ]


def test_nothing_in_the_locks_downloads_models() -> None:
    assert not [lock for lock in LOCKS if "huggingface-hub" in pins(lock)]


def test_the_version_is_in_one_place() -> None:
    """The build reads the version from the package; pyproject.toml has no second one."""
    assert "version" not in PROJECT
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "bot/__init__.py"
    assert read("bot/__init__.py").count("__version__ =") == 1


def test_the_changelog_starts_with_what_is_unreleased() -> None:
    assert re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)[0] == "[Unreleased]"


def test_the_newest_release_in_the_changelog_is_the_version() -> None:
    """Until the first release, the version is the one being prepared."""
    released = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$", read("CHANGELOG.md"), re.MULTILINE)
    assert [*released, "0.1.0"][0] == bot.__version__
    assert released == sorted(released, key=Version, reverse=True)
