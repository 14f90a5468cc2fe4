"""What Discord refuses, the server refuses, and with Discord's own error."""

from typing import Any

import pytest

from tests.servers.discord import Channel, DiscordServer, Message
from tests.servers.discord.check_commands import is_valid_name
from tests.servers.discord.conftest import Raw

Body = dict[str, Any]


def button(**more: object) -> Body:
    """A button that is in order."""
    return {"type": 2, "style": 1, "label": "Yes", "custom_id": "yes", **more}


def menu(**more: object) -> Body:
    """A menu that is in order."""
    return {"type": 3, "custom_id": "menu", "options": [{"label": "Tea", "value": "tea"}], **more}


def row(*components: Body) -> Body:
    """A row of components."""
    return {"type": 1, "components": list(components)}


def fields(**more: object) -> Body:
    """An embed with one field that is in order but for what is given."""
    return {"embeds": [{"fields": [{"name": "a", "value": "b", **more}]}]}


def many(number: int) -> list[Body]:
    """Buttons with custom ids of their own."""
    return [button(custom_id=f"button {one}") for one in range(number)]


def options(number: int) -> list[Body]:
    """Options with values of their own."""
    return [{"label": str(one), "value": str(one)} for one in range(number)]


V2 = 1 << 15
REFUSED: list[tuple[Body, str]] = [
    ({"content": "x" * 2001}, "content"),
    ({"content": 7}, "content"),
    ({"content": "x", "nonce": "x" * 26}, "nonce"),
    ({"content": "x", "tts": "yes"}, "tts"),
    ({"content": "x", "flags": 64}, "flags"),
    ({"content": "x", "flags": "4"}, "flags"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
    ({"embeds": [{"title": "x", "footer": {"text": "x" * 2049}}]}, "embeds.0.footer.text"),
    ({"embeds": [{"author": {"name": "x" * 257}}]}, "embeds.0.author.name"),
    ({"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]}, "embeds.0.fields"),
    (fields(name="x" * 257), "embeds.0.fields.0.name"),
    (fields(value="x" * 1025), "embeds.0.fields.0.value"),
    (fields(value=""), "embeds.0.fields.0.value"),
    ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, "embeds"),
    ({"embeds": [{"title": "x", "url": "javascript:1"}]}, "embeds.0.url"),
    ({"embeds": [{"title": "x", "url": "ftp://example.org"}]}, "embeds.0.url"),
    ({"embeds": [{"title": "x", "color": 1 << 24}]}, "embeds.0.color"),
    ({"content": "x", "embeds": [{}]}, "embeds.0.description"),
    ({"content": "x", "components": [row(one) for one in many(6)]}, "components"),
    ({"content": "x", "components": [row(*many(6))]}, "components.0.components"),
    ({"content": "x", "components": [row()]}, "components.0.components"),
    ({"content": "x", "components": [button()]}, "components.0.type"),
    ({"content": "x", "components": [row(button(), menu())]}, "components.0.components"),
    ({"content": "x", "components": [row(button(), button())]}, "components.0.components.1.custom_id"),
    ({"content": "x", "components": [row(button(custom_id="x" * 101))]}, "components.0.components.0.custom_id"),
    ({"content": "x", "components": [row(button(custom_id=""))]}, "components.0.components.0.custom_id"),
    ({"content": "x", "components": [row(button(custom_id=None))]}, "components.0.components.0.custom_id"),
    ({"content": "x", "components": [row(button(label="x" * 81))]}, "components.0.components.0.label"),
    ({"content": "x", "components": [row(button(label=None))]}, "components.0.components.0"),
    ({"content": "x", "components": [row(button(emoji={"name": "smile"}))]}, "components.0.components.0.emoji.name"),
    ({"content": "x", "components": [row(button(style=9))]}, "components.0.components.0.style"),
    ({"content": "x", "components": [row(button(style=5, custom_id=None))]}, "components.0.components.0.url"),
    (
        {"content": "x", "components": [row(button(style=5, url="https://example.org"))]},
        "components.0.components.0.custom_id",
    ),
    ({"content": "x", "components": [row(menu(options=options(26)))]}, "components.0.components.0.options"),
    ({"content": "x", "components": [row(menu(options=[]))]}, "components.0.components.0.options"),
    (
        {"content": "x", "components": [row(menu(options=[{"label": "x" * 101, "value": "a"}]))]},
        "components.0.components.0.options.0.label",
    ),
    (
        {"content": "x", "components": [row(menu(options=[{"label": "x", "value": "a" * 101}]))]},
        "components.0.components.0.options.0.value",
    ),
    (
        {"content": "x", "components": [row(menu(options=[{"label": "x", "value": "a", "description": "x" * 101}]))]},
        "components.0.components.0.options.0.description",
    ),
    (
        {"content": "x", "components": [row(menu(options=[{"label": "x", "value": "a"}] * 2))]},
        "components.0.components.0.options.1.value",
    ),
    ({"content": "x", "components": [row(menu(placeholder="x" * 151))]}, "components.0.components.0.placeholder"),
    ({"content": "x", "components": [row(menu(max_values=2))]}, "components.0.components.0.max_values"),
    ({"content": "x", "components": [row(menu(min_values=-1))]}, "components.0.components.0.min_values"),
    ({"content": "x", "components": [{"type": 10, "content": "x"}]}, "components.0.type"),
    ({"content": "x", "flags": V2, "components": [{"type": 10, "content": "x"}]}, "content"),
    ({"embeds": [{"title": "x"}], "flags": V2, "components": [{"type": 10, "content": "x"}]}, "embeds"),
    ({"flags": V2, "components": [{"type": 10, "content": "x"}] * 41}, "components"),
    ({"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2}, "components"),
    ({"flags": V2, "components": [{"type": 10, "content": ""}]}, "components.0.content"),
    (
        {"flags": V2, "components": [{"type": 9, "components": [{"type": 10, "content": "x"}]}]},
        "components.0.accessory.type",
    ),
    ({"flags": V2, "components": [{"type": 17, "components": [{"type": 17}]}]}, "components.0.components.0.type"),
    ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
    ({"content": "x", "message_reference": {"message_id": "one"}}, "message_reference.message_id"),
    ({"content": "x", "message_reference": 7}, "message_reference"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
    ({"content": "x", "allowed_mentions": {"parse": ["people"]}}, "allowed_mentions.parse.0"),
    ({"content": "x", "allowed_mentions": {"users": ["1"] * 101}}, "allowed_mentions.users"),
    ({"content": "x", "allowed_mentions": {"roles": ["x"]}}, "allowed_mentions.roles.0"),
]
EMPTY: list[Body] = [{}, {"content": ""}, {"content": " \n"}, {"content": None, "embeds": []}]
TAKEN: list[Body] = [
    {"content": "x" * 2000},
    {"embeds": [{"description": "x" * 4096}, {"title": "x" * 256}]},
    {"content": "x", "flags": 4 | 4096, "nonce": "1" * 25},
    {"components": [row(*many(5)), row(menu(options=options(25), max_values=25))]},
    {"content": "x", "components": [row(button(style=5, custom_id=None, url="https://example.org"))]},
    {"content": "x", "components": [row(button(label=None, emoji={"name": "👍"}))]},
    {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
    {"content": "x", "allowed_mentions": {"parse": ["users"], "users": []}},
    {
        "flags": V2,
        "components": [
            {"type": 17, "components": [{"type": 10, "content": "x" * 3999}, row(button()), {"type": 14}]},
            {"type": 9, "components": [{"type": 10, "content": "y"}], "accessory": button(custom_id="no")},
        ],
    },
]


@pytest.fixture
async def channel(server: DiscordServer) -> Channel:
    return await (await server.add_guild("Tea house")).add_text_channel("general")


def leaf(errors: Body, path: str) -> object:
    """What the errors say of a field."""
    node: Any = errors
    for part in path.split("."):
        node = node.get(part, {})
    return node.get("_errors")


@pytest.mark.parametrize(("body", "path"), REFUSED, ids=[f"{index} {path}" for index, (_, path) in enumerate(REFUSED)])
async def test_a_message_that_discord_refuses(channel: Channel, raw: Raw, body: Body, path: str) -> None:
    status, answer = await raw("POST", f"/channels/{channel.id}/messages", body)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    assert leaf(answer["errors"], path), answer
    assert channel.messages == {}


@pytest.mark.parametrize("body", EMPTY)
async def test_an_empty_message_is_refused(channel: Channel, raw: Raw, body: Body) -> None:
    status, answer = await raw("POST", f"/channels/{channel.id}/messages", body)
    assert (status, answer["code"]) == (400, 50006)


@pytest.mark.parametrize("body", TAKEN)
async def test_a_message_at_the_limits_is_taken(channel: Channel, raw: Raw, body: Body) -> None:
    status, answer = await raw("POST", f"/channels/{channel.id}/messages", body)
    assert status == 200, answer


async def test_an_edit_is_checked_like_a_message(server: DiscordServer, channel: Channel, raw: Raw) -> None:
    _, made = await raw("POST", f"/channels/{channel.id}/messages", {"content": "x"})
    path = f"/channels/{channel.id}/messages/{made['id']}"
    assert (await raw("PATCH", path, {"content": "x" * 2001}))[1]["code"] == 50035
    assert (await raw("PATCH", path, {"content": ""}))[1]["code"] == 50006
    assert (await raw("PATCH", path, {"content": "y"}))[0] == 200
    message = server.by_bot(channel)[0]
    assert (message.content, message.revisions) == ("y", ["x"])
    other = await server.say(server.world.owner, channel, "mine")
    assert (await raw("PATCH", f"/channels/{channel.id}/messages/{other.id}", {"content": "y"}))[1]["code"] == 50005


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/channels/1", 404, 10003),
        ("GET", "/channels/{channel}/messages/1", 404, 10008),
        ("PATCH", "/channels/{channel}/messages/1", 404, 10008),
        ("DELETE", "/channels/{channel}/messages/1", 404, 10008),
        ("GET", "/channels/{channel}/messages?limit=101", 400, 50035),
        ("POST", "/users/@me/channels", 404, 10013),
        ("POST", "/interactions/1/none/callback", 404, 10062),
        ("POST", "/webhooks/{application}/none", 401, 50027),
        ("POST", "/webhooks/1/none", 404, 10015),
        ("GET", "/guilds/1", 403, 50001),
    ],
)
async def test_what_does_not_exist(  # noqa: PLR0913 - two fixtures and a table of four
    server: DiscordServer, channel: Channel, raw: Raw, *, method: str, path: str, status: int, code: int
) -> None:
    full = path.format(channel=channel.id, application=server.application.id)
    answer = await raw(method, full, None if method == "GET" else {})
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert server.unknown_requests == []


async def test_an_unknown_route_is_remembered(server: DiscordServer, raw: Raw) -> None:
    assert await raw("GET", "/nowhere") == (404, {"message": "404: Not Found", "code": 0})
    assert [one.path for one in server.unknown_requests] == ["/nowhere"]


async def test_a_wrong_token_is_refused(channel: Channel, raw: Raw) -> None:
    answer = await raw("GET", f"/channels/{channel.id}", token="wrong")  # noqa: S106 - a wrong one
    assert answer == (401, {"message": "401: Unauthorized", "code": 0})


def command(**more: object) -> Body:
    """A command that is in order."""
    return {"type": 1, "name": "faq", "description": "Questions", **more}


def option(**more: object) -> Body:
    """An option that is in order."""
    return {"type": 3, "name": "question", "description": "What to ask", **more}


def choices(number: int) -> list[Body]:
    """Choices that are in order."""
    return [{"name": str(one), "value": str(one)} for one in range(number)]


REFUSED_COMMANDS: list[tuple[list[Body], str]] = [
    ([command(name="FAQ")], "0.name"),
    ([command(name="two words")], "0.name"),
    ([command(name="x" * 33)], "0.name"),
    ([command(name="")], "0.name"),
    ([command(description="")], "0.description"),
    ([command(description="x" * 101)], "0.description"),
    ([command(), command()], "1.name"),
    ([command(options=[option(name=f"o{one}") for one in range(26)])], "0.options"),
    ([command(options=[option(), option()])], "0.options.1.name"),
    ([command(options=[option(name="Question")])], "0.options.0.name"),
    ([command(options=[option(description="x" * 101)])], "0.options.0.description"),
    ([command(options=[option(), option(name="more", required=True)])], "0.options.1"),
    ([command(options=[option(choices=choices(26))])], "0.options.0.choices"),
    ([command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])])], "0.options.0.choices.0.name"),
    ([command(options=[option(choices=[{"name": "x", "value": "x" * 101}])])], "0.options.0.choices.0.value"),
    ([command(options=[option(choices=choices(1), autocomplete=True)])], "0.options.0.autocomplete"),
    ([command(options=[option(type=5, autocomplete=True)])], "0.options.0.type"),
    ([command(options=[option(type=1), option(name="more")])], "0.options"),
    ([command(options=[option(type=1, options=[option(type=1)])])], "0.options.0.options.0.type"),
    ([command(options=[option(type=2, options=[option()])])], "0.options.0.options"),
    ([command(options=[option(type=99)])], "0.options.0.type"),
    ([command(options=[option(max_length=6001)])], "0.options.0.max_length"),
    ([command(type=3, name="x" * 33, description="")], "0.name"),
    ([command(type=3, name="Answer from the FAQ")], "0.description"),
    ([command(type=9)], "0.type"),
    ([command(contexts=[7])], "0.contexts"),
    ([command(integration_types=[])], "0.integration_types"),
]


