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
from bot.platforms.kit.react import reported
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.events import PLATFORM, Event, message_id
from bot.platforms.slack.render import MOST_PROMPTS, to_assistant_prompts
from bot.platforms.slack.views import in_home
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)

LOOKING_IT_UP = "is looking that up…"
SECONDS_FOR_STATUS = 2.0
"""An answer waits at most so long until the status is set: a status that comes after its answer would stay."""
_SCOPE = "assistant:write"


class Panes:
    """Shows topics in App Home and suggests questions in the assistant pane."""

    def __init__(self, conversation: Conversation) -> None:
        """Take both from ``conversation``."""
        self._conversation = conversation

    async def show_home(self, event: Event, workspace: Workspace) -> None:
        """Somebody opened App Home: show the topics as they are now."""
        if event.get("tab", "home") != "home":
            return
        person = str(event["user"])
        topics, home = self._conversation.composer.topics(asker=person), in_home(workspace, person)
        async with self._conversation.busy(("home", person)):
            with reported("App Home could not be shown", self._conversation, {"platform": PLATFORM, "person": person}):
                await home.send(topics)

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
    """Whether people can see a status: in the assistant pane, where every message is a reply in a thread."""
    is_reply = origin.thread is not None and origin.id != message_id(origin.channel, origin.thread)
    return origin.surface is Surface.DIRECT and is_reply and _SCOPE in workspace.scopes


async def set_status(origin: Origin, workspace: Workspace, status: str) -> None:
    """Show what the bot is doing; an empty status clears it, and so does the bot's next message."""
    try:
        async with asyncio.timeout(SECONDS_FOR_STATUS):
            await carried_out(
                lambda: workspace.client.assistant_threads_setStatus(
                    channel_id=origin.channel, thread_ts=origin.thread or "", status=status
                )
            )
    except (DeliveryError, TimeoutError) as error:
        why = str(error) or "Slack did not take it in time"
        _log.info("no status is shown: %s", why, extra={"fields": origin.fields})


def first_entries(composer: Composer, *, asker: str) -> tuple[Entry, ...]:
    """The first entry of each of the first sections."""
    topics = composer.topics(asker=asker).saying
    sections = topics.sections[:MOST_PROMPTS] if isinstance(topics, Topics) else ()
    listed = (composer.section(section.id, asker=asker).saying for section in sections)
    return tuple(each.entries[0] for each in listed if isinstance(each, SectionTopics) and each.entries)
