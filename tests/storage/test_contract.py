"""What every store does, whether in memory, in a file, or opened again for each call."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.core.question import Surface
from bot.core.records import Outcome, Record, State
from bot.core.reply import Band
from bot.core.stores import Store
from tests.storage.stores import ANSWERED, CLICK, LONG_AGO, NOON, ORIGIN, VOTE, question

TAKEN = Outcome(state=State.TAKEN)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TICK = timedelta(microseconds=1)


async def test_only_the_first_claim_of_a_question_counts(store: Store) -> None:
    assert await store.claim(ORIGIN)
    assert not await store.claim(ORIGIN)
    assert not await store.claim(replace(ORIGIN, asker="bob", channel="11"))


async def test_the_same_id_on_another_platform_is_another_question(store: Store) -> None:
    assert await store.claim(ORIGIN)
    assert await store.claim(replace(ORIGIN, platform="slack"))


async def test_a_question_that_was_settled_cannot_be_taken(store: Store) -> None:
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    assert not await store.claim(ORIGIN)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=ANSWERED)


async def test_a_question_that_was_removed_cannot_be_taken(store: Store) -> None:
    await store.claim(ORIGIN)
    await store.remove("discord", "1")
    assert not await store.claim(ORIGIN)


async def test_a_taken_question_is_found_as_it_was_taken(store: Store) -> None:
    await store.claim(ORIGIN)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=TAKEN)


@pytest.mark.parametrize("key", [("discord", "2"), ("slack", "1"), ("", "")])
async def test_nothing_is_known_of_other_questions(store: Store, key: tuple[str, str]) -> None:
    await store.claim(ORIGIN)
    assert await store.find(*key) is None


@pytest.mark.parametrize(
    ("surface", "flag"), list(zip(Surface, ("is_for_others", "is_from_bot", "has_attachments") * 2, strict=True))
)
async def test_every_part_of_a_question_is_kept(store: Store, surface: Surface, flag: str) -> None:
    changes: Any = {"has_attachments": False, flag: True}
    origin = replace(ORIGIN, surface=surface, thread="7", **changes)
    await store.claim(origin)
    assert await store.find("discord", "1") == Record(origin=origin, outcome=TAKEN)


@pytest.mark.parametrize(
    "outcome",
    [
        ANSWERED,
        Outcome(state=State.QUIET),
        Outcome(state=State.FAILED, score=0.0),
        Outcome(state=State.ANSWERED, replies=tuple("cab"), band=Band.SUGGEST),
        Outcome(state=State.ANSWERED, replies=("é:1.5", "'; --"), band=Band.DECLINE, entry="ü", score=1.0),
    ],
)
async def test_every_part_of_an_outcome_is_kept(store: Store, outcome: Outcome) -> None:
    await store.claim(ORIGIN)
    assert await store.settle(ORIGIN, outcome, at=NOON)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=outcome)


async def test_a_question_whose_claim_was_lost_is_written_when_it_is_settled(store: Store) -> None:
    assert await store.settle(ORIGIN, ANSWERED, at=NOON)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=ANSWERED)


@pytest.mark.parametrize("replies", [(), ("101",), ("102", "101"), ("103",), ("1", "2", "3", "4")])
async def test_settling_again_replaces_the_outcome_and_its_replies(store: Store, replies: tuple[str, ...]) -> None:
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    again = Outcome(state=State.ANSWERED, replies=replies, band=Band.SUGGEST)
    assert await store.settle(ORIGIN, again, at=NOON + SECOND)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=again)
    for gone in {"101", "102"} - set(replies):
        assert await store.find_by_reply("discord", gone) is None


async def test_settling_keeps_where_the_question_was_first_seen(store: Store) -> None:
    await store.claim(ORIGIN)
    await store.settle(replace(ORIGIN, channel="elsewhere"), ANSWERED, at=NOON)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=ANSWERED)


async def test_what_was_removed_in_the_meantime_is_not_settled(store: Store) -> None:
    await store.claim(ORIGIN)
    await store.remove("discord", "1")
    assert not await store.settle(ORIGIN, ANSWERED, at=NOON)
    removed = Record(origin=ORIGIN, outcome=Outcome(state=State.REMOVED))
    assert await store.find("discord", "1") == removed
    assert await store.find_by_reply("discord", "101") is None


async def test_removing_returns_what_was_known_so_that_the_reply_can_go_too(store: Store) -> None:
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    assert await store.remove("discord", "1") == Record(origin=ORIGIN, outcome=ANSWERED)


async def test_removing_a_question_that_has_no_reply_yet_returns_it(store: Store) -> None:
    await store.claim(ORIGIN)
    assert await store.remove("discord", "1") == Record(origin=ORIGIN, outcome=TAKEN)


async def test_only_the_first_removal_returns_anything(store: Store) -> None:
    await store.claim(ORIGIN)
    assert await store.remove("discord", "1") is not None
    assert await store.remove("discord", "1") is None


async def test_removing_what_is_unknown_changes_nothing(store: Store) -> None:
    assert await store.remove("discord", "1") is None
    assert await store.claim(ORIGIN)


async def test_a_removed_question_still_says_what_it_was(store: Store) -> None:
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    await store.remove("discord", "1")
    removed = Record(origin=ORIGIN, outcome=replace(ANSWERED, state=State.REMOVED))
    assert await store.find("discord", "1") == removed
    assert await store.find_by_reply("discord", "102") == removed


async def test_a_question_settled_as_removed_is_removed(store: Store) -> None:
    await store.settle(ORIGIN, Outcome(state=State.REMOVED), at=NOON)
    assert await store.remove("discord", "1") is None
    assert not await store.settle(ORIGIN, ANSWERED, at=NOON)


@pytest.mark.parametrize("reply", ["101", "102"])
async def test_a_question_is_found_by_any_message_of_its_reply(store: Store, reply: str) -> None:
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    await store.settle(question(2), Outcome(state=State.ANSWERED, replies=("103",)), at=NOON)
    assert await store.find_by_reply("discord", reply) == Record(origin=ORIGIN, outcome=ANSWERED)


@pytest.mark.parametrize("key", [("discord", "1"), ("discord", "10"), ("slack", "101")])
async def test_no_question_is_found_by_what_is_no_reply(store: Store, key: tuple[str, str]) -> None:
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    assert await store.find_by_reply(*key) is None


async def test_a_message_that_replies_to_two_questions_belongs_to_the_one_settled_last(store: Store) -> None:
    for number, at in ((1, NOON), (2, NOON + SECOND), (3, NOON - SECOND)):
        await store.settle(question(number), ANSWERED, at=at)
    assert await store.find_by_reply("discord", "101") == Record(origin=question(2), outcome=ANSWERED)


async def test_unsettled_questions_come_oldest_first(store: Store) -> None:
    for number in (3, 1, 2):
        await store.claim(question(number))
    found = await store.unsettled("discord", since=LONG_AGO)
    assert [record.origin for record in found] == [question(1), question(2), question(3)]


@pytest.mark.parametrize("state", set(State) - {State.TAKEN})
async def test_a_settled_question_is_not_unsettled(store: Store, state: State) -> None:
    await store.claim(ORIGIN)
    await store.settle(ORIGIN, Outcome(state=state), at=NOON)
    assert await store.unsettled("discord", since=LONG_AGO) == ()


async def test_a_removed_question_is_not_unsettled(store: Store) -> None:
    await store.claim(ORIGIN)
    await store.remove("discord", "1")
    assert await store.unsettled("discord", since=LONG_AGO) == ()


@pytest.mark.parametrize(("since", "found"), [(NOON - TICK, 1), (NOON, 0), (NOON + TICK, 0)])
async def test_unsettled_questions_are_those_sent_after_a_time(store: Store, since: datetime, found: int) -> None:
    await store.claim(ORIGIN)
    assert len(await store.unsettled("discord", since=since)) == found
    assert await store.unsettled("slack", since=since) == ()


async def ask(store: Store, *, thread: str | None = None) -> None:
    """Ask a Slack question in channel C1 and answer it in two messages."""
    origin = replace(ORIGIN, platform="slack", id="C1:17.1", channel="C1", thread=thread)
    replies = Outcome(state=State.ANSWERED, replies=("C1:17.2", "C1:17.3"))
    await store.settle(origin, replies, at=NOON)


@pytest.mark.parametrize("thread", ["17.0", "17.1", "C1:17.1", "17.2", "17.3", "C1:17.2"])
async def test_a_thread_with_the_question_or_hanging_on_it_or_its_reply_counts(store: Store, thread: str) -> None:
    await ask(store, thread="17.0")
    assert await store.has_asked_in("slack", asker="ann", thread=thread)


@pytest.mark.parametrize("thread", ["17.9", "1", "7.1", "C2:17.1", "C1", "C1:", "", "%"])
async def test_other_threads_do_not_count(store: Store, thread: str) -> None:
    await ask(store)
    assert not await store.has_asked_in("slack", asker="ann", thread=thread)


@pytest.mark.parametrize("thread", ["17.0", "17.1", "17.2"])
async def test_others_and_other_platforms_do_not_count(store: Store, thread: str) -> None:
    await ask(store, thread="17.0")
    assert not await store.has_asked_in("slack", asker="bob", thread=thread)
    assert not await store.has_asked_in("discord", asker="ann", thread=thread)


@pytest.mark.parametrize("state", sorted(set(State) - {State.TAKEN, State.ANSWERED}))
async def test_a_question_that_got_no_reply_does_not_count(store: Store, state: State) -> None:
    await store.settle(replace(ORIGIN, thread="7"), replace(ANSWERED, state=state), at=NOON)
    for thread in ("1", "7", "101"):
        assert not await store.has_asked_in("discord", asker="ann", thread=thread)


async def test_a_question_whose_reply_is_on_its_way_counts(store: Store) -> None:
    await store.claim(replace(ORIGIN, thread="7"))
    assert await store.has_asked_in("discord", asker="ann", thread="7")


@pytest.mark.parametrize("surface", [Surface.OVERHEARD, Surface.SHORTCUT])
async def test_what_was_not_put_to_the_bot_does_not_count(store: Store, surface: Surface) -> None:
    await store.settle(replace(ORIGIN, thread="7", surface=surface), ANSWERED, at=NOON)
    for thread in ("1", "7", "101"):
        assert not await store.has_asked_in("discord", asker="ann", thread=thread)


async def test_an_answered_question_that_was_removed_does_not_count(store: Store) -> None:
    await ask(store, thread="17.0")
    await store.remove("slack", "C1:17.1")
    for thread in ("17.0", "17.1", "17.2"):
        assert not await store.has_asked_in("slack", asker="ann", thread=thread)


async def test_direct_channels_come_latest_first_and_once(store: Store) -> None:
    for number, channel in enumerate(("a", "b", "c", "a", "d", "b"), 1):
        surface = Surface.MENTION if channel == "d" else Surface.DIRECT
        await store.claim(question(number, channel=channel, surface=surface))
    assert await store.direct_channels("discord", since=LONG_AGO) == ("b", "a", "c")
    assert await store.direct_channels("discord", since=NOON + 3 * MINUTE) == ("b", "a")
    assert await store.direct_channels("slack", since=LONG_AGO) == ()


async def test_a_lease_is_held_until_its_end(store: Store) -> None:
    assert await store.acquire({"ann": NOON + SECOND}, now=NOON)
    assert not await store.acquire({"ann": NOON + MINUTE}, now=NOON + SECOND - TICK)
    assert await store.acquire({"ann": NOON + MINUTE}, now=NOON + SECOND)
    assert not await store.acquire({"ann": NOON + MINUTE}, now=NOON + 2 * SECOND)


@pytest.mark.parametrize("names", [("ann", "new"), ("new", "ann"), ("new", "a", "z", "ann")])
async def test_where_one_lease_is_held_none_is_taken(store: Store, names: tuple[str, ...]) -> None:
    await store.acquire({"ann": NOON + MINUTE}, now=NOON)
    assert not await store.acquire(dict.fromkeys(names, NOON + 2 * MINUTE), now=NOON)
    assert await store.acquire(dict.fromkeys(set(names) - {"ann"}, NOON + MINUTE), now=NOON)
    assert await store.acquire({"ann": NOON + 2 * MINUTE}, now=NOON + MINUTE)


async def test_a_lease_that_is_released_can_be_taken_again_and_no_other(store: Store) -> None:
    running = {"ann": NOON + MINUTE, "bob": NOON + MINUTE, "cleo": NOON + MINUTE}
    await store.acquire(running, now=NOON)
    await store.release(["ann", "bob", "nobody"])
    await store.release([])
    assert not await store.acquire({"cleo": NOON + MINUTE}, now=NOON)
    assert await store.acquire({"ann": NOON + MINUTE, "bob": NOON + MINUTE}, now=NOON)


async def test_no_leases_can_always_be_taken(store: Store) -> None:
    assert await store.acquire({}, now=NOON)
    assert await store.acquire({}, now=NOON)


async def test_votes_are_counted_for_each_entry(store: Store) -> None:
    for voter, is_helpful in (("a", True), ("b", True), ("c", False)):
        await store.vote(replace(VOTE, voter=voter, is_helpful=is_helpful))
    await store.vote(replace(VOTE, entry="store", is_helpful=False))
    assert await store.votes("brew") == (2, 1)
    assert await store.votes("store") == (0, 1)
    assert await store.votes("none") == (0, 0)


async def test_a_persons_later_vote_replaces_the_earlier_one(store: Store) -> None:
    for is_helpful, counts in ((True, (1, 0)), (False, (0, 1)), (False, (0, 1)), (True, (1, 0))):
        await store.vote(replace(VOTE, is_helpful=is_helpful))
        assert await store.votes("brew") == counts


@pytest.mark.parametrize("field", ["platform", "reply", "voter"])
async def test_a_vote_elsewhere_or_by_another_is_another_vote(store: Store, field: str) -> None:
    await store.vote(VOTE)
    other: Any = {field: "other"}
    await store.vote(replace(VOTE, **other))
    assert await store.votes("brew") == (2, 0)


async def test_the_same_press_counts_once(store: Store) -> None:
    assert await store.click(CLICK)
    assert not await store.click(CLICK)
    assert not await store.click(replace(CLICK, clicked_at=NOON + SECOND))


@pytest.mark.parametrize("field", ["platform", "reply", "person", "press"])
async def test_a_press_of_another_kind_counts_too(store: Store, field: str) -> None:
    await store.click(CLICK)
    other: Any = {field: "other"}
    assert await store.click(replace(CLICK, **other))


@pytest.mark.parametrize("value", ["one", "", "two\nlines", "日本 🍵", "x" * 10_000])
async def test_a_note_keeps_what_was_kept_last(store: Store, value: str) -> None:
    assert await store.note("seen") is None
    await store.keep_note("seen", "before")
    await store.keep_note("seen", value)
    await store.keep_note("other", "else")
    assert await store.note("seen") == value


async def fill(store: Store) -> None:
    """One of everything, all at noon."""
    await store.settle(ORIGIN, ANSWERED, at=NOON)
    await store.vote(VOTE)
    await store.click(CLICK)
    await store.acquire({"ann": NOON}, now=LONG_AGO)
    await store.keep_note("seen", "noon")


async def test_forgetting_leaves_what_is_not_older(store: Store) -> None:
    await fill(store)
    assert await store.forget(before=NOON) == 0
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=ANSWERED)
    assert await store.votes("brew") == (1, 0)
    assert not await store.click(CLICK)


async def test_forgetting_takes_questions_with_their_replies_votes_clicks_and_leases(store: Store) -> None:
    await fill(store)
    assert await store.forget(before=NOON + TICK) == 4
    assert await store.find("discord", "1") is None
    assert await store.find_by_reply("discord", "101") is None
    assert await store.votes("brew") == (0, 0)
    assert await store.click(CLICK)
    assert await store.acquire({"ann": NOON}, now=LONG_AGO)
    assert await store.claim(ORIGIN)
    assert await store.find("discord", "1") == Record(origin=ORIGIN, outcome=TAKEN)


async def test_forgetting_leaves_notes(store: Store) -> None:
    await fill(store)
    await store.forget(before=NOON + MINUTE)
    assert await store.note("seen") == "noon"


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
async def test_times_of_any_zone_are_the_same_moments(store: Store, hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    await store.claim(replace(ORIGIN, sent_at=NOON.astimezone(zone)))
    found = await store.unsettled("discord", since=(NOON - TICK).astimezone(zone))
    assert [record.origin.sent_at for record in found] == [NOON]
    assert await store.unsettled("discord", since=NOON.astimezone(zone)) == ()


@pytest.mark.parametrize("time", [NOON.replace(microsecond=0), NOON, datetime(1, 1, 1, tzinfo=UTC)])
async def test_times_come_back_aware_in_utc_to_the_microsecond(store: Store, time: datetime) -> None:
    await store.claim(replace(ORIGIN, sent_at=time))
    record = await store.find("discord", "1")
    assert record is not None
    assert record.origin.sent_at == time
    assert record.origin.sent_at.tzinfo is UTC


async def test_closing_twice_is_no_failure(store: Store) -> None:
    await store.close()
    await store.close()
