"""Whatever is typed or piped becomes questions: one for each line, in bounded memory."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.streams import MOST_BYTES_A_LINE, read_questions, to_question


class Chunks:
    """A stream whose reads return prepared chunks, as a pipe does whose writer writes a little at a time."""

    def __init__(self, chunks: list[bytes]) -> None:
        """Return ``chunks`` one by one."""
        self._chunks = iter(chunks)

    def read1(self, _size: int, /) -> bytes:
        """Return the next chunk."""
        return next(self._chunks, b"")


def texts_in(stream: io.BytesIO | Chunks) -> list[str]:
    return [question for batch in read_questions(stream) for question in batch]


@given(st.lists(st.text(st.characters(exclude_characters="\n\r\ufeff", exclude_categories=["Cs"]))), st.data())
def test_every_line_becomes_one_question_however_the_bytes_arrive(lines: list[str], data: st.DataObject) -> None:
    raw = "".join(f"{line}\n" for line in lines).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=5)))
    chunks = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True) if start < end]
    assert texts_in(Chunks(chunks)) == lines


@given(st.binary())
def test_any_bytes_give_as_many_questions_as_lines(raw: bytes) -> None:
    assert len(texts_in(io.BytesIO(raw))) == len(raw.split(b"\n")) - (not raw or raw.endswith(b"\n"))


def test_complete_lines_are_handed_on_before_the_next_read() -> None:
    batches = read_questions(Chunks([b"one\ntwo\nthr", b"ee\n"]))
    assert list(next(batches)) == ["one", "two"]
    assert list(next(batches)) == ["three"]


def test_line_endings_and_byte_order_marks_of_windows_are_no_part_of_a_question() -> None:
    assert texts_in(io.BytesIO(b"\xef\xbb\xbfone\r\ntwo\r\n")) == ["one", "two"]


def test_a_line_without_end_is_cut_and_still_one_question() -> None:
    endless = Chunks([b"x" * (1 << 16)] * 40 + [b"x\nnext\n"])
    assert [len(text) for text in texts_in(endless)] == [MOST_BYTES_A_LINE, 4]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("plain", "plain"),
        ("מה זה 🙂", "מה זה 🙂"),
        ("caf\udcc3\udca9", "café"),  # UTF-8 bytes that the locale could not decode
        ("bad \udcff byte", "bad \ufffd byte"),
        ("lone \ud83d surrogate", "lone ? surrogate"),
    ],
)
def test_an_argument_becomes_text_that_any_encoding_can_print(written: str, text: str) -> None:
    assert to_question(written) == text
