"""The bot on Slack: what is heard, what is sent, how presses come back, and both ways to connect."""
