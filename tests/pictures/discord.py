"""Draws what members of a Discord server see, made from what the bot sends: ``python -m tests.pictures.discord``.

It asks the bot on the test server, keeps the replies in ``discord.json``, and draws them into ``docs/pictures/``: all
scenes for the page on Discord, and one answer for the README.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.pictures.discord_payloads import BOT, Recorded, to_scene
from tests.pictures.drawing import draw
from tests.pictures.looks import DISCORD

RECORDED = Path(__file__).with_suffix(".json")
PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "discord.svg"
PICTURE_OF_ANSWER = PICTURE.with_name("discord-answer.svg")
_TITLE = f"{BOT} in a Discord server: an answer with its source, suggestions, the topics, and a question not covered"
_TITLE_OF_ANSWER = f"{BOT} in a Discord server: an answer with a link to the section it comes from"
_CAPTION_OF_ANSWER = "In Discord, asked by a mention"
_ANSWER = 0
"""The scene with the answer that the README shows."""


def to_picture(recorded: Sequence[Recorded]) -> str:
    """The picture of some scenes, as an SVG file."""
    return draw([to_scene(scene) for scene in recorded], look=DISCORD, title=_TITLE)


def to_picture_of_answer(recorded: Sequence[Recorded]) -> str:
    """The picture of one answer, narrow enough to stand beside another platform's."""
    scene = replace(to_scene(recorded[_ANSWER]), caption=_CAPTION_OF_ANSWER)
    return draw([scene], look=DISCORD, title=_TITLE_OF_ANSWER)


def load() -> list[Recorded]:
    """The scenes as they were kept."""
    recorded: list[Recorded] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return recorded


def main() -> None:
    """Ask, keep and draw."""
    from tests.pictures.discord_recording import record

    recorded = asyncio.run(record())
    RECORDED.write_text(json.dumps(recorded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path, picture in ((PICTURE, to_picture(recorded)), (PICTURE_OF_ANSWER, to_picture_of_answer(recorded))):
        path.write_text(picture, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {len(picture) / 1000:.0f} KB\n")


if __name__ == "__main__":
    main()
