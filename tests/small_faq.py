"""A small FAQ for tests, as values and as a file."""

from datetime import date

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
