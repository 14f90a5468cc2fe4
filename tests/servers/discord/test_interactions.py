"""Commands, buttons, menus and forms: one callback, in time, seen by whom it is for."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.servers.discord import (
    Channel,
    DiscordServer,
    Interaction,
    Message,
    NotAnsweredError,
    NotOfferedError,
    NotPossibleError,
    User,
)
from tests.servers.discord.conftest import Echo, Raw, connected
from tests.servers.discord.interactions import Callback

Asked = discord.Interaction[discord.Client]


class Form(discord.ui.Modal, title="Tell us"):
    """A form with one input."""

    reason: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Why", custom_id="why")

    async def on_submit(self, interaction: Asked) -> None:
        """Repeat what was typed in."""
        await interaction.response.send_message(f"Because {self.reason.value}", ephemeral=True)


class Panel(discord.ui.View):
    """A button of each kind of answer, and a menu."""

    @discord.ui.button(label="Helpful", custom_id="helpful")
    async def helpful(self, interaction: Asked, _: discord.ui.Button["Panel"]) -> None:
        """Change the message."""
        await interaction.response.edit_message(content="Thanks", view=None)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Asked, _: discord.ui.Button["Panel"]) -> None:
        """Change the message after a while."""
        await interaction.response.defer()
        await interaction.edit_original_response(content="Later", view=self)

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: Asked, _: discord.ui.Button["Panel"]) -> None:
        """Show a form."""
        await interaction.response.send_modal(Form())

    @discord.ui.select(
        custom_id="menu",
        options=[discord.SelectOption(label=name, value=name.lower()) for name in ("Green tea", "Black tea")],
    )
    async def menu(self, interaction: Asked, select: discord.ui.Select["Panel"]) -> None:
        """Say what was chosen."""
        await interaction.response.send_message(select.values[0], ephemeral=True)


class Commands(Echo):
    """The small bot with commands."""

    async def setup_hook(self) -> None:
        """Register them."""
        self.tree.add_command(faq)
        self.tree.add_command(answer)
        await self.tree.sync()


faq = app_commands.Group(name="faq", description="Questions")


@faq.command(description="Ask")
async def ask(interaction: Asked, question: str, amount: int = 1) -> None:
    """Answer for one person's eyes."""
    await interaction.response.send_message(f"{question} {amount}", ephemeral=True, view=Panel())


@faq.command(description="Ask aloud")
async def aloud(interaction: Asked) -> None:
    """Think, answer for all, and add something."""
    await interaction.response.defer(thinking=True)
    await interaction.followup.send("Answer")
    await interaction.followup.send("More", ephemeral=True)


@faq.command(description="Say nothing")
async def nothing(interaction: Asked) -> None:
    """Do not answer."""
    del interaction


@faq.command(description="A topic")
async def topic(interaction: Asked, name: str) -> None:
    """Have an option that completes."""
    await interaction.response.send_message(name)


@topic.autocomplete("name")
async def complete(_: Asked, current: str) -> list[app_commands.Choice[str]]:
    """Offer one choice."""
    return [app_commands.Choice(name=f"{current}a", value="tea")]


@app_commands.context_menu(name="Answer from the FAQ")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True)
async def answer(interaction: Asked, message: discord.Message) -> None:
    """Answer somebody else's message."""
    assert interaction.is_guild_integration() or interaction.is_user_integration()
    await interaction.response.send_message(f"About: {message.content}")


@pytest.fixture
async def commands(server: DiscordServer) -> AsyncIterator[Commands]:
    client = Commands()
    async with connected(server, client):
        yield client


@pytest.fixture
async def channel(server: DiscordServer) -> Channel:
    return await (await server.add_guild("Tea house")).add_text_channel("general")


@pytest.fixture
async def ada(channel: Channel) -> User:
    assert channel.guild is not None
    return await channel.guild.add_member("ada")


async def asked(server: DiscordServer, ada: User, channel: Channel) -> Message:
    """The answer to a question, with its panel."""
    response = await (await server.command(ada, channel, "faq ask", question="tea?")).answered()
    assert response is not None
    return response


