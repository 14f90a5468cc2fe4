"""What an operator sets for Discord."""

from bot.platforms.kit.settings import Address, PlatformSettings, Token


class DiscordSettings(PlatformSettings):
    """The bot's token, and where Discord's API is."""

    discord_token: Token | None = None
    discord_api_url: Address = "https://discord.com/api/v10"

    def needed(self) -> tuple[str, ...]:
        """The token alone."""
        return ("DISCORD_TOKEN",)
