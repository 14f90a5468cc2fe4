"""The pictures of Discord in the README and docs are what the bot sends now."""

from xml.etree import ElementTree as ET

import pytest

from bot.core.entries import Faq
from bot.core.reply import Band
from bot.opening import open_faq
from bot.platforms.discord.render import to_messages
from bot.platforms.discord.views import to_view
from tests.pictures import discord
from tests.pictures.chat import Mark, Size, Span
from tests.pictures.discord_markdown import read_inline, read_markdown
from tests.pictures.discord_payloads import Recorded, is_ephemeral
from tests.pictures.recorded import SHIPPED, Asked, Saying, post_of
from tests.pictures.wrapping import line_width, wrap

AGAIN = "draw the pictures again, and look at them: python -m tests.pictures.discord"
RECORDED = discord.load()


@pytest.fixture(scope="module")
def faq() -> Faq:
    """The FAQ that ships."""
    return open_faq(SHIPPED)


def test_the_pictures_show_what_is_kept() -> None:
    assert discord.PICTURE.read_text(encoding="utf-8") == discord.to_picture(RECORDED), AGAIN
    assert discord.PICTURE_OF_ANSWER.read_text(encoding="utf-8") == discord.to_picture_of_answer(RECORDED), AGAIN


def test_the_picture_of_an_answer_shows_its_source() -> None:
    shown = "".join(ET.fromstring(discord.PICTURE_OF_ANSWER.read_bytes()).itertext())  # noqa: S314 - our own file
    assert "From: Research Engineering FAQs › " in shown


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded["caption"])
async def test_what_is_kept_is_what_the_bot_sends_for_the_same_entries(recorded: Recorded, faq: Faq) -> None:
    """Only finding the entries is left out, for which the FAQ would have to be learned."""
    post = await post_of(recorded["asked"], recorded["saying"], faq)
    sent = [(part.content, to_view(part).to_components()) for part in to_messages(post)]
    kept = [(message["content"], message["components"]) for message in recorded["sent"]]
    assert kept == sent, AGAIN
    assert all(is_ephemeral(message) == post.is_private for message in recorded["sent"]), AGAIN


def test_the_picture_is_small_and_holds_every_word_that_was_sent() -> None:
    picture = discord.PICTURE.read_bytes()
    shown = "".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own file
    assert len(picture) < 60_000
    for recorded in RECORDED:
        for message in recorded["sent"]:
            for paragraph in read_markdown(message["content"]):
                assert all(word in shown for span in paragraph.spans for word in span.text.split())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\\*no\\* 1\\. \\<@\u200b1>", [("*no* 1. <@1>", Mark.NONE)]),
        ("**a *b***", [("a ", Mark.STRONG), ("b", Mark.STRONG | Mark.EMPHASIS)]),
        ("~~a~~ `b*c`", [("a", Mark.STRUCK), (" ", Mark.NONE), ("b*c", Mark.CODE)]),
        (r"[a \[b\]](<https://example.org/>)", [("a [b]", Mark.LINK)]),
        ("see <https://example.org/>", [("see ", Mark.NONE), ("https://example.org/", Mark.LINK)]),
    ],
)
def test_marks_are_read_as_discord_reads_them(written: str, read: list[tuple[str, Mark]]) -> None:
    (line,) = wrap(read_inline(written), width=1000, size=1)
    assert [(span.text, span.marks) for span in line] == read


def test_lines_are_read_by_what_they_begin_with() -> None:
    title, item, inner, quote, code, small = read_markdown("# A\n\n- b\n  1. c\n> d\n```py\n e\n```\n-# f")
    assert (title.size, title.spans) == (Size.LARGEST, (Span(text="A", marks=Mark.STRONG),))
    assert (item.marker, item.depth, item.is_apart) == ("•", 1, True)
    assert (inner.marker, inner.depth) == ("1.", 2)
    assert quote.is_quoted
    assert (code.is_code, code.spans) == (True, (Span(text="\u00a0e", marks=Mark.CODE),))
    assert small.size is Size.SMALL


@pytest.mark.parametrize("text", ["a few words, some of them **bold**", "x" * 200, "a" + " b" * 90, ""])
def test_no_line_is_wider_than_it_may_be_and_no_word_is_lost(text: str) -> None:
    lines = wrap(read_inline(text), width=100, size=14)
    assert all(line_width(line, 14) <= 100 for line in lines)
    shown = "".join(span.text for line in lines for span in line)
    assert "".join(shown.split()) == "".join(text.replace("**", "").split())


def test_what_members_write_is_no_markup_of_the_picture() -> None:
    asked = Asked(by="Ada", text='</text><script>&"', is_command=False)
    saying = Saying(band=Band.DECLINE, entries=[], sections=[], uncovered=None)
    picture = discord.to_picture([Recorded(caption="<b>", asked=asked, saying=saying, sent=[])])
    assert "<script" not in picture
    assert 'script>&"' in "".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own