@pytest.mark.usefixtures("commands")
class TestUse:
    """What people do with commands and components, through discord.py."""

    async def test_an_ephemeral_answer_is_seen_by_its_asker_only(
        self, server: DiscordServer, channel: Channel, ada: User
    ) -> None:
        interaction = await server.command(ada, channel, "faq ask", question="tea?", amount=2)
        response = await interaction.answered()
        assert response is not None
        assert response.content == "tea? 2"
        assert interaction.is_ephemeral
        assert server.messages(channel) == []
        bob = await channel.guild.add_member("bob") if channel.guild else ada
        with pytest.raises(NotPossibleError):
            await server.press(bob, response, "Helpful")

    async def test_thinking_is_no_answer_until_it_is_replaced(
        self, server: DiscordServer, channel: Channel, ada: User
    ) -> None:
        hold = server.faults.hold("POST /webhooks/{webhook_id}/{webhook_token}")
        interaction = await server.command(ada, channel, "faq aloud")
        await server.wait_until(lambda: hold.waiting == 1)
        assert interaction.is_acknowledged
        assert not interaction.is_answered
        hold.release()
        response = await interaction.answered()
        assert response is not None
        assert (response.content, response.is_loading, response.is_ephemeral) == ("Answer", False, False)
        await server.wait_until(lambda: len(interaction.follow_ups) == 1)
        assert interaction.follow_ups[0].is_ephemeral
        assert server.messages(channel) == [response]

    @pytest.mark.parametrize(("label", "content"), [("Helpful", "Thanks"), ("Later", "Later")])
    async def test_a_button_changes_its_message(
        self, server: DiscordServer, channel: Channel, ada: User, label: str, content: str
    ) -> None:
        response = await asked(server, ada, channel)
        interaction = await server.press(ada, response, label)
        assert await interaction.answered() is response
        assert response.content == content

    async def test_a_menu_and_a_form_take_what_is_chosen_and_typed(
        self, server: DiscordServer, channel: Channel, ada: User
    ) -> None:
        response = await asked(server, ada, channel)
        chosen = await (await server.choose(ada, response, "Black tea")).answered()
        assert chosen is not None
        assert chosen.content == "black tea"
        form = await server.press(ada, response, custom_id="form")
        await form.answered()
        assert form.callback is Callback.MODAL
        said = await (await server.submit(ada, form, why="of tea")).answered()
        assert said is not None
        assert said.content == "Because of tea"

    async def test_choices_come_while_one_types(self, server: DiscordServer, channel: Channel, ada: User) -> None:
        assert await server.complete(ada, channel, "faq topic", name="te") == [{"name": "tea", "value": "tea"}]

    async def test_a_message_command_sees_the_content(self, server: DiscordServer, channel: Channel, ada: User) -> None:
        message = await server.say(ada, channel, "what is tea?")
        interaction = await server.use(ada, "Answer from the FAQ", message)
        response = await interaction.answered()
        assert response is not None
        assert response.content == "About: what is tea?"
        assert interaction.owners == {"0": str(channel.guild.id if channel.guild else 0)}

    async def test_a_person_brings_the_bot_into_a_guild_without_it(self, server: DiscordServer, ada: User) -> None:
        guild = await server.add_guild("Coffee house", has_bot=False)
        channel = await guild.add_text_channel("general")
        await guild.add_member(ada)
        message = await server.say(ada, channel, "what is coffee?")
        interaction = await server.use(ada, "Answer from the FAQ", message)
        response = await interaction.answered()
        assert response is not None
        assert interaction.owners == {"1": str(ada.id)}
        with pytest.raises(NotPossibleError):
            await server.command(ada, channel, "faq ask", question="coffee?")

    async def test_a_command_that_says_nothing_fails_after_three_seconds(
        self, server: DiscordServer, channel: Channel, ada: User
    ) -> None:
        interaction = await server.command(ada, channel, "faq nothing")
        await server.delivered()
        assert not interaction.has_failed
        server.clock.advance(3.5)
        with pytest.raises(NotAnsweredError):
            await interaction.answered()
        assert interaction.has_failed

    @pytest.mark.parametrize(
        ("name", "options"),
        [
            ("other", {}),
            ("faq", {}),
            ("faq other", {}),
            ("faq ask", {}),
            ("faq ask", {"question": "x", "other": "x"}),
            ("faq ask", {"question": 7}),
            ("faq ask", {"question": "x", "amount": "many"}),
        ],
    )
    async def test_what_is_not_registered_cannot_be_used(
        self, server: DiscordServer, channel: Channel, ada: User, name: str, options: dict[str, Any]
    ) -> None:
        with pytest.raises(NotOfferedError):
            await server.command(ada, channel, name, **options)

    async def test_direct_messages_have_commands_too(self, server: DiscordServer, ada: User) -> None:
        direct = await server.direct(ada)
        interaction = await server.command(ada, direct, "faq ask", question="tea?")
        assert await interaction.answered() is interaction.response
        assert interaction.context == 1


