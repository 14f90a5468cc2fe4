"""The link that adds the bot to a server, or its commands to a person's account, with exactly what it uses."""

import discord

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
_NEEDS = {
    "View Channel": "to be asked there",
    "Send Messages": "to answer in channels",
    "Send Messages in Threads": "to answer in threads and forum posts",
    "Read Message History": "to tie an answer to its question, and to find what was asked in a gap",
    "scope bot": "to be a member of the server",
    "scope applications.commands": "for /faq and “Answer from the FAQ”",
}
_USER_NEEDS = {"scope applications.commands": "for /faq and “Answer from the FAQ”, wherever you are"}


def invite_link(application_id: int, *, is_for_user: bool = False) -> str:
    """The address to open in a browser: https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow."""
    # https://discord.com/developers/docs/resources/application#application-object-application-integration-types
    if is_for_user:
        return f"{discord.utils.oauth_url(application_id, scopes=['applications.commands'])}&integration_type=1"
    link = discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=["bot", "applications.commands"])
    return f"{link}&integration_type=0"


def needs_text(*, is_for_user: bool = False) -> str:
    """What the link asks for, a line each, with the reason."""
    needs = _USER_NEEDS if is_for_user else _NEEDS
    width = max(map(len, needs))
    return "\n".join(f"  {name:<{width}}  {reason}" for name, reason in needs.items())
