"""What Slack refuses in views, and how long triggers and hashes are good."""

from typing import Any

import pytest

from tests.servers.slack import Channel, Interaction, NotPossibleError, SlackServer, User
from tests.servers.slack.apps import Echo
from tests.servers.slack.forms import field, modal, plain, text_block
from tests.servers.slack.raw import Raw

Json = dict[str, Any]


async def test_a_trigger_is_good_for_one_view(raw: Raw, trigger: Interaction) -> None:
    answer = await raw("views.open", trigger_id=trigger.trigger_id, view=modal())
    assert answer["view"]["blocks"][0]["block_id"] == "question"
    again = await raw("views.open", trigger_id=trigger.trigger_id, view=modal())
    assert again["error"] == "exchanged_trigger_id"


async def test_a_view_that_is_refused_leaves_its_trigger(raw: Raw, trigger: Interaction) -> None:
    assert not (await raw("views.open", trigger_id=trigger.trigger_id, view={}))["ok"]
    assert (await raw("views.open", trigger_id=trigger.trigger_id, view=modal()))["ok"]


@pytest.mark.parametrize(("seconds", "error"), [(2.9, None), (3.1, "expired_trigger_id")])
async def test_a_trigger_is_good_for_three_seconds(still: SlackServer, seconds: float, error: str | None) -> None:
    ada = await still.team.add_member("ada")
    interaction = await still.use(ada, "Look something up")
    still.clock.advance(seconds)
    client = Echo(still).app.client
    if error is None:
        await client.views_open(trigger_id=interaction.trigger_id, view=modal())
    else:
        with pytest.raises(Exception, match=error):
            await client.views_open(trigger_id=interaction.trigger_id, view=modal())


async def test_a_trigger_of_another_workspace_is_invalid(raw: Raw) -> None:
    other = await raw.server.add_team("Coffee house")
    interaction = await raw.server.use(await other.add_member("eve"), "Look something up")
    assert (await raw("views.open", trigger_id=interaction.trigger_id, view=modal()))["error"] == "invalid_trigger_id"
    assert (await raw("views.open", trigger_id="1.2.3", view=modal()))["error"] == "invalid_trigger_id"
    assert (await raw("views.open", view=modal()))["error"] == "invalid_arguments"


BAD: list[tuple[str, Json, str]] = [
    ("title", modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("submit", modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    ("close", modal(close=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    ("mrkdwn title", modal(title={"type": "mrkdwn", "text": "x"}), "unsupported value: mrkdwn"),
    ("metadata", modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
    ("callback id", modal(callback_id="x" * 256), "must be less than 256 characters"),
    ("101 blocks", modal(*[text_block()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ("no title", {"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ("no submit", {"type": "modal", "title": plain(), "blocks": [field()]}, "missing required field: submit"),
    ("markdown", modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    ("feedback", modal({"type": "context_actions", "elements": []}), "unsupported type: context_actions"),
    ("block", modal({"type": "section", "text": plain("x" * 3001)}), "[json-pointer:/view/blocks/0/text/text]"),
    ("home", {"type": "home", "blocks": []}, "unsupported value: home"),
]


@pytest.mark.parametrize(("view", "message"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
async def test_slack_refuses(raw: Raw, trigger: Interaction, view: Json, message: str) -> None:
    answer = await raw("views.open", trigger_id=trigger.trigger_id, view=view)
    assert answer["error"] == "invalid_arguments"
    assert any(message in one for one in answer["response_metadata"]["messages"]), answer


async def test_a_view_has_a_hundred_blocks_and_250_kilobytes(raw: Raw, ada: User, trigger: Interaction) -> None:
    assert (await raw("views.open", trigger_id=trigger.trigger_id, view=modal(*[text_block()] * 100)))["ok"]
    view = {"type": "home", "blocks": [text_block("x" * 3000)] * 90}
    assert (await raw("views.publish", user_id=ada.id, view=view))["error"] == "view_too_large"


async def test_views_are_pushed_three_deep(raw: Raw, ada: User) -> None:
    triggers = [(await raw.server.use(ada, "Look something up")).trigger_id for _ in range(5)]
    assert (await raw("views.push", trigger_id=triggers[0], view=modal()))["error"] == "not_found"
    first = await raw("views.open", trigger_id=triggers[1], view=modal())
    second = await raw("views.push", trigger_id=triggers[2], view=modal())
    assert second["view"]["previous_view_id"] == second["view"]["root_view_id"] == first["view"]["id"]
    await raw("views.push", trigger_id=triggers[3], view=modal())
    assert (await raw("views.push", trigger_id=triggers[4], view=modal()))["error"] == "push_limit_reached"


async def test_an_update_with_an_old_hash_is_refused(raw: Raw, ada: User, trigger: Interaction) -> None:
    view = (await raw("views.open", trigger_id=trigger.trigger_id, view=modal(external_id="mine")))["view"]
    updated = await raw("views.update", external_id="mine", hash=view["hash"], view=modal())
    assert updated["ok"]
    again = await raw("views.update", view_id=view["id"], hash=view["hash"], view=modal())
    assert again["error"] == "hash_conflict"
    await raw.server.close(ada, await raw.server.view_of(ada))
    assert (await raw("views.update", view_id=view["id"], view=modal()))["error"] == "not_found"


async def test_a_home_tab_has_to_be_enabled(raw: Raw, ada: User, channel: Channel) -> None:
    home = {"type": "home", "blocks": [text_block()]}
    assert (await raw("views.publish", user_id="U0NOBODY", view=home))["error"] == "invalid_arguments"
    first = await raw("views.publish", user_id=ada.id, view=home)
    assert (await raw("views.publish", user_id=ada.id, view=home, hash="x"))["error"] == "hash_conflict"
    assert (await raw("views.publish", user_id=ada.id, view=home, hash=first["view"]["hash"]))["ok"]
    raw.server.manifest.has_home = False
    assert (await raw("views.publish", user_id=ada.id, view=home))["error"] == "not_enabled"
    with pytest.raises(NotPossibleError):
        await raw.server.open_home(ada)
    assert channel.messages == {}
