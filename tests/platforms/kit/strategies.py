"""Entries as a careless or mischievous curator may write them."""

from hypothesis import Phase
from hypothesis import strategies as st

from bot.core.entries import Entry, Section, Source

# A text of 20,000 characters takes minutes to shrink.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
SNIPPETS = [
    *"*_~`|<>[]()#@:\\!-+.1 \n\t",
    *("**", "***", "__", "~~", "||", "```", "~~~", "``"),
    *(">>> ", "> ", "> > ", "- ", "  - ", "1. ", "999999999. ", "-# "),
    *("\n\n", "\n\n", "  \n", "\\\n", "# ", "### ", "##### ", "---\n"),
    *("    code", "```py\nx = '`'\n```\n", "&lt;@1&gt;"),
    *("@everyone", "@here", "<@80351110224678912>", "<@!80351110224678912>", "<@&165511591545143296>", "<#1>", "<t:0>"),
    *("<:emoji:1>", "</command:1>", "<id:home>", ":tada:", "<b>", "<!-- x -->", "&amp;", "snake_case_word", "2*3*4"),
    *("https://example.org/a_b*c~~d?e=(f)", "<https://example.org/@everyone>", "[text](https://example.org/x_y_(z))"),
    *("![alt](https://example.org/i.png)", "[text][reference]", "[a `b` **c** [d] e](https://example.org)"),
    *("`@everyone`", "*a `b*c` d*", "**bold *both* bold**", "~~struck~~"),
    *("Ada wrote it. ", "Why? ", "word ", "and so on, "),
    *("שלום ", "日本語。", "e\u0301\u0302\u0303", "👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "\u202e", "\u200b", "\u00a0", "ﷺ", "𝔘"),
]
words = st.sampled_from(
    ["tea", "water", "research", "engineering", "*leaf*", "`pot`", "**hot**", "cup.", "why?", "snake_case"]
)


def _repeated(text: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.builds(lambda piece, times: piece * times, text, st.integers(1, most))


short_texts = st.one_of(
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=25).map("".join),
    st.text(min_size=1, max_size=80),
)
lines = short_texts.map(lambda text: f"x{' '.join(text.split())}")
long_lines = st.one_of(lines, _repeated(lines, 100)).map(lambda text: text[:5000])
long_answers = st.one_of(
    _repeated(short_texts, 400),
    st.lists(st.one_of(short_texts, words, st.sampled_from([" ", "\n\n", "\n- "])), min_size=50, max_size=300).map(
        "".join
    ),
    st.lists(long_lines, min_size=2, max_size=8).map("\n\n".join),
    st.integers(1, 20_000).map(lambda times: "x" * times),
    st.integers(1, 5000).map(lambda times: "https://example.org/" + "a_b" * times),
    st.integers(1, 2000).map(lambda times: "".join(f"{number}. item *{number}*\n" for number in range(times))),
    st.integers(1, 40).map(
        lambda times: "> " * times + "deep\n\n" + "- " * times + "deep\n\n```\n" + "line\n" * times * 20
    ),
).map(lambda text: text[:20_000])
ids = st.from_regex(r"[a-z0-9]{1,64}", fullmatch=True)
sections = st.builds(
    lambda title, source, path, number: Section(
        id=f"section-{number}",
        title=title,
        source=Source(title=source, url=f"https://example.org/{path}"),
        anchor="there",
    ),
    long_lines,
    long_lines,
    _repeated(st.sampled_from(["", "a", "a_(b)*", "@everyone", "%C3%A9"]), 300),
    st.integers(0, 9),
)


def entries(answers: st.SearchStrategy[str], questions: st.SearchStrategy[str]) -> st.SearchStrategy[Entry]:
    """Entries with such answers and questions."""
    return st.builds(
        Entry, id=ids, section=sections, question=questions, answer=answers, reviewed=st.none() | st.dates()
    )
