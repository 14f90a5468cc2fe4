"""The pictures of Slack in the README and docs are what the bot sends now."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bot.core.entries import Faq
from bot.opening import open_faq
from bot.platforms.slack.render import to_home, to_messages
from tests.pictures import slack
from tests.pictures.chat import Mark, Message, Size, Span
from tests.pictures.recorded import SHIPPED, TOPICS, Asked, Saying, post_of
from tests.pictures.slack_payloads import Recorded, Sent, paragraphs_of, to_scene
from tests.pictures.slack_text import read_context, read_rich_text

AGAIN = "draw the pictures again, and look at them: python -m tests.pictures.slack"
RECORDED = slack.load()


@pytest.fixture(scope="module")
def faq() -> Faq:
    """The FAQ that ships."""
    return open_faq(SHIPPED)


def text(written: str, *styles: str) -> dict[str, Any]:
    return {"type": "text", "text": written} | ({"style": dict.fromkeys(styles, True)} if styles else {})


def section(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(elements)}


def shown(*blocks: dict[str, Any]) -> Message:
    """A message of the bot's with these blocks, as it is drawn in the thread of a question."""
    asked = Asked(by="Ada", text="Tea?", is_command=False)
    saying = Saying(band="answer", entries=[], sections=[], uncovered=None)
    sent = [Sent(text="", blocks=list(blocks))]
    return to_scene(Recorded(caption="", asked=asked, saying=saying, sent=sent)).messages[1]


def test_the_pictures_show_what_is_kept() -> None:
    assert slack.PICTURE.read_text(encoding="utf-8") == slack.to_picture(RECORDED), AGAIN
    assert slack.PICTURE_OF_ANSWER.read_text(encoding="utf-8") == slack.to_picture_of_answer(RECORDED), AGAIN


def test_the_picture_of_an_answer_shows_its_source() -> None:
    shown = "".join(ET.fromstring(slack.PICTURE_OF_ANSWER.read_bytes()).itertext())  # noqa: S314 - our own file
    assert "From: Research Engineering FAQs › " in shown


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded["caption"])
async def test_what_is_kept_is_what_the_bot_sends_for_the_same_entries(recorded: Recorded, faq: Faq) -> None:
    """Only finding the entries is left out, for which the FAQ would have to be learned."""
    post = await post_of(recorded["asked"], recorded["saying"], faq)
    if recorded["saying"]["band"] == TOPICS:
        sent = [Sent(text="", blocks=to_home(post)["blocks"])]
    else:
        sent = [Sent(text=part.text, blocks=list(part.blocks)) for part in to_messages(post)]
    assert recorded["sent"] == sent, AGAIN


def test_the_picture_is_small_and_holds_every_word_that_was_sent() -> None:
    picture = slack.PICTURE.read_bytes()
    shown = "".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own file
    assert len(picture) < 60_000
    for recorded in RECORDED:
        for sent in recorded["sent"]:
            for paragraph in paragraphs_of(sent["blocks"]):
                assert all(word in shown for span in paragraph.spans for word in span.text.split())


def test_rich_text_is_read_line_by_line() -> None:
    elements = [
        section(text("A", "bold"), text("\nb\n\n"), {"type": "link", "url": "https://example.org", "text": "c"}),
        section(section(text("d", "italic")), kind="rich_text_list") | {"style": "bullet", "indent": 0},
        section(section(text("e\nf")), kind="rich_text_list") | {"style": "ordered", "indent": 1, "offset": 2},
        section(text("g"), kind="rich_text_quote"),
        section(text("h i"), kind="rich_text_preformatted"),
    ]
    title, plain, apart, bullet, number, more, quote, code = read_rich_text(elements)
    assert title.spans == (Span(text="A", marks=Mark.STRONG),)
    assert not plain.is_apart
    assert apart.is_apart
    assert apart.spans == (Span(text="c", marks=Mark.LINK),)
    assert (bullet.marker, bullet.depth, bullet.spans) == ("•", 1, (Span(text="d", marks=Mark.EMPHASIS),))
    assert (number.marker, number.depth, more.marker, more.depth) == ("3.", 2, "", 2)
    assert quote.is_quoted
    assert (code.is_code, code.spans) == (True, (Span(text="h\u00a0i", marks=Mark.CODE),))


def test_small_print_is_read_with_its_link_unescaped() -> None:
    small = read_context(
        [
            {"type": "mrkdwn", "text": "From: <https://example.org/?a&amp;b|Tea &lt;3>"},
            {"type": "plain_text", "text": "Reviewed *now*"},
        ]
    )
    assert small.size is Size.SMALL
    assert "".join(span.text for span in small.spans) == "From: Tea <3\u2003Reviewed *now*"
    assert small.spans[1].marks is Mark.LINK


def test_of_a_long_label_as_much_is_drawn_as_slack_may_show() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "How hot should the water be for tea?"}}
    (row,) = shown({"type": "actions", "elements": [button]}).rows
    assert isinstance(row, tuple)
    assert row[0].label == "How hot should the water be fo…"
