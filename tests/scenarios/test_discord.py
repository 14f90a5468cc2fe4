"""What only Discord has: forums, completion, messages without their text, and commands that a person installs."""

import logging

import pytest

from bot.core import wording
from bot.core.reply import Post
from tests.scenarios.conftest import Gather
from tests.scenarios.discord import DiscordCommunity, DiscordSaid
from tests.scenarios.tea_house import ABOUT_AGE, ABOUT_STEEPING, ABOUT_WATER
from tests.servers.discord import NotAnsweredError, Permissions

SYNC = "PUT /applications/{application_id}/commands"


@pytest.fixture
async def discord(gather: Gather, request: pytest.FixtureRequest) -> DiscordCommunity:
    """The community, on Discord alone."""
    if "discord" not in request.node.name:
        pytest.skip("another platform")
    community = await gather()
    assert isinstance(community, DiscordCommunity)
    return community


async def test_the_title_of_a_forum_post_belongs_to_the_question(discord: DiscordCommunity) -> None:
    ada, forum = await discord.member("ada"), await discord.guild.add_forum("help")
    post = await discord.server.post(ada, forum, ABOUT_WATER, "I have no idea, please help", mention_bot=True)
    (reply, *_) = await discord.server.replies_to(post)
    assert "How hot should the water be?" in reply.content
    assert reply.channel is post.channel


async def test_the_asker_goes_on_in_the_forum_post(discord: DiscordCommunity) -> None:
    ada, forum = await discord.member("ada"), await discord.guild.add_forum("help")
    post = await discord.server.post(ada, forum, ABOUT_WATER, "?", mention_bot=True)
    await discord.server.replies_to(post)
    more = await discord.say(ada, post.channel, ABOUT_STEEPING)
    assert "Three minutes" in (await discord.reply_to(more)).text


@pytest.mark.parametrize("way", ["by its role", "by a reply that pings", "by a reply that does not"])
async def test_there_are_more_ways_to_mention_the_bot(discord: DiscordCommunity, way: str) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    said = await discord.reply_to(await discord.say(ada, general, ABOUT_WATER, mentions_bot=True))
    if way == "by its role":
        question = await discord.server.say(ada, general, ABOUT_STEEPING, role_mention_of_bot=True)
    else:
        pings = way == "by a reply that pings"
        question = await discord.server.say(ada, general, ABOUT_STEEPING, reply_to=said.message, ping_reply=pings)
    assert "Three minutes" in (await discord.reply_to(question)).text


async def test_a_reply_to_somebody_else_in_the_askers_thread_is_left_alone(discord: DiscordCommunity) -> None:
    ada, bob = await discord.member("ada"), await discord.member("bob")
    question = await discord.say(ada, await discord.channel("general"), ABOUT_WATER, mentions_bot=True)
    await discord.reply_to(question)
    thread = await discord.thread_at(question)
    remark = await discord.say(bob, thread, "I take five minutes")
    heard = await discord.say(ada, thread, ABOUT_STEEPING, to=remark)
    assert await discord.replies_to(heard) == []


async def test_a_call_for_helpers_in_the_askers_thread_is_left_to_them(discord: DiscordCommunity) -> None:
    ada, helpers = await discord.member("ada"), await discord.guild.add_role("helpers", is_mentionable=True)
    question = await discord.say(ada, await discord.channel("general"), ABOUT_WATER, mentions_bot=True)
    await discord.reply_to(question)
    thread = await discord.thread_at(question)
    heard = await discord.server.say(ada, thread, ABOUT_STEEPING, mentions=[helpers])
    assert await discord.replies_to(heard) == []


async def test_a_forum_post_is_answered_for_others_by_its_title_too(discord: DiscordCommunity) -> None:
    ada, forum = await discord.member("ada"), await discord.guild.add_forum("help")
    post = await discord.server.post(ada, forum, ABOUT_WATER, "I have no idea, please help")
    offer = await discord.answer_from_faq(ada, post)
    assert "How hot should the water be?" in offer.buttons[0]


