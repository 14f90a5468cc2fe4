"""What to say: a question, a command or a choice becomes a post."""

from collections.abc import Callable
from dataclasses import replace

from bot.core import wording
from bot.core.entries import Entry, Faq, Section
from bot.core.interfaces import Respond
from bot.core.match import Ranked
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Answer, Introduction, Notice, Offer, Post, Saying, SectionTopics, Topics
from bot.core.small_talk import SmallTalk, small_talk_in

Complete = Callable[[str, int], tuple[Entry, ...]]
"""The entries, at most so many, that somebody who has typed this text may be looking for."""


class Composer:
    """Puts posts together out of the FAQ as it is at that moment."""

    def __init__(self, *, faq: Callable[[], Faq], respond: Respond, complete: Complete) -> None:
        """Take entries from ``faq()``, replies from ``respond`` and completions from ``complete``.

        Between two calls all three may switch to another version of the FAQ. One call of ``respond`` uses the version
        of the moment it began.
        """
        self._faq = faq
        self._respond = respond
        self.complete = complete

    async def reply(self, question: Question, *, is_private: bool = False) -> Post:
        """The post that a question gets: small talk, help, or what the FAQ says."""
        faq = self._faq()  # the version that `respond` begins with; another may be in use when it is done
        saying = self._small_talk(question) or await self._respond(question.text, surface=question.origin.surface)
        return self._post(saying, asker=question.origin.asker, is_private=is_private, faq=faq)

    def answer(self, entry_id: str, *, asker: str, is_private: bool, given_by: str | None = None) -> Post:
        """The answer of one entry; a notice where the FAQ no longer has it."""
        entry = self._faq().by_id.get(entry_id)
        saying = answer_of(entry) if entry else Notice(text=wording.ENTRY_IS_GONE, sections=self._sections())
        return replace(self._post(saying, asker=asker, is_private=is_private), given_by=given_by)

    async def topic(self, name: str, origin: Origin) -> Post:
        """The answer of the entry with this id or question; for any other words, what they would be answered with."""
        faq = self._faq()
        by_question = (entry for entry in faq.entries if entry.question.casefold() == name.strip().casefold())
        if entry := faq.by_id.get(name.strip()) or next(by_question, None):
            return self.answer(entry.id, asker=origin.asker, is_private=True)
        return await self.reply(Question(text=name, origin=origin), is_private=True)

    async def offer(self, text: str, *, message: str, asker: str) -> Post:
        """The three best entries to answer somebody's message with."""
        reply = await self._respond(text, surface=Surface.SHORTCUT)
        entries = tuple(ranked.entry for ranked in reply.ranking if ranked.score > 0)
        if not entries:
            return self.notice(wording.NOTHING_TO_OFFER, asker=asker)
        return self._post(Offer(entries=entries, message=message), asker=asker, is_private=True)

    def topics(self, *, asker: str, start: int = 0) -> Post:
        """The sections to choose from."""
        return self._post(Topics(sections=self._sections(), start=start), asker=asker, is_private=True)

    def section(self, section_id: str, *, asker: str, start: int = 0) -> Post:
        """The questions of a section to choose from; the topics, with a notice, if it is gone."""
        faq = self._faq()
        section = next((each for each in self._sections() if each.id == section_id), None)
        if section is None:
            return self.notice(wording.SECTION_IS_GONE, asker=asker, with_topics=True)
        listed = SectionTopics(section=section, entries=faq.entries_of(section), start=start)
        return self._post(listed, asker=asker, is_private=True)

    def introduction(self, *, asker: str, is_private: bool = False) -> Post:
        """What the bot can do."""
        return self._post(self._introduction(), asker=asker, is_private=is_private)

    def notice(self, text: str, *, asker: str, is_private: bool = True, with_topics: bool = False) -> Post:
        """One remark, with the topics to look through if wanted."""
        sections = self._sections() if with_topics else ()
        return self._post(Notice(text=text, sections=sections), asker=asker, is_private=is_private)

    def _small_talk(self, question: Question) -> Saying | None:
        """What hello, thanks, a call for help and a message without words get; nothing that is only overheard."""
        if question.is_overheard:
            return None
        if question.origin.has_attachments and not question.text.strip():
            return self._introduction(wording.ONLY_TEXT)
        small_talk = small_talk_in(question.text)
        if small_talk is None:
            return None
        return self._introduction(wording.YOU_ARE_WELCOME if small_talk is SmallTalk.THANKS else "")

    def _introduction(self, opening: str = "") -> Introduction:
        sections = self._sections()
        titles = tuple(dict.fromkeys(section.source.title for section in sections))
        return Introduction(sources=titles, sections=sections, opening=opening)

    def _sections(self) -> tuple[Section, ...]:
        faq = self._faq()
        used = {entry.section.id for entry in faq.entries}
        return tuple(section for section in faq.sections if section.id in used)

    def _post(self, saying: Saying, *, asker: str, is_private: bool, faq: Faq | None = None) -> Post:
        known = (faq or self._faq()).by_id
        leads_on = saying.entry.see_also if isinstance(saying, Answer) else ()
        see_also = tuple(known[other] for other in leads_on if other in known)
        return Post(saying=saying, asker=asker, is_private=is_private, see_also=see_also)


def answer_of(entry: Entry) -> Answer:
    """The answer that somebody picked."""
    ranking = (Ranked(entry=entry, score=1.0),)
    return Answer(question=entry.question, entry=entry, score=1.0, ranking=ranking, is_picked=True)
