"""Whatever gets between a question and its reply is said in the log, and the next question is answered."""

import aiohttp
import pytest

from bot.core import wording
from bot.platforms.discord.platform import WITHOUT_CONTENT
from tests.logged import logged
from tests.robustness.conftest import Gather
from tests.robustness.discord import SEND
from tests.scenarios.discord import DiscordCommunity, DiscordSaid
from tests.scenarios.tea_house import ABOUT_STEEPING, ABOUT_WATER
from tests.servers.discord import MEMBER, Permissions
from tests.servers.discord.values import Channel, Message, User

OLD_BUTTON = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": "of-another-age"}]}


@pytest.fixture(autouse=True)
def _log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")


async def answers_next(community: DiscordCommunity, ada: User, channel: Channel | None = None) -> None:
    """Show that the bot goes on: the next question is answered, once."""
    where = channel or await community.channel("somewhere else")
    question = await community.say(ada, where, ABOUT_STEEPING, mentions_bot=True)
    assert "Three minutes" in (await community.reply_to(question)).text
    assert len(await community.replies_to(question)) == 1


async def is_logged(community: DiscordCommunity, caplog: pytest.LogCaptureFixture, question: Message, why: str) -> None:
    """Wait until the bot is done, and look for the reason why there is no reply."""
    assert await community.replies_to(question) == []
    place = question.channel
    where = {"channel": str(place.parent.id), "thread": str(place.id)} if place.parent else {"channel": str(place.id)}
    told = [
        message
        for message, fields in logged(caplog)
        if fields == {"platform": "discord", "question": str(question.id), **where}
    ]
    assert any(message.startswith(f"a reply could not be sent: {why}") for message in told)
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        (Permissions.SEND_MESSAGES, "the bot lacks a permission in the channel: “Send Messages”"),
        (Permissions.READ_MESSAGE_HISTORY, "the bot lacks “Read Message History” in the channel"),
    ],
    ids=["sending", "history"],
)
async def test_a_permission_is_missing_in_a_channel(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture, lacking: Permissions, why: str
) -> None:
    ada = await community.member("ada")
    quiet = await community.guild.add_text_channel("quiet", bot_permissions=MEMBER & ~lacking)
    question = await community.say(ada, quiet, ABOUT_WATER, mentions_bot=True)
    await is_logged(community, caplog, question, why)
    await answers_next(community, ada)


async def test_the_question_is_deleted_before_the_reply_is_out(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture
) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    hold = community.server.faults.hold(SEND)
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: hold.waiting == 1)
    await community.delete(question)
    hold.release()
    await is_logged(community, caplog, question, "the question is gone")
    assert await community.in_channel(general) == []
    await answers_next(community, ada, general)


@pytest.mark.parametrize(
    ("is_archived", "why"), [(True, "the thread is archived"), (False, "the thread is locked")], ids=["both", "locked"]
)
async def test_the_thread_is_locked_before_the_reply_is_out(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture, why: str, *, is_archived: bool
) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    thread = await community.thread_at(await community.say(ada, general, "let's talk"))
    hold = community.server.faults.hold(SEND)
    question = await community.say(ada, thread, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: hold.waiting == 1)
    await (community.server.archive(thread, locked=True) if is_archived else community.server.lock(thread))
    hold.release()
    await is_logged(community, caplog, question, why)
    await answers_next(community, ada, general)


async def test_a_thread_that_is_only_archived_is_opened_again_by_the_reply(community: DiscordCommunity) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    thread = await community.thread_at(await community.say(ada, general, "let's talk"))
    hold = community.server.faults.hold(SEND)
    question = await community.say(ada, thread, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: hold.waiting == 1)
    await community.server.archive(thread)
    hold.release()
    assert "80 °C" in (await community.reply_to(question)).text


async def test_it_is_thrown_out_in_mid_answer(community: DiscordCommunity, caplog: pytest.LogCaptureFixture) -> None:
    ada = await community.member("ada")
    other = await community.server.add_guild("Coffee house")
    channel = await other.add_text_channel("general")
    await other.add_member(ada)
    hold = community.server.faults.hold(SEND)
    question = await community.say(ada, channel, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: hold.waiting == 1)
    await community.server.kick_bot(other)
    hold.release()
    await is_logged(community, caplog, question, "the bot cannot see the channel: it was removed from the server")
    assert ("the bot was removed from a server", {"platform": "discord", "workspace": other.id}) in logged(caplog)
    await answers_next(community, ada)


