"""How Slack's own apps turn what a person types into a message (docs.slack.dev, "Formatting message text")."""

import re

from tests.servers.slack.errors import Json

# Chosen by the person in the app, or recognised when the message is sent.
SPECIAL = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")
ADDRESS = re.compile(r"https?://[^\s<>|]+[^\s<>|.,:;!?)\]}'\"*_]")
TOKEN = re.compile(r"<([^<>]+)>")


def escape(text: str) -> str:
    """Text with the three characters that mean something to Slack written as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The opposite of escaping."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_sent(text: str) -> str:
    """A person's words as they arrive: escaped, with links and special mentions in angle brackets."""
    escaped = ADDRESS.sub(lambda match: f"<{match[0]}>", escape(text))
    return SPECIAL.sub(lambda match: f"<!{match[1]}>", escaped)


def rich_text(content: str, block_id: str) -> list[Json]:
    """The `rich_text` block that goes with a person's message."""
    elements = [
        one for index, part in enumerate(TOKEN.split(content)) for one in _element(part, is_token=index % 2 == 1)
    ]
    if not elements:
        return []
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _element(part: str, *, is_token: bool) -> list[Json]:
    if not part:
        return []
    if not is_token:
        return [{"type": "text", "text": unescape(part)}]
    if part.startswith("@"):
        return [{"type": "user", "user_id": part[1:].partition("|")[0]}]
    if part.startswith("!subteam^"):
        return [{"type": "usergroup", "usergroup_id": part.removeprefix("!subteam^")}]
    if part.startswith("!"):
        return [{"type": "broadcast", "range": part[1:].partition("|")[0]}]
    url, _, label = part.partition("|")
    return [{"type": "link", "url": url, **({"text": label} if label else {})}]
