"""From Slack's events to questions."""

from typing import Any

import pytest

from bot.core.question import Surface
from bot.platforms.slack.events import (
    Asked,
    Deleted,
    Edited,
    is_idle_talk,
    plain_text,
    to_command_question,
    to_news,
    to_question,
)
from tests.engine.talking import START

ME, ADA, BOB = "U0BOT", "U0ADA", "U0BOB"
TS = "1764072000.000100"


def message(text: str = "what is tea?", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever Slack sends
    return {
        "type": "message",
        "channel": "C0TEA",
        "channel_type": "channel",
        "user": ADA,
        "ts": TS,
        "text": text,
        **more,
    }


def changed(text: str, *, edited: str | None = "1", before: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    now = message(text, **more) | ({"edited": {"user": ADA, "ts": edited}} if edited else {})
    previous = message() | ({"edited": {"user": ADA, "ts": before}} if before else {})
    inner = {key: value for key, value in now.items() if not key.startswith("channel")}
    return {
        "type": "message", "subtype": "message_changed", "channel": "C0TEA", "channel_type": "channel",
        "message": inner, "previous_message": previous, "ts": "1764072001.000100",
    }  # fmt: skip


class TestSurfaces:
    """How a message reaches the bot."""

    @pytest.mark.parametrize(
        ("event", "surface"),
        [
            (message(channel="D0ADA", channel_type="im"), Surface.DIRECT),
            (message(f"<@{ME}> what is tea?"), Surface.MENTION),
            (message(f"<@{ME}|faq> what is tea?"), Surface.MENTION),
            ({**message(f"<@{ME}> what is tea?"), "type": "app_mention"}, Surface.MENTION),
            (message(), Surface.OVERHEARD),
            (message(f"<@{BOB}> what is tea?"), Surface.OVERHEARD),
        ],
    )
    def test_it_is_told_from_the_event(self, event: dict[str, Any], surface: Surface) -> None:
        question = to_question(event, me=ME)
        assert question is not None
        assert question.origin.surface is surface

    def test_both_events_of_a_mention_are_the_same_question(self) -> None:
        heard = message(f"<@{ME}> what is tea?")
        mention = {key: value for key, value in heard.items() if key != "channel_type"} | {"type": "app_mention"}
        assert to_question(heard, me=ME) == to_question(mention, me=ME)


class TestThreads:
    """Every message is in a thread, be it its own."""

    def test_a_message_begins_a_thread(self) -> None:
        question = to_question(message(), me=ME)
        assert question is not None
        assert (question.origin.id, question.origin.thread) == (f"C0TEA:{TS}", TS)

    def test_a_reply_is_in_the_thread_of_the_first(self) -> None:
        question = to_question(message(thread_ts="1764071000.000100"), me=ME)
        assert question is not None
        assert question.origin.thread == "1764071000.000100"
        assert not question.origin.is_for_others

    @pytest.mark.parametrize(
        ("text", "is_for_others"),
        [
            ("what is tea?", False),
            (f"<@{ME}> what is tea?", False),
            (f"<@{ADA}> asks myself", False),
            (f"<@{BOB}> what is tea?", True),
            (f"<@{ME}> <@{BOB}|bob> what is tea?", True),
            ("<!subteam^S0HELPERS> what is tea?", True),
            ("<!here> what is tea?", False),
        ],
    )
    def test_who_is_mentioned_is_meant(self, text: str, *, is_for_others: bool) -> None:
        question = to_question(message(text), me=ME)
        assert question is not None
        assert question.origin.is_for_others is is_for_others

    def test_only_talk_that_nobody_waits_for_is_idle(self) -> None:
        top, reply = to_question(message(), me=ME), to_question(message(thread_ts="1764071000.000100"), me=ME)
        mention = to_question(message(f"<@{ME}> what is tea?"), me=ME)
        assert top
        assert reply
        assert mention
        assert is_idle_talk(top, frozenset())
        assert not is_idle_talk(top, frozenset({"C0TEA"}))
        assert not is_idle_talk(reply, frozenset())
        assert not is_idle_talk(mention, frozenset())


class TestWhoWrites:
    """Only what a person wrote is a question."""

    @pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast", "me_message"])
    def test_people_do(self, subtype: str | None) -> None:
        assert to_question(message(subtype=subtype), me=ME) is not None

    @pytest.mark.parametrize(
        "event",
        [
            message(bot_id="B0OTHER"),
            message(user=ME),
            message(user="USLACKBOT"),
            message(user=None),
            message(subtype="bot_message"),
            message(subtype="channel_join"),
            message(subtype="channel_topic"),
            message(subtype="message_replied"),
            message(subtype="reminder_add"),
        ],
    )
    def test_nobody_else_does(self, event: dict[str, Any]) -> None:
        assert to_news(event, me=ME) is None

    def test_a_file_is_noticed(self) -> None:
        question = to_question(message("", subtype="file_share", files=[{"id": "F0"}]), me=ME)
        assert question is not None
        assert question.origin.has_attachments
        assert question.text == ""


class TestTexts:
    """What was written, without what Slack puts around it."""

    @pytest.mark.parametrize(
        ("written", "plain"),
        [
            (f"<@{ME}> what is tea?", "what is tea?"),
            (f"hey <@{BOB}|bob> what is tea?", "hey   what is tea?"),
            ("is 5 &gt; 3 &amp;&amp; 1 &lt; 2?", "is 5 > 3 && 1 < 2?"),
            ("&amp;lt; stays as it was typed", "&lt; stays as it was typed"),
            ("see <https://example.org/tea>", "see https://example.org/tea"),
            ("see <https://example.org/?a=1&amp;b=2|the page>", "see the page"),
            ("in <#C0TEA|tea-talk> or <#C0TEA>", "in tea-talk or"),
            ("<!channel> <!here> <!subteam^S0|@helpers> tea", "tea"),
            ("on <!date^1764072000^{date}|25 November>", "on 25 November"),
            ("write to <mailto:tea@example.org|tea@example.org>", "write to tea@example.org"),
            ("a < b and <> and << >>", "a < b and <> and << >>"),
            ("", ""),
        ],
    )
    def test_they_read_as_people_read_them(self, written: str, plain: str) -> None:
        assert plain_text(written) == plain

    def test_a_command_is_a_question_by_its_trigger(self) -> None:
        body = {"trigger_id": "1.2.3", "channel_id": "C0TEA", "user_id": ADA, "text": " 5 &gt; 3? "}
        question = to_command_question(body, sent_at=START)
        assert question.text == "5 > 3?"
        assert (question.origin.id, question.origin.surface) == ("1.2.3", Surface.COMMAND)


class TestChanges:
    """Edits and deletions, told from all the other changes that Slack tells of."""

    def test_a_message_is_asked(self) -> None:
        assert isinstance(to_news(message(), me=ME), Asked)

    def test_an_edit_is_the_same_question_with_other_words(self) -> None:
        news = to_news(changed("what is green tea?"), me=ME)
        assert isinstance(news, Edited)
        assert news.question.text == "what is green tea?"
        assert news.question.origin is not None
        assert (news.question.origin.id, news.question.origin.channel) == (f"C0TEA:{TS}", "C0TEA")

    def test_a_mention_that_an_edit_brings_is_an_edit(self) -> None:
        mention = message(f"<@{ME}> what is tea?", edited={"user": ADA, "ts": "1"}) | {"type": "app_mention"}
        assert isinstance(to_news(mention, me=ME), Edited)

    @pytest.mark.parametrize(
        "event",
        [
            changed("what is tea?", edited=None),
            changed("what is tea?", edited="1", before="1"),
            changed("what is tea?", bot_id="B0"),
        ],
        ids=["a preview", "a preview of what was edited before", "the bot's own"],
    )
    def test_other_changes_are_none(self, event: dict[str, Any]) -> None:
        assert to_news(event, me=ME) is None

    def test_a_deletion_names_the_question(self) -> None:
        event = {"subtype": "message_deleted", "channel": "C0TEA", "deleted_ts": TS, "previous_message": message()}
        assert to_news({"type": "message", **event}, me=ME) == Deleted(question=f"C0TEA:{TS}")

    def test_a_tombstone_is_a_deletion(self) -> None:
        event = changed("This message was deleted.", edited=None, subtype="tombstone", user="USLACKBOT")
        assert to_news(event, me=ME) == Deleted(question=f"C0TEA:{TS}")

    def test_that_a_reply_of_the_bots_was_deleted_is_none(self) -> None:
        event = {"subtype": "message_deleted", "deleted_ts": TS, "previous_message": message(bot_id="B0")}
        assert to_news({"type": "message", "channel": "C0TEA", **event}, me=ME) is None
