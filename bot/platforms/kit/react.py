"""Carries out presses and answers commands, the same way on every platform.

A platform describes where a button was pressed (:class:`Place`), the engine decides what the press leads to
(``Conversation.press``), and this module does it. Failed deliveries end here: they are logged and counted.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, assert_never

from bot.core import wording
from bot.core.interfaces import Delivery
from bot.core.press import Press, Presser, Privately, Publish, Reaction, Replace, TakeBack
from bot.core.question import Origin
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.engine.observer import Trouble
from bot.errors import DeliveryError

_log = logging.getLogger(__name__)

Compose = Callable[[], Post | Awaitable[Post]]
"""Makes a post, with or without waiting for something."""
Fields = Mapping[str, str]
"""The fields of a log line about a press or command: its platform and ids."""


class Place(Protocol):
    """Where a button was pressed, and by whom."""

    @property
    def presser(self) -> Presser:
        """Who pressed."""

    @property
    def alone(self) -> Delivery:
        """Shows posts to the presser alone."""

    def in_place(self, reply: Origin | None) -> Delivery:
        """Revises or removes the reply with the button; ``reply`` is the origin of its question, where known."""

    def for_all(self, publish: Publish) -> Delivery | str:
        """Posts for everybody in the channel; a sentence for the presser where that is not possible."""

    async def acknowledge(self) -> None:
        """Show the presser that the press has arrived, and change nothing."""

    async def conclude(self, told: Post, *, is_done: bool) -> None:
        """Tell the presser the result of publishing; ``is_done`` if it worked, so that the button is used up."""


async def react(conversation: Conversation, press: Press | None, place: Place) -> None:
    """Carry out a press; None is a button that this version of the bot does not know."""
    presser = place.presser
    fields = {"platform": presser.platform, "message": presser.message}
    with reported("a press could not be carried out", conversation, fields):
        if press is None:
            _log.warning("an unknown button was pressed", extra={"fields": fields})
            notice = conversation.composer.notice(wording.UNKNOWN_BUTTON, asker=presser.id, with_topics=True)
            await place.alone.send(notice)
        else:
            await _carry_out(await conversation.press(press, presser), conversation, place)


async def _carry_out(reaction: Reaction, conversation: Conversation, place: Place) -> None:
    match reaction:
        case Privately(post=post):
            await place.alone.send(post)
        case Replace(origin=origin):
            if not await conversation.pick(reaction, place.in_place(origin)):
                await place.acknowledge()  # the reply has changed since the press, and is kept
        case Publish():
            await _publish(reaction, conversation, place)
        case TakeBack(messages=messages):
            await place.acknowledge()
            await place.in_place(None).remove(messages)
        case _:
            assert_never(reaction)


async def _publish(publish: Publish, conversation: Conversation, place: Place) -> None:
    public = place.for_all(publish)
    if isinstance(public, str):
        await place.alone.send(conversation.composer.notice(public, asker=place.presser.id))
        return
    # Before posting: on Discord the first response then belongs to the message with the button, which can be edited.
    await place.acknowledge()
    told = await conversation.publish(publish, public)
    await place.conclude(told, is_done=told is publish.done)


async def show(conversation: Conversation, compose: Compose, delivery: Delivery, *, asker: str, fields: Fields) -> None:
    """Answer a command with the post that ``compose`` makes; the values of ``fields`` identify the command."""
    async with conversation.busy(tuple(fields.values())):
        with reported("a command could not be answered", conversation, fields):
            await delivery.send(await composed(conversation, compose, asker=asker, fields=fields))


async def composed(conversation: Conversation, compose: Compose, *, asker: str, fields: Fields) -> Post:
    """The post that ``compose`` makes; a notice to ``asker`` that the bot has failed, where it raises."""
    try:
        made = compose()
        return made if isinstance(made, Post) else await made
    except Exception:  # noqa: BLE001 - any fault: the person is told, and the log gets the traceback
        _log.exception("a post could not be composed", extra={"fields": fields})
        return conversation.composer.notice(wording.FAILED, asker=asker)


@contextmanager
def reported(failure: str, conversation: Conversation, fields: Fields) -> Iterator[None]:
    """Count and log a failed delivery, and go on."""
    try:
        yield
    except DeliveryError as error:
        conversation.observer.failed(fields["platform"], Trouble.UNDELIVERED)
        _log.warning("%s: %s", failure, error, extra={"fields": fields})
