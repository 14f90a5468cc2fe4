"""The rules for the messages of a reply, in a place that keeps lines of text."""

from collections.abc import Mapping, Sequence
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reply import Notice, Post
from bot.errors import DeliveryError
from bot.platforms.kit.deliver import GoneError, MessageDelivery

texts = st.lists(st.sampled_from("abc"), min_size=1, max_size=5)


def said(*lines: str) -> Post:
    """A post that takes a message for each line."""
    return Post(saying=Notice(text="\n".join(lines)), asker="ada")


class Wall(MessageDelivery[str]):
    """A place where each message is a line; from its ``full``-th message on it takes no more."""

    def __init__(self, *, full: int = 100, there: Mapping[int, str] | None = None, tells_ids: bool = True) -> None:
        """Have the parts ``there`` already, by index."""
        self.lines: dict[str, str] = {}
        self._full = full
        self._there = there or {}
        self._tells_ids = tells_ids
        self._numbers = count(1)

    def render(self, post: Post) -> Sequence[str]:
        assert isinstance(post.saying, Notice)
        return post.saying.text.split("\n")

    async def find(self, parts: Sequence[str], /) -> Mapping[int, str]:
        return self._there

    async def add(self, part: str, _: int, __: Post, /) -> str:
        if len(self.lines) >= self._full:
            raise DeliveryError("the wall is full")
        number = f"m{next(self._numbers)}"
        self.lines[number] = part
        return number if self._tells_ids else ""

    async def edit(self, message: str, part: str, /) -> None:
        self.lines[message] = part

    async def delete(self, message: str, /) -> None:
        if self.lines.pop(message, None) is None:
            raise GoneError("the message is gone")


async def test_parts_are_posted_in_their_order() -> None:
    wall = Wall()
    assert await wall.send(said("a", "b", "c")) == ("m1", "m2", "m3")
    assert [*wall.lines.values()] == ["a", "b", "c"]


async def test_a_failure_tells_what_is_out() -> None:
    with pytest.raises(DeliveryError, match="the wall is full") as raised:
        await Wall(full=2).send(said("a", "b", "c"))
    assert raised.value.messages == ("m1", "m2")


async def test_what_an_earlier_process_posted_is_not_posted_again() -> None:
    wall = Wall(there={0: "old-1", 1: "old-2"})
    assert await wall.send(said("a", "b", "c")) == ("old-1", "old-2", "m1")
    assert [*wall.lines.values()] == ["c"]


async def test_a_place_that_tells_no_ids_has_none_to_remember() -> None:
    wall = Wall(tells_ids=False)
    assert await wall.send(said("a", "b")) == ()
    assert [*wall.lines.values()] == ["a", "b"]


@given(before=texts, after=texts)
async def test_a_revised_reply_is_what_would_have_been_sent(before: list[str], after: list[str]) -> None:
    wall = Wall()
    messages = await wall.send(said(*before))
    assert await wall.revise(messages, said(*after)) == tuple(wall.lines)
    assert [*wall.lines.values()] == after


async def test_a_revision_that_fails_tells_only_what_is_new() -> None:
    wall = Wall(full=2)
    messages = await wall.send(said("a"))
    with pytest.raises(DeliveryError) as raised:
        await wall.revise(messages, said("a", "b", "c"))
    assert raised.value.messages == ("m2",)


async def test_messages_that_are_gone_do_not_keep_the_others() -> None:
    wall = Wall()
    messages = await wall.send(said("a", "b", "c"))
    await wall.delete("m2")
    await wall.remove(messages)
    assert wall.lines == {}
