"""The claims that the bot is held to; the folders mirror bot/."""
