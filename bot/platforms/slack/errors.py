"""What Slack's errors mean, and what an operator can do: https://docs.slack.dev/reference/methods (Errors)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import DeliveryError, PlatformError, first_error
from bot.platforms.kit.deliver import GoneError

MANIFEST_COMMAND = "re-faq-bot slack manifest"
TOKEN_ERRORS = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
_WRONG_TOKEN = TOKEN_ERRORS | {"not_allowed_token_type"}
REFUSALS = _WRONG_TOKEN | {"missing_scope", "forbidden_team", "team_access_not_granted"}
"""Errors that no retry can help: Slack does not let the app in with this token."""
# Slack may have carried the request out before it failed.
_UNCLEAR = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
_ABSENT = frozenset({"channel_not_found", "not_in_channel"})
UNREADABLE = _ABSENT | {"missing_scope"}
"""Errors by which Slack says that the app may not read a channel."""
_FIRST_SERVER_ERROR = 500

_REVOKED = (
    "Slack no longer takes the bot's token: it was revoked, or the app was removed from the workspace. "
    "Install the app again, and set SLACK_BOT_TOKEN to the new token, under “OAuth & Permissions”"
)
_TOO_LATE = "the interaction has expired: Slack gives three seconds to open a form"
_URL_USED = "the interaction has expired: Slack takes five responses, within 30 minutes"
_FORBIDDEN = "the workspace or the channel does not let the bot write there"
_TOO_LONG = "the reply is longer than Slack takes"
_MEANINGS = {
    "cant_delete_message": "the message is not the bot's to delete",
    "cant_update_message": "the message is not the bot's to change",
    "channel_not_found": "the channel is gone, or private and the bot is not in it: invite it there with /invite",
    "edit_window_closed": "the workspace lets messages be edited for a limited time, which is over",
    "exchanged_trigger_id": _TOO_LATE,
    "expired_trigger_id": _TOO_LATE,
    "expired_url": _URL_USED,
    "hash_conflict": "the view has changed in the meantime",
    "invalid_trigger_id": _TOO_LATE,
    "is_archived": "the channel is archived",
    "is_inactive": "the channel is archived",
    "message_not_found": "the message is gone",
    "messages_tab_disabled": "the app takes no direct messages: switch the Messages Tab on, under “App Home”",
    "msg_blocks_too_long": _TOO_LONG,
    "msg_too_long": _TOO_LONG,
    "not_found": "the view is closed",
    "not_in_channel": "the bot is not in the channel: invite it there with /invite",
    "ratelimited": "Slack takes no more messages from the bot for the time being",
    "rate_limited": "Slack takes no more messages from the bot for the time being",
    "restricted_action": _FORBIDDEN,
    "restricted_action_non_threadable_channel": _FORBIDDEN,
    "restricted_action_read_only_channel": _FORBIDDEN,
    "restricted_action_thread_locked": "the thread is locked",
    "restricted_action_thread_only_channel": _FORBIDDEN,
    "thread_not_found": "the question is gone",
    "used_url": _URL_USED,
    "user_not_in_channel": "the person has left the channel",
}


class AbsentError(DeliveryError):
    """The bot is not in the channel."""


class ExpiredError(DeliveryError):
    """An interaction can no longer be answered, or not in this way."""


_KINDS: dict[str, type[DeliveryError]] = {
    **dict.fromkeys(("message_not_found", "not_found", "thread_not_found"), GoneError),
    **dict.fromkeys(_ABSENT, AbsentError),
    **dict.fromkeys(("expired_url", "used_url"), ExpiredError),
}


def error_of(error: SlackApiError) -> str:
    """Slack's short name of an error, or the HTTP status where it gave none."""
    return str(data_of(error).get("error") or f"status {_status(error)}")


def data_of(error: SlackApiError) -> dict[str, Any]:
    """What Slack answered; empty where that is no JSON object."""
    data = getattr(error.response, "data", error.response)
    return data if isinstance(data, dict) else {}