async def test_the_channel_is_deleted_in_mid_answer(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture
) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    hold = community.server.faults.hold(SEND)
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: hold.waiting == 1)
    await community.server.delete_channel(general)
    hold.release()
    await is_logged(community, caplog, question, "the channel is gone")
    await answers_next(community, ada)


async def test_an_unknown_button_is_pressed(community: DiscordCommunity, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever pressed it is told so, and offered the topics."""
    ada, general = await community.member("ada"), await community.channel("general")
    message = DiscordSaid(await say_with_button(community, general))
    told = await community.press(ada, message, "Old")
    assert told.is_private
    assert told.text.startswith(wording.UNKNOWN_BUTTON)
    assert "How is tea kept?" in told.choices
    fields = {"platform": "discord", "message": str(message.message.id)}
    assert ("an unknown button was pressed", fields) in logged(caplog)
    await answers_next(community, ada, general)


async def say_with_button(community: DiscordCommunity, channel: Channel) -> Message:
    """A message of the bot's, as an earlier version of it would have sent it."""
    headers = {"Authorization": f"Bot {community.server.token}"}
    body = {"content": "Choose:", "components": [OLD_BUTTON]}
    url = f"{community.server.url}/channels/{channel.id}/messages"
    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as response:
        response.raise_for_status()
    return community.server.by_bot(channel)[-1]


@pytest.mark.parametrize("has_the_flag", [False, True], ids=["not enabled", "refused although enabled"])
async def test_it_may_not_read_what_is_not_meant_for_it(
    gather: Gather, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, *, has_the_flag: bool
) -> None:
    """It says at start what it leaves out, and answers where it is mentioned; it hears nothing where it is not."""
    community = await gather(has_content=has_the_flag)
    if has_the_flag:
        await community.stop()
        hold = community.server.faults.hold("GET /gateway/bot")
        monkeypatch.setattr(community.server, "ready", lambda: community.server.wait_until(lambda: hold.waiting == 1))
        await community.start()
        monkeypatch.undo()
        caplog.set_level("INFO")
        community.server.application.message_content_enabled = False
        hold.release()
        await community.server.wait_until(lambda: community.server.gateway.closed[-1:] == [4014])
        await community.server.ready()
    assert WITHOUT_CONTENT in caplog.text
    ada, listening = await community.member("ada"), await community.channel("listening")
    overheard = await community.say(ada, listening, ABOUT_WATER)
    await answers_next(community, ada)
    assert await community.replies_to(overheard) == []


async def test_discord_fails_for_a_while(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is sent, the reply is there once."""
    monkeypatch.setattr("bot.platforms.discord.delivery.FIRST_PAUSE_SECONDS", 0.0)
    community.server.limits.enabled = False
    ada, general = await community.member("ada"), await community.channel("general")
    community.server.faults.fail(SEND, status=503, times=10)
    community.server.faults.fail(SEND, status=503, times=3, after=True)
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.reply_to(question)
    await community.server.wait_until(lambda: community.server.count(SEND) == 14)
    assert len(await community.in_channel(general)) == 1
    assert "trying again in 0.0 s: 503" in caplog.text
    await answers_next(community, ada, general)


async def test_discord_fails_for_longer_than_anybody_waits(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.delivery.PATIENCE_SECONDS", 0.2)
    ada, general = await community.member("ada"), await community.channel("general")
    community.server.faults.fail(SEND, status=429, retry_after=60)
    question = await community.say(ada, general, ABOUT_WATER, mentions_bot=True)
    await community.server.wait_until(lambda: community.server.count(SEND) == 1)
    await community.conversation.idle()
    await is_logged(community, caplog, question, "Discord did not take it within")
    await answers_next(community, ada, general)


async def test_discord_asks_for_a_pause(community: DiscordCommunity) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    community.server.faults.fail(SEND, status=429, retry_after=0.2, times=2)
    await answers_next(community, ada, general)


async def test_an_interaction_expires_before_its_response_arrives(
    community: DiscordCommunity, caplog: pytest.LogCaptureFixture
) -> None:
    ada, general = await community.member("ada"), await community.channel("general")
    hold = community.server.faults.hold("POST /interactions/{webhook_id}/{webhook_token}/callback")
    interaction = await community.server.command(ada, general, "faq ask", question=ABOUT_WATER)
    await community.server.wait_until(lambda: hold.waiting == 1)
    community.advance(4)
    hold.release()
    await answers_next(community, ada, general)
    about = [message for message, fields in logged(caplog) if fields.get("question") == str(interaction.id)]
    assert [message for message in about if "the interaction has expired: it was answered too late" in message]
