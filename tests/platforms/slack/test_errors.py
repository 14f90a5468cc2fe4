"""What Slack's refusals say to an operator."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.reply import Notice, Post
from bot.errors import DeliveryError
from bot.platforms.kit.deliver import GoneError
from bot.platforms.slack.commands import Subject, form, read_subject
from bot.platforms.slack.errors import (
    AbsentError,
    ExpiredError,
    about_app_token,
    delivery_error,
    delivery_error_of_response,
    error_of,
    is_unclear,
)


def refused(error: str | None, *, status: int = 200, **more: object) -> SlackApiError:
    data = {"ok": False, **({"error": error} if error else {}), **more}
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=status
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("message_not_found", GoneError),
        ("thread_not_found", GoneError),
        ("not_in_channel", AbsentError),
        ("channel_not_found", AbsentError),
        ("used_url", ExpiredError),
        ("is_archived", DeliveryError),
        ("expired_trigger_id", DeliveryError),
    ],
)
def test_what_can_be_dealt_with_has_a_class_of_its_own(error: str, kind: type[DeliveryError]) -> None:
    assert type(delivery_error(refused(error))) is kind


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (refused("internal_error"), True),
        (refused("fatal_error"), True),
        (refused(None, status=503), True),
        (refused("channel_not_found"), False),
        (refused("ratelimited", status=429), False),
        (aiohttp.ServerDisconnectedError(), True),
        (TimeoutError(), True),
        (ValueError(), False),
    ],
)
def test_only_what_may_have_been_carried_out_is_unclear(error: Exception, *, is_so: bool) -> None:
    assert is_unclear(error) is is_so


def test_what_slack_adds_is_said_and_what_it_leaves_out_is_named() -> None:
    told = delivery_error(refused("invalid_blocks", errors=["unsupported type [json-pointer:/blocks/0]"]))
    assert str(told) == "Slack refuses it: invalid_blocks (unsupported type [json-pointer:/blocks/0])"
    assert error_of(refused(None, status=502)) == "status 502"


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, '{"ok": false, "error": "expired_url"}', "the interaction has expired"),
        (404, "used_url", "the interaction has expired"),
        (400, "[]", "Slack refuses it: status 400"),
        (500, "", "Slack has a problem of its own: status 500"),
    ],
)
def test_a_response_url_says_it_in_one_way_or_another(status: int, body: str, told: str) -> None:
    assert told in str(delivery_error_of_response(status, body))


def test_what_a_proxy_says_in_the_place_of_a_response_url_is_not_repeated() -> None:
    assert str(delivery_error_of_response(403, "<p>Blocked: is my tea stale?")) == "Slack refuses it: status 403"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("missing_scope", "connections:write"),
        ("invalid_auth", "xapp-"),
        ("not_allowed_token_type", "xapp-"),
        ("forbidden_team", "is Socket Mode switched on"),
    ],
)
def test_an_app_token_that_does_not_do_is_explained(error: str, told: str) -> None:
    assert told in about_app_token(refused(error))


def test_a_form_remembers_what_it_is_about() -> None:
    subject = Subject(channel="C0", message="1.2", thread="1.1", url="https://hooks.slack.com/x")
    post = Post(saying=Notice(text="tea"), asker="U0", is_private=True)
    assert read_subject(form(post, subject)) == subject
    for other in ("", "tea", "[]", '{"unknown": 1}', "null"):
        assert read_subject({"private_metadata": other}) == Subject()
