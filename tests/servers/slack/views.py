"""Modals and Home tabs as people see them (docs.slack.dev, "Modals" and "App Home")."""

from dataclasses import dataclass, field

from tests.servers.slack.errors import Json
from tests.servers.slack.values import Team, User, texts_of

# "views.push", errors: a root view and two more.
DEPTH = 3


@dataclass(eq=False, slots=True, kw_only=True)
class View:
    """A modal or Home tab of one person, with what was typed and chosen in it."""

    id: str
    user: User
    content: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    revisions: int = 0
    is_closed: bool = False

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, each with its ids."""
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def is_home(self) -> bool:
        """Whether it is a Home tab."""
        return bool(self.content["type"] == "home")

    @property
    def title(self) -> str:
        """What stands at its top; a Home tab has no title."""
        return str((self.content.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """The name that the app gave it."""
        return str(self.content.get("callback_id") or "")

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it."""
        return str(self.content.get("private_metadata") or "")

    @property
    def text(self) -> str:
        """All that can be read in it."""
        return "\n".join([self.title, *texts_of(self.blocks)]).strip()

    @property
    def labels(self) -> list[str]:
        """What its buttons and menus say, in order."""
        from tests.servers.slack.elements import offered

        return [one.label for one in offered(self.blocks)]

    def replace(self, content: Json, new_hash: str) -> None:
        """Show something else; what was typed stays where block and action id stay."""
        self.content = content
        self.hash = new_hash
        self.revisions += 1
        self.errors = {}
        kept = {block["block_id"] for block in content["blocks"]}
        self.values = {block: values for block, values in self.values.items() if block in kept}


class Screens:
    """Who has which views open."""

    def __init__(self) -> None:
        """Nobody has any."""
        self.views: dict[str, View] = {}
        self._open: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: User) -> list[View]:
        """The modals that a person has open, the topmost last."""
        return self._open.setdefault(user.id, [])

    def top(self, user: User) -> View | None:
        """The modal that a person sees."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: User) -> View | None:
        """The Home tab of a person, if it was ever published."""
        return self._homes.get(user.id)

    def open(self, view: View) -> None:
        """Show a modal alone."""
        self.clear(view.user)
        self.push(view)

    def push(self, view: View) -> None:
        """Show a modal on top of the others."""
        self.views[view.id] = view
        self.stack(view.user).append(view)

    def publish(self, view: View) -> None:
        """Show a Home tab."""
        self.views[view.id] = view
        self._homes[view.user.id] = view

    def pop(self, user: User) -> View | None:
        """Take the topmost modal away."""
        stack = self.stack(user)
        if not stack:
            return None
        view = stack.pop()
        view.is_closed = True
        return view

    def clear(self, user: User) -> None:
        """Take all modals of a person away."""
        while self.pop(user) is not None:
            pass

    def forget(self, team: Team) -> None:
        """Take all views of a workspace away."""
        for user in team.users.values():
            self.clear(user)
            self._homes.pop(user.id, None)

    def find(self, team_id: str, *, view_id: str | None, external_id: str | None) -> View | None:
        """An open view of a workspace by one of its names."""
        for view in self.views.values():
            if view.user.team.id != team_id or view.is_closed:
                continue
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                return view
        return None
