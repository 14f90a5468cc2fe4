"""Threads of the assistant pane (docs.slack.dev, "Developing AI apps")."""

from dataclasses import dataclass, field

from tests.servers.slack import payloads, posting
from tests.servers.slack.calls import Call, Handler
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.events import announce
from tests.servers.slack.values import Channel, Message, User
from tests.servers.slack.world import World

ROOT = "assistant_app_thread"
MOST_PROMPTS = 4
# "assistant.threads.setStatus", arguments.
MOST_LOADING_MESSAGES = 10


@dataclass(eq=False, slots=True, kw_only=True)
class AssistantThread:
    """A conversation in the pane: its first message, and what the app set."""

    user: User
    message: Message
    context: Channel | None = None
    title: str = ""
    status: str = ""
    statuses: list[str] = field(default_factory=list)
    prompts: list[Json] = field(default_factory=list)
    prompts_title: str = ""

    @property
    def channel(self) -> Channel:
        """The direct conversation that it is in."""
        return self.message.channel


def start(world: World, user: User, context: Channel | None) -> AssistantThread:
    """Open the pane ("assistant_thread_started event")."""
    channel = world.direct(user)
    message = posting.new_message(world, channel, channel.team.bot)
    message.subtype, message.content = ROOT, "New Assistant Thread"
    message.thread_ts = message.ts
    message.assistant = {"title": "New Assistant Thread", "title_blocks": [], "artifacts": []}
    channel.messages[message.ts] = message
    thread = AssistantThread(user=user, message=message, context=context)
    world.threads[(channel.id, message.ts)] = thread
    tell(world, thread, "assistant_thread_started")
    return thread


def tell(world: World, thread: AssistantThread, kind: str) -> None:
    """Tell the app of a thread and of what its person looks at."""
    team = thread.channel.team
    context: Json = {}
    if thread.context is not None:
        context = {"channel_id": thread.context.id, "team_id": team.id, "enterprise_id": None}
    data = {
        "user_id": thread.user.id,
        "context": context,
        "channel_id": thread.channel.id,
        "thread_ts": thread.message.ts,
    }
    announce(world, team, {"type": kind, "assistant_thread": data, "event_ts": world.stamps.next()})


def of_message(world: World, channel: Channel, thread_ts: str | None) -> Json:
    """What the event of a message in such a thread has besides ("message.im event")."""
    if (channel.id, thread_ts) not in world.threads:
        return {}
    return {"assistant_thread": {"action_token": f"{world.ids.digits(11)}.{world.ids.secret(8)}"}}


def has_posted(world: World, message: Message) -> None:
    """A message of the bot ends its status."""
    thread = world.threads.get((message.channel.id, message.thread_ts or ""))
    if thread is not None:
        thread.status = ""


def _thread(call: Call) -> AssistantThread:
    call.require("channel_id", "thread_ts")
    call.channel("channel_id")
    thread = call.world.threads.get((call.text("channel_id"), call.text("thread_ts")))
    if thread is None:
        raise SlackError("invalid_thread_ts")
    return thread


def set_status(call: Call) -> Json:
    """assistant.threads.setStatus; it works in any thread, and only those of the pane keep it here."""
    call.require("channel_id", "thread_ts")
    channel = call.channel("channel_id")
    if "status" not in call.args:
        raise SlackError("invalid_arguments", messages=("missing required field: status",))
    if len(call.args.get("loading_messages") or []) > MOST_LOADING_MESSAGES:
        raise SlackError("invalid_arguments", messages=("no more than 10 items allowed",))
    if call.text("thread_ts") not in channel.messages:
        raise SlackError("invalid_thread_ts")
    thread = call.world.threads.get((channel.id, call.text("thread_ts")))
    if thread is not None:
        thread.status = str(call.args["status"])
        thread.statuses.append(thread.status)
    return {}


def set_prompts(call: Call) -> Json:
    """assistant.threads.setSuggestedPrompts."""
    if not call.world.manifest.is_assistant:
        raise SlackError("not_agent_app")
    thread = _thread(call)
    prompts = call.args.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS:
        raise SlackError("invalid_arguments", messages=(f"1 to {MOST_PROMPTS} prompts allowed",))
    if not all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts):
        raise SlackError("invalid_arguments", messages=("a prompt has a title and a message",))
    thread.prompts = prompts
    thread.prompts_title = str(call.args.get("title") or "")
    return {}


def set_title(call: Call) -> Json:
    """assistant.threads.setTitle, which changes the first message of the thread."""
    thread = _thread(call)
    previous = payloads.message(thread.message)
    thread.title = call.text("title")
    thread.message.assistant = {**(thread.message.assistant or {}), "title": thread.title}
    posting.revise(call.world, thread.message, previous)
    return {}


METHODS: dict[str, Handler] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "assistant.threads.setTitle": set_title,
}
