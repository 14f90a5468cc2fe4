"""How much of a message is used up, and what is written into it, as Slack may count it."""

import json
import re
from collections.abc import Iterable
from typing import Any

from bot.platforms.kit.markdown.lengths import ELLIPSIS, length

Json = dict[str, Any]

LARGEST_MESSAGE = 12_000
"""The units of all blocks of a message, as :func:`size_of` counts them.

Slack refuses more with ``msg_blocks_too_long`` and documents no number but that of the markdown block, 12,000. What
people measured lies above it: 13,297 characters in one block, 125 less with a divider, and 15,561 characters of JSON
(https://github.com/slackapi/bolt-js/issues/2509 and 2867).
"""

LONGEST_TEXT = 3_900
"""The bytes of a message's text; https://docs.slack.dev/reference/methods/chat.update takes 4,000."""

_A_BLOCK = 125
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_EVERYONE = re.compile(r"@(?=channel|everyone|here|group)", re.IGNORECASE)


def units_of(value: object) -> int:
    """The units of a value as JSON, which is more than its texts and so the strictest that Slack may count."""
    return length(_ENCODER.encode(value))


def size_of(blocks: Iterable[Json]) -> int:
    """What blocks take up of a message."""
    return sum(units_of(block) + _A_BLOCK for block in blocks)


def escape(text: str) -> str:
    """``text`` for a place where Slack reads markup: https://docs.slack.dev/messaging/formatting-message-text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def to_text(text: str) -> str:
    """The text of a message, which notifications show: it mentions nobody, and what is too long for it is left out."""
    while len(written := _defuse(text).encode("utf-8", "surrogatepass")) > LONGEST_TEXT:
        text = text[: len(text) * 3 // 4].rstrip() + ELLIPSIS
    return written.decode("utf-8", "surrogatepass")


def _defuse(text: str) -> str:
    """Escaped, and also harmless where names are linked (``link_names``, ``parse``)."""
    return _EVERYONE.sub("@\u200b", escape(text))
