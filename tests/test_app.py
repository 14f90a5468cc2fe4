"""The FAQ that is opened is the one given, that of FAQ_PATH, or the one that ships."""

from pathlib import Path

import pytest

from bot import app
from bot.app import faq_path, open_faq
from bot.errors import SettingsError


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """No FAQ_PATH but that of the test."""
    monkeypatch.delenv("FAQ_PATH", raising=False)


def test_a_path_given_goes_before_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_PATH", "/elsewhere")
    assert faq_path(tmp_path) == tmp_path


def test_the_variable_goes_before_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_PATH", str(tmp_path))
    assert faq_path() == tmp_path


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_PATH", "")
    assert faq_path().name == "faq"


def test_the_shipped_faq_is_there_and_can_be_read() -> None:
    assert len(open_faq().entries) >= 30


def test_a_path_that_leads_nowhere_is_named_with_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = tmp_path / "absent"
    with pytest.raises(SettingsError, match="absent"):
        faq_path(absent)
    monkeypatch.setenv("FAQ_PATH", str(absent))
    with pytest.raises(SettingsError, match="FAQ_PATH: no such file"):
        faq_path()


def test_an_installation_without_an_faq_says_how_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_SHIPPED", ())
    with pytest.raises(SettingsError, match="--faq PATH or FAQ_PATH"):
        faq_path()
