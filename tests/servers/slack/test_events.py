"""What people do and what the app hears of it."""

from typing import Any

import pytest

from tests.servers.slack import Channel, NotPossibleError, SlackServer, User
from tests.servers.slack.apps import Echo, connected


@pytest.fixture
async def heard(echo: Echo) -> list[dict[str, Any]]:
    """What the app hears, for tests that need nothing else of it."""
    return echo.heard


async def test_a_mention_arrives_twice_as_two_events_of_one_message(
    server: SlackServer, echo: Echo, channel: Channel, ada: User
) -> None:
    message = await server.say(ada, channel, "what is tea?", mention_bot=True)
    await server.replies_to(message)
    await server.delivered()
    twins = [body for body in echo.bodies if body["event"].get("client_msg_id") == message.client_msg_id]
    assert {body["event"]["type"] for body in twins} == {"app_mention", "message"}
    assert {body["event"]["ts"] for body in twins} == {message.ts}
    assert len({body["event_id"] for body in twins}) == 2
    (mention,) = [body["event"] for body in twins if body["event"]["type"] == "app_mention"]
    assert "channel_type" not in mention
    assert mention["text"] == f"<@{server.bot.id}> what is tea?"


async def test_the_seed_settles_which_twin_comes_first() -> None:
    orders = set()
    for seed in range(8):
        async with SlackServer(seed=seed) as server:
            channel, ada = await server.team.add_channel("general"), await server.team.add_member("ada")
            await server.say(ada, channel, "hello", mention_bot=True)
            orders.add(tuple(one.event["type"] for one in server.deliveries.all))
    assert orders == {("app_mention", "message"), ("message", "app_mention")}


@pytest.mark.parametrize(
    ("lacking", "expected"),
    [
        ("nothing", {"app_mention", "message"}),
        ("app_mention", {"message"}),
        ("message.channels", {"app_mention"}),
        ("app_mentions:read", {"message"}),
        ("channels:history", {"app_mention"}),
    ],
)
async def test_only_what_is_subscribed_to_and_allowed_is_told(
    server: SlackServer, channel: Channel, ada: User, lacking: str, expected: set[str]
) -> None:
    server.manifest.events.discard(lacking)
    server.team.scopes.discard(lacking)
    await server.say(ada, channel, "hello", mention_bot=True)
    assert {one.event["type"] for one in server.deliveries.all} == expected


async def test_messages_of_several_people_have_a_name_and_a_scope_of_their_own(server: SlackServer, ada: User) -> None:
    group = await server.team.add_group_direct(ada, await server.team.add_member("Bob"))
    await server.say(ada, group, "hello")
    (told,) = server.deliveries.all
    assert (told.event["type"], told.event["channel_type"]) == ("message", "mpim")
    server.team.scopes.discard("mpim:history")
    await server.say(ada, group, "hello")
    assert len(server.deliveries.all) == 1


async def test_nothing_is_told_of_channels_without_the_bot(server: SlackServer, ada: User) -> None:
    away = await server.team.add_channel("away", bot_is_member=False)
    await server.say(ada, away, "hello", mention_bot=True)
    assert server.deliveries.all == []
    await server.invite_bot(away)
    await server.say(ada, away, "hello")
    await server.kick_bot(away)
    await server.say(ada, away, "hello")
    assert [one.event["type"] for one in server.deliveries.all] == ["member_joined_channel", "message"]


@pytest.mark.parametrize(("is_private", "kind"), [(False, "channel"), (True, "group")])
async def test_a_message_names_the_kind_of_its_channel(
    server: SlackServer, ada: User, *, is_private: bool, kind: str
) -> None:
    channel = await server.team.add_channel("x", is_private=is_private)
    await server.say(ada, channel, "hello")
    assert [one.event["channel_type"] for one in server.deliveries.all] == [kind]


async def test_a_direct_message_is_no_mention(server: SlackServer, heard: list[dict[str, Any]], ada: User) -> None:
    direct = await server.direct(ada)
    await server.say(ada, direct, "hello", mention_bot=True)
    await server.delivered()
    assert [(event["type"], event["channel_type"]) for event in heard] == [("message", "im")]


async def test_words_arrive_as_slacks_apps_send_them(server: SlackServer, channel: Channel, ada: User) -> None:
    bob = await server.team.add_member("bob")
    said = "@everyone <b> & https://example.org/a?b=1, a@here.org"
    message = await server.say(ada, channel, said, mentions=[bob])
    assert message.content == (f"<@{bob.id}> <!everyone> &lt;b&gt; &amp; <https://example.org/a?b=1>, a@here.org")
    assert (message.pings.users, message.pings.everyone) == ([bob], True)
    kinds = [one["type"] for one in message.blocks[0]["elements"][0]["elements"]]
    assert kinds == ["user", "text", "broadcast", "text", "link", "text"]


