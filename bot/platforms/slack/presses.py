"""Buttons and menus on Slack: read from the payload, so that those of any earlier process work too."""

import logging
from dataclasses import replace
from typing import assert_never

from bot.core import wording
from bot.core.interfaces import Delivery
from bot.core.press import Press, Presser, Privately, Publish, Reaction, Replace, TakeBack
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.slack.commands import offer_for
from bot.platforms.slack.delivery import ChannelDelivery
from bot.platforms.slack.interaction import InteractionDelivery, PublicDelivery
from bot.platforms.slack.places import (
    SEARCH,
    InForm,
    InHome,
    OnMessage,
    Payload,
    Place,
    pressed,
    to_place,
    to_presser,
    written_in,
)
from bot.platforms.slack.views import FormDelivery, HomeDelivery
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)


class Presses:
    """Carries out what presses lead to."""

    def __init__(self, conversation: Conversation) -> None:
        """Ask ``conversation`` what to do."""
        self._conversation = conversation

    async def take(self, body: Payload, workspace: Workspace) -> None:
        """React to a button, a menu, or words to search for."""
        place = to_place(body)
        async with self._conversation.busy(body.get("trigger_id") or id(body)):
            for action in body["actions"]:
                await _Pressing(self._conversation, workspace, place, to_presser(body, place)).take(action)


class _Pressing:
    """One press, in one place."""

    def __init__(self, conversation: Conversation, workspace: Workspace, place: Place, presser: Presser) -> None:
        self._conversation = conversation
        self._workspace = workspace
        self._place = place
        self._presser = presser
        self._delivery = self._to_presser()

    async def take(self, action: Payload) -> None:
        """React, and say so where the button is unknown."""
        if action.get("type") == SEARCH:
            await self._search(str(action.get("value") or ""))
        elif (press := pressed(action)) is not None:
            await self._react(press)
        elif written_in(action) is not None:
            _log.warning("an unknown button was pressed on slack message %s", self._presser.message)
            await self._delivery.send(self._notice(wording.UNKNOWN_BUTTON))

    async def _react(self, press: Press) -> None:
        reaction = await self._conversation.press(press, self._presser)
        if isinstance(reaction, Publish) and not self._presser.channel:
            await self._delivery.send(self._notice(wording.NOT_POSTED))
        else:
            await self._carry_out(reaction)

    async def _carry_out(self, reaction: Reaction) -> None:
        match reaction:
            case Privately(post=post):
                await self._delivery.send(post)
            case Replace(origin=origin):
                await self._conversation.pick(reaction, self._in_place(origin.id if origin else ""))
            case Publish():
                told = await self._conversation.publish(reaction, self._for_all(reaction))
                await self._tell(told)
            case TakeBack(messages=messages):
                await self._in_place("").remove(messages)
            case _:
                assert_never(reaction)

    async def _search(self, text: str) -> None:
        """Offer other entries in a form."""
        if isinstance(self._place, InForm):
            subject = self._place.subject
            offer = await offer_for(self._conversation.composer, text, subject, asker=self._presser.id)
            await FormDelivery(self._workspace, view=self._place.id, subject=subject, query=text).send(offer)

    async def _tell(self, post: Post) -> None:
        """Say what came of publishing, in place of the button, which has done its work."""
        if self._presser.is_private:
            await self._delivery.revise((self._presser.message,), post)
        else:
            await self._delivery.send(replace(post, is_private=True))

    def _notice(self, text: str) -> Post:
        return self._conversation.composer.notice(text, asker=self._presser.id, with_topics=True)

    def _to_presser(self) -> InteractionDelivery | FormDelivery | HomeDelivery:
        match self._place:
            case OnMessage(channel=channel, thread=thread, url=url):
                return InteractionDelivery(
                    self._workspace, url=url, channel=channel, person=self._presser.id, thread=thread
                )
            case InForm(id=view, subject=subject):
                return FormDelivery(self._workspace, view=view, subject=subject)
            case InHome():
                return HomeDelivery(self._workspace, person=self._presser.id)
        assert_never(self._place)

    def _in_place(self, question: str) -> Delivery:
        """What changes the very message that was pressed, and what belongs to it."""
        match self._place, self._delivery:
            case OnMessage(is_ephemeral=False, thread=thread, ts=ts), InteractionDelivery() as interaction:
                return PublicDelivery(self._channel_delivery(thread or ts, question), interaction)
        return self._delivery

    def _for_all(self, publish: Publish) -> Delivery:
        """Where all can see it: at the message that a form is about, or beside the private answer."""
        match self._place:
            case InForm(subject=subject):
                thread = subject.thread or subject.message
                interaction = InteractionDelivery(
                    self._workspace,
                    url=subject.url,
                    channel=subject.channel,
                    person=self._presser.id,
                    thread=thread,
                )
            case OnMessage(thread=thread, url=url, channel=channel):
                interaction = InteractionDelivery(
                    self._workspace, url=url, channel=channel, person=self._presser.id, thread=thread
                )
            case InHome():
                raise ValueError("App Home is in no channel")
        return PublicDelivery(self._channel_delivery(thread, publish.origin.id), interaction)

    def _channel_delivery(self, thread: str | None, question: str) -> ChannelDelivery:
        return ChannelDelivery(self._workspace, channel=self._presser.channel, thread=thread, question=question)
