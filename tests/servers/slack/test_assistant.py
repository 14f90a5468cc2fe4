"""The assistant pane, with Bolt's `AsyncAssistant`."""

from typing import Any

import pytest
from slack_bolt.middleware.assistant.async_assistant import AsyncAssistant

from tests.servers.slack import Channel, SlackServer, User
from tests.servers.slack.apps import Echo, connected
from tests.servers.slack.raw import Raw


def assistant() -> AsyncAssistant:
    """An assistant that greets, offers prompts and answers."""
    found = AsyncAssistant()

    async def started(say: Any, set_suggested_prompts: Any, get_thread_context: Any) -> None:  # noqa: ANN401 - Bolt's
        context = await get_thread_context()
        await say(f"Hello in {context.channel_id if context else 'no channel'}")
        await set_suggested_prompts(prompts=[{"title": "Tea", "message": "What is tea?"}], title="Try")

    async def asked(payload: dict[str, Any], say: Any, set_status: Any, set_title: Any) -> None:  # noqa: ANN401
        await set_status("is thinking…")
        await set_title(payload["text"])
        await say(f"You said: {payload['text']}")

    found.thread_started(started)
    found.user_message(asked)
    return found


async def test_a_conversation_in_the_pane(server: SlackServer, channel: Channel, ada: User) -> None:
    app = Echo(server)
    app.app.use(assistant())
    async with connected(server, app.app):
        thread = await server.open_assistant(ada, context=channel)
        (greeting,) = await server.replies_to(thread.message)
        assert greeting.content == f"Hello in {channel.id}"
        await server.wait_until(lambda: bool(thread.prompts))
        assert thread.prompts_title == "Try"
        question = await server.ask(thread, "Tea")
        (answer,) = await server.replies_to(question)
        assert answer.content == "You said: What is tea?"
        assert (thread.title, thread.status, thread.statuses) == ("What is tea?", "", ["is thinking…"])
        event = next(one.event for one in server.deliveries.all if one.event.get("text") == "What is tea?")
        assert (event["channel_type"], event["thread_ts"]) == ("im", thread.message.ts)
        assert "assistant_thread" in event
        other = await server.team.add_channel("other")
        await server.look_at(thread, other)
        await server.wait_until(lambda: len(greeting.revisions) == 1)
        assert greeting.metadata == {
            "event_type": "assistant_thread_context",
            "event_payload": {"channel_id": other.id, "team_id": server.team.id, "enterprise_id": None},
        }
        await server.delivered()
    assert server.unknown_requests == []


@pytest.mark.parametrize("method", ["setStatus", "setSuggestedPrompts", "setTitle"])
async def test_threads_that_are_none_of_the_pane_are_refused(raw: Raw, ada: User, method: str) -> None:
    direct = await raw.server.direct(ada)
    prompts = [{"title": "x", "message": "x"}]
    args: dict[str, Any] = {"thread_ts": "1.000000", "status": "x", "title": "x", "prompts": prompts}
    answer = await raw(f"assistant.threads.{method}", channel_id=direct.id, **args)
    assert answer["error"] == "invalid_thread_ts"
    raw.server.team.scopes -= {"assistant:write", "chat:write"}
    assert (await raw(f"assistant.threads.{method}", channel_id=direct.id, **args))["error"] == "missing_scope"


@pytest.mark.parametrize("prompts", [[], [{"title": "x"}], [{"title": "x", "message": "x"}] * 5, "x"])
async def test_prompts_are_one_to_four(raw: Raw, ada: User, prompts: object) -> None:
    thread = await raw.server.open_assistant(ada)
    args: dict[str, Any] = {"channel_id": thread.channel.id, "thread_ts": thread.message.ts, "prompts": prompts}
    assert (await raw("assistant.threads.setSuggestedPrompts", **args))["error"] == "invalid_arguments"
