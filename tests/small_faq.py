"""A small FAQ for tests, as values and as a file."""

import json
from datetime import date
from pathlib import Path

from bot.core.entries import Entry, Faq, Section, Source, Uncovered

SOURCE = Source(title="Tea FAQs", url="https://example.org/tea", author="A. Curator")
BREWING = Section(id="brewing", title="How is tea brewed?", source=SOURCE, anchor="how-is-tea-brewed")
STORING = Section(id="storing", title="How is tea kept?", source=SOURCE, anchor="how-is-tea-kept")

WATER = Entry(
    id="water-temperature",
    section=BREWING,
    question="How hot should the water be?",
    answer="Near **boiling** for black tea,\n\n- 80 °C for green tea\n- cooler for white tea\n",
    examples=("what temperature for green tea", "does the water have to boil"),
    see_also=("steeping-time",),
    reviewed=date(2026, 11, 23),
)
STEEPING = Entry(
    id="steeping-time",
    section=BREWING,
    question="How long should tea steep?",
    answer="Three minutes.",
    examples=("how many minutes do the leaves stay in", "when do I take the bag out"),
)
SHELF_LIFE = Entry(
    id="shelf-life",
    section=STORING,
    question="How long does tea keep?",
    answer="A year in a closed tin.",
    examples=("does old tea go bad", "expiry date of leaves"),
)
PRICES = Uncovered(id="prices", topic="prices", examples=("how much does a kilo cost",))

FAQ = Faq(sections=(BREWING, STORING), entries=(WATER, STEEPING, SHELF_LIFE), not_covered=(PRICES,))

FILE_OPENING = """\
source: {title: Tea FAQs, author: A. Curator, url: https://example.org/tea}
sections:
  - {id: brewing, title: How is tea brewed?, anchor: how-is-tea-brewed}
  - {id: storing, title: How is tea kept?, anchor: how-is-tea-kept}
entries:
"""
FILE_ENDING = """\
not_covered:
  - {id: prices, topic: prices, examples: [how much does a kilo cost]}
"""
BROKEN_FILE = FILE_OPENING + "  - {id: a, section: nowhere, question: x, answer: ''}\n"


def write_faq(path: Path) -> Path:
    """Write the small FAQ to ``path``."""
    path.write_text(FILE_OPENING + "".join(map(_entry_in_file, FAQ.entries)) + FILE_ENDING, encoding="utf-8")
    return path


def _entry_in_file(entry: Entry) -> str:
    """One entry as YAML, in the JSON that is part of it."""
    values = {
        "id": entry.id,
        "section": entry.section.id,
        "question": entry.question,
        "answer": entry.answer,
        "examples": entry.examples,
        "see_also": entry.see_also,
    }
    return f"  - {json.dumps(values)}\n"
