"""What people do in Slack: they talk, change their words, open the assistant, and throw the app out."""

from collections.abc import Iterable

from tests.servers.slack import assistants, installing, payloads, posting, typed
from tests.servers.slack.assistants import AssistantThread
from tests.servers.slack.check_messages import TEXT
from tests.servers.slack.errors import Json
from tests.servers.slack.events import announce
from tests.servers.slack.methods_conversations import member_joined
from tests.servers.slack.pings import compute
from tests.servers.slack.stage import NotPossibleError, Stage
from tests.servers.slack.values import Channel, Group, Message, Team, User


class People(Stage):
    """The test's side of conversations."""

    async def say(  # noqa: PLR0913 - all that a message of a person can be
        self,
        who: User,
        channel: Channel,
        text: str = "",
        *,
        mention_bot: bool = False,
        mentions: Iterable[User | Group] = (),
        thread: Message | None = None,
        broadcast: bool = False,
        files: int = 0,
        as_bot: bool = False,
        is_raw: bool = False,
    ) -> Message:
        """Write a message; mentions go before the text, which is escaped as Slack's apps do unless it is raw.

        A reply with `broadcast` is also sent to the channel; with `as_bot` another app says it, under this name.
        """
        self._check_may_write(who, channel, thread)
        author = self._as_bot(who) if as_bot else who
        message = posting.new_message(self.world, channel, author)
        message.content = _called(channel, text if is_raw else typed.as_sent(text), mention_bot, mentions)[:TEXT]
        message.blocks = typed.rich_text(message.content, self.world.ids.secret(3))
        message.client_msg_id = None if as_bot else self._client_msg_id()
        message.files = [self._file(number) for number in range(files)]
        message.subtype = "file_share" if files else None
        if thread is not None:
            message.thread_ts = thread.thread_ts or thread.ts
            message.is_broadcast = broadcast
            message.subtype = "thread_broadcast" if broadcast else message.subtype
        message.pings = compute(channel.team, message.content, [], [], links_names=False)
        more = assistants.of_message(self.world, channel, message.thread_ts)
        posting.publish(self.world, message, more=more)
        return message

    def _check_may_write(self, who: User, channel: Channel, thread: Message | None) -> None:
        if channel.is_archived:
            raise NotPossibleError(f"the channel {channel.name!r} is archived")
        if not channel.has(who):
            raise NotPossibleError(f"{who.name} is not in {channel.name!r}")
        if thread is not None and thread.is_ephemeral:
            raise NotPossibleError("nobody can reply to an ephemeral message")
        if channel.is_direct and not (self.manifest.has_messages or self.manifest.is_assistant):
            raise NotPossibleError("the app's messages tab is disabled")

    def _as_bot(self, who: User) -> User:
        for user in who.team.users.values():
            if user.is_bot and user.name == who.name:
                return user
        return self.world.make_bot(who.team, who.name)

    def _client_msg_id(self) -> str:
        digits = self.world.ids.secret()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def _file(self, number: int) -> Json:
        name = f"picture-{number}.png"
        return {"id": self.world.ids.next("F"), "name": name, "mimetype": "image/png", "filetype": "png", "size": 1024}

    async def direct(self, who: User) -> Channel:
        """The direct conversation of a person with the bot."""
        return self.world.direct(who)

    async def edit(self, message: Message, text: str, *, mention_bot: bool | None = None) -> None:
        """Change a message's text; it goes on mentioning the bot if it did, unless told otherwise."""
        previous, bot = payloads.message(message), message.channel.team.bot
        was_mentioned = posting.mentions(message.content, bot)
        mentions_bot = was_mentioned if mention_bot is None else mention_bot
        message.revisions.append(message.text)
        message.content = _called(message.channel, typed.as_sent(text), mentions_bot, ())[:TEXT]
        message.blocks = typed.rich_text(message.content, self.world.ids.secret(3))
        message.edited = self.world.stamps.next()
        message.pings = compute(message.channel.team, message.content, [], [], links_names=False)
        posting.revise(self.world, message, previous, was_mentioned=was_mentioned)

    async def unfurl(self, message: Message, *, url: str = "https://example.org/") -> None:
        """Let Slack add the preview of a link: a change that is no edit of the author's."""
        previous = payloads.message(message)
        message.attachments = [
            *message.attachments,
            {"from_url": url, "fallback": "A page", "title": "A page", "id": 1},
        ]
        posting.revise(self.world, message, previous)

    async def delete(self, message: Message) -> None:
        """Delete a message; one that has replies leaves a tombstone."""
        posting.remove(self.world, message)

    async def join(self, who: User, channel: Channel) -> None:
        """Enter a channel."""
        if channel.members is not None:
            channel.members.add(who.id)
        if channel.has_bot:
            announce(self.world, channel.team, member_joined(channel, who.id))

    async def invite_bot(self, channel: Channel) -> None:
        """Bring the bot into a channel."""
        channel.has_bot = True
        announce(self.world, channel.team, member_joined(channel, channel.team.bot.id))
        self.world.changes.touch()

    async def kick_bot(self, channel: Channel) -> None:
        """Take the bot out of a channel."""
        channel.has_bot = False
        self.world.changes.touch()

    async def archive(self, channel: Channel) -> None:
        """Archive a channel."""
        channel.is_archived = True
        self.world.changes.touch()

    async def open_assistant(self, who: User, *, context: Channel | None = None) -> AssistantThread:
        """Open the assistant pane beside a channel, or beside none."""
        if not self.manifest.is_assistant:
            raise NotPossibleError("the manifest has no assistant_view")
        return assistants.start(self.world, who, context)

    async def look_at(self, thread: AssistantThread, context: Channel) -> None:
        """Go to another channel while the assistant pane is open."""
        thread.context = context
        assistants.tell(self.world, thread, "assistant_thread_context_changed")

    async def ask(self, thread: AssistantThread, text: str) -> Message:
        """Say something in the assistant pane, or choose a suggested prompt by its title."""
        for prompt in thread.prompts:
            text = prompt["message"] if prompt["title"] == text else text
        return await self.say(thread.user, thread.channel, text, thread=thread.message)

    async def revoke(self, team: Team) -> None:
        """Revoke the app's token in a workspace."""
        installing.revoke(self.world, team)

    async def uninstall(self, team: Team) -> None:
        """Take the app out of a workspace, with its token."""
        installing.uninstall(self.world, team)

    def approve(self, who: User, address: str) -> str:
        """Allow what an address at `/oauth/v2/authorize` asks for; returns where Slack redirects to."""
        return installing.approve(self.world, who.team, who, address)


def _called(channel: Channel, text: str, mention_bot: bool, mentions: Iterable[User | Group]) -> str:  # noqa: FBT001
    called = [f"<@{channel.team.bot.id}>"] if mention_bot else []
    called += [f"<@{one.id}>" if isinstance(one, User) else f"<!subteam^{one.id}>" for one in mentions]
    return " ".join([*called, text]).strip()