@pytest.mark.parametrize(("typed", "question"), [("how hot", "How hot should the water be?"), ("keep", None)])
async def test_a_topics_name_is_completed_and_shown(
    discord: DiscordCommunity, typed: str, question: str | None
) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    choices = await discord.server.complete(ada, general, "faq topic", name=typed)
    names = [choice["name"] for choice in choices]
    assert question is None or names[0] == question
    interaction = await discord.server.command(ada, general, "faq topic", name=choices[0]["value"])
    response = await interaction.answered()
    assert response
    assert names[0] in response.content
    assert response.is_ephemeral


async def test_a_topic_in_ones_own_words_is_answered_too(discord: DiscordCommunity) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    interaction = await discord.server.command(ada, general, "faq topic", name=ABOUT_AGE)
    response = await interaction.answered()
    assert response
    assert "A year in a closed tin" in response.content


async def test_commands_are_registered_once_and_not_at_every_start(discord: DiscordCommunity) -> None:
    assert discord.server.count(SYNC) == 1
    await discord.restart()
    assert discord.server.count(SYNC) == 1


async def test_a_preview_of_a_link_is_no_edit(discord: DiscordCommunity) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    question = await discord.say(ada, general, ABOUT_WATER, mentions_bot=True)
    said = await discord.reply_to(question)
    await discord.server.unfurl(question)
    await discord.in_channel(general)
    assert said.message.revisions == []


async def test_links_in_answers_get_no_preview(discord: DiscordCommunity) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    said = await discord.reply_to(await discord.say(ada, general, ABOUT_STEEPING, mentions_bot=True))
    assert said.message.flags & said.message.flags.SUPPRESS_EMBEDS


async def test_messages_deleted_in_bulk_take_their_replies_along(discord: DiscordCommunity) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    questions = [await discord.say(ada, general, text, mentions_bot=True) for text in (ABOUT_WATER, ABOUT_AGE)]
    said = [await discord.reply_to(question) for question in questions]
    await discord.server.delete_many(questions)
    for each in said:
        await discord.until_gone(each)


class TestInstalledByAPerson:
    """In a server that the bot is no member of."""

    async def test_the_answer_is_shared_by_the_interaction(self, discord: DiscordCommunity) -> None:
        elsewhere = await discord.server.add_guild("Coffee house", has_bot=False)
        ada, bar = await elsewhere.add_member("ada"), await elsewhere.add_text_channel("bar")
        said = await discord.ask(ada, bar, ABOUT_WATER)
        assert said.is_private
        await discord.press(ada, said, "Share in channel")
        (shared,) = await discord.in_channel(bar)
        assert "at the request of Ada" in shared.text

    async def test_what_the_server_shows_to_nobody_else_is_not_called_shared(self, discord: DiscordCommunity) -> None:
        elsewhere = await discord.server.add_guild("Coffee house", has_bot=False)
        elsewhere.everyone.permissions &= ~Permissions.USE_EXTERNAL_APPS
        ada, bar = await elsewhere.add_member("ada"), await elsewhere.add_text_channel("bar")
        said = await discord.ask(ada, bar, ABOUT_WATER)
        told = await discord.press(ada, said, "Share in channel")
        assert told.text == wording.SHOWN_TO_YOU_ALONE
        assert await discord.in_channel(bar) == []
        assert "How hot" in said.text

    async def test_somebodys_message_is_answered_by_the_interaction(self, discord: DiscordCommunity) -> None:
        elsewhere = await discord.server.add_guild("Coffee house", has_bot=False)
        ada, bar = await elsewhere.add_member("ada"), await elsewhere.add_text_channel("bar")
        heard = await discord.say(ada, bar, ABOUT_WATER)
        offer = await discord.answer_from_faq(ada, heard)
        await discord.press(ada, offer, offer.buttons[0])
        assert len(await discord.in_channel(bar)) == 1

    async def test_what_was_shared_can_be_removed(self, discord: DiscordCommunity) -> None:
        elsewhere = await discord.server.add_guild("Coffee house", has_bot=False)
        ada, bar = await elsewhere.add_member("ada"), await elsewhere.add_text_channel("bar")
        await discord.press(ada, await discord.ask(ada, bar, ABOUT_WATER), "Share in channel")
        (shared,) = await discord.in_channel(bar)
        await discord.press(ada, shared, "Remove")
        assert shared.is_gone


