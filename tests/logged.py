"""What was logged, for tests to compare."""

from typing import Any

import pytest


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, Any]]]:
    """Each message that was logged, with its fields."""
    return [(record.getMessage(), getattr(record, "fields", {})) for record in caplog.records]
