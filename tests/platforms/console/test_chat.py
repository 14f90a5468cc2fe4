"""The chat answers, offers lists to pick from by number, and lets people leave politely."""

import asyncio
import io
from collections.abc import Iterable, Iterator

import pytest

from bot.core.reply import Reply
from bot.engine.responder import Responder
from bot.platforms.console.chat import Console, typed_lines
from bot.terminal.screen import Screen
from tests.fuzzy_matcher import FuzzyMatcher
from tests.small_faq import FAQ

INTRODUCTION_LINES = 4
SUGGESTED = "water temperature minutes"


def chatted(lines: Iterable[str]) -> str:
    """What the chat shows for these lines, after the introduction."""
    stream = io.StringIO()
    responder = Responder(FuzzyMatcher(FAQ))

    async def respond(text: str) -> Reply:
        return responder.respond(text)

    asyncio.run(Console(faq=FAQ, lines=lines, screen=Screen(stream)).run(respond))
    return "\n".join(stream.getvalue().splitlines()[INTRODUCTION_LINES:])


def test_a_question_gets_its_answer_and_source() -> None:
    shown = chatted(["does the water have to boil"])
    assert "Near **boiling**" in shown
    assert "From: Tea FAQs" in shown


def test_a_suggestion_is_picked_by_its_number() -> None:
    shown = chatted([SUGGESTED, "1"])
    assert "Type 1 to 3, or 0" in shown
    first = shown.split("1. ")[1].splitlines()[0]
    assert f"\n{first}\n" in shown.split("Type 1 to 3")[1]


def test_a_list_stays_open_for_another_pick() -> None:
    shown = chatted(["/topics", "1", "1", "2"])
    assert "Near **boiling**" in shown
    assert "Three minutes." in shown


def test_none_of_these_ends_the_offer() -> None:
    shown = chatted([SUGGESTED, "0", "1"])
    assert "Try other words" in shown
    assert "The FAQ has no answer to that." in shown  # "1" is a question again


def test_a_number_that_is_not_offered_leaves_the_offer_open() -> None:
    shown = chatted([SUGGESTED, "9", "٣", "3"])
    assert shown.count("Type 1 to 3") == 2
    assert "From: Tea FAQs" in shown


def test_the_topics_lead_to_questions_and_those_to_an_answer() -> None:
    shown = chatted(["/topics", "2", "1"])
    assert "2. How is tea kept?" in shown
    assert "1. How long does tea keep?" in shown
    assert "A year in a closed tin." in shown


def test_a_decline_offers_the_nearest_topics_to_pick() -> None:
    shown = chatted(["how much does a kilo cost", "1"])
    assert "The FAQ does not cover prices." in shown
    assert "From:" not in shown
    assert "1. How" in shown.split("Type 1 to 2")[1]


@pytest.mark.parametrize("line", ["hello", "help", "/help", "/HELP"])
def test_small_talk_and_help_get_the_introduction(line: str) -> None:
    assert chatted([line]).startswith("Ask me in your own words, and I answer from Tea FAQs")


def test_thanks_are_taken_kindly() -> None:
    assert chatted(["thanks!"]).startswith("You are welcome!")


def test_an_unknown_command_is_named() -> None:
    assert chatted(["/topisc"]).startswith("I do not know /topisc.")


def test_blank_lines_are_passed_over() -> None:
    assert chatted(["", "  "]).strip() == "Goodbye!"


@pytest.mark.parametrize("line", ["/quit", " /exit ", "/Q"])
def test_quit_leaves_at_once(line: str) -> None:
    assert chatted([line, "does the water have to boil"]) == "Goodbye!"


def test_ctrl_c_leaves_politely() -> None:
    def interrupted() -> Iterator[str]:
        yield "/help"
        raise KeyboardInterrupt

    assert chatted(interrupted()).endswith("Goodbye!")


def test_typing_goes_on_until_ctrl_d(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
    assert list(typed_lines()) == ["one", "two"]
    assert capsys.readouterr().out == "> > > "
