"""What the bot uses of Block Kit, as plain data within Slack's limits.

Those are on https://docs.slack.dev/reference/block-kit, on the page of each block and element. Every text that is not
rich text is plain text: no character of it is markup, and ``emoji`` is off, so that ":tea:" stays what was written.
"""

from collections.abc import Iterable, Sequence

from bot.core import wording
from bot.core.entries import Entry, Section
from bot.core.press import Helpful, NotHelpful, Press, ShowEntry, ShowSection, ShowTopics, encode
from bot.platforms.kit.markdown.measuring import ELLIPSIS, cut, cut_in_two
from bot.platforms.slack.measuring import Json, units_of

MOST_OPTIONS = 100
ACTION = "faq:"
"""What every action id begins with; what a press means stands in its value alone."""

_LONGEST_LABEL = 75
_LONGEST_PLACEHOLDER = 150
_LONGEST_SECTION = 3000


def plain(text: str, most: int = _LONGEST_SECTION) -> Json:
    """One line of text, or as much of it as fits; never empty, which Slack refuses."""
    return _plain(cut(text, most))


def lines(*texts: str) -> Json:
    """A few lines of text, each cut to its share of what a section holds."""
    share = _LONGEST_SECTION // len(texts) - 1
    return _plain("\n".join(cut(text, share) for text in texts if text.strip()))


def button(name: str, label: str, press: Press, *, is_primary: bool = False, spoken: str = "") -> Json:
    """A button that reads ``label``, or as much of it as fits; screen readers say ``spoken`` in its place."""
    made: Json = {
        "type": "button",
        "action_id": ACTION + name,
        "text": plain(label, _LONGEST_LABEL),
        "value": encode(press),
    }
    if is_primary:
        made["style"] = "primary"
    if spoken:
        made["accessibility_label"] = cut(spoken, _LONGEST_LABEL)
    return made


def menu(name: str, placeholder: str, options: Sequence[Json]) -> tuple[Json, ...]:
    """A menu to choose one option of; none where there is nothing to choose."""
    if not options:
        return ()
    made = {
        "type": "static_select",
        "action_id": ACTION + name,
        "placeholder": plain(placeholder, _LONGEST_PLACEHOLDER),
        "options": list(options[:MOST_OPTIONS]),
    }
    return (made,)


def entry_options(entries: Iterable[Entry]) -> list[Json]:
    """Entries by their questions, each of which shows its answer."""
    return [_option(entry.question, ShowEntry(entry.id)) for entry in entries]


def section_options(sections: Iterable[Section]) -> list[Json]:
    """Sections by their titles, each of which shows its questions."""
    return [_option(section.title, ShowSection(section.id)) for section in sections]


def more_topics(start: int) -> Json:
    """The option that leads to the sections from ``start`` on."""
    return _option(wording.MORE_TOPICS, ShowTopics(start))


def count_fitting(options: Iterable[Json], room: int) -> int:
    """How many of any of the options a menu holds within ``room`` units; one at least."""
    largest = max(map(units_of, options), default=room) + len(",")
    return max(1, min(MOST_OPTIONS, room // largest))


def actions(*elements: Json) -> tuple[Json, ...]:
    """Buttons and menus beside each other; no block for none."""
    return ({"type": "actions", "elements": list(elements)},) if elements else ()


def feedback(entry: str) -> Json:
    """Slack's own pair of buttons for a vote, which stands in messages only."""
    pair = {
        "type": "feedback_buttons",
        "action_id": f"{ACTION}feedback",
        "positive_button": _vote(wording.HELPFUL, Helpful(entry)),
        "negative_button": _vote(wording.NOT_HELPFUL, NotHelpful(entry)),
    }
    return {"type": "context_actions", "elements": [pair]}


def context(*elements: Json) -> tuple[Json, ...]:
    """Small print; no block for none."""
    return ({"type": "context", "elements": list(elements)},) if elements else ()


def row(text: Json, accessory: Json) -> Json:
    """A text with a button beside it."""
    return {"type": "section", "text": text, "accessory": accessory}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text or ELLIPSIS, "emoji": False}


def _vote(label: str, press: Press) -> Json:
    return {"text": plain(label, _LONGEST_LABEL), "accessibility_label": label, "value": encode(press)}


def _option(text: str, press: Press) -> Json:
    """An option that goes on in its description where its text is longer than a label."""
    label, description = cut_in_two(text, most=_LONGEST_LABEL, most_after=_LONGEST_LABEL)
    made: Json = {"text": _plain(label), "value": encode(press)}
    if description:
        made["description"] = _plain(description)
    return made
