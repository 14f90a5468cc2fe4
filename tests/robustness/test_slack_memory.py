"""The bot on Slack loads no more than it uses."""

import subprocess

from tests.robustness.processes import PYTHON, REPOSITORY

MODULE, NOT_LOADED = "bot.platforms.slack.platform", ("sqlalchemy.orm", "sqlalchemy.ext.asyncio", "aiosqlite")


def test_what_only_installation_by_oauth_takes_is_left_out_until_then() -> None:
    """Some 7 MB of SQLAlchemy."""
    program = f"import sys, {MODULE}; sys.exit(not sys.modules.keys().isdisjoint({NOT_LOADED}))"
    assert subprocess.run((PYTHON, "-c", program), cwd=REPOSITORY, check=False).returncode == 0
