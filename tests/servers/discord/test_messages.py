"""discord.py reads and writes messages on the server as on Discord."""

from collections.abc import AsyncIterator

import discord
import pytest

from tests.servers.discord import Channel, DiscordServer, NotPossibleError, User
from tests.servers.discord.conftest import Echo, connected


@pytest.fixture
async def channel(server: DiscordServer) -> Channel:
    guild = await server.add_guild("Tea house")
    return await guild.add_text_channel("general")


@pytest.fixture
async def ada(channel: Channel) -> User:
    assert channel.guild is not None
    return await channel.guild.add_member("ada")


@pytest.fixture
async def deaf(server: DiscordServer, channel: Channel) -> AsyncIterator[Echo]:
    """The small bot without the message content intent."""
    client = Echo(content=False)
    async with connected(server, client):
        assert channel.guild is not None
        yield client


async def test_a_message_goes_in_and_its_reply_comes_out(
    server: DiscordServer, channel: Channel, ada: User, echo: Echo
) -> None:
    message = await server.say(ada, channel, "hello")
    (reply,) = await server.replies_to(message)
    assert reply.content == "You said: hello"
    assert reply.reference is not None
    assert reply.reference.message_id == message.id
    assert not reply.pings
    assert echo.errors == []
    assert server.unknown_requests == []


async def test_a_person_is_read_as_they_are(server: DiscordServer, channel: Channel, ada: User, echo: Echo) -> None:
    await server.replies_to(await server.say(ada, channel, "look", attachments=2, stickers=1))
    await server.replies_to(await server.say(ada, channel, "beep", as_bot=True))
    first, second = echo.read
    assert (len(first.attachments), len(first.stickers)) == (2, 1)
    assert isinstance(first.author, discord.Member)
    assert (first.author.bot, second.author.bot) == (False, True)
    assert abs((first.created_at.timestamp()) - server.clock.now()) < 5


async def test_without_the_intent_content_is_hidden(
    server: DiscordServer, channel: Channel, ada: User, deaf: Echo
) -> None:
    await server.say(ada, channel, "secret", attachments=1, embeds=[{"title": "secret"}])
    await server.say(ada, channel, "hello", mention_bot=True)
    await server.say(ada, await server.direct(ada), "hello")
    await server.wait_until(lambda: len(deaf.read) == 3)
    hidden, mentioned, direct = sorted(deaf.read, key=lambda one: one.id)
    assert (hidden.content, hidden.attachments, hidden.embeds) == ("", [], [])
    assert mentioned.content.endswith("hello")
    assert direct.content == "hello"


async def test_without_the_intent_a_mention_of_the_role_is_hidden_and_an_answer_to_the_bot_is_not(
    server: DiscordServer, channel: Channel, ada: User, deaf: Echo
) -> None:
    (reply,) = await server.replies_to(await server.say(ada, channel, "hello", mention_bot=True))
    await server.say(ada, channel, "secret", role_mention_of_bot=True)
    await server.say(ada, channel, "thanks", reply_to=reply)
    await server.say(ada, channel, "thanks", reply_to=reply, ping_reply=False)
    await server.wait_until(lambda: len(deaf.read) == 4)
    assert [one.content for one in sorted(deaf.read, key=lambda one: one.id)][1:] == ["", "thanks", ""]


async def test_edits_previews_and_deletions_are_told_apart(
    server: DiscordServer, channel: Channel, ada: User, echo: Echo
) -> None:
    message = await server.say(ada, channel, "hello")
    await server.replies_to(message)
    await server.unfurl(message)
    await server.edit(message, "hello again")
    await server.delete(message)
    await server.delivered()
    previewed, edited = echo.edits
    assert previewed.data["edited_timestamp"] is None
    assert previewed.data["content"] == "hello"
    assert edited.data["edited_timestamp"] is not None
    assert edited.data["content"] == "hello again"
    assert message not in server.messages(channel)