@pytest.mark.parametrize(
    ("commands", "path"),
    REFUSED_COMMANDS,
    ids=[f"{index} {path}" for index, (_, path) in enumerate(REFUSED_COMMANDS)],
)
async def test_commands_that_discord_refuses(server: DiscordServer, raw: Raw, commands: list[Body], path: str) -> None:
    status, answer = await raw("PUT", f"/applications/{server.application.id}/commands", commands)
    assert (status, answer["code"]) == (400, 50035)
    assert leaf(answer["errors"], path), answer


async def test_a_command_of_more_than_8000_characters_is_refused(server: DiscordServer, raw: Raw) -> None:
    big = [{"name": f"{one:02}" + "x" * 98, "value": f"{one:02}" + "y" * 98} for one in range(25)]
    commands = [command(options=[option(name="a", choices=big), option(name="b", choices=big)])]
    status, answer = await raw("PUT", f"/applications/{server.application.id}/commands", commands)
    assert status == 400
    assert answer["errors"]["0"]["_errors"][0]["code"] == "APPLICATION_COMMAND_TOO_LARGE"


async def test_commands_keep_their_ids_when_they_are_overwritten(server: DiscordServer, raw: Raw) -> None:
    path = f"/applications/{server.application.id}/commands"
    menu_command = {"type": 3, "name": "Answer from the FAQ", "contexts": [0, 1, 2], "integration_types": [0, 1]}
    status, first = await raw("PUT", path, [command(), menu_command])
    assert status == 200
    _, second = await raw("PUT", path, [command(description="Changed"), command(name="other")])
    assert second[0]["id"] == first[0]["id"]
    assert (await raw("GET", path))[1] == second


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("faq", True),
        ("faq-2_x", True),
        ("été", True),
        ("质问", True),
        ("प्रश्न", True),
        ("ถาม", True),
        ("Faq", False),
        ("a.b", False),
    ],
)
def test_names_of_commands(name: str, *, valid: bool) -> None:
    assert is_valid_name(name) is valid


async def test_files_count_as_content(channel: Channel, raw: Raw) -> None:
    import aiohttp

    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"attachments": [{"id": 0, "filename": "a.png", "description": "A cup"}]}')
    form.add_field("files[0]", b"12345", filename="a.png")
    headers = {"Authorization": f"Bot {raw.server.token}"}
    async with raw.session.post(f"{raw.server.url}/channels/{channel.id}/messages", data=form, headers=headers) as sent:
        assert sent.status == 200
    (message,) = channel.messages.values()
    assert isinstance(message, Message)
    assert (message.attachments[0]["description"], message.attachments[0]["size"]) == ("A cup", 5)
