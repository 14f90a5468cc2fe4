"""The bot in a terminal: one person, a prompt, and numbers in the place of buttons."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, count
from typing import Self

from bot.core import wording
from bot.core.press import Give, Press, Presser, Publish, Remove, Share
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Post
from bot.engine.conversation import Conversation
from bot.platforms.console.render import write
from bot.platforms.kit.card import Card, Limits, to_card
from bot.platforms.kit.deliver import MessageDelivery
from bot.platforms.kit.parts import numbered
from bot.platforms.kit.react import Compose, react, show
from bot.terminal.screen import Screen
from bot.terminal.streams import read_questions, standard_input, to_question

PLATFORM = "console"
PROMPT = "> "
_PERSON, _CHANNEL = "you", "terminal"
# There is nobody to share an answer with, and what is printed stays.
_NOT_HERE: tuple[type[Press], ...] = (Share, Give, Remove)
# The screen scrolls, so a menu may be as long as the FAQ has entries.
_LIMITS = Limits(choices=9, options=10_000)


def read_lines() -> Iterable[str]:
    """The lines of standard input: typed at a prompt, or from a pipe."""
    stream = standard_input()
    return typed_lines() if sys.stdin.isatty() else chain.from_iterable(read_questions(stream))


def typed_lines() -> Iterator[str]:
    """Yield what a person types, with line editing and history where the system has them, until Ctrl-D."""
    with suppress(ImportError):  # Windows has no readline
        import readline  # noqa: F401 - importing it is what gives input() its history
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            return


class ConsolePlatform:
    """One person at a keyboard, or lines from a pipe."""

    name = PLATFORM

    def __init__(self, conversation: Conversation, *, lines: Iterable[str], screen: Screen) -> None:
        """Take each of ``lines`` as a message to the bot, and print its replies on ``screen``."""
        self._conversation = conversation
        self._lines = lines
        self._screen = screen
        self._numbers = count(1)
        self.terminal = Terminal(screen)

    async def run(self) -> None:
        """Serve until the lines end, or the person leaves with /quit or Ctrl-C.

        Reading a line blocks the event loop, in which nothing else runs.
        """
        await self._introduce()
        try:
            for line in self._lines:
                if line.strip().casefold() in {"/quit", "/exit", "/q"}:
                    break
                await self._take(line.strip())
                self._screen.flush()
        except KeyboardInterrupt:
            self._screen.say()
        self._screen.say(wording.GOODBYE)

    async def _take(self, line: str) -> None:
        """Do what one line asks for. Numbers go on counting until something else is typed, so that lists stay open."""
        if line.isdecimal() and self.terminal.presses:
            # No list is longer than nine digits, and int() is slow, or refuses, for thousands of them.
            await self._pick(int(line[:9]))
        elif line:
            self.terminal.presses.clear()
            match line.casefold():
                case "/topics":
                    await self._show(lambda: self._conversation.composer.topics(asker=_PERSON))
                case "/help":
                    await self._introduce()
                case command if command.startswith("/"):
                    self._screen.say(f"{wording.unknown_command(command)}\n")
                case _:
                    await self._conversation.take(self._question(line), self.terminal)

    async def _pick(self, number: int) -> None:
        """Press the choice with a number."""
        presses = self.terminal.presses
        if 0 < number <= len(presses):
            await react(self._conversation, presses[number - 1], self.terminal)
        else:
            self._screen.say(f"{wording.pick_a_number(len(presses))}\n")

    async def _introduce(self) -> None:
        await self._show(lambda: self._conversation.composer.introduction(asker=_PERSON, is_private=True))
        self._screen.say(f"{wording.CHAT_HELP}\n")

    async def _show(self, compose: Compose) -> None:
        fields = {"platform": PLATFORM, "message": str(next(self._numbers))}
        await show(self._conversation, compose, self.terminal, asker=_PERSON, fields=fields)

    def _question(self, line: str) -> Question:
        origin = Origin(
            platform=PLATFORM,
            id=str(next(self._numbers)),
            channel=_CHANNEL,
            asker=_PERSON,
            surface=Surface.DIRECT,
            sent_at=self._conversation.clock(),
        )
        return Question(text=to_question(line), origin=origin)


class Terminal(MessageDelivery[Card]):
    """Prints posts, and is the place of every press; what is printed stays, so a change is printed below it."""

    def __init__(self, screen: Screen) -> None:
        """Print on ``screen``."""
        self.presses: list[Press] = []
        """What the numbers from 1 on stand for."""
        self.alone = self
        self._screen = screen
        self._printed = 0  # the number of the last message is its id

    @property
    def presser(self) -> Presser:
        """The person, who types a number below what was printed last."""
        return Presser(
            platform=PLATFORM, id=_PERSON, name=_PERSON, channel=_CHANNEL, message=str(self._printed), is_private=True
        )

    def render(self, post: Post) -> Sequence[Card]:
        """One card, however long."""
        return (to_card(post, _LIMITS),)

    async def add(self, card: Card, number: int, post: Post, /) -> str:  # noqa: ARG002 - all posts look alike here
        """Print a card, with its choices numbered."""
        self._printed += 1
        self._print(card)
        return str(self._printed)

    async def edit(self, message: str, card: Card, /) -> None:  # noqa: ARG002 - no printed message can be changed
        """Print what the message says now."""
        self._print(card)

    async def delete(self, message: str, /) -> None:
        """Do nothing: what is printed stays."""

    def in_place(self, reply: Origin | None) -> Self:  # noqa: ARG002 - there is one place
        """Below."""
        return self

    def for_all(self, publish: Publish) -> Self:  # noqa: ARG002 - as above
        """There is nobody else."""
        return self

    async def acknowledge(self) -> None:
        """Do nothing: the next output shows that it has arrived."""

    async def conclude(self, told: Post, *, is_done: bool) -> None:  # noqa: ARG002 - as above
        """Print the result."""
        await self.send(told)

    def _print(self, card: Card) -> None:
        blocks, presses = numbered(card, first=len(self.presses) + 1, without=_NOT_HERE)
        self.presses += presses
        write(blocks, self._screen)
        if presses:
            self._screen.say(f"\n{wording.pick_a_number(len(self.presses))}")
        self._screen.say()
