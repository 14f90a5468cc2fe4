"""RE FAQ Bot: links a message to one entry of a curated FAQ and answers with it and its source."""

__version__ = "0.1.0"
