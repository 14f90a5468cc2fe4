"""What an operator sets for Slack: one workspace by its token or many by OAuth, reached by a socket or by HTTP."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.platforms.kit.settings import Address, PlatformSettings, Token, folded


class SlackMode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


def _with_slash(address: str) -> str:
    """The form that Slack's client needs: it appends the method to the address as it is."""
    return f"{address}/"


def _no_other_token(*others: str) -> AfterValidator:
    """Refuse the tokens that stand beside the right one on Slack's pages (https://docs.slack.dev/authentication/tokens)."""

    def check(secret: SecretStr) -> SecretStr:
        if secret.get_secret_value().startswith(others):
            raise ValueError(
                "this is another of Slack's tokens: a bot token starts with xoxb-, an app token with xapp-"
            )
        return secret

    return AfterValidator(check)


class SlackSettings(PlatformSettings):
    """Tokens and secrets of the Slack app, and how it is reached."""

    slack_bot_token: Annotated[Token, _no_other_token("xapp-", "xoxp-")] | None = None
    slack_app_token: Annotated[Token, _no_other_token("xoxb-", "xoxp-")] | None = None
    slack_signing_secret: Token | None = None
    slack_client_id: Annotated[str, AfterValidator(str.strip)] | None = None
    slack_client_secret: Token | None = None
    slack_mode: Annotated[SlackMode, BeforeValidator(folded), Field(description="socket or http")] = SlackMode.SOCKET
    slack_api_url: Annotated[Address, AfterValidator(_with_slash)] = "https://slack.com/api/"

    def needed(self) -> tuple[str, ...]:
        """A token or the credentials for OAuth, and what the mode takes."""
        if self.slack_client_id or self.slack_client_secret:
            installed: tuple[str, ...] = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
        else:
            installed = ("SLACK_BOT_TOKEN",)
        reached = "SLACK_SIGNING_SECRET" if self.slack_mode is SlackMode.HTTP else "SLACK_APP_TOKEN"
        return (*installed, reached)
