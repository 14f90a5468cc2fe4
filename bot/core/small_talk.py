"""Hello, thanks and help: the messages that are no question, recognised before any matching."""

import re
from enum import StrEnum

_FILLER = {"a", "again", "all", "and", "bot", "everyone", "folks", "lot", "much", "so", "the", "there", "very", "you"}
_GREETINGS = {"hi", "hello", "hey", "hiya", "howdy", "greetings", "good", "morning", "afternoon", "evening", "day"}
_THANKS = {
    "thanks", "thank", "thx", "ty", "cheers", "helpful", "perfect", "great", "awesome", "cool", "nice", "ok", "okay",
    "got", "sense",
}  # fmt: skip
_BESIDE_THANKS = {
    "answer", "for", "help", "helped", "helps", "is", "it", "makes", "really", "s", "that", "this", "was", "your",
}  # fmt: skip
_HELP = {"help", "help me", "what can you do", "what do you do", "how do you work", "who are you", "what are you"}


class SmallTalk(StrEnum):
    """What somebody says when it is not a question for the FAQ."""

    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"


def small_talk_in(text: str) -> SmallTalk | None:
    """The small talk that the whole of ``text`` is; a text without words is a greeting, one with a question None."""
    words = re.findall(r"[^\W_]+", text.casefold())
    if " ".join(words) in _HELP:
        return SmallTalk.HELP
    telling = set(words) - _FILLER
    if telling <= _GREETINGS:
        return SmallTalk.GREETING
    if "?" in text or telling.isdisjoint(_THANKS):
        return None
    return SmallTalk.THANKS if telling <= _THANKS | _BESIDE_THANKS | _GREETINGS else None
