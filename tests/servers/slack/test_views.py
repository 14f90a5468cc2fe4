"""Modals and Home tabs: opening, filling in, submitting."""

from typing import Any

import pytest

from tests.servers.slack import Interaction, NotPossibleError, SlackServer, User
from tests.servers.slack.forms import Forms, field, modal, plain
from tests.servers.slack.raw import Raw

Json = dict[str, Any]


async def test_a_modal_is_opened_filled_in_and_submitted(server: SlackServer, forms: Forms, ada: User) -> None:
    interaction = await server.use(ada, "Look something up")
    await interaction.answered()
    view = await server.view_of(ada)
    assert (view.title, view.callback_id, view.private_metadata) == ("Ask", "ask", "kept")
    assert interaction.opened is view
    submission = await server.submit(ada, view, typed="what is tea?")
    await submission.answered()
    assert forms.submitted[0]["state"]["values"]["question"]["typed"]["value"] == "what is tea?"
    assert forms.submitted[0]["private_metadata"] == "kept"
    assert view.is_closed
    assert not server.has_view(ada)


@pytest.mark.parametrize(
    ("answer", "title", "depth"),
    [
        ({"response_action": "update", "view": modal(title=plain("New"))}, "New", 1),
        ({"response_action": "push", "view": modal(title=plain("Next"))}, "Next", 2),
        ({"response_action": "errors", "errors": {"question": "Too short"}}, "Ask", 1),
        ({"response_action": "clear"}, None, 0),
        ({}, None, 0),
    ],
)
async def test_a_submission_is_answered(  # noqa: PLR0913, PLR0917 - fixtures and a table
    server: SlackServer, forms: Forms, ada: User, answer: Json, title: str | None, depth: int
) -> None:
    await server.use(ada, "Look something up")
    view = await server.view_of(ada)
    forms.answers = [answer]
    submission = await server.submit(ada, view, typed="x")
    await submission.answered()
    stack = server.world.screens.stack(ada)
    assert [one.title for one in stack][-1:] == ([] if title is None else [title])
    assert len(stack) == depth
    assert submission.errors == view.errors == answer.get("errors", {})


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"response_action": "errors", "errors": {"elsewhere": "x"}}, "invalid_errors"),
        ({"response_action": "update", "view": modal(title=plain("x" * 25))}, "must be less than 25 characters"),
    ],
)
async def test_a_bad_answer_to_a_submission_fails(
    server: SlackServer, forms: Forms, ada: User, answer: Json, failure: str
) -> None:
    await server.use(ada, "Look something up")
    forms.answers = [answer]
    submission = await server.submit(ada, await server.view_of(ada), typed="x")
    await submission.failed()
    assert failure in submission.failure


async def test_a_field_that_is_empty_is_not_submitted(server: SlackServer, forms: Forms, ada: User) -> None:
    await server.use(ada, "Look something up")
    view = await server.view_of(ada)
    with pytest.raises(NotPossibleError):
        await server.submit(ada, view)
    assert forms.submitted == []


async def test_closing_is_told_if_the_view_asks_for_it(server: SlackServer, forms: Forms, ada: User) -> None:
    await server.use(ada, "Look something up")
    await server.close(ada, await server.view_of(ada))
    await server.wait_until(lambda: len(forms.closed) == 1)
    assert forms.closed[0]["callback_id"] == "ask"


async def test_a_menu_asks_the_app_for_its_options(server: SlackServer, forms: Forms, ada: User) -> None:
    await server.use(ada, "Look something up")
    view = await server.view_of(ada)
    options = await server.complete(ada, view, "green")
    assert [one["text"]["text"] for one in options] == ["green tea"]
    with pytest.raises(NotPossibleError):
        await server.complete(ada, view, "g")
    interaction = await server.choose_completed(ada, view, options[0])
    await interaction.answered()
    (body,) = forms.actions
    assert body["actions"][0]["selected_option"]["value"] == "green"
    assert body["view"]["state"]["values"]["menu"]["search"]["selected_option"]["value"] == "green"
    assert view.text == "Ask\nchanged"


async def test_a_field_that_dispatches_tells_what_is_typed(server: SlackServer, forms: Forms, ada: User) -> None:
    forms.view = modal(field(dispatch_action=True))
    await server.use(ada, "Look something up")
    view = await server.view_of(ada)
    interaction = await server.type(ada, view, "green", label="Question")
    assert interaction is not None
    await interaction.answered()
    assert forms.actions[0]["actions"][0]["value"] == "green"
    assert "response_url" not in forms.actions[0]


async def test_a_home_tab_is_published_and_its_buttons_work(server: SlackServer, forms: Forms, ada: User) -> None:
    await server.open_home(ada)
    home = await server.home_of(ada)
    assert home.text == f"Welcome {ada.id}\nPress"
    await server.press(ada, home, "Press")
    await server.home_of(ada, revision=1)
    assert home.text == "changed"
    assert forms.actions[0]["container"] == {"type": "view", "view_id": home.id}
    await server.open_home(ada)
    assert server.deliveries.all[-1].event["view"]["id"] == home.id


async def test_what_nobody_touched_is_in_the_state_too(raw: Raw, ada: User, trigger: Interaction) -> None:
    option = {"text": plain("Tea"), "value": "tea"}
    menu = {"type": "static_select", "action_id": "menu", "options": [option], "initial_option": option}
    filled = {"type": "plain_text_input", "action_id": "filled", "initial_value": "x"}
    blocks = [field(), field("second", element=filled), {"type": "actions", "block_id": "row", "elements": [menu]}]
    await raw("views.open", trigger_id=trigger.trigger_id, view=modal(*blocks))
    view = await raw.server.view_of(ada)
    interaction = await raw.server.submit(ada, view, typed="hello")
    assert interaction.payload["view"]["state"]["values"] == {
        "question": {"typed": {"type": "plain_text_input", "value": "hello"}},
        "second": {"filled": {"type": "plain_text_input", "value": "x"}},
        "row": {"menu": {"type": "static_select", "selected_option": option}},
    }
