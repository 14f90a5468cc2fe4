"""What the pages say agrees with what they say elsewhere, and with the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def first_table(page: str, *, after: str) -> str:
    """The first table of a page below the heading ``after``."""
    text = (ROOT / page).read_text(encoding="utf-8").split(f"\n{after}\n")[1]
    table = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert table, page
    return table.group()


def test_the_readme_shows_the_figures_of_the_page_on_quality() -> None:
    shown = first_table("README.md", after="## How well it works")
    assert shown == first_table("docs/how-well-it-works.md", after="## On real questions")


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 130


def test_the_picture_of_the_layout_names_every_module_and_folder() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"^    bot/ .*\n(?:    .*\n)+", page, re.MULTILINE)
    named = set(re.findall(r"[a-z_]+", picture))
    modules = {path.stem for path in (ROOT / "bot").glob("[!_]*") if path.is_dir() or path.suffix == ".py"}
    assert modules <= named, f"draw into the layout of docs/how-it-works.md: {sorted(modules - named)}"
