"""What a press of a button leads to, for the platform to carry out."""

from dataclasses import dataclass

from bot.core.messages import Origin
from bot.core.posts import Post


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
