"""What the bot may do, and whom its messages notify."""

from collections.abc import Callable

import pytest

from tests.servers.discord import ALL, MEMBER, Channel, DiscordServer, Guild, Permissions, Role, User
from tests.servers.discord.conftest import Echo, Raw

P = Permissions


@pytest.fixture
async def guild(server: DiscordServer) -> Guild:
    return await server.add_guild("Tea house")


@pytest.fixture
async def channel(guild: Guild) -> Channel:
    return await guild.add_text_channel("general")


@pytest.fixture
async def ada(guild: Guild) -> User:
    return await guild.add_member("ada")


async def test_the_bot_is_a_member_of_the_guilds_that_it_is_in(server: DiscordServer, guild: Guild, raw: Raw) -> None:
    await server.add_guild("Coffee house", has_bot=False)
    _, guilds = await raw("GET", "/users/@me/guilds")
    assert [one["id"] for one in guilds] == [str(guild.id)]
    _, member = await raw("GET", f"/guilds/{guild.id}/members/{server.world.bot.id}")
    assert (member["user"]["id"], member["roles"]) == (str(server.world.bot.id), [str(guild.bot_role.id)])


@pytest.mark.parametrize(
    ("allowed", "method", "tail", "body", "code"),
    [
        (P(0), "GET", "", None, 50001),
        (MEMBER & ~P.VIEW_CHANNEL, "POST", "/messages", {"content": "x"}, 50001),
        (MEMBER & ~P.SEND_MESSAGES, "POST", "/messages", {"content": "x"}, 50013),
        (MEMBER & ~P.EMBED_LINKS, "POST", "/messages", {"embeds": [{"title": "x"}]}, 50013),
        (MEMBER & ~P.READ_MESSAGE_HISTORY, "GET", "/messages/{message}", None, 50013),
        (
            MEMBER & ~P.READ_MESSAGE_HISTORY,
            "POST",
            "/messages",
            {"content": "x", "message_reference": {"message_id": "{message}"}},
            160002,
        ),
        (MEMBER, "DELETE", "/messages/{message}", None, 50013),
        (MEMBER & ~P.CREATE_PUBLIC_THREADS, "POST", "/messages/{message}/threads", {"name": "x"}, 50013),
        (MEMBER, "PATCH", "/messages/{message}", {"content": "x"}, 50005),
    ],
)
async def test_what_is_not_permitted_is_refused(  # noqa: PLR0913 - four fixtures and a table of five
    server: DiscordServer,
    channel: Channel,
    ada: User,
    raw: Raw,
    *,
    allowed: Permissions,
    method: str,
    tail: str,
    body: dict[str, object] | None,
    code: int,
) -> None:
    message = await server.say(ada, channel, "hello")
    await server.set_permissions(channel, allowed)
    if body and "message_reference" in body:
        body = {**body, "message_reference": {"message_id": str(message.id)}}
    status, answer = await raw(method, f"/channels/{channel.id}{tail.format(message=message.id)}", body)
    assert (status, answer["code"]) == (403, code)


async def test_moderating_bots_delete_what_others_wrote(
    server: DiscordServer, channel: Channel, ada: User, raw: Raw
) -> None:
    message = await server.say(ada, channel, "hello")
    await server.set_permissions(channel, ALL)
    assert (await raw("DELETE", f"/channels/{channel.id}/messages/{message.id}"))[0] == 204
    assert message.is_deleted


async def test_without_the_history_a_list_is_empty(
    server: DiscordServer, channel: Channel, ada: User, raw: Raw
) -> None:
    await server.say(ada, channel, "hello")
    await server.set_permissions(channel, MEMBER & ~P.READ_MESSAGE_HISTORY)
    assert await raw("GET", f"/channels/{channel.id}/messages") == (200, [])


async def test_the_bot_does_not_hear_what_it_does_not_see(server: DiscordServer, guild: Guild, echo: Echo) -> None:
    hidden = await guild.add_text_channel("hidden", bot_permissions=P(0))
    ada = await guild.add_member("ada")
    await server.say(ada, hidden, "secret")
    await server.delivered()
    assert echo.read == []
    assert echo.get_channel(hidden.id) is None


async def test_a_guild_that_was_left_is_closed_to_the_bot(
    server: DiscordServer, guild: Guild, channel: Channel, raw: Raw, echo: Echo
) -> None:
    await server.kick_bot(guild)
    await server.delivered()
    assert not list(echo.guilds)
    assert (await raw("POST", f"/channels/{channel.id}/messages", {"content": "x"}))[1]["code"] == 50001
    await server.invite_bot(guild)
    await server.delivered()
    assert [one.name for one in echo.guilds] == ["Tea house"]
    await server.delete_channel(channel)
    assert (await raw("GET", f"/channels/{channel.id}"))[1]["code"] == 10003


