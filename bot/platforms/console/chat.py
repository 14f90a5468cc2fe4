"""The bot in a terminal: a prompt, replies, and numbered lists to pick from."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.core import wording
from bot.core.entries import Entry, Faq, Section
from bot.core.reply import Declined, Reply, Suggestions
from bot.core.small_talk import SmallTalk, small_talk_in
from bot.terminal.replies import Page, answer_page, numbered, to_page
from bot.terminal.screen import Screen
from bot.terminal.streams import to_question

Answering = Callable[[str], Awaitable[Reply]]

PROMPT = "> "
Choices = tuple[Entry, ...] | tuple[Section, ...]


def typed_lines() -> Iterator[str]:
    """Yield what a person types, with line editing and history where the system has them, until Ctrl-D."""
    with suppress(ImportError):  # Windows has no readline
        import readline  # noqa: F401 -- importing it is what gives input() its history
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            return


class Console:
    """One person at a keyboard, or lines from a pipe."""

    name = "console"

    def __init__(self, *, faq: Faq, lines: Iterable[str], screen: Screen) -> None:
        """Take questions from ``lines`` and show replies out of ``faq`` on ``screen``."""
        self._faq = faq
        self._lines = lines
        self._screen = screen
        self._choices: Choices = ()

    async def run(self, respond: Answering) -> None:
        """Serve until the lines end, or the person leaves with /quit or Ctrl-C."""
        self._introduce()
        try:
            for line in self._lines:
                if line.strip().casefold() in {"/quit", "/exit", "/q"}:
                    break
                await self._take(line.strip(), respond)
                self._screen.say()
                self._screen.flush()
        except KeyboardInterrupt:
            self._screen.say()
        self._screen.say(wording.GOODBYE)

    async def _take(self, line: str, respond: Answering) -> None:
        """Do what one line asks for."""
        if line.startswith("/"):
            self._obey(line.casefold())
        elif self._choices and line.isdecimal():
            self._pick(int(line[:9]))
        elif line:
            await self._answer(line, respond)

    async def _answer(self, line: str, respond: Answering) -> None:
        """Reply to a question, or to small talk."""
        small_talk = small_talk_in(line)
        if small_talk is None:
            self._show(await respond(to_question(line)))
        elif small_talk is SmallTalk.THANKS:
            self._screen.say(f"{wording.YOU_ARE_WELCOME}\n{wording.CHAT_HELP}")
        else:
            self._introduce()

    def _show(self, reply: Reply) -> None:
        """Show a reply, and remember what it gives to pick from."""
        page = to_page(reply, faq=self._faq)
        self._choices = ()
        match reply:
            case Suggestions(entries=entries):
                self._offer(page, entries)
            case Declined(nearest=nearest) if nearest:
                titles = numbered(section.title for section in nearest)
                self._offer(replace(page, body=f"{wording.NEAREST_TOPICS}\n{titles}"), nearest)
            case _:
                self._screen.show(page)

    def _offer(self, page: Page, choices: Choices) -> None:
        """Show a page that ends in a numbered list of ``choices``."""
        self._choices = choices
        self._screen.show(replace(page, footer=(wording.pick_a_number(len(choices)),)))

    def _pick(self, number: int) -> None:
        """Show what stands behind a number; the list stays open for another pick."""
        if number > len(self._choices):
            self._screen.say(wording.pick_a_number(len(self._choices)))
            return
        picked = self._choices[number - 1] if number else None
        if picked is None:
            self._choices = ()
            self._screen.say(wording.NONE_WAS_MEANT)
        elif isinstance(picked, Section):
            entries = self._faq.entries_of(picked)
            self._offer(Page(heading=picked.title, body=numbered(each.question for each in entries)), entries)
        else:
            self._screen.show(answer_page(picked, faq=self._faq))

    def _obey(self, command: str) -> None:
        """Run a slash command."""
        match command:
            case "/topics":
                sections = tuple(section for section in self._faq.sections if self._faq.entries_of(section))
                self._offer(Page(heading=wording.TOPICS, body=numbered(each.title for each in sections)), sections)
            case "/help":
                self._introduce()
            case _:
                self._screen.say(wording.unknown_command(command))

    def _introduce(self) -> None:
        titles: Sequence[str] = [section.source.title for section in self._faq.sections]
        self._screen.say(wording.introduction(tuple(titles)))
        self._screen.say(wording.CHAT_HELP)
        self._screen.say()
