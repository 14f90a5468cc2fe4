"""The bot's own places in Slack: App Home, and the assistant pane.

https://docs.slack.dev/surfaces/app-home and https://docs.slack.dev/ai/developing-ai-apps
"""

import asyncio
import logging
from functools import partial

from bot.core import wording
from bot.core.entries import Entry
from bot.core.question import Origin, Surface
from bot.core.reply import SectionTopics, Topics
from bot.engine.composer import Composer
from bot.engine.conversation import Conversation
from bot.errors import DeliveryError
from bot.platforms.kit.react import reported
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.delivery import ViewDelivery
from bot.platforms.slack.events import PLATFORM, Payload, message_id
from bot.platforms.slack.render import MOST_PROMPTS, to_assistant_prompts, to_home
from bot.platforms.slack.workspaces import Workspace

_log = logging.getLogger(__name__)

LOOKING_IT_UP = "is looking that up…"
SECONDS_FOR_STATUS = 2.0
"""An answer waits at most so long until the status is set: a status that comes after its answer would stay."""
_SCOPE = "assistant:write"


async def show_home(conversation: Conversation, event: Payload, workspace: Workspace) -> None:
    """Show the topics as they are now to somebody who opened App Home."""
    if event.get("tab", "home") != "home":
        return
    person = str(event["user"])
    topics = conversation.composer.topics(asker=person)
    async with conversation.busy(("home", person)):
        with reported("App Home could not be shown", conversation, {"platform": PLATFORM, "person": person}):
            await in_home(workspace, person).send(topics)


def in_home(workspace: Workspace, person: str) -> ViewDelivery:
    """Shows posts in the App Home of a person."""
    update = partial(workspace.client.views_publish, user_id=person)
    return ViewDelivery(update=lambda view: update(view=view), render=to_home, conclude=to_home)


async def suggest(conversation: Conversation, event: Payload, workspace: Workspace) -> None:
    """Suggest questions to somebody who opened the assistant pane."""
    thread = event["assistant_thread"]
    channel, ts = thread["channel_id"], thread["thread_ts"]
    prompts = to_assistant_prompts(_first_entries(conversation.composer, asker=str(thread["user_id"])))
    if not prompts:
        return
    async with conversation.busy(("assistant", channel, ts)):
        await carried_out(
            lambda: workspace.client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, thread_ts=ts, title=wording.TOPICS, prompts=prompts
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


def _first_entries(composer: Composer, *, asker: str) -> tuple[Entry, ...]:
    """The first entry of each of the first sections."""
    topics = composer.topics(asker=asker).saying
    sections = topics.sections[:MOST_PROMPTS] if isinstance(topics, Topics) else ()
    listed = (composer.section(section.id, asker=asker).saying for section in sections)
    return tuple(each.entries[0] for each in listed if isinstance(each, SectionTopics) and each.entries)
