"""The methods that show modals and Home tabs (docs.slack.dev, "views.open" and its neighbours)."""

from tests.servers.slack import payloads, posting
from tests.servers.slack.calls import Call, Handler
from tests.servers.slack.check_blocks import Surface
from tests.servers.slack.check_views import check_view
from tests.servers.slack.errors import Json, SlackError, missing
from tests.servers.slack.interactions import Interaction
from tests.servers.slack.values import User
from tests.servers.slack.views import DEPTH, View
from tests.servers.slack.world import World


def open_view(call: Call) -> Json:
    """views.open."""
    interaction = _exchange(call)
    view = make_view(call.world, interaction.user, check_view(call.object("view"), Surface.MODAL))
    interaction.is_trigger_used = True
    interaction.opened = view
    call.world.screens.open(view)
    return {"view": payloads.view(view, call.world)}


def push(call: Call) -> Json:
    """views.push, onto a modal that is open."""
    interaction = _exchange(call)
    content = check_view(call.object("view"), Surface.MODAL)
    view = push_view(call.world, interaction.user, content)
    interaction.is_trigger_used = True
    interaction.opened = view
    return {"view": payloads.view(view, call.world)}


def _exchange(call: Call) -> Interaction:
    """The interaction of a trigger, which opens one view within three seconds."""
    call.require("view")
    if not call.args.get("trigger_id"):
        raise missing("trigger_id")
    interaction = call.world.triggers.get(call.text("trigger_id"))
    if interaction is None or interaction.user.team is not call.team:
        raise SlackError("invalid_trigger_id")
    if interaction.is_trigger_used:
        raise SlackError("exchanged_trigger_id")
    if interaction.is_trigger_expired:
        raise SlackError("expired_trigger_id")
    return interaction


def make_view(world: World, user: User, content: Json) -> View:
    """A new view for somebody."""
    _check_external_id(world, user, content, None)
    view_id = world.ids.next("V")
    content = with_ids(world, content)
    return View(id=view_id, user=user, content=content, hash=new_hash(world), root=view_id)


def push_view(world: World, user: User, content: Json) -> View:
    """A new view on top of those that somebody has open."""
    stack = world.screens.stack(user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= DEPTH:
        raise SlackError("push_limit_reached")
    view = make_view(world, user, content)
    view.root, view.previous = stack[0].id, stack[-1].id
    world.screens.push(view)
    return view


def _check_external_id(world: World, user: User, content: Json, own: View | None) -> None:
    name = content.get("external_id")
    if not name:
        return
    other = world.screens.find(user.team.id, view_id=None, external_id=name)
    if other is not None and other is not own:
        raise SlackError("duplicate_external_id")


def with_ids(world: World, content: Json) -> Json:
    """A view's content with the ids that Slack adds to blocks and elements."""
    return {**content, "blocks": posting.with_ids(world, content["blocks"])}


def new_hash(world: World) -> str:
    """A hash for the state of a view, as Slack writes it."""
    return f"{int(world.clock.now())}.{world.ids.secret(4)}"


def update(call: Call) -> Json:
    """views.update, if its hash is still the view's."""
    call.require("view")
    names = {key: call.args.get(key) for key in ("view_id", "external_id")}
    if not any(names.values()):
        raise missing("view_id")
    view = call.world.screens.find(call.team.id, view_id=names["view_id"], external_id=names["external_id"])
    if view is None:
        raise SlackError("not_found")
    surface = Surface.HOME if view.is_home else Surface.MODAL
    content = check_view(call.object("view"), surface)
    if call.args.get("hash") not in (None, "", view.hash):
        raise SlackError("hash_conflict")
    update_view(call.world, view, content)
    return {"view": payloads.view(view, call.world)}


def update_view(world: World, view: View, content: Json) -> None:
    """Show something else in a view."""
    _check_external_id(world, view.user, content, view)
    view.replace(with_ids(world, content), new_hash(world))


def publish(call: Call) -> Json:
    """views.publish: somebody's Home tab."""
    call.require("user_id", "view")
    if not call.world.manifest.has_home:
        raise SlackError("not_enabled")
    user = call.team.users.get(call.text("user_id"))
    if user is None or user.is_bot:
        raise SlackError("invalid_arguments", messages=("invalid `user_id`",))
    content = check_view(call.object("view"), Surface.HOME)
    view = call.world.screens.home(user)
    if view is None:
        view = make_view(call.world, user, content)
        call.world.screens.publish(view)
    elif call.args.get("hash") not in (None, "", view.hash):
        raise SlackError("hash_conflict")
    else:
        update_view(call.world, view, content)
    return {"view": payloads.view(view, call.world)}


METHODS: dict[str, Handler] = {
    "views.open": open_view,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
