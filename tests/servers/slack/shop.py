"""An app with one of each interaction, for the tests of them."""

import asyncio
from typing import Any

from tests.servers.slack import SlackServer
from tests.servers.slack.apps import Echo

Json = dict[str, Any]


def button(text: str, action_id: str, value: str = "") -> Json:
    data = {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": action_id}
    return {**data, "value": value} if value else data


def option(text: str, value: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": value}


def feedback_side(text: str, value: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": value}


BLOCKS: list[Json] = [
    {"type": "markdown", "text": "**Tea** is a drink."},
    {
        "type": "actions",
        "block_id": "row",
        "elements": [button("Green", "pick:1", "green"), button("Black", "pick:2", "black")],
    },
    {
        "type": "actions",
        "block_id": "menus",
        "elements": [
            {
                "type": "static_select",
                "action_id": "menu",
                "options": [option("Tea", "tea"), option("Coffee", "coffee")],
            },
            {"type": "overflow", "action_id": "more", "options": [option("Remove", "remove")]},
        ],
    },
    {
        "type": "context_actions",
        "block_id": "votes",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "vote",
                "positive_button": feedback_side("Helpful", "good"),
                "negative_button": feedback_side("Not helpful", "bad"),
            },
            {
                "type": "icon_button",
                "icon": "trash",
                "action_id": "trash",
                "text": {"type": "plain_text", "text": "Take away"},
            },
        ],
    },
]


class Shop(Echo):
    """An app with one of each interaction."""

    def __init__(self, server: SlackServer) -> None:
        """An app that is not connected yet."""
        super().__init__(server)
        # Noted before they are acknowledged, so that whoever waits on the server finds them.
        self.actions: list[Json] = []
        self.responses: asyncio.Queue[tuple[int, str]] = asyncio.Queue()
        self.app.command("/faq")(self.command)
        self.app.shortcut("answer_from_faq")(self.shortcut)
        for name in ("pick:1", "pick:2", "menu", "more", "vote", "trash"):
            self.app.action(name)(self.act)

    async def command(self, ack: Any, command: Json, respond: Any, client: Any) -> None:  # noqa: ANN401 - Bolt's
        """Answer in the way that the text names."""
        match command["text"]:
            case "at once":
                await ack("at once")
            case "for all":
                await ack({"text": "for all", "response_type": "in_channel"})
            case "later":
                await ack()
                await respond(text="later", blocks=BLOCKS)
            case "privately":
                await ack()
                await client.chat_postEphemeral(channel=command["channel_id"], user=command["user_id"], text="psst")
            case "bad blocks":
                await ack({"text": "x", "blocks": [{"type": "video"}]})
            case other:
                await ack()
                for number in range(6):
                    response = await respond(f"{other} {number}")
                    await self.responses.put((response.status_code, response.body))

    async def shortcut(self, ack: Any, shortcut: Json, respond: Any) -> None:  # noqa: ANN401 - Bolt's
        """Answer the message, to whoever used it."""
        self.actions.append(shortcut)
        await ack()
        await respond("found", response_type="ephemeral", replace_original=False)

    async def act(self, ack: Any, action: Json, body: Json, respond: Any) -> None:  # noqa: ANN401 - Bolt's
        """Do what the value names."""
        self.actions.append({**action, "body": body})
        await ack()
        match action.get("value"):
            case "green":
                await respond(replace_original=True, text="You chose green")
            case "black":
                await respond(delete_original=True)
            case "good":
                await respond(text="Thank you", replace_original=False, response_type="ephemeral")
            case _:
                pass
