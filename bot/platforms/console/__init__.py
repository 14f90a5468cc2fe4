"""The bot in a terminal or a pipe: replies as text and JSON, a chat, progress, and tables for the curator."""
