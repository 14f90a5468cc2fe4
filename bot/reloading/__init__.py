"""Lets the bot go over to a changed FAQ while it answers: notices the change, learns it aside, and takes it at once."""
