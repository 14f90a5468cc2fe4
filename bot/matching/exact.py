"""Exact hits: a question that is an id, a question or an example of the FAQ needs no judging."""

import re
from collections.abc import Mapping

from bot.core.entries import Faq

_WORD = re.compile(r"(?:(?<![\w.])\.(?=net\b))?[^\W_]+(?:(?:\+\+|#)(?!\w))?")
"""A word; "C++", "C#" and ".NET" are others than "C" and "net"."""


def key_of(text: str) -> str:
    """A text as it is compared for an exact hit: its words in lower case, without punctuation."""
    return " ".join(_WORD.findall(text.casefold()))


def exact_texts(faq: Faq) -> Mapping[str, int]:
    """The keys of all ids, questions and examples, each with its class: the entries in their order, then the topics.

    What is covered comes before what is not, and what stands first in the FAQ before what follows.
    """
    exact: dict[str, int] = {}
    entries = ((entry.id, entry.question, *entry.examples) for entry in faq.entries)
    topics = (topic.examples for topic in faq.not_covered)
    for number, texts in enumerate((*entries, *topics)):
        for text in texts:
            exact.setdefault(key_of(text), number)
    exact.pop("", None)
    return exact
