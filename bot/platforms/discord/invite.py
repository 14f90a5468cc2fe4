"""The link that adds the bot to a server, or its commands to a person's account, with exactly what it uses."""

from dataclasses import dataclass

import discord


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A permission, scope or intent, and what the bot needs it for."""

    name: str
    reason: str


PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
SCOPES = ("bot", "applications.commands")
NEEDS = (
    Need(name="View Channel", reason="to be asked there"),
    Need(name="Send Messages", reason="to answer in channels"),
    Need(name="Send Messages in Threads", reason="to answer in threads and forum posts"),
    Need(name="Read Message History", reason="to tie an answer to its question, and to find what was asked in a gap"),
    Need(name="scope bot", reason="to be a member of the server"),
    Need(name="scope applications.commands", reason="for /faq and “Answer from the FAQ”"),
)
USER_NEEDS = (Need(name="scope applications.commands", reason="for /faq and “Answer from the FAQ”, wherever you are"),)
_GUILD, _USER = 0, 1
"""https://discord.com/developers/docs/resources/application#application-object-application-integration-types"""


def invite_link(application_id: int, *, is_for_user: bool = False) -> str:
    """The address to open in a browser: https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow."""
    if is_for_user:
        link = discord.utils.oauth_url(application_id, scopes=SCOPES[1:])
        return f"{link}&integration_type={_USER}"
    return (
        f"{discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)}&integration_type={_GUILD}"
    )


def needs_text(*, is_for_user: bool = False) -> str:
    """What the link asks for, a line each, with the reason."""
    needs = USER_NEEDS if is_for_user else NEEDS
    width = max(len(need.name) for need in needs)
    return "\n".join(f"  {need.name:<{width}}  {need.reason}" for need in needs)