async def test_sharing_where_the_bot_may_not_write_goes_by_the_interaction(discord: DiscordCommunity) -> None:
    ada, general = await discord.member("ada"), await discord.channel("general")
    await discord.server.set_permissions(general, Permissions.VIEW_CHANNEL)
    said = await discord.ask(ada, general, ABOUT_WATER)
    told = await discord.press(ada, said, "Share in channel")
    assert told.text == wording.SHARED
    assert len(await discord.in_channel(general)) == 1


async def test_what_could_not_be_posted_stays_with_who_wanted_it_posted(discord: DiscordCommunity) -> None:
    ada, bob, general = await discord.member("ada"), await discord.member("bob"), await discord.channel("general")
    heard = await discord.say(bob, general, ABOUT_WATER)
    offer = await discord.answer_from_faq(ada, heard)
    await discord.delete(heard)
    told = await discord.press(ada, offer, offer.buttons[0])
    assert (told.text, told.is_private) == (wording.NOT_POSTED, True)
    assert "How hot should the water be?" in offer.text


async def test_an_answer_that_takes_long_is_deferred_and_still_comes(
    discord: DiscordCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord gives an interaction up after three seconds; here the bot has no time at all."""
    monkeypatch.setattr("bot.platforms.discord.delivery.SECONDS_TO_DEFER", 0.0)
    ada, general = await discord.member("ada"), await discord.channel("general")
    said = await discord.ask(ada, general, ABOUT_WATER)
    assert "How hot" in said.text
    assert said.is_private
    told = await discord.press(ada, said, "Helpful")
    assert told.text == wording.THANKS_FOR_HELPFUL


async def test_a_fault_in_a_command_is_said_to_who_gave_it(
    discord: DiscordCommunity, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*, asker: str) -> Post:
        raise ZeroDivisionError(asker)

    monkeypatch.setattr(discord.conversation.composer, "topics", fail)
    ada, general = await discord.member("ada"), await discord.channel("general")
    assert (await discord.topics(ada, general)).text == wording.FAILED
    assert "ZeroDivisionError" in caplog.text


async def test_nobody_waits_for_an_interaction_that_was_lost(discord: DiscordCommunity) -> None:
    """A callback that Discord confirmed, but whose confirmation was lost, is not given twice."""
    discord.server.faults.fail("POST /interactions/{interaction_id}/{interaction_token}/callback", after=True)
    ada, general = await discord.member("ada"), await discord.channel("general")
    interaction = await discord.server.command(ada, general, "faq ask", question=ABOUT_WATER)
    try:
        response = await interaction.answered()
    except NotAnsweredError:
        pytest.fail("the interaction was given up")
    assert response
    assert "How hot" in response.content
    assert interaction.follow_ups == []
    assert DiscordSaid(response).is_private


async def test_the_log_tells_what_went_on_without_any_text(gather: Gather, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        community = await gather()
        ada, general = await community.member("ada"), await community.channel("general")
        await community.reply_to(await community.say(ada, general, ABOUT_WATER, mentions_bot=True))
        await community.ask(ada, general, ABOUT_STEEPING)
        await community.restart()
    assert "registered with Discord" in caplog.text
    for text in ("kettle", "seven minutes", "boiling", "ada"):
        assert text not in caplog.text
