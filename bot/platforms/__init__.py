"""The platforms on which people reach the bot. A new one is a folder with a ``spec.py``, and a line in a list here.

Nothing else names a platform: commands, settings, doctor and wiring go through the lists.
"""

from collections.abc import Sequence

from bot.platforms.console.spec import CONSOLE
from bot.platforms.discord.spec import DISCORD
from bot.platforms.kit.spec import Spec, TerminalSpec
from bot.platforms.slack.spec import SLACK

PLATFORMS: Sequence[Spec] = (DISCORD, SLACK)
"""Those that ``run`` serves."""
TERMINAL_PLATFORMS: Sequence[TerminalSpec] = (CONSOLE,)
"""Those that a command of their own serves in the terminal."""
