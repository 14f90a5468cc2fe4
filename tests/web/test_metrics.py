"""/metrics: what is counted, how little it says of anybody, and how little it costs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from time import perf_counter

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.press import Helpful, NotHelpful, Press, Presser, ShowTopics
from bot.core.question import Origin, Question, Surface
from bot.core.reply import Post
from bot.core.rules import Rules
from bot.engine.observer import Trouble
from bot.errors import DeliveryError
from bot.web.metrics import Metrics
from tests.engine.talking import Channel, Talk
from tests.web.conftest import Serve
from tests.web.watched import QUESTION, StandIn, reading

PERSON, CANARY_CHANNEL = "U0CANARY", "C0CANARY"
MOST_SERIES = 800


def presser(name: str = PERSON) -> Presser:
    return Presser(platform="discord", id=name, name="Ada", channel=CANARY_CHANNEL, message="1")


class Asking:
    """Questions put to a conversation that is watched."""

    def __init__(self, metrics: Metrics, *, rules: Rules | None = None) -> None:
        """Count in ``metrics``."""
        self.watched = Talk(observer=metrics, rules=rules)
        self.channel = Channel()
        self._number = 0

    async def ask(self, text: str, surface: Surface = Surface.MENTION, *, number: int | None = None) -> None:
        """Ask, in a channel that is named like nothing else."""
        await self.watched.conversation.take(self.question(text, surface, number=number), self.channel)

    def question(self, text: str, surface: Surface = Surface.MENTION, *, number: int | None = None) -> Question:
        self._number += 1
        origin = Origin(
            platform="discord", id=str(number or self._number), channel=CANARY_CHANNEL, asker=PERSON, surface=surface,
            sent_at=self.watched.clock(),
        )  # fmt: skip
        return Question(text=text, origin=origin)

    async def press(self, press: Press) -> None:
        await self.watched.conversation.press(press, presser())


@pytest.fixture
def asking(metrics: Metrics) -> Asking:
    return Asking(metrics)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        (QUESTION, "answer"),
        ("water temperature minutes", "suggest"),
        ("how much does a kilo cost", "decline"),
        ("hello", "none"),
    ],
)
async def test_a_question_counts_once_by_what_is_replied(
    metrics: Metrics, asking: Asking, text: str, band: str
) -> None:
    await asking.ask(text, Surface.COMMAND)
    found = [
        sample.labels
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "re_faq_bot_questions_total" and sample.value
    ]
    assert found == [{"platform": "discord", "surface": "command", "band": band}]
    assert reading(metrics.registry, "re_faq_bot_reply_seconds_count", surface="command") == 1


async def test_a_question_in_a_thread_of_the_bots_counts_as_one_by_thread(metrics: Metrics, asking: Asking) -> None:
    """A platform hears it like any other talk; the conversation knows that the asker goes on with the bot."""
    for surface in (Surface.MENTION, Surface.OVERHEARD):
        question = asking.question(QUESTION, surface)
        question = replace(question, origin=replace(question.origin, thread="17"))
        await asking.watched.conversation.take(question, asking.channel)
    assert reading(metrics.registry, "re_faq_bot_questions_total", surface="thread") == 1
    assert reading(metrics.registry, "re_faq_bot_questions_total", surface="overheard") == 0


async def test_a_question_that_comes_twice_counts_once(metrics: Metrics, asking: Asking) -> None:
    await asking.ask(QUESTION, number=1)
    await asking.ask(QUESTION, number=1)
    assert reading(metrics.registry, "re_faq_bot_questions_total") == 1


async def test_what_is_overheard_counts_as_looked_up_and_as_a_question_only_where_it_is_answered(
    metrics: Metrics,
) -> None:
    asking = Asking(metrics, rules=Rules(listen_channels=frozenset({CANARY_CHANNEL})))
    await asking.ask("how much does a kilo cost", Surface.OVERHEARD)
    assert reading(metrics.registry, "re_faq_bot_match_seconds_count", surface="overheard") == 1
    assert reading(metrics.registry, "re_faq_bot_questions_total") == 0
    await asking.ask(QUESTION, Surface.OVERHEARD)
    assert reading(metrics.registry, "re_faq_bot_questions_total", surface="overheard", band="answer") == 1


@pytest.mark.parametrize(
    ("refusal", "kind"), [(DeliveryError("no permission"), "undelivered"), (ZeroDivisionError(), "unhandled")]
)
async def test_a_reply_that_fails_is_a_question_and_an_error(
    metrics: Metrics, asking: Asking, refusal: Exception, kind: str
) -> None:
    asking.channel.refusal = refusal
    await asking.ask(QUESTION)
    assert reading(metrics.registry, "re_faq_bot_questions_total", band="answer") == 1
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", kind=kind) == 1
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total") == 1
    assert reading(metrics.registry, "re_faq_bot_reply_seconds_count") == 0


async def test_a_reply_that_cannot_be_changed_or_deleted_is_an_error_too(metrics: Metrics, asking: Asking) -> None:
    class Stuck(Channel):
        async def revise(self, messages: Sequence[str], post: Post) -> tuple[str, ...]:
            raise DeliveryError("no permission")

        async def remove(self, messages: Sequence[str]) -> None:
            raise DeliveryError("no permission")

    asking.channel = Stuck()
    await asking.ask(QUESTION, number=1)
    conversation = asking.watched.conversation
    await conversation.edited(asking.question("how long does tea keep", number=1), asking.channel)
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", kind="undelivered") == 1
    await conversation.deleted("discord", "1", asking.channel)
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", kind="undelivered") == 2
    assert reading(metrics.registry, "re_faq_bot_questions_total") == 1


async def test_votes_and_presses_count_by_kind(metrics: Metrics, asking: Asking) -> None:
    for press in (Helpful("shelf-life"), NotHelpful("shelf-life"), NotHelpful("steeping-time"), ShowTopics()):
        await asking.press(press)
    assert reading(metrics.registry, "re_faq_bot_votes_total", vote="helpful") == 1
    assert reading(metrics.registry, "re_faq_bot_votes_total", vote="unhelpful") == 2
    assert reading(metrics.registry, "re_faq_bot_presses_total", press="topics") == 1
    assert reading(metrics.registry, "re_faq_bot_presses_total") == 4


def test_what_happens_to_a_platform_counts(metrics: Metrics) -> None:
    metrics.failed("slack", Trouble.SERVER)
    metrics.limited("slack", 1.5)
    metrics.limited("slack", 2.0)
    metrics.reconnected("slack")
    assert reading(metrics.registry, "re_faq_bot_platform_errors_total", platform="slack", kind="server") == 1
    assert reading(metrics.registry, "re_faq_bot_rate_limits_total", platform="slack") == 2
    assert reading(metrics.registry, "re_faq_bot_rate_limit_wait_seconds_total", platform="slack") == 3.5
    assert reading(metrics.registry, "re_faq_bot_reconnects_total", platform="slack") == 1


def test_reloads_count_and_only_one_that_is_taken_renews_the_faq(metrics: Metrics) -> None:
    before = reading(metrics.registry, "re_faq_bot_faq_loaded_timestamp_seconds")
    metrics.reloaded(is_taken=False)
    assert reading(metrics.registry, "re_faq_bot_faq_loaded_timestamp_seconds") == before
    metrics.reloaded(is_taken=True)
    assert reading(metrics.registry, "re_faq_bot_faq_loaded_timestamp_seconds") > before
    assert reading(metrics.registry, "re_faq_bot_reloads_total", result="refused") == 1
    assert reading(metrics.registry, "re_faq_bot_reloads_total", result="taken") == 1


def test_connections_are_shown_as_they_are_when_the_page_is_read(metrics: Metrics) -> None:
    discord, slack = StandIn(silence=3.0, since_event=60.0), StandIn("slack", is_open=False, silence=None)
    metrics.watch([discord, slack], entries=lambda: 33)
    assert reading(metrics.registry, "re_faq_bot_faq_entries") == 33
    assert reading(metrics.registry, "re_faq_bot_platform_connected", platform="discord") == 1
    assert reading(metrics.registry, "re_faq_bot_platform_connected", platform="slack") == 0
    assert reading(metrics.registry, "re_faq_bot_last_event_age_seconds", platform="discord") == 60
    assert isnan(reading(metrics.registry, "re_faq_bot_platform_silence_seconds", platform="slack"))
    discord.silence = 200.0
    assert reading(metrics.registry, "re_faq_bot_platform_silence_seconds", platform="discord") == 200


async def test_the_page_can_be_read_by_prometheus_in_both_its_formats(metrics: Metrics, serve: Serve) -> None:
    read = await serve(metrics.routes)
    plain = await read("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(await plain.text())}
    assert plain.headers["content-type"].startswith("text/plain")
    (build,) = families["re_faq_bot_build_info"].samples
    assert build.labels["version"] == "1.2.3"
    assert "process_resident_memory_bytes" in families
    open_metrics = await read("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert (await open_metrics.text()).endswith("# EOF\n")


async def test_the_page_says_nothing_of_anybody_and_does_not_grow(
    metrics: Metrics, asking: Asking, serve: Serve
) -> None:
    read = await serve(metrics.routes)
    metrics.watch([StandIn(), StandIn("slack")], entries=lambda: 33)
    before = await (await read("/metrics")).text()
    for surface in Surface:
        await asking.ask("how do I keep my CANARY tea", surface)
        await asking.ask(QUESTION, surface)
    await asking.press(Helpful("shelf-life"))
    after = await (await read("/metrics")).text()
    assert not re.search("canary|shelf-life|ada", after, re.IGNORECASE)
    assert len(after.splitlines()) == len(before.splitlines()) < MOST_SERIES


async def test_watching_takes_less_than_a_tenth_of_a_millisecond_a_question(metrics: Metrics) -> None:
    """All that is told of one question and of one press, at its best of several rounds, as the machine may be busy."""
    origin = Talk().asked(QUESTION).origin
    assert origin

    def a_question() -> None:
        metrics.matched(origin.surface, 0.005)
        metrics.asked(origin, None)
        metrics.replied(origin, 0.1)
        metrics.pressed("discord", "helpful")
        metrics.voted("discord", is_helpful=True)

    def a_round() -> float:
        begun = perf_counter()
        for _ in range(200):
            a_question()
        return (perf_counter() - begun) / 200

    assert min(a_round() for _ in range(10)) < 0.0001
