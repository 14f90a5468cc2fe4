"""Small talk is told from questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.small_talk import SmallTalk, small_talk_in


@pytest.mark.parametrize(
    "text", ["hello", "Hi!", "good morning everyone", "hey there 👋", "", "   ", "👋", "hi bot", "?!"]
)
def test_a_greeting_or_nothing_at_all_is_a_greeting(text: str) -> None:
    assert small_talk_in(text) is SmallTalk.GREETING


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "Thank you so much!",
        "thx a lot",
        "ok cool, thanks bot",
        "cheers 🙏",
        "ok thanks, that helps a lot",
        "Thanks for your help!",
        "that was really helpful, thank you",
        "got it",
        "that makes sense",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert small_talk_in(text) is SmallTalk.THANKS


@pytest.mark.parametrize("text", ["help", "HELP!", "What can you do?", "who are you"])
def test_a_call_for_help_is_heard(text: str) -> None:
    assert small_talk_in(text) is SmallTalk.HELP


@pytest.mark.parametrize(
    "text",
    [
        "hi, do I need a PhD?",
        "thanks! and how do I switch?",
        "help me become an RE",
        "привет",
        "good RE?",
        "is that ok?",
        "help for this",
        "thanks for nothing",
        "hello 研究",
        "10",
    ],
)
def test_a_greeting_before_a_question_does_not_hide_it(text: str) -> None:
    assert small_talk_in(text) is None


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert small_talk_in(text) in (None, *SmallTalk)
