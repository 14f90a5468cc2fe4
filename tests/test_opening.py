"""The FAQ that is opened is the one given, that of FAQ_PATH, or the one that ships."""

from pathlib import Path

import pytest

from bot import opening
from bot.errors import SettingsError
from bot.opening import faq_path, open_faq


@pytest.fixture(autouse=True)
def unset(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No FAQ_PATH but that of the test, and an empty working directory."""
    monkeypatch.delenv("FAQ_PATH", raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("working"))


def test_a_path_given_goes_before_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_PATH", "/elsewhere")
    assert faq_path(tmp_path) == tmp_path


def test_the_variable_goes_before_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_PATH", str(tmp_path))
    assert faq_path() == tmp_path


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAQ_PATH", "")
    assert faq_path().name == "faq"


def test_a_dotenv_file_in_the_working_directory_can_name_the_faq(tmp_path: Path) -> None:
    Path(".env").write_text(f"# where ours is\nDISCORD_TOKEN=${{x}}\nFAQ_PATH={tmp_path}\n")
    assert faq_path() == tmp_path


def test_the_variable_goes_before_the_dotenv_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("FAQ_PATH=elsewhere\n")
    monkeypatch.setenv("FAQ_PATH", str(tmp_path))
    assert faq_path() == tmp_path


@pytest.mark.parametrize("text", ["", "FAQ_PATH=\n", "FAQ_PATH\n", "LOG_LEVEL=debug\n"])
def test_a_dotenv_file_that_names_no_faq_changes_nothing(text: str) -> None:
    Path(".env").write_text(text)
    assert faq_path().name == "faq"


def test_a_dotenv_file_that_is_no_text_is_named() -> None:
    Path(".env").write_bytes(b"FAQ_PATH=\xff\n")
    with pytest.raises(SettingsError, match=r"\.env: cannot be read: not UTF-8"):
        faq_path()


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
    monkeypatch.setattr(opening, "_SHIPPED", ())
    with pytest.raises(SettingsError, match="--faq PATH or FAQ_PATH"):
        faq_path()
