"""The bot that the scenarios talk to: the real matcher and an FAQ about tea with answers of many shapes."""

from dataclasses import replace
from datetime import date

from bot.core.entries import Faq
from tests.matching import tea

ANSWERS = {
    "water-temperature": "Near **boiling** for black tea:\n\n- 80 °C for green tea\n- cooler for white tea\n",
    "steeping-time": "Three minutes. See [a guide](https://example.org/guide) and `steep --help`.",
    "shelf-life": "A year in a closed tin, says @everyone. <!channel> <@1> ||really||",
    "container": "A tin.\n\n"
    + "\n\n".join(f"Paragraph {number} on tins. " + "Airtight. " * 40 for number in range(12)),
}
FAQ = Faq(
    sections=tea.FAQ.sections,
    entries=tuple(
        replace(
            entry,
            answer=ANSWERS.get(entry.id, entry.answer),
            see_also=("steeping-time",) if entry.id == "water-temperature" else (),
            reviewed=date(2026, 11, 23) if entry.id == "water-temperature" else None,
        )
        for entry in tea.FAQ.entries
    ),
    not_covered=tea.FAQ.not_covered,
    synonyms=tea.FAQ.synonyms,
)

ABOUT_WATER = "how hot should the kettle be for green tea?"
ABOUT_STEEPING = "is it ok to brew for seven minutes?"
ABOUT_AGE = "does my old tea go bad after some years?"
ABOUT_TINS = "where should I keep the leaves?"
UNSURE = "which tea box"
ALMOST_SURE = "how old is the oldest tea"  # enough for an answer that was asked for, not for one that was not
NOT_COVERED = "how much does a kilo cost"
OFF_TOPIC = "what's the weather tomorrow"
