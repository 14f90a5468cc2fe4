"""Draws what members of a Discord server see, made from what the bot sends: ``python -m tests.pictures.discord``.

It asks the bot on the test server, keeps what came in ``discord.json``, and draws that as ``discord.svg``.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.pictures.discord_payloads import BOT, Recorded, to_scene
from tests.pictures.drawing import draw
from tests.pictures.looks import DISCORD

RECORDED = Path(__file__).with_suffix(".json")
PICTURE = Path(__file__).with_suffix(".svg")
_TITLE = f"{BOT} in a Discord server: an answer with its source, suggestions, the topics, and a question not covered"


def to_picture(recorded: Sequence[Recorded]) -> str:
    """The picture of some scenes, as an SVG file."""
    return draw([to_scene(scene) for scene in recorded], look=DISCORD, title=_TITLE)


def load() -> list[Recorded]:
    """The scenes as they were kept."""
    recorded: list[Recorded] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return recorded


def main() -> None:
    """Ask, keep and draw."""
    from tests.pictures.discord_recording import record

    recorded = asyncio.run(record())
    RECORDED.write_text(json.dumps(recorded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(to_picture(recorded), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} KB\n")


if __name__ == "__main__":
    main()