class Unanswered:
    """Raw requests about one interaction that no bot has seen."""

    def __init__(self, raw: Raw, interaction: Interaction) -> None:
        """Requests about this interaction."""
        self.raw = raw
        self.interaction = interaction

    async def call_back(self, kind: int, data: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Send a callback."""
        path = f"/interactions/{self.interaction.id}/{self.interaction.token}/callback"
        return await self.raw("POST", path, {"type": kind, "data": data})

    async def webhook(self, method: str, tail: str = "", body: object = None) -> tuple[int, Any]:
        """Use the interaction's webhook."""
        path = f"/webhooks/{self.interaction.application_id}/{self.interaction.token}{tail}"
        return await self.raw(method, path, body)


OPTION = {"type": 3, "name": "name", "description": "A topic", "autocomplete": True}


@pytest.fixture
async def unanswered(server: DiscordServer, raw: Raw, ada: User, channel: Channel) -> Unanswered:
    path = f"/applications/{server.application.id}/commands"
    await raw("PUT", path, [{"name": "faq", "description": "Questions", "options": [OPTION]}])
    return Unanswered(raw, await server.command(ada, channel, "faq"))


async def test_there_is_one_callback(unanswered: Unanswered) -> None:
    assert (await unanswered.call_back(4, {"content": "hello"}))[0] == 204
    status, answer = await unanswered.call_back(4, {"content": "again"})
    assert (status, answer["code"]) == (400, 40060)


async def test_a_late_callback_is_refused(server: DiscordServer, unanswered: Unanswered) -> None:
    server.clock.advance(3.1)
    status, answer = await unanswered.call_back(4, {"content": "hello"})
    assert (status, answer["code"]) == (404, 10062)
    assert unanswered.interaction.has_failed


async def test_a_token_lives_fifteen_minutes(server: DiscordServer, unanswered: Unanswered) -> None:
    await unanswered.call_back(5)
    server.clock.advance(14 * 60)
    assert (await unanswered.webhook("PATCH", "/messages/@original", {"content": "hello"}))[0] == 200
    server.clock.advance(2 * 60)
    status, answer = await unanswered.webhook("POST", body={"content": "hello"})
    assert (status, answer["code"]) == (401, 50027)


async def test_before_the_callback_there_is_no_webhook(unanswered: Unanswered) -> None:
    for method, tail in (("POST", ""), ("GET", "/messages/@original"), ("PATCH", "/messages/@original")):
        status, answer = await unanswered.webhook(method, tail, {"content": "hello"})
        assert (status, answer["code"]) == (404, 10015)


async def test_responses_are_read_changed_and_deleted(channel: Channel, unanswered: Unanswered) -> None:
    await unanswered.call_back(4, {"content": "hello"})
    assert (await unanswered.webhook("GET", "/messages/@original"))[1]["content"] == "hello"
    _, more = await unanswered.webhook("POST", body={"content": "more", "flags": 64})
    assert (await unanswered.webhook("PATCH", f"/messages/{more['id']}", {"content": "less"}))[0] == 200
    assert unanswered.interaction.follow_ups[0].content == "less"
    assert (await unanswered.raw("GET", f"/channels/{channel.id}/messages/{more['id']}"))[1]["code"] == 10008
    assert (await unanswered.webhook("DELETE", "/messages/@original"))[0] == 204
    assert (await unanswered.webhook("GET", "/messages/@original"))[1]["code"] == 10008
    assert channel.messages == {}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (1, {}),
        (6, {}),
        (7, {"content": "x"}),
        (8, {"choices": []}),
        (4, {"content": "x" * 2001}),
        (4, {"content": "x", "flags": 1 << 7}),
        (9, {"title": "x", "custom_id": "x", "components": []}),
    ],
)
async def test_a_callback_that_discord_refuses(unanswered: Unanswered, kind: int, data: dict[str, Any]) -> None:
    status, answer = await unanswered.call_back(kind, data)
    assert (status, answer["code"]) == (400, 50035)
    assert not unanswered.interaction.is_acknowledged
    assert (await unanswered.call_back(4, {"content": "hello"}))[0] == 204


CHOICE = {"name": "x", "value": "x"}


@pytest.mark.parametrize(
    "choices",
    [[CHOICE] * 26, [{"name": "", "value": "x"}], [{"name": "x" * 101, "value": "x"}], [{**CHOICE, "value": 7}]],
)
async def test_choices_that_discord_refuses(
    server: DiscordServer, channel: Channel, unanswered: Unanswered, choices: list[dict[str, Any]]
) -> None:
    ada = unanswered.interaction.user
    typing = asyncio.create_task(server.complete(ada, channel, "faq", name="te"))
    await server.wait_until(lambda: len(server.world.interactions) == 2)
    interaction = list(server.world.interactions.values())[-1]
    completing = Unanswered(unanswered.raw, interaction)
    assert (await completing.call_back(8, {"choices": choices}))[1]["code"] == 50035
    assert (await completing.call_back(4, {"content": "x"}))[1]["code"] == 50035
    assert (await completing.call_back(8, {"choices": [CHOICE] * 25}))[0] == 204
    assert len(await typing) == 25
