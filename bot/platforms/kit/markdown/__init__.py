"""Answers as blocks of marked text, which each platform writes in its own dialect."""
