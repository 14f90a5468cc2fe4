"""Buttons and menus as discord.py sends them."""

from typing import assert_never

import discord

from bot.platforms.discord.components import Button, Menu, Style
from bot.platforms.discord.render import Rendered

_STYLES = {Style.PRIMARY: discord.ButtonStyle.primary, Style.SECONDARY: discord.ButtonStyle.secondary}


def to_view(rendered: Rendered) -> discord.ui.View:
    """The components of a message; empty where it has none, which also takes away those of a message that is edited.

    The view is finished, so that discord.py sends it and keeps nothing of it: presses are read from the interaction.
    It must be made in a running loop: without one discord.py cannot finish it (``View.stop``).
    """
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rendered.rows):
        for component in row:
            view.add_item(_to_item(component, number))
    view.stop()
    return view


def _to_item(component: Button | Menu, row: int) -> discord.ui.Item[discord.ui.View]:
    match component:
        case Button(label=label, custom_id=custom_id, style=style):
            return discord.ui.Button(label=label, custom_id=custom_id, style=_STYLES[style], row=row)
        case Menu(custom_id=custom_id, placeholder=placeholder, options=options):
            choices = [
                discord.SelectOption(label=option.label, value=option.value, description=option.description or None)
                for option in options
            ]
            return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=choices, row=row)
    assert_never(component)
