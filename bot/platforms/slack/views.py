"""How posts are shown in a form or in App Home: in place of what is there."""

from collections.abc import Sequence
from typing import Any

from bot.core.reply import Post
from bot.platforms.slack.client import carried_out
from bot.platforms.slack.places import Subject, write_subject
from bot.platforms.slack.render import to_home, to_modal
from bot.platforms.slack.workspaces import Workspace


def form(post: Post, subject: Subject, *, query: str = "", may_search: bool = True) -> dict[str, Any]:
    """A form that shows a post and is about ``subject``, with what was searched for."""
    return to_modal(post, private_metadata=write_subject(subject), query=query, may_search=may_search)


class FormDelivery:
    """Shows posts in a form that is open."""

    def __init__(self, workspace: Workspace, *, view: str, subject: Subject, query: str = "") -> None:
        """Show them in the form with the id ``view``, as what was found for ``query``."""
        self._workspace = workspace
        self._view = view
        self._subject = subject
        self._query = query

    async def send(self, post: Post) -> tuple[str, ...]:
        """Show a post, and go on; no ids, since it is no message."""
        await self._show(form(post, self._subject, query=self._query))
        return ()

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Show what came of the form, which has done its work."""
        await self._show(form(post, self._subject, may_search=False))
        return tuple(messages)

    async def _show(self, view: dict[str, Any]) -> None:
        await carried_out(lambda: self._workspace.client.views_update(view_id=self._view, view=view))

    async def remove(self, messages: Sequence[str]) -> None:
        """Leave a form to whoever has it open."""


class HomeDelivery:
    """Shows posts in somebody's App Home."""

    def __init__(self, workspace: Workspace, *, person: str) -> None:
        """Show them to ``person``."""
        self._workspace = workspace
        self._person = person

    async def send(self, post: Post) -> tuple[str, ...]:
        """Show a post; no ids, since it is no message."""
        shown = to_home(post)
        await carried_out(lambda: self._workspace.client.views_publish(user_id=self._person, view=shown))
        return ()

    async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
        """Show a post."""
        await self.send(post)
        return tuple(messages)

    async def remove(self, messages: Sequence[str]) -> None:
        """Leave App Home as it is: it is never empty."""
