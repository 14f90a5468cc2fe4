"""A conversation out of the small FAQ, with a clock that is set by hand and a channel that keeps what is posted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.core.entries import Faq
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Post, Reply
from bot.core.rules import Rules
from bot.core.stores import Store
from bot.engine.composer import Composer
from bot.engine.conversation import Conversation
from bot.engine.observer import UNOBSERVED, Observer, observed
from bot.engine.responder import Responder
from bot.errors import DeliveryError
from bot.rate_limit import limits
from bot.storage.memory_store import MemoryStore
from tests.fuzzy_matcher import FuzzyMatcher
from tests.small_faq import FAQ

START = datetime(2026, 11, 25, 12, tzinfo=UTC)
_numbers = count(1)


class HandClock:
    """A clock that only its owner moves."""

    def __init__(self) -> None:
        """Start at noon."""
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> None:
        """Move on by this much."""
        self.now += timedelta(**units)


class Channel:
    """A place where posts appear; ``posts`` by message id, in their order."""

    def __init__(self, *, refusal: Exception | None = None) -> None:
        """Refuse everything with ``refusal``, if there is one."""
        self.posts: dict[str, Post] = {}
        self.sent = 0
        self.refusal = refusal

    async def send(self, post: Post) -> tuple[str, ...]:
        if self.refusal:
            raise self.refusal
        self.sent += 1
        number = f"reply-{next(_numbers)}"
        self.posts[number] = post
        return (number,)

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        if messages[0] not in self.posts:
            raise DeliveryError("the message is gone")
        self.posts[messages[0]] = post
        return (messages[0],)

    async def remove(self, messages: Sequence[str]) -> None:
        for message in messages:
            self.posts.pop(message, None)

    @property
    def said(self) -> list[object]:
        return [post.saying for post in self.posts.values()]


class Talk:
    """A conversation with all that is around it."""

    def __init__(
        self,
        *,
        faq: Faq = FAQ,
        store: Store | None = None,
        rules: Rules | None = None,
        a_minute: int = 5_000,
        observer: Observer = UNOBSERVED,
    ) -> None:
        """Converse out of ``faq``; let people ask ``a_minute`` times."""
        self.clock = HandClock()
        self.store = store or MemoryStore()
        self.faq = faq
        matcher = FuzzyMatcher(faq)
        self.fault: Exception | None = None
        self._responder = Responder(matcher)
        self.composer = Composer(
            faq=lambda: self.faq,
            respond=observed(self._respond, observer),
            complete=lambda text, limit: matcher.complete(text, limit=limit),
        )
        self.conversation = Conversation(
            composer=self.composer,
            store=self.store,
            rules=rules or Rules(),
            limits=limits(self.clock, a_minute=a_minute),
            clock=self.clock,
            observer=observer,
        )

    async def _respond(self, text: str, *, surface: Surface) -> Reply:
        if self.fault:
            raise self.fault
        return self._responder.respond(text, is_overheard=surface is Surface.OVERHEARD)

    def asked(  # noqa: PLR0913 - all that a message can be
        self,
        text: str,
        *,
        surface: Surface = Surface.MENTION,
        asker: str = "ada",
        channel: str = "general",
        thread: str | None = None,
        name: str | None = None,
        is_for_others: bool = False,
        is_from_bot: bool = False,
        has_attachments: bool = False,
    ) -> Question:
        """A question that is asked now."""
        origin = Origin(
            platform="town square", id=name or f"question-{next(_numbers)}", channel=channel, thread=thread,
            asker=asker, surface=surface, sent_at=self.clock(), is_for_others=is_for_others, is_from_bot=is_from_bot,
            has_attachments=has_attachments,
        )  # fmt: skip
        return Question(text=text, origin=origin)
