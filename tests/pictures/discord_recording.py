"""Asks the bot with the FAQ that ships, on the test server for Discord, and keeps what it sends."""

from typing import Any, assert_never

from bot.core.messages import Answer, Band, Declined, Question, Suggestions, band_of
from bot.opening import Bot, open_bot
from bot.storage.memory import MemoryStore
from tests.pictures.discord_payloads import SHIPPED, Asked, Recorded, Saying, Sent
from tests.scenarios.discord import DiscordCommunity, DiscordSaid
from tests.servers.discord import DiscordServer
from tests.servers.discord.values import User

_TOPICS = "/faq topics"

_SCENES = (
    (
        "Asked by a mention: an answer, and where it comes from",
        "Ada",
        "whats the diff between RS, RE and SWE??",
    ),
    ("Not sure which is meant: the bot asks back", "Ben", "what should I learn first?"),
    (f"{_TOPICS}: all that the FAQ covers, in a menu", "Cleo", _TOPICS),
    ("Not in the FAQ: it says so, and what comes close", "Dina", "how much does an RE earn?"),
)
_BANDS = (Band.ANSWER, Band.SUGGEST, _TOPICS, Band.DECLINE)


async def record() -> list[Recorded]:
    """The scenes; raise AssertionError where the FAQ has come to reply to a question in another way."""
    bot = open_bot(SHIPPED)
    async with DiscordServer(seed=7) as server:
        community = await DiscordCommunity.gather(server, bot=bot, store=MemoryStore())
        try:
            recorded = [await _scene(community, *scene) for scene in _SCENES]
        finally:
            await community.stop()
    bands = tuple(scene["saying"]["band"] for scene in recorded)
    assert bands == _BANDS, f"the questions are replied to as {bands}: choose others"
    return recorded


async def _scene(community: DiscordCommunity, caption: str, name: str, text: str) -> Recorded:
    who = await community.member(name)
    replies = await _replies(community, who, text)
    asked = Asked(by=name, text=text, is_command=text == _TOPICS)
    sent = [_sent(reply, who) for reply in replies]
    return Recorded(caption=caption, asked=asked, saying=_saying(community.bot, text), sent=sent)


async def _replies(community: DiscordCommunity, who: User, text: str) -> list[DiscordSaid]:
    where = await community.channel("careers")
    if text == _TOPICS:
        return [await community.topics(who, where)]
    heard = await community.say(who, where, text, mentions_bot=True)
    await community.reply_to(heard)
    return list(await community.replies_to(heard))


def _sent(said: DiscordSaid, asker: User) -> Sent:
    """A message without what is different every time: the asker by name, and no numbers that the server gave."""
    message = said.message
    return Sent(content=message.content, components=_settled(message.components, asker), flags=int(message.flags))


def _settled(value: Any, asker: User) -> Any:  # noqa: ANN401 - JSON of any kind
    if isinstance(value, dict):
        return {key: _settled(each, asker) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        return [_settled(each, asker) for each in value]
    return value.replace(str(asker.id), asker.name) if isinstance(value, str) else value


def _saying(bot: Bot, text: str) -> Saying:
    """What was said, by ids, so that a test can say it again without finding it."""
    if text == _TOPICS:
        return Saying(band=_TOPICS, entries=[], sections=[], uncovered=None)
    saying = Saying(band="", entries=[], sections=[], uncovered=None)
    reply = bot.responder.respond(Question(text=text))
    saying["band"] = band_of(reply)
    match reply:
        case Answer(entry=entry):
            saying["entries"] = [entry.id]
        case Suggestions(entries=entries):
            saying["entries"] = [entry.id for entry in entries]
        case Declined(uncovered=uncovered, nearest=nearest):
            saying["sections"] = [section.id for section in nearest]
            saying["uncovered"] = uncovered.id if uncovered else None
        case _:
            assert_never(reply)
    return saying
