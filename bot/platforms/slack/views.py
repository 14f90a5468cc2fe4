"""Forms and App Home: their data, what people type into them, and how posts are shown in them.

https://docs.slack.dev/reference/views
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.reply import Post
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.render import to_home, to_modal
from bot.platforms.slack.workspaces import Workspace

Payload = Mapping[str, Any]
Json = dict[str, Any]
Render = Callable[[Post], Json]

SEARCH = "plain_text_input"
"""The kind of element that words are typed into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The message that a form is about, which gets the answer; stored in the form, so any process can continue.

    ``url`` is the response URL of the shortcut: it is the only way to reply where the bot is not in the channel.
    """

    channel: str = ""
    message: str = ""
    thread: str = ""
    url: str = ""


def write_subject(subject: Subject) -> str:
    """A subject as the ``private_metadata`` of a form."""
    return json.dumps(asdict(subject))


def read_subject(view: Payload) -> Subject:
    """What :func:`write_subject` wrote; an empty subject for anything else."""
    try:
        data = json.loads(view.get("private_metadata") or "{}")
        return Subject(**{name: str(text) for name, text in data.items()})
    except (AttributeError, TypeError, ValueError):
        return Subject()


def typed_in(view: Payload) -> str:
    """What was typed into the field of a form."""
    fields = (field for block in (view.get("state") or {}).get("values", {}).values() for field in block.values())
    typed = (str(field["value"]) for field in fields if field.get("type") == SEARCH and field.get("value"))
    return next(typed, "")


def form(post: Post, subject: Subject, *, query: str = "", may_search: bool = True) -> Json:
    """A form that shows a post and is about ``subject``, with what was searched for."""
    return to_modal(post, private_metadata=write_subject(subject), query=query, may_search=may_search)


class ViewDelivery:
    """Shows posts in a view, in place of its content; a view is no message, so there are no ids."""

    def __init__(self, update: Callable[[Json], Awaitable[object]], *, render: Render, conclude: Render) -> None:
        """Show by ``update`` what ``render`` makes of a post, or ``conclude`` of the last one."""
        self._update = update
        self._render = render
        self._conclude = conclude

    async def send(self, post: Post) -> tuple[str, ...]:
        """Show a post; more may follow."""
        await carried_out(lambda: self._update(self._render(post)))
        return ()

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Show the last post, the result."""
        await carried_out(lambda: self._update(self._conclude(post)))
        return tuple(messages)

    async def remove(self, messages: Sequence[str]) -> None:
        """Leave the view as it is: the person closes a form, and App Home is never empty."""


def in_form(workspace: Workspace, view_id: str, subject: Subject, *, query: str = "") -> ViewDelivery:
    """Shows posts in an open form, as the result for ``query``; with the last one the search field goes."""
    return ViewDelivery(
        lambda view: workspace.client.views_update(view_id=view_id, view=view),
        render=lambda post: form(post, subject, query=query),
        conclude=lambda post: form(post, subject, may_search=False),
    )


def in_home(workspace: Workspace, person: str) -> ViewDelivery:
    """Shows posts in the App Home of a person."""
    return ViewDelivery(
        lambda view: workspace.client.views_publish(user_id=person, view=view), render=to_home, conclude=to_home
    )
