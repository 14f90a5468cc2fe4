"""The platforms on which people reach the bot. A new one is a folder with a ``spec.py``, and a line in this list.

Nothing else names a platform: commands, settings, doctor and wiring go through the list.
"""

from collections.abc import Sequence

from bot.platforms.discord.spec import DISCORD
from bot.platforms.kit.spec import Spec
from bot.platforms.slack.spec import SLACK

PLATFORMS: Sequence[Spec] = (DISCORD, SLACK)
