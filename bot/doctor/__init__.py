"""Finds what keeps the bot from working, and says how to fix it; it changes nothing."""
