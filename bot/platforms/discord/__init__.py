"""The bot on Discord: what is sent, how it is sent, and how presses come back."""
