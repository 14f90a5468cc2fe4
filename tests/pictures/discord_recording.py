"""Asks the bot with the FAQ that ships, on the test server for Discord, and keeps what it sends."""

from typing import Any

from bot.core.reply import Band
from bot.opening import open_bot
from bot.storage.memory_store import MemoryStore
from tests.pictures.discord_payloads import Recorded, Sent
from tests.pictures.recorded import SHIPPED, TOPICS, Asked, saying_of
from tests.scenarios.discord import DiscordCommunity, DiscordSaid
from tests.servers.discord import DiscordServer
from tests.servers.discord.values import User

_COMMAND = "/faq topics"

_SCENES = (
    (
        "Asked by a mention: an answer, and where it comes from",
        "Ada",
        "whats the diff between RS, RE and SWE??",
    ),
    ("Not sure which is meant: the bot asks back", "Ben", "what should I learn first?"),
    (f"{_COMMAND}: all that the FAQ covers, in a menu", "Cleo", _COMMAND),
    ("Not in the FAQ: it says so, and what comes close", "Dina", "how much does an RE earn?"),
)
_BANDS = (Band.ANSWER, Band.SUGGEST, TOPICS, Band.DECLINE)


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
    asked = Asked(by=name, text=text, is_command=text == _COMMAND)
    sent = [_sent(reply, who) for reply in replies]
    return Recorded(
        caption=caption, asked=asked, saying=saying_of(community.bot, None if asked["is_command"] else text), sent=sent
    )


async def _replies(community: DiscordCommunity, who: User, text: str) -> list[DiscordSaid]:
    where = await community.channel("careers")
    if text == _COMMAND:
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
