"""The bot in a terminal: a chat."""
