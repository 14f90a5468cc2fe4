"""The least that a Discord bot can be: discord.py, and the same answer to whoever mentions it; see ``discord_latency``.

It reads DISCORD_TOKEN and DISCORD_API_URL, as the bot itself does.
"""

import os

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

ANSWER = "I say the same to everybody."


class Bare(discord.AutoShardedClient):
    """Replies to mentions."""

    async def setup_hook(self) -> None:
        """Find the gateway that belongs to the API."""
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway).with_query(None)

    async def on_message(self, message: discord.Message) -> None:
        """Reply to a mention."""
        if self.user in message.mentions:
            await message.reply(ANSWER)


def main() -> None:
    """Serve until killed."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)
    client = Bare(intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None)
    client.run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