async def test_a_reply_names_its_thread(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    first = await server.say(ada, channel, "one")
    reply = await server.say(ada, channel, "two", thread=first)
    shown = await server.say(ada, channel, "three", thread=reply, broadcast=True)
    await server.delivered()
    assert [event.get("thread_ts") for event in heard] == [None, first.ts, first.ts]
    assert heard[1]["parent_user_id"] == ada.id
    assert (heard[2]["subtype"], shown.thread_ts) == ("thread_broadcast", first.ts)


async def test_files_come_with_the_message(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    await server.say(ada, channel, "look", files=2)
    await server.delivered()
    assert (heard[0]["subtype"], len(heard[0]["files"])) == ("file_share", 2)


async def test_another_app_can_mention_the_bot(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    await server.say(ada, channel, "beep", mention_bot=True, as_bot=True)
    await server.delivered()
    events = [event for event in heard if event.get("user") != server.bot.id]
    assert {event["type"] for event in events} == {"app_mention", "message"}
    assert all(event["bot_id"] and event["app_id"] != server.app.id for event in events)


async def test_an_edit_arrives_with_the_message_before_it(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    message = await server.say(ada, channel, "one")
    await server.edit(message, "two")
    await server.delivered()
    _, edit = heard
    assert (edit["subtype"], edit["hidden"], edit["channel_type"]) == ("message_changed", True, "channel")
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("one", "two")
    assert edit["message"]["edited"]["user"] == ada.id
    assert edit["message"]["ts"] == message.ts != edit["ts"]


async def test_an_edit_keeps_the_mention_and_can_bring_one(server: SlackServer, channel: Channel, ada: User) -> None:
    message = await server.say(ada, channel, "one", mention_bot=True)
    await server.edit(message, "two")
    assert message.content == f"<@{server.bot.id}> two"
    assert [one.event["type"] for one in server.deliveries.all].count("app_mention") == 1
    other = await server.say(ada, channel, "one")
    await server.edit(other, "two", mention_bot=True)
    assert [one.event["type"] for one in server.deliveries.all].count("app_mention") == 2
    assert server.deliveries.all[-1].event["edited"]["user"] == ada.id


async def test_a_preview_is_a_change_without_an_edit(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    message = await server.say(ada, channel, "https://example.org")
    await server.unfurl(message)
    await server.delivered()
    assert heard[1]["subtype"] == "message_changed"
    assert "edited" not in heard[1]["message"]
    assert heard[1]["message"]["text"] == heard[1]["previous_message"]["text"]


async def test_a_deletion_names_the_message_that_is_gone(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    message = await server.say(ada, channel, "one")
    await server.delete(message)
    await server.delivered()
    assert (heard[1]["subtype"], heard[1]["deleted_ts"]) == ("message_deleted", message.ts)
    assert heard[1]["previous_message"]["text"] == "one"
    assert server.messages(channel) == []


async def test_the_first_message_of_a_thread_leaves_a_tombstone_until_the_last_reply_goes(
    server: SlackServer, heard: list[dict[str, Any]], channel: Channel, ada: User
) -> None:
    first = await server.say(ada, channel, "one")
    reply = await server.say(ada, channel, "two", thread=first)
    await server.delete(first)
    await server.delivered()
    assert heard[-1]["subtype"] == "message_changed"
    assert heard[-1]["message"]["subtype"] == "tombstone"
    assert heard[-1]["previous_message"]["text"] == "one"
    assert server.messages(channel) == [first, reply]
    await server.delete(reply)
    assert server.messages(channel) == []


async def test_the_app_hears_of_its_own_changes(server: SlackServer, echo: Echo, channel: Channel, ada: User) -> None:
    message = await server.say(ada, channel, "one", mention_bot=True)
    (reply,) = await server.replies_to(message)
    await echo.app.client.chat_update(channel=channel.id, ts=reply.ts, text="changed")
    assert server.deliveries.all[-1].event["message"]["user"] == server.bot.id
    await server.delivered()
    assert "message_changed" not in echo.types()


async def test_people_cannot_do_what_slack_does_not_let_them(server: SlackServer, channel: Channel, ada: User) -> None:
    bob = await server.team.add_member("bob")
    closed = await server.team.add_channel("closed", members=[bob])
    with pytest.raises(NotPossibleError):
        await server.say(ada, closed, "hello")
    await server.join(ada, closed)
    await server.say(ada, closed, "hello")
    await server.archive(channel)
    with pytest.raises(NotPossibleError):
        await server.say(ada, channel, "hello")
    with pytest.raises(NotPossibleError):
        await server.command(ada, closed, "/unknown")
    with pytest.raises(NotPossibleError):
        await server.use(ada, "Unknown", server.messages(closed)[0])


async def test_very_long_messages_are_cut(server: SlackServer, channel: Channel, ada: User) -> None:
    assert len((await server.say(ada, channel, "x" * 50_000)).content) == 40_000


async def test_several_workspaces_are_told_apart(server: SlackServer) -> None:
    other = await server.add_team("Coffee house")
    eve = await other.add_member("eve")
    channel = await other.add_channel("general")
    await server.say(eve, channel, "hello", mention_bot=True)
    payload = server.deliveries.all[0].payload
    assert payload["team_id"] == other.id != server.team.id
    assert payload["authorizations"][0]["user_id"] == other.bot.id
    assert payload["api_app_id"] == server.app.id


async def test_quiet_waits_for_what_came_before(server: SlackServer, channel: Channel, ada: User) -> None:
    app = Echo(server)
    async with connected(server, app.app):
        await server.say(ada, channel, "talk among people")
        answer = await server.quiet(lambda: server.say(ada, channel, "done?", mention_bot=True))
        assert server.by_bot(channel) == [answer]
