"""Reloads a changed FAQ while the bot answers: finds the change, learns it in another process, and switches at once."""
