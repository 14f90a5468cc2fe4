"""Buttons, commands, the form of “Answer from the FAQ”, and what becomes of them where the bot is a guest."""

from bot.core import wording
from bot.core.press import Helpful, Remove, Share, encode
from bot.platforms.slack.render import SEARCH_ACTION
from tests.platforms.slack.bench import ANSWER, OTHER_ANSWER, OTHER_QUESTION, QUESTION, Bot, ask, by_socket
from tests.servers.slack import Channel, Interaction, Message, NotAnsweredError, SlackServer, User, View
from tests.servers.slack.elements import offered


async def answered(interaction: Interaction) -> Message:
    message = await interaction.answered()
    assert message is not None
    return message


async def pick(server: SlackServer, who: User, view: View, question: str) -> Interaction:
    """Press the button that screen readers say to be for a question."""
    (button,) = [one for one in offered(view.blocks) if question in one.element.get("accessibility_label", "")]
    return await server.press(who, view, action_id=button.action_id)


class TestCommands:
    """``/faq``."""

    async def test_help_is_what_nothing_at_all_gets(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        for text in ("", "help", "  HELP "):
            said = await answered(await server.command(ada, general, "/faq", text))
            assert said.is_ephemeral
            assert wording.introduction(("Tea FAQs",)) in said.text

    async def test_it_works_where_the_bot_is_not(self, server: SlackServer, bot: Bot, ada: User) -> None:
        elsewhere = await server.team.add_channel("elsewhere", bot_is_member=False)
        interaction = await server.command(ada, elsewhere, "/faq", QUESTION)
        said = await answered(interaction)
        assert ANSWER in said.text
        pressed = await server.press(ada, said, wording.SHARE)
        await answered(pressed)
        await bot.idle()
        (shared,) = pressed.in_channel
        assert ANSWER in shared.text
        assert "at the request of Ada" in shared.text
        assert not shared.pings
        assert wording.SHARED in said.text

    async def test_what_is_shared_where_the_bot_is_not_can_be_taken_back(
        self, server: SlackServer, bot: Bot, ada: User
    ) -> None:
        """Between two people it may neither post nor delete: only the press itself lets it."""
        secret = await server.team.add_channel("secret", is_private=True, bot_is_member=False)
        said = await answered(await server.command(ada, secret, "/faq", QUESTION))
        pressed = await server.press(ada, said, wording.SHARE)
        await answered(pressed)
        await bot.idle()
        (shared,) = pressed.in_channel
        await (await server.press(ada, shared, wording.REMOVE)).acknowledged()
        await server.wait_until(lambda: shared.is_deleted)

    async def test_what_is_shared_is_shared_once(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        said = await answered(await server.command(ada, general, "/faq", QUESTION))
        hold = server.faults.hold("chat.postMessage")
        presses = [await server.press(ada, said, wording.SHARE) for _ in range(2)]
        hold.release()
        for interaction in presses:
            await interaction.acknowledged()
        await bot.idle()
        assert len(server.by_bot(general)) == 1

    async def test_the_same_command_is_answered_once(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        interaction = await server.command(ada, general, "/faq", QUESTION)
        await answered(interaction)
        server.deliveries.again(server.deliveries.all[-1])
        await bot.idle()
        assert len(interaction.messages) == 1


class TestMessages:
    """Presses on messages."""

    async def test_thanks_are_shown_in_the_thread_to_the_voter_alone(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        question = await ask(server, ada, general)
        (reply,) = await server.replies_to(question)
        thanks = await answered(await server.press(ada, reply, wording.HELPFUL))
        assert thanks.text == wording.THANKS_FOR_HELPFUL
        assert thanks.is_ephemeral
        assert thanks.thread_ts == question.ts
        assert await bot.mind.store.votes("water-temperature") == (1, 0)

    async def test_a_press_is_acknowledged_before_the_work(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        (reply,) = await server.replies_to(await ask(server, ada, general))
        hold = server.faults.hold("response_url")
        interaction = await server.press(ada, reply, wording.HELPFUL)
        await interaction.acknowledged()
        await server.wait_until(lambda: hold.waiting == 1)
        hold.release()
        await answered(interaction)

    async def test_a_button_of_another_time_is_told_so(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        (reply,) = await server.replies_to(await ask(server, ada, general))
        button = {
            "type": "button",
            "action_id": "old",
            "value": "abracadabra:1",
            "text": {"type": "plain_text", "text": "Old"},
        }
        reply.blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
        said = await answered(await server.press(ada, reply, "Old"))
        assert wording.UNKNOWN_BUTTON in said.text
        assert "How is tea kept?" in said.labels

    async def test_a_button_that_opens_a_link_needs_no_reaction(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        (reply,) = await server.replies_to(await ask(server, ada, general))
        button = {
            "type": "button",
            "action_id": "l",
            "url": "https://example.org",
            "text": {"type": "plain_text", "text": "Go"},
        }
        reply.blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
        interaction = await server.press(ada, reply, "Go")
        await interaction.acknowledged()
        await bot.idle()
        assert interaction.messages == []

    async def test_remove_takes_the_reply_away(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        (reply,) = await server.replies_to(await ask(server, ada, general))
        await bot.idle()
        await server.press(ada, reply, value=encode(Remove(ada.id)))
        await server.wait_until(lambda: reply.is_deleted)

    async def test_a_response_url_that_is_used_up_gives_way_to_an_ephemeral_message(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        (reply,) = await server.replies_to(await ask(server, ada, general))
        server.faults.fail("response_url", error="used_url", status=404)
        interaction = await server.press(ada, reply, wording.HELPFUL)
        await interaction.acknowledged()
        await bot.idle()
        (thanks,) = server.ephemerals(ada, general)
        assert thanks.text == wording.THANKS_FOR_HELPFUL


class TestForm:
    """“Answer from the FAQ”."""

    async def test_other_words_find_other_entries(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        heard = await server.say(await server.team.add_member("Bob"), general, QUESTION)
        await (await server.use(ada, "Answer from the FAQ", heard)).answered()
        view = await server.view_of(ada)
        await server.type(ada, view, OTHER_QUESTION)
        await server.wait_until(lambda: view.revisions == 1)
        await pick(server, ada, view, "How long should tea steep?")
        (reply,) = await server.replies_to(heard)
        await server.wait_until(lambda: wording.GIVEN in view.text)
        assert OTHER_ANSWER in reply.text
        assert "at the request of Ada" in reply.text
        assert reply.thread_ts == heard.ts

    async def test_its_button_searches_too_and_keeps_it_open(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        heard = await server.say(ada, general, QUESTION)
        await (await server.use(ada, "Answer from the FAQ", heard)).answered()
        view = await server.view_of(ada)
        await server.submit(ada, view, **{SEARCH_ACTION: OTHER_QUESTION})
        await server.wait_until(lambda: view.revisions == 1)
        await pick(server, ada, view, "How long should tea steep?")
        (reply,) = await server.replies_to(heard)
        assert OTHER_ANSWER in reply.text
        await server.wait_until(lambda: wording.GIVEN in view.text)
        assert "submit" not in view.content

    async def test_in_a_thread_the_answer_stays_there(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        first = await server.say(ada, general, "let's talk about tea")
        heard = await server.say(ada, general, QUESTION, thread=first)
        await (await server.use(ada, "Answer from the FAQ", heard)).answered()
        view = await server.view_of(ada)
        await pick(server, ada, view, "How hot should the water be?")
        (reply,) = await server.replies_to(heard)
        assert reply.thread_ts == first.ts

    async def test_where_the_bot_is_not_the_shortcut_itself_answers(
        self, server: SlackServer, bot: Bot, ada: User
    ) -> None:
        elsewhere = await server.team.add_channel("elsewhere", bot_is_member=False)
        heard = await server.say(ada, elsewhere, QUESTION)
        await (await server.use(ada, "Answer from the FAQ", heard)).answered()
        view = await server.view_of(ada)
        await pick(server, ada, view, "How hot should the water be?")
        await server.wait_until(lambda: wording.GIVEN in view.text)
        (reply,) = server.by_bot(elsewhere)
        assert reply.thread_ts == heard.ts

    async def test_only_the_first_pick_counts(self, server: SlackServer, bot: Bot, general: Channel, ada: User) -> None:
        heard = await server.say(ada, general, QUESTION)
        await (await server.use(ada, "Answer from the FAQ", heard)).answered()
        view = await server.view_of(ada)
        hold = server.faults.hold("chat.postMessage")
        for _ in range(2):
            await (await pick(server, ada, view, "How hot should the water be?")).acknowledged()
        hold.release()
        await bot.idle()
        assert len(server.by_bot(general)) == 1

    async def test_a_form_that_comes_too_late_is_said_to_have_failed(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        heard = await server.say(ada, general, QUESTION)
        server.faults.fail("views.open", error="expired_trigger_id")
        interaction = await server.use(ada, "Answer from the FAQ", heard)
        said = await answered(interaction)
        assert said.text == wording.FAILED
        assert said.is_ephemeral


class TestTrouble:
    """Where something fails, whoever pressed is not left without a word."""

    async def test_a_fault_while_looking_something_up(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        bot.mind.fault = RuntimeError("the matcher is out of tea")
        assert wording.FAILED in (await answered(await server.command(ada, general, "/faq", QUESTION))).text
        heard = await server.say(ada, general, QUESTION)
        await server.use(ada, "Answer from the FAQ", heard)
        assert wording.FAILED in (await server.view_of(ada)).text

    async def test_a_pick_for_all_that_cannot_be_posted_is_said_so(
        self, server: SlackServer, bot: Bot, general: Channel, ada: User
    ) -> None:
        said = await answered(await server.command(ada, general, "/faq", QUESTION))
        server.faults.fail("chat.postMessage", error="is_archived")
        await answered(await server.press(ada, said, value=encode(Share("water-temperature"))))
        await server.wait_until(lambda: wording.NOT_POSTED in said.text)

    async def test_after_a_restart_all_buttons_work(self, server: SlackServer, general: Channel, ada: User) -> None:
        async with by_socket(server):
            (reply,) = await server.replies_to(await ask(server, ada, general))
            private = await answered(await server.command(ada, general, "/faq", QUESTION))
        async with by_socket(server):
            assert (await answered(await server.press(ada, reply, value=encode(Helpful("water-temperature"))))).text
            await answered(await server.press(ada, private, wording.SHARE))
            await server.wait_until(lambda: wording.SHARED in private.text)

    async def test_a_press_that_nobody_takes_is_not_answered(
        self, server: SlackServer, general: Channel, ada: User
    ) -> None:
        async with by_socket(server):
            (reply,) = await server.replies_to(await ask(server, ada, general))
        interaction = await server.press(ada, reply, wording.HELPFUL)
        try:
            await interaction.answered()
        except NotAnsweredError:
            return
        raise AssertionError("nobody was there to answer")
