"""Response URLs (docs.slack.dev, "Handling user interaction in your Slack apps", Message responses)."""

import json

from aiohttp import web

from tests.servers.slack import payloads, posting
from tests.servers.slack.calls import Request
from tests.servers.slack.check_messages import check_content
from tests.servers.slack.errors import Json, SlackError
from tests.servers.slack.faults import Faults
from tests.servers.slack.interactions import URL_USES, Interaction
from tests.servers.slack.values import Channel, Message
from tests.servers.slack.world import World

NAME = "response_url"


class ResponseUrls:
    """Serves all response URLs, and the messages that come as the answer to a command."""

    def __init__(self, world: World, faults: Faults, requests: list[Request]) -> None:
        """Response URLs whose use is noted among the requests."""
        self._world = world
        self._faults = faults
        self._requests = requests

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one use."""
        text = await request.text()
        noted = Request(method=NAME, verb=request.method, args=_read(text) or {})
        self._requests.append(noted)
        await self._faults.wait(NAME)
        failure = self._faults.next_failure(NAME)
        try:
            if failure is not None and not failure.after:
                raise failure.error
            self._use(self._world.response_urls.get(request.path), _read(text))
            if failure is not None:
                raise failure.error
        except SlackError as error:
            noted.status, noted.error = error.status, error.error
            return web.json_response(error.body(), status=error.status)
        finally:
            self._world.changes.touch()
        noted.status = 200
        return web.Response(text="ok")

    def _use(self, interaction: Interaction | None, body: Json | None) -> None:
        if interaction is None:
            raise SlackError("invalid_url", status=404)
        if interaction.is_url_expired:
            raise SlackError("expired_url", status=404)
        if interaction.url_uses >= URL_USES:
            raise SlackError("used_url", status=404)
        if body is None:
            raise SlackError("invalid_payload", status=400)
        interaction.url_uses += 1
        try:
            self.respond(interaction, body)
        except SlackError as error:
            raise SlackError(error.error, status=400, messages=error.messages) from None

    def respond(self, interaction: Interaction, body: Json) -> None:
        """Show what a response says: instead of the message that the interaction was on, or beside it."""
        source = interaction.message
        if body.get("delete_original"):
            self._delete(interaction, source)
        elif body.get("replace_original") and source is not None:
            self._replace(interaction, source, body)
        else:
            if source is not None and "replace_original" not in body:
                self._world.remark("a response to an interaction with a message does not say replace_original")
            self._add(interaction, body)

    def _delete(self, interaction: Interaction, source: Message | None) -> None:
        if source is None or source.is_deleted:
            raise SlackError("message_not_found")
        interaction.is_updated = True
        if source.is_ephemeral:
            source.is_deleted = True
            source.channel.ephemerals.remove(source)
        else:
            posting.remove(self._world, source)

    def _replace(self, interaction: Interaction, source: Message, body: Json) -> None:
        if source.is_deleted:
            raise SlackError("message_not_found")
        content = check_content(body)
        previous = payloads.message(source)
        source.revisions.append(source.text)
        posting.fill(self._world, source, content, links_names=False)
        interaction.is_updated = True
        if not source.is_ephemeral:
            source.edited = self._world.stamps.next()
            posting.revise(self._world, source, previous)

    def _add(self, interaction: Interaction, body: Json) -> None:
        channel = interaction.channel
        if channel is None:
            raise SlackError("channel_not_found")
        if channel.is_archived:
            raise SlackError("is_archived")
        content = check_content(body)
        message = posting.new_message(self._world, channel, channel.team.bot)
        posting.fill(self._world, message, content, links_names=False)
        message.thread_ts = _thread(channel, body)
        message.unfurl_links, message.unfurl_media = body.get("unfurl_links"), body.get("unfurl_media")
        interaction.messages.append(message)
        if body.get("response_type") == "in_channel":
            posting.publish(self._world, message)
        else:
            message.visible_to = interaction.user
            channel.ephemerals.append(message)


def _thread(channel: Channel, body: Json) -> str | None:
    stamp = body.get("thread_ts")
    if stamp is None:
        return None
    if stamp not in channel.messages:
        raise SlackError("thread_not_found")
    return str(stamp)


def _read(text: str) -> Json | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
