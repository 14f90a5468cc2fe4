"""Buttons and menus as discord.py sends them, each text cut to what Discord holds.

The limits are on https://discord.com/developers/docs/components/reference (button, string select, action row).
"""

import discord

from bot.core.press import encode
from bot.platforms.discord.render import Rendered
from bot.platforms.kit.card import Choice, Menu, Row
from bot.platforms.kit.markdown.lengths import cut, cut_in_two

_LONGEST_LABEL = 80
_LONGEST_OPTION = 100

Item = discord.ui.Button[discord.ui.View] | discord.ui.Select[discord.ui.View]


def to_view(rendered: Rendered) -> discord.ui.View:
    """The components of a message; empty where it has none, which also takes away those of a message that is edited.

    The view is finished, so that discord.py sends it and keeps nothing of it: presses are read from the interaction.
    It must be made in a running loop: without one discord.py cannot finish it (``View.stop``).
    """
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rendered.rows):
        for item in to_items(row, number):
            view.add_item(item)
    view.stop()
    return view


def to_items(row: Row, number: int = 0) -> tuple[Item, ...]:
    """The components of the row with this number."""
    if not isinstance(row, Menu):
        return tuple(_button(choice, number) for choice in row)
    options = [_option(choice) for choice in row.choices]
    # The menu's own id says nothing: which option was chosen does.
    own_id = f"menu:{row.name}"
    return (discord.ui.Select(custom_id=own_id, placeholder=row.placeholder, options=options, row=number),)


def _button(choice: Choice, row: int) -> discord.ui.Button[discord.ui.View]:
    style = discord.ButtonStyle.primary if choice.is_primary else discord.ButtonStyle.secondary
    label = cut(choice.label, _LONGEST_LABEL)
    return discord.ui.Button(label=label, custom_id=encode(choice.press), style=style, row=row)


def _option(choice: Choice) -> discord.SelectOption:
    """An option that goes on in its description where its text is longer than a label."""
    label, description = cut_in_two(choice.text, most=_LONGEST_OPTION, most_after=_LONGEST_OPTION)
    return discord.SelectOption(label=label, value=encode(choice.press), description=description or None)
