"""What the claims about the image share."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tests.image.containers import docker

Note = Callable[[str], None]
_NOTES = pytest.StashKey[list[str]]()


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Takes a line with a figure; all of them are shown at the end."""
    return request.config.stash.setdefault(_NOTES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the figures."""
    for line in config.stash.get(_NOTES, []):
        terminalreporter.write_line(f"    {line}")


@pytest.fixture
def volume() -> Iterator[str]:
    """The name of a volume, which is gone afterwards."""
    name = f"re-faq-bot-{uuid4().hex[:12]}"
    yield name
    docker("volume", "rm", "--force", name)
