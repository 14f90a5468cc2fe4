"""Entries and sayings as a careless or mischievous curator may cause them, with what means something to Slack."""

from dataclasses import replace

from hypothesis import strategies as st

from bot.core.entries import Entry, Section, Source
from bot.core.reply import Declined, Introduction, Notice, Offer, Post, Saying, SectionTopics, Suggestions, Topics
from bot.engine.composer import answer_of
from tests.platforms.kit import strategies as kit
from tests.small_faq import PRICES

UNSHRUNK = kit.UNSHRUNK
CALLS = [
    *("<!channel>", "<!here>", "<!everyone>", "<@U012AB3CD>", "<#C012AB3CD|general>", "<!subteam^S012AB3CD>"),
    *("@channel", "@here", "@everyone", "@group", "#general", "<https://example.org|x>", "<!date^0^{date}|x>"),
    *("&amp;", "&lt;!channel&gt;", "&", "<", ">", "|", ":joy:", ":+1:", "*bold*", "_it_", "~no~", '"', "\\", "\x00"),
]
calls = st.lists(st.sampled_from([*CALLS, "word ", "\n\n", " "]), min_size=1, max_size=25).map("".join)
short_texts = st.one_of(kit.short_texts, calls)
lines = st.one_of(kit.long_lines, calls.map(lambda text: f"x{' '.join(text.split())}"))
long_answers = st.one_of(
    kit.long_answers,
    st.builds(lambda text, times: (text * times)[:20_000], calls, st.integers(1, 2000)),
)
sections = st.builds(
    lambda section, title, source: replace(section, title=title, source=replace(section.source, title=source)),
    kit.sections,
    lines,
    lines,
)
entries = st.builds(lambda entry, section: replace(entry, section=section), kit.entries(long_answers, lines), sections)
many_entries = st.builds(
    lambda entries, times: tuple(
        replace(entry, id=f"{entry.id[:60]}-{number}") for number in range(times) for entry in entries
    ),
    st.lists(
        st.builds(lambda entry, section: replace(entry, section=section), kit.entries(short_texts, lines), sections),
        max_size=4,
    ),
    st.integers(1, 50),
)
many_sections = st.builds(
    lambda sections, times: tuple(
        replace(section, id=f"{section.id}-{number}") for number in range(times) for section in sections
    ),
    st.lists(sections, max_size=4),
    st.integers(1, 50),
)
ASKED = "hot?"
sayings: st.SearchStrategy[Saying] = st.one_of(
    entries.map(answer_of),
    st.builds(Suggestions, question=st.just(ASKED), entries=many_entries, ranking=st.just(())),
    st.builds(
        Declined,
        question=st.just(ASKED),
        uncovered=lines.map(lambda topic: replace(PRICES, topic=topic)),
        nearest=many_sections,
        ranking=st.just(()),
    ),
    st.builds(Introduction, sources=st.lists(lines, max_size=3).map(tuple), sections=many_sections),
    st.builds(Notice, text=lines, sections=many_sections),
    st.builds(Topics, sections=many_sections, start=st.integers(0, 250)),
    st.builds(SectionTopics, section=sections, entries=many_entries, start=st.integers(0, 250)),
    st.builds(Offer, entries=many_entries, message=st.just("C0123456789/1700000000.123456")),
)
posts = st.builds(
    Post,
    saying=sayings,
    asker=st.just("U0123456789"),
    is_private=st.booleans(),
    given_by=st.none() | short_texts,
    see_also=many_entries,
)
repeated_characters = st.builds(
    lambda char, times: f"x{char * times}"[:20_000],
    st.sampled_from([*'"&\\*_|<[x', "\x00", "http://a.b ", "😀", "日"]),
    st.integers(1, 20_000),
)
repetitive_entries = st.builds(
    lambda question, title, source, path, answer: Entry(
        id="e" * 64,
        section=Section(
            id="s",
            title=title[:3000],
            anchor="there",
            source=Source(title=source[:3000], url=f"https://example.org/{path[:500]}"),
        ),
        question=question[:3000],
        answer=answer,
    ),
    *[repeated_characters] * 5,
)
