"""Files and folders are read within limits, and loaded without heavy libraries."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.content.files import MOST_BYTES, read_files
from bot.errors import FaqError
from tests.content.written_faqs import as_files


def test_a_folder_is_read_in_the_order_of_its_yaml_files(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.YML", ".hidden.yaml", "schema.json", "notes.md"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder.yaml").mkdir()
    files = read_files(tmp_path).files
    assert [file.name for file in files] == [str(tmp_path / "a.YML"), str(tmp_path / "b.yaml")]
    assert [file.content for file in files] == [b"a.YML", b"b.yaml"]


def test_the_digest_follows_the_bytes_and_their_order_but_not_the_place() -> None:
    assert as_files("a", "b").digest == as_files("a", "b").digest
    assert len({as_files(*contents).digest for contents in (["a", "b"], ["b", "a"], ["ab"], ["ab", ""], ["a"])}) == 5


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match=r"nowhere\.yaml: cannot be read: No such file"):
        read_files(tmp_path / "nowhere.yaml")


def test_a_folder_without_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="holds no FAQ"):
        read_files(tmp_path)


def test_what_is_neither_file_nor_folder_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FaqError, match="neither a file nor a folder"):
        read_files(tmp_path / "pipe")


def test_a_path_that_no_system_has_is_an_error_and_no_crash() -> None:
    with pytest.raises(FaqError, match=r"a\\x00b"):
        read_files(Path("a\0b"))


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "gone.yaml")
    with pytest.raises(FaqError, match=r"link\.yaml: cannot be read"):
        read_files(tmp_path / "link.yaml")


@pytest.mark.parametrize("sizes", [[100_000_000], [MOST_BYTES - 10, 20]])
def test_more_than_the_limit_is_refused_quickly(tmp_path: Path, sizes: list[int]) -> None:
    for number, size in enumerate(sizes):
        with (tmp_path / f"{number}.yaml").open("wb") as file:
            file.truncate(size)
    start = time.perf_counter()
    with pytest.raises(FaqError, match="all files of an FAQ together have at most 20 MB"):
        read_files(tmp_path)
    assert time.perf_counter() - start < 1


def test_reading_and_the_stored_form_load_neither_yaml_nor_pydantic() -> None:
    heavy = "{'yaml', 'pydantic', 'markdown_it'}"
    program = f"import sys, bot.content.files, bot.content.snapshot; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
