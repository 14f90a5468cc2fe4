"""What the bot uses of Block Kit: small print, buttons and menus, each text cut to what Slack holds.

The limits are on https://docs.slack.dev/reference/block-kit, on the page of each block and element. Every text that is
not rich text is plain text: no character of it is markup, and ``emoji`` is off, so that ":tea:" stays what was written.
"""

import re
from collections.abc import Iterable

from bot.core import wording
from bot.core.press import Helpful, NotHelpful, encode
from bot.platforms.kit.card import Choice, Footer, Menu, Row
from bot.platforms.kit.markdown.blocks import Block, Kind, Run
from bot.platforms.kit.markdown.lengths import ELLIPSIS, cut, cut_in_two, length
from bot.platforms.slack.rich_text import Json, to_rich_text, write_address

ACTION = "faq:"
"""What every action id begins with; what a press means stands in its value alone."""

_LONGEST_LABEL = 75
_LONGEST_PLACEHOLDER = 150
_LONGEST_SECTION = 3000
_LONGEST_SMALL_PRINT = 1500
# mrkdwn has no way to write these as they are: https://docs.slack.dev/messaging/formatting-message-text
_MARKUP = re.compile(r"[*_~`|]|:[^\s:]+:")


def escape(text: str) -> str:
    """``text`` for a place where Slack reads markup: https://docs.slack.dev/messaging/formatting-message-text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, most: int = _LONGEST_SECTION) -> Json:
    """One line of text, or as much of it as fits."""
    return _plain(cut(text, most))


def lines(*texts: str) -> Json:
    """A few lines of text, each cut to its share of what a section holds."""
    share = _LONGEST_SECTION // len(texts) - 1
    return _plain("\n".join(cut(text, share) for text in texts if text.strip()))


def small_print(footer: Footer | None) -> tuple[Json, ...]:
    """Where an answer comes from and when it was reviewed, and who had it posted."""
    if footer is None:
        return ()
    notes = [plain(note) for note in (footer.reviewed, footer.given_by) if note]
    if link := _as_mrkdwn(footer.source):
        return _context(link, *notes)
    line = Block(kind=Kind.PARAGRAPH, runs=(Run(text=f"{wording.FROM} "), *footer.source))
    return (to_rich_text([line]), *_context(*notes))


def pressable(rows: Iterable[Row]) -> tuple[Json, ...]:
    """The votes, which Slack has a pair of buttons for, then all other buttons and menus beside each other."""
    elements: list[Json] = []
    votes: list[Choice] = []
    for row in rows:
        if isinstance(row, Menu):
            elements.append(_menu(row))
            continue
        # Slack takes its feedback buttons in a block of their own kind only.
        votes += (choice for choice in row if isinstance(choice.press, Helpful | NotHelpful))
        elements += (button(choice) for choice in row if not isinstance(choice.press, Helpful | NotHelpful))
    return (*((_feedback(*votes),) if votes else ()), *actions(*elements))


def actions(*elements: Json) -> tuple[Json, ...]:
    """Buttons and menus beside each other; no block for none."""
    return ({"type": "actions", "elements": list(elements)},) if elements else ()


def beside(text: Json, choice: Choice, label: str) -> Json:
    """A text with a button beside it."""
    return {"type": "section", "text": text, "accessory": button(choice, label)}


def button(choice: Choice, label: str = "") -> Json:
    """A button that reads ``label``, to which screen readers add what it is about; or the choice itself."""
    press = encode(choice.press)
    # A press stands in a message or view once, so it makes an id that no other element there has.
    made: Json = {
        "type": "button",
        "action_id": ACTION + press,
        "text": plain(label or choice.label, _LONGEST_LABEL),
        "value": press,
    }
    if choice.is_primary:
        made["style"] = "primary"
    if label:
        made["accessibility_label"] = cut(f"{label}: {choice.text}", _LONGEST_LABEL)
    return made


def option(choice: Choice) -> Json:
    """An option that goes on in its description where its text is longer than a label."""
    label, description = cut_in_two(choice.text, most=_LONGEST_LABEL, most_after=_LONGEST_LABEL)
    made: Json = {"text": _plain(label), "value": encode(choice.press)}
    if description:
        made["description"] = _plain(description)
    return made


def _menu(menu: Menu) -> Json:
    return {
        "type": "static_select",
        "action_id": ACTION + menu.name,
        "placeholder": plain(menu.placeholder, _LONGEST_PLACEHOLDER),
        "options": [option(choice) for choice in menu.choices],
    }


def _feedback(helpful: Choice, not_helpful: Choice) -> Json:
    """Slack's own pair of buttons for a vote, which stands in messages only."""
    pair = {
        "type": "feedback_buttons",
        "action_id": f"{ACTION}feedback",
        "positive_button": _vote(helpful),
        "negative_button": _vote(not_helpful),
    }
    return {"type": "context_actions", "elements": [pair]}


def _vote(choice: Choice) -> Json:
    label = plain(choice.label, _LONGEST_LABEL)
    return {"text": label, "accessibility_label": choice.label, "value": encode(choice.press)}


def _context(*elements: Json) -> tuple[Json, ...]:
    """Small print; no block for none."""
    return ({"type": "context", "elements": list(elements)},) if elements else ()


def _as_mrkdwn(source: tuple[Run, ...]) -> Json | None:
    """The line of a source as a text for small print; None where mrkdwn would read more into it, or cannot link it."""
    first, *others = source
    if others or not first.target or _MARKUP.search(first.text):
        return None
    text = f"{wording.FROM} <{escape(write_address(first.target))}|{escape(first.text)}>"
    # verbatim: names of people and channels are left alone.
    return {"type": "mrkdwn", "text": text, "verbatim": True} if length(text) <= _LONGEST_SMALL_PRINT else None


def _plain(text: str) -> Json:
    """Plain text; never empty, which Slack refuses."""
    return {"type": "plain_text", "text": text or ELLIPSIS, "emoji": False}
