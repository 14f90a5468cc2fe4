"""How long a message on Discord may be, and what measures and cuts it."""

from bot.platforms.kit.markdown.measuring import ELLIPSIS, cut, cut_as_written, cut_in_two, length, to_line

__all__ = ["ELLIPSIS", "LONGEST_MESSAGE", "cut", "cut_as_written", "cut_in_two", "length", "to_line"]

LONGEST_MESSAGE = 2000
"""In units: https://discord.com/developers/docs/resources/message#create-message"""
