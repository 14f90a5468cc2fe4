"""What is kept of a scene: what was asked, and what was said, by the ids of the FAQ, so that it can be said again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, assert_never

from bot.core.entries import Faq
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Answer, Band, Declined, Post, Reply, Suggestions, band_of
from bot.engine.composer import Composer, answer_of
from bot.opening import Bot

SHIPPED = Path(__file__).parents[2] / "faq"
TOPICS = "topics"
"""What stands in the place of a band where somebody looked at the topics."""


class Asked(TypedDict):
    """What a member did: a message that mentions the bot, or something that it answers to them alone."""

    by: str
    text: str
    is_command: bool


class Saying(TypedDict):
    """What the bot said, by the ids of the FAQ."""

    band: str
    entries: list[str]
    sections: list[str]
    uncovered: str | None


def saying_of(bot: Bot, text: str | None) -> Saying:
    """What the bot says to a question, or to no question, which shows the topics."""
    saying = Saying(band=TOPICS, entries=[], sections=[], uncovered=None)
    if text is None:
        return saying
    reply = bot.responder.respond(text)
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


async def post_of(asked: Asked, saying: Saying, faq: Faq) -> Post:
    """What the bot posts, without finding it; the asker's id is their name."""

    async def respond(text: str, *, surface: Surface) -> Reply:
        return _reply(saying, text, faq)

    composer = Composer(faq=lambda: faq, respond=respond, complete=lambda *_: ())
    if saying["band"] == TOPICS:
        return composer.topics(asker=asked["by"])
    origin = Origin(
        platform="", id="1", channel="1", asker=asked["by"], surface=Surface.MENTION, sent_at=datetime.now(UTC)
    )
    return await composer.reply(Question(text=asked["text"], origin=origin), is_private=asked["is_command"])


def _reply(saying: Saying, question: str, faq: Faq) -> Reply:
    """The reply with these entries, sections and topic; KeyError where the FAQ has lost one."""
    entries = tuple(faq.by_id[each] for each in saying["entries"])
    match saying["band"]:
        case Band.ANSWER:
            return answer_of(entries[0])
        case Band.SUGGEST:
            return Suggestions(question=question, entries=entries, ranking=())
        case _:
            sections = {section.id: section for section in faq.sections}
            nearest = tuple(sections[each] for each in saying["sections"])
            uncovered = next((each for each in faq.not_covered if each.id == saying["uncovered"]), None)
            return Declined(question=question, uncovered=uncovered, nearest=nearest, ranking=())
