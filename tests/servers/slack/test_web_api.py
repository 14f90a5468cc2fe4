"""The Web API: tokens, scopes, conversations and messages, each refusal by a raw request."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import Channel, SlackServer, User
from tests.servers.slack.calls import Call
from tests.servers.slack.raw import Raw

CONNECT = "apps.connections.open"


async def test_slack_sdk_gets_what_it_asks_for(server: SlackServer, channel: Channel, ada: User) -> None:
    client = AsyncWebClient(server.bot_token, base_url=server.url)
    test = await client.auth_test()
    assert (test["user_id"], test["team_id"], test["bot_id"]) == (server.bot.id, server.team.id, server.bot.bot_id)
    assert test.headers["x-oauth-scopes"].startswith("app_mentions:read,assistant:write")
    posted = await client.chat_postMessage(channel=channel.id, text="one", unfurl_links=False, unfurl_media=False)
    await client.chat_postMessage(channel=channel.id, text="two", thread_ts=posted["ts"])
    await client.chat_update(channel=channel.id, ts=posted["ts"], text="one, changed")
    replies = await client.conversations_replies(channel=channel.id, ts=posted["ts"])
    assert [one["text"] for one in replies["messages"]] == ["one, changed", "two"]
    history = await client.conversations_history(channel=channel.id)
    assert [one["text"] for one in history["messages"]] == ["one, changed"]
    assert history["messages"][0]["reply_count"] == 1
    link = await client.chat_getPermalink(channel=channel.id, message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/{channel.id}/p{posted['ts'].replace('.', '')}")
    assert (await client.users_info(user=ada.id))["user"]["name"] == "ada"
    assert (await client.bots_info(bot=server.bot.bot_id))["bot"]["user_id"] == server.bot.id
    assert (await client.team_info())["team"]["domain"] == "teahouse"
    assert (await client.conversations_info(channel=channel.id))["channel"]["is_member"]
    assert [one["id"] for one in (await client.users_conversations())["channels"]] == [channel.id]
    opened = await client.conversations_open(users=[ada.id])
    assert opened["channel"]["id"] == (await server.direct(ada)).id
    await client.chat_delete(channel=channel.id, ts=posted["ts"])
    first, _ = server.messages(channel)
    assert first.is_tombstone
    assert not first.unfurls
    assert server.unknown_requests == []


@pytest.mark.parametrize(
    ("method", "kind", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-0-0-0", "invalid_auth"),
        ("auth.test", "app", "not_allowed_token_type"),
        (CONNECT, "bot", "not_allowed_token_type"),
        (CONNECT, "xapp-1-A0-0-0", "invalid_auth"),
        (CONNECT, "", "not_authed"),
        ("chat.shout", "bot", "unknown_method"),
    ],
)
async def test_a_token_of_the_wrong_kind_is_refused(raw: Raw, method: str, kind: str, error: str) -> None:
    token = {"app": raw.server.app_token, "bot": raw.server.bot_token}.get(kind, kind)
    answer = await raw(method, token=token)
    assert (answer["ok"], answer["error"]) == (False, error)
    assert [one.method for one in raw.server.unknown_requests] == (["chat.shout"] if error == "unknown_method" else [])


@pytest.mark.parametrize(("how", "error"), [("revoke", "token_revoked"), ("uninstall", "account_inactive")])
async def test_a_token_that_was_taken_away_is_refused(raw: Raw, how: str, error: str) -> None:
    token = raw.server.bot_token
    await getattr(raw.server, how)(raw.server.team)
    assert (await raw("auth.test", token=token))["error"] == error


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("chat.postMessage", "chat:write"),
        ("chat.postEphemeral", "chat:write"),
        ("chat.update", "chat:write"),
        ("chat.delete", "chat:write"),
        ("conversations.history", "channels:history"),
        ("conversations.replies", "channels:history"),
        ("conversations.info", "channels:read"),
        ("conversations.join", "channels:join"),
        ("users.info", "users:read"),
        ("bots.info", "users:read"),
        ("team.info", "team:read"),
    ],
)
async def test_a_method_without_its_scope_is_refused(raw: Raw, channel: Channel, method: str, scope: str) -> None:
    raw.server.team.scopes.remove(scope)
    answer = await raw(method, channel=channel.id, text="x", ts="1.000000", user="U1")
    assert answer["error"] == "missing_scope"
    assert scope in answer["needed"].split(",")
    assert scope not in answer["provided"].split(",")


async def test_connecting_needs_its_own_scope(raw: Raw) -> None:
    raw.server.app.app_scopes.clear()
    answer = await raw(CONNECT, token=raw.server.app_token)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "connections:write")


@pytest.mark.parametrize("family", ["history", "info"])
async def test_reading_needs_the_scope_for_the_kind_of_conversation(raw: Raw, family: str) -> None:
    secret = await raw.server.team.add_channel("secret", is_private=True)
    raw.server.team.scopes -= {"groups:history", "groups:read"}
    answer = await raw(f"conversations.{family}", channel=secret.id)
    assert (answer["error"], answer["needed"]) == (
        "missing_scope",
        "groups:history" if family == "history" else "groups:read",
    )


@pytest.fixture
async def places(raw: Raw, channel: Channel, ada: User) -> dict[str, str]:
    """One of each kind of conversation, and of each kind of message in the first."""
    server, team = raw.server, raw.server.team
    away = await team.add_channel("away", bot_is_member=False)
    secret = await team.add_channel("secret", is_private=True, bot_is_member=False)
    old = await team.add_channel("old")
    bots = (await raw("chat.postMessage", channel=old.id, text="x"))["ts"]
    await server.archive(old)
    hers = await server.say(ada, channel, "hers")
    gone = await server.say(ada, channel, "gone")
    await server.delete(gone)
    own = await raw("chat.postMessage", channel=channel.id, text="own")
    private = await raw("chat.postEphemeral", channel=channel.id, user=ada.id, text="private")
    return {
        "here": channel.id,
        "away": away.id,
        "secret": secret.id,
        "old": old.id,
        "ts in old": bots,
        "hers": hers.ts,
        "gone": gone.ts,
        "own": own["ts"],
        "private": private["message_ts"],
        "ada": ada.id,
        "bob": "U0BOB",
    }


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "<away>", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "<secret>", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "<old>", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "<here>"}, "no_text"),
    ("chat.postMessage", {"channel": "<here>", "text": "  "}, "no_text"),
    ("chat.postMessage", {"channel": "<here>", "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "thread_ts": "<gone>"}, "thread_not_found"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "thread_ts": 1.5}, "invalid_thread_ts"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": "<here>", "markdown_text": "x" * 12_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "metadata": {"x": 1}}, "invalid_metadata_format"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
    ("chat.postMessage", {"channel": "<here>", "text": "x", "username": "Boss"}, "missing_scope"),
    ("chat.postEphemeral", {"channel": "<here>", "user": "<bob>", "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": "<away>", "user": "<ada>", "text": "x"}, "not_in_channel"),
    ("chat.postEphemeral", {"channel": "<here>", "text": "x"}, "invalid_arguments"),
    ("chat.update", {"channel": "<here>", "ts": "<hers>", "text": "x"}, "cant_update_message"),
    ("chat.update", {"channel": "<here>", "ts": "<gone>", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": "<here>", "ts": "<private>", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": "<here>", "ts": "<own>", "text": "x" * 4001}, "msg_too_long"),
    ("chat.update", {"channel": "<here>", "ts": "<own>", "text": ""}, "no_text"),
    ("chat.update", {"channel": "<old>", "ts": "<ts in old>", "text": "x"}, "is_inactive"),
    ("chat.update", {"channel": "<here>", "text": "x"}, "invalid_arguments"),
    ("chat.delete", {"channel": "<here>", "ts": "<hers>"}, "cant_delete_message"),
    ("chat.delete", {"channel": "<here>", "ts": "<gone>"}, "message_not_found"),
    ("chat.delete", {"channel": "<here>", "ts": "<private>"}, "message_not_found"),
    ("chat.getPermalink", {"channel": "<here>", "message_ts": "<gone>"}, "message_not_found"),
    ("conversations.history", {"channel": "<away>"}, "not_in_channel"),
    ("conversations.history", {"channel": "<here>", "oldest": "x"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": "<here>", "cursor": "x"}, "invalid_cursor"),
    ("conversations.replies", {"channel": "<here>", "ts": "<gone>"}, "thread_not_found"),
    ("conversations.info", {"channel": "<secret>"}, "channel_not_found"),
    ("conversations.join", {"channel": "<old>"}, "is_archived"),
    ("conversations.open", {"users": ""}, "users_list_not_supplied"),
    ("conversations.open", {"users": "<bob>"}, "user_not_found"),
    ("users.info", {"user": "<bob>"}, "user_not_found"),
    ("bots.info", {"bot": "B0"}, "bot_not_found"),
    ("team.info", {"team": "T0"}, "team_not_found"),
    ("apps.uninstall", {"client_id": "x", "client_secret": "x"}, "invalid_client_id"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSED, ids=[f"{one[0]} {one[2]}" for one in REFUSED])
async def test_slack_refuses(raw: Raw, places: dict[str, str], method: str, args: dict[str, Any], error: str) -> None:
    known = {f"<{name}>": value for name, value in places.items()}
    filled = {name: known.get(value, value) if isinstance(value, str) else value for name, value in args.items()}
    answer = await raw(method, **filled)
    assert (answer["ok"], answer.get("error")) == (False, error)


async def test_a_public_channel_can_be_joined_and_then_written_in(raw: Raw, places: dict[str, str]) -> None:
    assert (await raw("conversations.join", channel=places["away"]))["ok"]
    assert (await raw("chat.postMessage", channel=places["away"], text="x"))["ok"]


async def test_text_alone_takes_blocks_away_and_is_marked_as_an_edit(raw: Raw, channel: Channel) -> None:
    posted = await raw("chat.postMessage", channel=channel.id, text="x", blocks=[{"type": "markdown", "text": "one"}])
    message = channel.messages[posted["ts"]]
    blocks = [{"type": "markdown", "text": "two"}]
    await raw("chat.update", channel=channel.id, ts=message.ts, blocks=blocks)
    assert (message.text, message.edited, message.content) == ("two", None, "x")
    await raw("chat.update", channel=channel.id, ts=message.ts, text="three")
    assert (message.text, message.blocks, message.revisions) == ("three", [], ["one", "two"])
    assert message.edited is not None


async def test_metadata_is_shown_to_those_who_ask_for_it(raw: Raw, channel: Channel) -> None:
    metadata = {"event_type": "answered", "event_payload": {"entry": "tea"}}
    posted = await raw("chat.postMessage", channel=channel.id, text="x", metadata=metadata)
    assert posted["message"]["metadata"] == metadata
    plain = await raw("conversations.history", channel=channel.id)
    assert "metadata" not in plain["messages"][0]
    full = await raw("conversations.history", channel=channel.id, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata


async def test_long_lists_come_in_pages(raw: Raw, channel: Channel, ada: User) -> None:
    for number in range(5):
        await raw.server.say(ada, channel, str(number))
    client = AsyncWebClient(raw.server.bot_token, base_url=raw.server.url)
    pages = [page["messages"] async for page in await client.conversations_history(channel=channel.id, limit=2)]
    assert [[one["text"] for one in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]


async def test_forms_carry_blocks_as_json(raw: Raw, channel: Channel) -> None:
    form = {"token": raw.server.bot_token, "channel": channel.id, "blocks": '[{"type": "divider"}]', "text": "x"}
    async with raw.session.post(raw.server.url + "chat.postMessage", data=form) as response:
        assert (await response.json())["ok"]


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("x", "text/plain", "invalid_post_type"),
    ],
)
async def test_bodies_that_are_none_are_refused(raw: Raw, body: str, kind: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {raw.server.bot_token}", "Content-Type": kind}
    async with raw.session.post(raw.server.url + "auth.test", data=body, headers=headers) as response:
        assert (await response.json())["error"] == error


async def test_a_message_to_a_person_goes_to_the_direct_conversation(raw: Raw, ada: User) -> None:
    answer = await raw("chat.postMessage", channel=ada.id, text="x")
    direct = await raw.server.direct(ada)
    assert answer["channel"] == direct.id
    assert [one.text for one in raw.server.by_bot(direct)] == ["x"]


async def test_slack_sdk_raises_what_slack_answers(server: SlackServer, channel: Channel) -> None:
    client = AsyncWebClient(server.bot_token, base_url=server.url)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=channel.id, ts="1.000000", text="x")


async def test_a_reply_to_a_reply_is_noted(raw: Raw, channel: Channel, ada: User) -> None:
    first = await raw.server.say(ada, channel, "one")
    reply = await raw.server.say(ada, channel, "two", thread=first)
    assert (await raw("chat.postMessage", channel=channel.id, text="x", thread_ts=reply.ts))["ok"]
    assert len(raw.server.remarks) == 1


async def test_the_server_is_reached_by_any_client_of_the_same_token(server: SlackServer) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{server.url}auth.test?token={server.bot_token}"
        async with session.get(url) as response:
            assert (await response.json())["ok"]


async def test_a_failure_of_the_server_itself_is_raised_in_the_end() -> None:
    def broken(_: Call) -> dict[str, Any]:
        raise RuntimeError("a mistake in the server")

    async def ask() -> None:
        async with SlackServer() as server, aiohttp.ClientSession() as session:
            server.web.add({"auth.test": broken})
            headers = {"Authorization": f"Bearer {server.bot_token}"}
            async with session.post(server.url + "auth.test", headers=headers) as response:
                assert response.status == 500

    with pytest.raises(RuntimeError, match="a mistake"):
        await ask()