def is_unclear(error: BaseException) -> bool:
    """Whether a request may have been carried out although it failed: Slack or the network broke down on the way."""
    if isinstance(error, SlackApiError):
        return _status(error) >= _FIRST_SERVER_ERROR or error_of(error) in _UNCLEAR
    return isinstance(error, aiohttp.ClientError | OSError)


def delivery_error(error: BaseException) -> DeliveryError:
    """The error of one delivery that an error of Slack's client means."""
    if isinstance(error, SlackApiError):
        return _about(error_of(error), data_of(error))
    if isinstance(error, TimeoutError):
        return DeliveryError("Slack did not take it in time")
    return DeliveryError(f"Slack cannot be reached: {type(error).__name__}")


def delivery_error_of_response(status: int, body: str) -> DeliveryError:
    """The error of one delivery that the answer of a response URL means."""
    try:
        data = json.loads(body)
    except ValueError:  # a bare error name of Slack, or the page of a proxy, which may quote anything
        data = {"error": body.strip() if body.strip().isidentifier() else ""}
    data = data if isinstance(data, dict) else {}
    return _about(str(data.get("error") or f"status {status}"), data)


@contextmanager
def platform_errors(api_url: str) -> Iterator[None]:
    """Raise PlatformError, with what an operator can do, where Slack refuses the bot or cannot be reached."""
    try:
        yield
    except* SlackApiError as errors:
        refusal = first_error(errors)
        raise PlatformError(_about_bot(error_of(refusal), data_of(refusal))) from refusal
    except* (SlackClientError, aiohttp.ClientError, OSError) as errors:
        error = first_error(errors)
        raise PlatformError(f"Slack cannot be reached at {api_url}: {type(error).__name__}") from error


def about_app_token(error: SlackApiError) -> str:
    """Why Slack refuses to open a connection."""
    match error_of(error):
        case "missing_scope":
            return (
                "SLACK_APP_TOKEN lacks the scope connections:write: make an app-level token with it, under “Basic "
                "Information”, “App-Level Tokens”"
            )
        case name if name in _WRONG_TOKEN:
            return (
                "Slack refuses SLACK_APP_TOKEN. Copy it from “Basic Information”, “App-Level Tokens”; it starts with "
                "xapp-, and belongs to the same app as SLACK_BOT_TOKEN"
            )
        case name:
            return f"Slack opens no connection for SLACK_APP_TOKEN: {name}; is Socket Mode switched on for the app?"


def _missing_scope(data: dict[str, Any]) -> str:
    return (
        f"the app lacks the scope {data.get('needed', 'it needs')}: “{MANIFEST_COMMAND}” prints the manifest that has "
        "it; put it into the app's settings, and install the app again"
    )


def _about(name: str, data: dict[str, Any]) -> DeliveryError:
    if name == "missing_scope":
        return DeliveryError(_missing_scope(data))
    if name in TOKEN_ERRORS:
        return DeliveryError(_REVOKED)
    if name in _UNCLEAR or name.startswith("status 5"):
        return DeliveryError(f"Slack has a problem of its own: {name}")
    kind = _KINDS.get(name, DeliveryError)
    return kind(_MEANINGS.get(name) or f"Slack refuses it: {name}{_details(data)}")


def _about_bot(name: str, data: dict[str, Any]) -> str:
    if name in _WRONG_TOKEN:
        return (
            f"Slack refuses SLACK_BOT_TOKEN ({name}). Copy the “Bot User OAuth Token” from “OAuth & Permissions”; it "
            "starts with xoxb-. If the app was removed from the workspace, install it again"
        )
    if name == "missing_scope":
        return _missing_scope(data)
    return f"Slack refuses the bot: {name}{_details(data)}"


def _details(data: dict[str, Any]) -> str:
    """What Slack adds to an error; about blocks these are places in them, without their text."""
    messages = (data.get("response_metadata") or {}).get("messages") or data.get("errors") or ()
    told = "; ".join(str(message) for message in messages)[:300]
    return f" ({told})" if told else ""


def _status(error: SlackApiError) -> int:
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
