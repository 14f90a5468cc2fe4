"""App Home and the assistant pane."""

import pytest

from bot.core import wording
from bot.platforms.slack import panes
from bot.platforms.slack.panes import LOOKING_IT_UP
from tests.platforms.slack.bench import ANSWER, Bot, ask
from tests.servers.slack import Channel, SlackServer, User
from tests.servers.slack.elements import offered


class TestHome:
    """App Home, to browse in place."""

    async def test_it_leads_from_the_topics_to_an_answer_and_back(
        self, server: SlackServer, bot: Bot, ada: User
    ) -> None:
        await server.open_home(ada)
        home = await server.home_of(ada)
        assert "How is tea brewed?" in home.text or "How is tea brewed?" in home.labels
        await _open(server, ada, "How is tea brewed?")
        await server.wait_until(lambda: any("How hot" in text for text in (home.text, *home.labels)))
        await _open(server, ada, "How hot should the water be?")
        await server.wait_until(lambda: ANSWER in home.text)
        assert server.messages(await server.direct(ada)) == []

    async def test_the_messages_tab_has_nothing_to_show(self, server: SlackServer, bot: Bot, ada: User) -> None:
        await server.open_home(ada, tab="messages")
        await bot.idle()
        assert server.count("views.publish") == 0

    async def test_a_vote_is_thanked_for_and_the_topics_stay(self, server: SlackServer, bot: Bot, ada: User) -> None:
        await server.open_home(ada)
        home = await server.home_of(ada)
        home.content["blocks"] = [
            {"type": "actions", "block_id": "b", "elements": [_button("Helpful", "helpful:water-temperature")]}
        ]
        await server.press(ada, home, "Helpful")
        await server.wait_until(lambda: wording.THANKS_FOR_HELPFUL in home.text)
        assert wording.ALL_TOPICS in home.labels
        assert await bot.mind.store.votes("water-temperature") == (1, 0)

    async def test_there_is_no_channel_to_share_in(self, server: SlackServer, bot: Bot, ada: User) -> None:
        await server.open_home(ada)
        home = await server.home_of(ada)
        home.content["blocks"] = [
            {"type": "actions", "block_id": "b", "elements": [_button("Share", "share:water-temperature")]}
        ]
        await server.press(ada, home, "Share")
        await server.wait_until(lambda: wording.NOT_POSTED in home.text)
        assert server.count("chat.postMessage") == 0


class TestAssistant:
    """The assistant pane."""

    async def test_it_suggests_the_first_question_of_each_topic(
        self, server: SlackServer, bot: Bot, ada: User, general: Channel
    ) -> None:
        thread = await server.open_assistant(ada, context=general)
        await server.wait_until(lambda: bool(thread.prompts))
        questions = ["How hot should the water be?", "How long does tea keep?"]
        assert [prompt["message"] for prompt in thread.prompts] == questions

    async def test_a_suggestion_is_answered_in_the_pane_after_a_status(
        self, server: SlackServer, bot: Bot, ada: User
    ) -> None:
        thread = await server.open_assistant(ada)
        await server.wait_until(lambda: bool(thread.prompts))
        question = await server.ask(thread, "How hot should the water be?")
        (reply,) = await server.replies_to(question)
        await bot.idle()
        assert ANSWER in reply.text
        assert reply.thread_ts == thread.message.ts
        assert thread.statuses == [LOOKING_IT_UP]
        assert thread.status == ""

    async def test_a_status_ends_where_no_answer_comes(self, server: SlackServer, bot: Bot, ada: User) -> None:
        thread = await server.open_assistant(ada)
        server.faults.fail("chat.postMessage", error="restricted_action")
        await server.ask(thread, "How hot should the water be?")
        await server.wait_until(lambda: thread.statuses == [LOOKING_IT_UP, ""])

    async def test_a_status_that_cannot_be_set_costs_nobody_an_answer(
        self, server: SlackServer, bot: Bot, ada: User
    ) -> None:
        thread = await server.open_assistant(ada)
        server.faults.fail("assistant.threads.setStatus", error="channel_not_found")
        await server.replies_to(await server.ask(thread, "How hot should the water be?"))

    async def test_a_status_that_slack_is_slow_to_take_holds_no_answer_up(
        self, server: SlackServer, bot: Bot, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(panes, "SECONDS_FOR_STATUS", 0.01)
        thread = await server.open_assistant(ada)
        hold = server.faults.hold("assistant.threads.setStatus")
        await server.replies_to(await server.ask(thread, "How hot should the water be?"))
        hold.release()

    async def test_in_a_channel_no_status_is_set(
        self, server: SlackServer, bot: Bot, ada: User, general: Channel
    ) -> None:
        await server.replies_to(await ask(server, ada, general))
        await bot.idle()
        assert server.count("assistant.threads.setStatus") == 0


def _button(label: str, value: str) -> dict[str, object]:
    return {"type": "button", "action_id": label, "value": value, "text": {"type": "plain_text", "text": label}}


async def _open(server: SlackServer, who: User, what: str) -> None:
    """Press the button that screen readers say to show this."""
    home = await server.home_of(who)
    (button,) = [one for one in offered(home.blocks) if what in one.element.get("accessibility_label", one.label)]
    await server.press(who, home, action_id=button.action_id)