async def test_threads_have_their_own_rules(server: DiscordServer, channel: Channel, ada: User, raw: Raw) -> None:
    thread = await server.start_thread(ada, channel, "Tea")
    path = f"/channels/{thread.id}/messages"
    await server.set_permissions(channel, MEMBER & ~P.SEND_MESSAGES)
    assert (await raw("POST", path, {"content": "x"}))[0] == 200
    await server.set_permissions(channel, MEMBER & ~P.SEND_MESSAGES_IN_THREADS)
    assert (await raw("POST", path, {"content": "x"}))[1]["code"] == 50013
    await server.set_permissions(channel, MEMBER)
    await server.archive(thread)
    assert (await raw("POST", path, {"content": "x"}))[0] == 200
    assert not thread.is_archived
    await server.archive(thread, locked=True)
    assert (await raw("POST", path, {"content": "x"}))[1]["code"] == 50083
    await server.lock(thread)
    assert (await raw("POST", path, {"content": "x"}))[1]["code"] == 160005
    await server.set_permissions(channel, MEMBER | P.MANAGE_THREADS)
    assert (await raw("POST", path, {"content": "x"}))[0] == 200
    forum = await channel.guild.add_forum("help") if channel.guild else channel
    assert (await raw("POST", f"/channels/{forum.id}/messages", {"content": "x"}))[1]["code"] == 50008


class Cast:
    """Those who can be mentioned."""

    def __init__(self, ada: User, bob: User, closed: Role, opened: Role) -> None:
        """Two people, a role that is not mentionable and one that is."""
        self.ada, self.bob, self.closed, self.opened = ada, bob, closed, opened
        self.text = f"@everyone <@{ada.id}> <@!{bob.id}> <@&{closed.id}> <@&{opened.id}> <@123456789012345678>"


Allowed = Callable[[Cast], object]
NOBODY: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("may_all", "allowed", "pinged"),
    [
        (True, None, ("everyone", "ada", "bob", "closed", "opened")),
        (False, None, ("ada", "bob", "opened")),
        (True, lambda _: {"parse": []}, NOBODY),
        (True, lambda _: {}, NOBODY),
        (True, lambda _: {"parse": ["users"]}, ("ada", "bob")),
        (True, lambda _: {"parse": ["roles"]}, ("closed", "opened")),
        (False, lambda _: {"parse": ["everyone"]}, NOBODY),
        (True, lambda _: {"parse": ["everyone"]}, ("everyone",)),
        (True, lambda cast: {"users": [str(cast.bob.id)]}, ("bob",)),
        (True, lambda cast: {"parse": ["users"], "roles": [str(cast.opened.id)]}, ("ada", "bob", "opened")),
    ],
)
async def test_who_is_notified(  # noqa: PLR0913 - three fixtures and a table of three
    server: DiscordServer,
    guild: Guild,
    channel: Channel,
    raw: Raw,
    *,
    may_all: bool,
    allowed: Allowed | None,
    pinged: tuple[str, ...],
) -> None:
    cast = Cast(
        await guild.add_member("ada"),
        await guild.add_member("bob"),
        await guild.add_role("closed"),
        await guild.add_role("opened", is_mentionable=True),
    )
    if may_all:
        await server.set_permissions(channel, ALL)
    body = {"content": cast.text} if allowed is None else {"content": cast.text, "allowed_mentions": allowed(cast)}
    await raw("POST", f"/channels/{channel.id}/messages", body)
    pings = server.by_bot(channel)[0].pings
    names = [
        *(["everyone"] if pings.everyone else []),
        *(one.name for one in pings.users),
        *(one.name for one in pings.roles),
    ]
    assert tuple(names) == pinged
    assert bool(pings) is bool(pinged)


@pytest.mark.parametrize(
    ("allowed", "is_notified"),
    [(None, True), ({"parse": ["users"]}, False), ({"parse": [], "replied_user": True}, True)],
)
async def test_whether_a_reply_notifies(  # noqa: PLR0913 - four fixtures and a table of two
    server: DiscordServer, channel: Channel, ada: User, raw: Raw, allowed: object, *, is_notified: bool
) -> None:
    message = await server.say(ada, channel, "hello")
    body = {"content": "x", "message_reference": {"message_id": str(message.id)}, "allowed_mentions": allowed}
    await raw("POST", f"/channels/{channel.id}/messages", body)
    assert (server.by_bot(channel)[0].pings.replied_user is ada) is is_notified


async def test_embeds_notify_nobody_and_text_components_do(
    server: DiscordServer, channel: Channel, ada: User, raw: Raw
) -> None:
    path = f"/channels/{channel.id}/messages"
    await raw("POST", path, {"embeds": [{"description": f"<@{ada.id}>"}]})
    await raw("POST", path, {"flags": 1 << 15, "components": [{"type": 10, "content": f"<@{ada.id}>"}]})
    embed, component = server.by_bot(channel)
    assert not embed.pings
    assert component.pings.users == [ada]
    assert str(ada.id) in embed.text
    assert str(ada.id) in component.text
