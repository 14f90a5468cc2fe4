"""Asks the bot with the FAQ that ships, on the test server for Slack, and keeps what it sends."""

from typing import Any

from bot.core.reply import Band
from bot.opening import open_bot
from bot.storage.memory_store import MemoryStore
from tests.pictures.recorded import SHIPPED, TOPICS, Asked, saying_of
from tests.pictures.slack_payloads import Recorded, Sent
from tests.scenarios import slack
from tests.scenarios.slack import SlackCommunity
from tests.servers.slack import Message, User, View

_HOME, _COMMAND = "Home", "/faq "

_SCENES = (
    ("Asked by a mention: an answer in its thread", "Ada", "whats the diff between RS, RE and SWE??"),
    ("Not sure which is meant: the bot asks back", "Ben", "what should I learn first?"),
    ("/faq do REs do real research too? – for the asker alone", "Cleo", f"{_COMMAND}do REs do real research too?"),
    ("App Home: all that the FAQ covers, to browse", "Dina", _HOME),
    ("Not in the FAQ: it says so, and what comes close", "Ezra", "how much does an RE earn?"),
)
_BANDS = (Band.ANSWER, Band.SUGGEST, Band.ANSWER, TOPICS, Band.DECLINE)


async def record() -> list[Recorded]:
    """The scenes; raise AssertionError where the FAQ has come to reply to a question in another way."""
    bot = open_bot(SHIPPED)
    async with slack.server() as server:
        community = await SlackCommunity.gather(server, bot=bot, store=MemoryStore())
        try:
            recorded = [await _scene(community, *scene) for scene in _SCENES]
        finally:
            await community.stop()
    bands = tuple(scene["saying"]["band"] for scene in recorded)
    assert bands == _BANDS, f"the questions are replied to as {bands}: choose others"
    return recorded


async def _scene(community: SlackCommunity, caption: str, name: str, text: str) -> Recorded:
    who = await community.member(name)
    shown = await _shown(community, who, text)
    question = text.removeprefix(_COMMAND)
    asked = Asked(by=name, text=question, is_command=text == _HOME or text != question)
    saying = saying_of(community.bot, None if text == _HOME else question)
    return Recorded(caption=caption, asked=asked, saying=saying, sent=[_sent(each, who) for each in shown])


async def _shown(community: SlackCommunity, who: User, text: str) -> list[Message | View]:
    if text == _HOME:
        await community.server.open_home(who)
        return [await community.server.home_of(who)]
    careers = await community.channel("careers")
    if text.startswith(_COMMAND):
        return [(await community.ask(who, careers, text.removeprefix(_COMMAND))).shown]
    heard = await community.say(who, careers, text, mentions_bot=True)
    await community.reply_to(heard)
    return [said.shown for said in await community.replies_to(heard)]


def _sent(shown: Message | View, asker: User) -> Sent:
    """What was sent without what is different every time: the asker by name, and no ids that the server gave."""
    text = "" if isinstance(shown, View) else shown.content
    return Sent(text=text, blocks=_settled(shown.blocks, asker))


def _settled(value: Any, asker: User) -> Any:  # noqa: ANN401 - JSON of any kind
    if isinstance(value, dict):
        return {key: _settled(each, asker) for key, each in value.items() if key != "block_id"}
    if isinstance(value, list):
        return [_settled(each, asker) for each in value]
    return value.replace(asker.id, asker.name) if isinstance(value, str) else value
