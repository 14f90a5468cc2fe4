"""The console, as the rest of the bot knows it."""

from typing import TYPE_CHECKING

from bot.platforms.kit.spec import TerminalSpec

if TYPE_CHECKING:
    from bot.core.interfaces import Platform
    from bot.engine.conversation import Conversation


def _make(conversation: "Conversation") -> "Platform":
    from bot.platforms.console.platform import ConsolePlatform, read_lines
    from bot.terminal.screen import Screen

    return ConsolePlatform(conversation, lines=read_lines(), screen=Screen())


CONSOLE = TerminalSpec(
    command="chat", summary="talk to the bot in this terminal", examples=("chat", "chat --faq my-faq"), make=_make
)
