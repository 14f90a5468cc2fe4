"""The bot's own places in Slack: App Home, and the assistant pane.

https://docs.slack.dev/surfaces/app-home and https://docs.slack.dev/ai/developing-ai-apps
"""

import asyncio
import logging

from bot.core import wording
from bot.core.entries import Entry
from bot.core.question import Origin, Surface
from bot.core.reply import SectionTopics, Topics
from bot.engine.composer import Composer
from bot.engine.conversation import Conversation
from bot.errors import DeliveryError
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.events import Event, message_id
from bot.platforms.slack.render import to_assistant_prompts
from bot.platforms.slack.screens import MOST_PROMPTS
from bot.platforms.slack.views import HomeDelivery
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)

LOOKING_IT_UP = "is looking that up…"
SECONDS_FOR_STATUS = 2.0
"""An answer waits for the status above it, and no longer than that."""
_SCOPE = "assistant:write"


class Panes:
    """Fills both places."""

    def __init__(self, conversation: Conversation) -> None:
        """Fill them with what ``conversation`` says."""
        self._conversation = conversation

    async def show_home(self, event: Event, workspace: Workspace) -> None:
        """Somebody opened App Home: show the topics as they are now."""
        if event.get("tab", "home") != "home":
            return
        person = str(event["user"])
        async with self._conversation.busy(("home", person)):
            await HomeDelivery(workspace, person=person).send(self._conversation.composer.topics(asker=person))

    async def suggest(self, event: Event, workspace: Workspace) -> None:
        """Somebody opened the assistant pane: suggest what they may ask."""
        thread = event["assistant_thread"]
        person = str(thread["user_id"])
        prompts = to_assistant_prompts(first_entries(self._conversation.composer, asker=person))
        if not prompts:
            return
        async with self._conversation.busy(("assistant", thread["channel_id"], thread["thread_ts"])):
            await carried_out(
                lambda: workspace.client.assistant_threads_setSuggestedPrompts(
                    channel_id=thread["channel_id"],
                    thread_ts=thread["thread_ts"],
                    title=wording.TOPICS,
                    prompts=prompts,
                )
            )


def has_status(origin: Origin, workspace: Workspace) -> bool:
    """Whether people see that a question is being worked on: in the assistant pane, whose messages are all replies."""
    is_reply = origin.thread is not None and origin.id != message_id(origin.channel, origin.thread)
    return origin.surface is Surface.DIRECT and is_reply and _SCOPE in workspace.scopes


async def set_status(origin: Origin, workspace: Workspace, status: str) -> None:
    """Show what the bot is doing; an empty status shows nothing, and so does the bot's next message."""
    try:
        async with asyncio.timeout(SECONDS_FOR_STATUS):
            await carried_out(
                lambda: workspace.client.assistant_threads_setStatus(
                    channel_id=origin.channel, thread_ts=origin.thread or "", status=status
                )
            )
    except (DeliveryError, TimeoutError) as error:
        _log.info("no status is shown in %s: %s", origin.channel, str(error) or "Slack did not take it in time")


def first_entries(composer: Composer, *, asker: str) -> tuple[Entry, ...]:
    """The first entry of each of the first sections."""
    topics = composer.topics(asker=asker).saying
    sections = topics.sections[:MOST_PROMPTS] if isinstance(topics, Topics) else ()
    listed = (composer.section(section.id, asker=asker).saying for section in sections)
    return tuple(each.entries[0] for each in listed if isinstance(each, SectionTopics) and each.entries)
