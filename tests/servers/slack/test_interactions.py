"""Commands, shortcuts, buttons and menus, with Bolt's own handlers."""

import pytest

from tests.servers.slack import Channel, Message, NotAnsweredError, NotPossibleError, SlackServer, User
from tests.servers.slack.shop import Shop


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("text", "is_ephemeral"), [("at once", True), ("later", True), ("privately", True), ("for all", False)]
)
async def test_a_command_is_answered(
    server: SlackServer, channel: Channel, ada: User, text: str, *, is_ephemeral: bool
) -> None:
    interaction = await server.command(ada, channel, "/faq", text)
    message = await interaction.answered()
    assert message is not None
    assert message.content == {"privately": "psst"}.get(text, text)
    assert (message.visible_to is ada) == message.is_ephemeral == is_ephemeral
    assert (message in server.messages(channel)) != is_ephemeral
    assert (message in server.ephemerals(ada, channel)) == is_ephemeral
    if text != "privately":
        assert interaction.is_ephemeral == is_ephemeral
        assert interaction.response is message


async def test_a_command_says_who_gave_it_where(server: SlackServer, channel: Channel, ada: User) -> None:
    interaction = await server.command(ada, channel, "/faq", "tea & <milk>")
    assert interaction.payload["text"] == "tea &amp; &lt;milk&gt;"
    assert (interaction.payload["user_id"], interaction.payload["channel_name"]) == (ada.id, "general")
    direct = await server.command(ada, await server.direct(ada), "/faq")
    assert direct.payload["channel_name"] == "directmessage"


async def test_an_app_that_is_not_there_fails_the_command(server: SlackServer, channel: Channel, ada: User) -> None:
    interaction = await server.command(ada, channel, "/faq", "tea")
    with pytest.raises(NotAnsweredError, match="dispatch_failed"):
        await interaction.answered()


async def test_a_response_with_bad_blocks_fails(server: SlackServer, shop: Shop, channel: Channel, ada: User) -> None:
    interaction = await server.command(ada, channel, "/faq", "bad blocks")
    with pytest.raises(NotAnsweredError, match="invalid_blocks"):
        await interaction.answered()
    assert shop.actions == []


async def test_a_message_shortcut_carries_the_message(
    server: SlackServer, shop: Shop, channel: Channel, ada: User
) -> None:
    message = await server.say(ada, channel, "what is tea?")
    interaction = await server.use(ada, "Answer from the FAQ", message)
    answer = await interaction.answered()
    assert answer is not None
    assert (answer.content, answer.visible_to) == ("found", ada)
    (payload,) = shop.actions
    assert (payload["type"], payload["callback_id"]) == ("message_action", "answer_from_faq")
    assert (payload["message"]["text"], payload["message_ts"]) == ("what is tea?", message.ts)
    assert payload["channel"] == {"id": channel.id, "name": "general"}
    assert server.remarks == []


@pytest.mark.parametrize(
    ("chosen", "action_id", "value"),
    [
        ({"label": "Green"}, "pick:1", "green"),
        ({"action_id": "pick:2"}, "pick:2", "black"),
        ({"label": "Helpful"}, "vote", "good"),
        ({"value": "bad"}, "vote", "bad"),
        ({"label": "Take away"}, "trash", None),
    ],
)
async def test_a_button_is_pressed(  # noqa: PLR0913, PLR0917 - fixtures and a table
    server: SlackServer,
    shop: Shop,
    posted: Message,
    ada: User,
    chosen: dict[str, str],
    action_id: str,
    value: str | None,
) -> None:
    interaction = await server.press(ada, posted, **chosen)
    await interaction.acknowledged()
    await server.wait_until(lambda: len(shop.actions) == 1)
    action = shop.actions[0]
    assert (action["action_id"], action.get("value")) == (action_id, value)
    assert action["body"]["container"]["message_ts"] == posted.ts
    assert action["body"]["message"]["ts"] == posted.ts
    assert action["body"]["user"]["id"] == ada.id


async def test_a_press_can_replace_and_delete_the_message(server: SlackServer, posted: Message, ada: User) -> None:
    interaction = await server.press(ada, posted, "Green")
    assert await interaction.answered() is posted
    assert (posted.text, posted.blocks, interaction.is_updated) == ("You chose green", [], True)
    assert server.deliveries.all[-1].event["subtype"] == "message_changed"


async def test_a_press_can_delete_the_message(
    server: SlackServer, posted: Message, channel: Channel, ada: User
) -> None:
    interaction = await server.press(ada, posted, "Black")
    await interaction.answered()
    assert posted.is_deleted
    assert server.by_bot(channel) == []


async def test_a_press_can_thank_privately(server: SlackServer, posted: Message, channel: Channel, ada: User) -> None:
    interaction = await server.press(ada, posted, "Helpful")
    await interaction.answered()
    assert [one.content for one in interaction.ephemeral] == ["Thank you"]
    assert server.ephemerals(ada, channel) == interaction.ephemeral
    assert not posted.revisions


@pytest.mark.parametrize(("label", "action_id", "value"), [("Coffee", "menu", "coffee"), ("Remove", "more", "remove")])
async def test_an_option_is_chosen(  # noqa: PLR0913, PLR0917 - fixtures and a table
    server: SlackServer, shop: Shop, posted: Message, ada: User, label: str, action_id: str, value: str
) -> None:
    await server.choose(ada, posted, label)
    await server.wait_until(lambda: len(shop.actions) == 1)
    action = shop.actions[0]
    assert (action["action_id"], action["selected_option"]["value"]) == (action_id, value)


async def test_an_ephemeral_message_is_changed_through_its_own_buttons_alone(
    server: SlackServer, shop: Shop, channel: Channel, ada: User
) -> None:
    message = await (await server.command(ada, channel, "/faq", "later")).answered()
    assert message is not None
    bob = await server.team.add_member("bob")
    with pytest.raises(NotPossibleError):
        await server.press(bob, message, "Green")
    interaction = await server.press(ada, message, "Green")
    await interaction.answered()
    assert message.text == "You chose green"
    assert "message" not in shop.actions[0]["body"]
    assert shop.actions[0]["body"]["container"]["is_ephemeral"] is True


async def test_what_is_not_there_cannot_be_pressed(server: SlackServer, posted: Message, ada: User) -> None:
    assert posted.labels == ["Green", "Black", "Tea", "Coffee", "Remove", "Helpful", "Not helpful", "Take away"]
    with pytest.raises(NotPossibleError, match="offered are"):
        await server.press(ada, posted, "Red")
    with pytest.raises(NotPossibleError):
        await server.choose(ada, posted, "Milk")
    await server.delete(posted)
    with pytest.raises(NotPossibleError):
        await server.press(ada, posted, "Green")
