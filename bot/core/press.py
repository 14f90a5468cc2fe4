"""What buttons and menus carry, and the reactions to a press.

A button carries ids, never texts, so that a press means the same after a restart or an edit of the FAQ.

A press is written ``verb:argument:…`` and stays below the 100 characters of a Discord custom id: ids of entries and
sections have at most 64 characters, those of people at most 24, and those of messages at most 30.
"""

from dataclasses import astuple, dataclass, fields
from typing import Any, ClassVar, get_args

from bot.core.question import Origin
from bot.core.reply import Post


@dataclass(frozen=True, slots=True)
class Pick:
    """The asker meant this one of the suggested entries."""

    verb: ClassVar[str] = "pick"
    entry: str
    asker: str


@dataclass(frozen=True, slots=True)
class NoneOfThese:
    """None of the suggested entries was meant."""

    verb: ClassVar[str] = "none"
    asker: str


@dataclass(frozen=True, slots=True)
class Helpful:
    """The answer helped."""

    verb: ClassVar[str] = "helpful"
    entry: str


@dataclass(frozen=True, slots=True)
class NotHelpful:
    """The answer did not help."""

    verb: ClassVar[str] = "unhelpful"
    entry: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete the reply."""

    verb: ClassVar[str] = "remove"
    asker: str


@dataclass(frozen=True, slots=True)
class Share:
    """Post a private answer for everybody."""

    verb: ClassVar[str] = "share"
    entry: str


@dataclass(frozen=True, slots=True)
class Give:
    """Answer somebody's message with this entry."""

    verb: ClassVar[str] = "give"
    entry: str
    message: str


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """The sections, from the one at ``start``."""

    verb: ClassVar[str] = "topics"
    start: int = 0


@dataclass(frozen=True, slots=True)
class ShowSection:
    """The questions of a section, from the one at ``start``."""

    verb: ClassVar[str] = "section"
    section: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """The answer of an entry, to look at."""

    verb: ClassVar[str] = "entry"
    entry: str


Press = Pick | NoneOfThese | Helpful | NotHelpful | Remove | Share | Give | ShowTopics | ShowSection | ShowEntry

_KINDS: dict[str, type[Press]] = {kind.verb: kind for kind in get_args(Press)}
VERBS = tuple(_KINDS)
"""The kinds of presses there are."""


def encode(press: Press) -> str:
    """Write a press down as the id of a button or menu option."""
    return ":".join((press.verb, *map(str, astuple(press))))


def decode(written: str) -> Press | None:
    """Read what :func:`encode` wrote; None for anything else, such as the button of another program."""
    verb, _, rest = written.partition(":")
    kind: Any = _KINDS.get(verb)
    if kind is None:
        return None
    arguments = rest.split(":", len(fields(kind)) - 1)  # the id of a message, which comes last, may hold colons
    try:
        press: Press = kind(*(_read(each.type, text) for each, text in zip(fields(kind), arguments, strict=True)))
    except ValueError:  # too few arguments, or a page that is not a number
        return None
    return press


def _read(kind: object, text: str) -> str | int:
    if kind is not int:
        return text
    if not text.isascii() or not text.isdecimal():  # int() reads more, such as "+1" and "1_0"
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presser:
    """Who pressed a button, and on which message of the bot's; ``is_private`` if only they can see that message."""

    platform: str
    id: str
    name: str
    channel: str
    message: str
    is_moderator: bool = False
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Privately:
    """Only the presser is shown this."""

    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """The reply that the button is on becomes this; ``messages`` are all the messages that it consists of.

    ``origin`` is that of the question it replies to, where that is known: what is picked is noted there.
    """

    post: Post
    messages: tuple[str, ...]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """All are shown ``post``, claimed as ``origin`` so that it is posted once; the presser is then shown ``done``.

    With ``message``, the post is a reply to that message.
    """

    post: Post
    origin: Origin
    done: Post
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """These messages of the bot's are deleted."""

    messages: tuple[str, ...]


Reaction = Privately | Replace | Publish | TakeBack
