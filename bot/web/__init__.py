"""What the bot serves by HTTP: health, metrics, and the routes of platforms."""
