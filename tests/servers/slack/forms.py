"""An app with a modal and a Home tab, for the tests of them."""

from typing import Any

from tests.servers.slack import SlackServer
from tests.servers.slack.apps import Echo

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def field(block_id: str = "question", **more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "typed"}
    return {"type": "input", "block_id": block_id, "label": plain("Question"), "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    data = {"type": "modal", "callback_id": "ask", "title": plain("Ask"), "submit": plain("Send")}
    return {**data, "blocks": list(blocks) or [field()], **more}


def text_block(text: str = "x") -> Json:
    return {"type": "section", "text": plain(text)}


def button() -> Json:
    return {"type": "actions", "elements": [{"type": "button", "text": plain("Press"), "action_id": "press"}]}


def search() -> Json:
    menu = {"type": "external_select", "action_id": "search", "min_query_length": 2}
    return {"type": "actions", "block_id": "menu", "elements": [menu]}


class Forms(Echo):
    """An app that opens a modal for its shortcut, and keeps what comes of it."""

    def __init__(self, server: SlackServer) -> None:
        """An app that is not connected yet."""
        super().__init__(server)
        self.answers: list[Json] = [{}]
        self.view = modal(field(), search(), button(), private_metadata="kept", notify_on_close=True)
        self.submitted: list[Json] = []
        self.closed: list[Json] = []
        self.actions: list[Json] = []
        self.app.shortcut("look_up")(self.open)
        self.app.view("ask")(self.submit)
        self.app.view_closed("ask")(self.close)
        self.app.action("press")(self.act)
        self.app.action("search")(self.act)
        self.app.action("typed")(self.act)
        self.app.options("search")(self.suggest)
        self.app.event("app_home_opened")(self.show_home)

    async def open(self, ack: Any, body: Json, client: Any) -> None:  # noqa: ANN401 - Bolt's
        """Open the modal."""
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=self.view)

    async def submit(self, ack: Any, view: Json) -> None:  # noqa: ANN401 - Bolt's
        """Answer as the test says."""
        self.submitted.append(view)
        await ack(**self.answers.pop(0))

    async def close(self, ack: Any, view: Json) -> None:  # noqa: ANN401 - Bolt's
        """Note it."""
        self.closed.append(view)
        await ack()

    async def act(self, ack: Any, body: Json, client: Any) -> None:  # noqa: ANN401 - Bolt's
        """Note it and change the view that it was in."""
        self.actions.append(body)
        await ack()
        view = body["view"]
        shown = {"type": "home"} if view["type"] == "home" else modal()
        content = {**shown, "blocks": [text_block("changed")]}
        await client.views_update(view_id=view["id"], hash=view["hash"], view=content)

    async def suggest(self, ack: Any, payload: Json) -> None:  # noqa: ANN401 - Bolt's
        """Offer what was typed."""
        await ack(options=[{"text": plain(f"{payload['value']} tea"), "value": payload["value"]}])

    async def show_home(self, event: Json, client: Any) -> None:  # noqa: ANN401 - Bolt's
        """Publish the Home tab."""
        view = {"type": "home", "blocks": [text_block(f"Welcome {event['user']}"), button()]}
        await client.views_publish(user_id=event["user"], view=view)