async def test_a_thread_and_a_post_are_places_to_answer_in(
    server: DiscordServer, channel: Channel, ada: User, echo: Echo
) -> None:
    assert channel.guild is not None
    message = await server.say(ada, channel, "hello")
    thread = await server.start_thread(ada, channel, "Tea", message=message)
    assert thread.id == message.id
    await server.say(ada, thread, "in the thread")
    assert len(await server.replies_to(message, count=2)) == 2
    forum = await channel.guild.add_forum("help")
    post = await server.post(ada, forum, "Tea?", "What is it?")
    (reply,) = await server.replies_to(post)
    assert reply.channel is post.channel
    alone = await server.start_thread(ada, channel, "Coffee")
    await server.replies_to(await server.say(ada, alone, "no message above"))
    assert echo.errors == []


async def test_the_bot_starts_threads_of_both_kinds(
    server: DiscordServer, channel: Channel, ada: User, echo: Echo
) -> None:
    message = await server.say(ada, channel, "hello")
    await server.replies_to(message)
    place = echo.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    thread = await (await place.fetch_message(message.id)).create_thread(name="Tea")
    await thread.send("inside")
    other = await place.create_thread(name="Coffee", type=discord.ChannelType.public_thread)
    await other.send("inside")
    assert {one.name for one in await place.guild.active_threads()} == {"Tea", "Coffee"}
    with pytest.raises(discord.HTTPException) as refused:
        await (await place.fetch_message(message.id)).create_thread(name="Tea")
    assert refused.value.code == 160004


async def test_history_is_read_in_pages(server: DiscordServer, channel: Channel, ada: User, echo: Echo) -> None:
    bot = await channel.guild.add_member("other", is_bot=True) if channel.guild else ada
    said = [await server.say(bot, channel, f"number {number}") for number in range(12)]
    await server.delivered()
    place = echo.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    middle = said[5]
    before = [one.id async for one in place.history(limit=3, before=discord.Object(middle.id))]
    assert before == [said[4].id, said[3].id, said[2].id]
    after = [one.id async for one in place.history(limit=3, after=discord.Object(middle.id))]
    assert after == [said[6].id, said[7].id, said[8].id]
    around = {one.id async for one in place.history(limit=3, around=discord.Object(middle.id))}
    assert around == {said[4].id, said[5].id, said[6].id}


async def test_the_same_nonce_makes_one_message(server: DiscordServer, channel: Channel, echo: Echo) -> None:
    place = echo.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    first = await place.send("hello", nonce=42)
    second = await place.send("hello", nonce=42)
    assert first.id == second.id
    server.clock.advance(600)
    assert (await place.send("hello", nonce=42)).id != first.id
    assert len(server.by_bot(channel)) == 2


async def test_people_cannot_do_what_discord_does_not_let_them(
    server: DiscordServer, channel: Channel, ada: User
) -> None:
    assert channel.guild is not None
    forum = await channel.guild.add_forum("help")
    thread = await server.start_thread(ada, channel, "Tea")
    await server.archive(thread, locked=True)
    stranger = await (await server.add_guild("Coffee house")).add_member("bob")
    for who, place in ((ada, forum), (ada, thread), (stranger, channel)):
        with pytest.raises(NotPossibleError):
            await server.say(who, place, "hello")


async def test_ids_increase_and_carry_their_time(server: DiscordServer, channel: Channel, ada: User) -> None:
    first = await server.say(ada, channel, "now")
    server.clock.advance(3600)
    second = await server.say(ada, channel, "in an hour")
    between = discord.utils.snowflake_time(second.id) - discord.utils.snowflake_time(first.id)
    assert 3590 < between.total_seconds() < 3610


async def test_a_thousand_questions_cost_little(server: DiscordServer, channel: Channel, ada: User, echo: Echo) -> None:
    server.limits.enabled = False
    for number in range(1000):
        await server.say(ada, channel, f"number {number}")
    await server.wait_until(lambda: len(server.by_bot(channel)) == 1000, timeout=30)
    assert echo.errors == []
