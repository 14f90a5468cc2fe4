"""Blocks and elements as tests expect them, in few words."""

from tests.platforms.slack.slack_reader import Json


def rich(*elements: Json) -> Json:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def line(*texts: str | Json) -> Json:
    """A section of rich text; a string is text without marks."""
    elements = [{"type": "text", "text": text} if isinstance(text, str) else text for text in texts]
    return {"type": "rich_text_section", "elements": elements}


def styled(text: str, *styles: str) -> Json:
    """Text with marks."""
    return {"type": "text", "text": text, "style": dict.fromkeys(styles, True)}


def bold(text: str) -> Json:
    """Text in bold."""
    return styled(text, "bold")


def code(text: str) -> Json:
    """A piece of code on lines of its own."""
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}


def link(url: str, **more: object) -> Json:
    """A link."""
    return {"type": "link", "url": url, **more}


def bullets(*items: Json, **look: object) -> Json:
    """A list with bullets."""
    return {"type": "rich_text_list", "style": "bullet", "indent": 0, **look, "elements": list(items)}


def numbers(*items: Json, **look: object) -> Json:
    """A numbered list."""
    return bullets(*items, style="ordered", **look)


def plain(text: str) -> Json:
    """A plain text."""
    return {"type": "plain_text", "text": text, "emoji": False}
