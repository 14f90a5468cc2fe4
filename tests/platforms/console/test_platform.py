"""The chat answers, offers lists to pick from by number, and lets people leave politely."""

import asyncio
import io
from collections.abc import Iterable, Iterator

import pytest

from bot.core import wording
from bot.platforms.console.platform import ConsolePlatform, typed_lines
from bot.terminal.screen import Screen
from tests.engine.talking import Talk

SUGGESTED = "water temperature minutes"


def chatted(lines: Iterable[str]) -> str:
    """What the chat shows for these lines, after the introduction."""
    stream = io.StringIO()
    platform = ConsolePlatform(Talk().conversation, lines=lines, screen=Screen(stream))
    asyncio.run(platform.run())
    _, _, shown = stream.getvalue().partition(f"{wording.CHAT_HELP}\n\n")
    return shown.rstrip("\n")


def test_a_question_gets_its_answer_and_source() -> None:
    shown = chatted(["does the water have to boil"])
    assert "Near boiling" in shown
    assert "From: Tea FAQs › How is tea brewed? https://example.org/tea#how-is-tea-brewed" in shown


def test_a_suggestion_is_picked_by_its_number() -> None:
    offered, _, picked = chatted([SUGGESTED, "1"]).partition("Type 1 to 4 to choose.")
    first = offered.split("1. ")[1].splitlines()[0]
    assert "4. None of these" in offered
    assert picked.strip().startswith(first)


def test_see_also_and_votes_are_picked_by_their_numbers() -> None:
    shown = chatted(["does the water have to boil", "1", "3"])
    assert "1. Helpful" in shown
    assert wording.THANKS_FOR_HELPFUL in shown
    assert "3. How long should tea steep?" in shown
    assert "Three minutes." in shown


def test_numbers_go_on_counting_so_that_a_list_stays_open_for_another_pick() -> None:
    shown = chatted(["/topics", "1", "3", "4"])
    assert "3. How hot should the water be?" in shown
    assert "Near boiling" in shown
    assert "Three minutes." in shown


def test_a_question_closes_the_lists_before_it() -> None:
    shown = chatted([SUGGESTED, "does the water have to boil", "3"])
    assert "Three minutes." in shown  # the third choice of the answer, not of the suggestions


def test_none_of_these_offers_the_topics() -> None:
    shown = chatted([SUGGESTED, "4", "5"])
    assert "Try other words" in shown
    assert "5. How is tea brewed?" in shown


def test_a_number_that_is_not_offered_leaves_the_offer_open() -> None:
    shown = chatted([SUGGESTED, "9", "0", "٣"])
    assert shown.count("Type 1 to 4") == 3
    assert "From: Tea FAQs" in shown


def test_a_number_where_nothing_is_offered_is_a_question() -> None:
    assert "The FAQ has no answer to that." in chatted(["/nothing", "10"])


def test_the_topics_lead_to_questions_and_those_to_an_answer() -> None:
    shown = chatted(["/topics", "2", "3"])
    assert "2. How is tea kept?" in shown
    assert "3. How long does tea keep?" in shown
    assert "A year in a closed tin." in shown


def test_a_decline_offers_the_nearest_topics_to_pick() -> None:
    shown = chatted(["how much does a kilo cost", "1"])
    assert "The FAQ does not cover prices." in shown
    assert "From:" not in shown
    assert "3. How" in shown.split("Type 1 to 2")[1]


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
