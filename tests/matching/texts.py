"""Texts as chat brings them, for what must hold whatever is written."""

from hypothesis import strategies as st

PIECES = (
    "how long", "does tea keep", "Tea", "teh", "RE", "re:", "we're", "temprature", "c++", "a@b.c", "https://a.b/c_",
    "www.a.b", "<@123>", "<#4|x>", "<https://a.b|c>", "[a](b)", "[", "](", "`", "```", "*", "**", "_", "~~", "||", "> ",
    "- ", "1. ", "# ", ":tea:", ":+1:", "?", "!", ":", ",", "'", "’", "…", "—", " ", "\n", "\t", "\0", "\x1b[31m",
    "\u200b", "\u202e", "\ufe0f", "\u2028", "😀", "👩\u200d🔬", "🇬🇧", "é", "e\u0301", "ﬁ", "ﷺ", "漢字", "שלום", "مرحبا",
    "\ud800", "\udfff", "\U0010ffff", "½", "ß", "İ", "0" * 30, "x" * 70,
)  # fmt: skip
"""What normalising, spelling and terms look for, and what has broken other programs."""

any_text = st.lists(st.sampled_from(PIECES), max_size=16).map("".join) | st.text(
    st.characters(exclude_categories=()), max_size=60
)
"""Anything that a string can hold, lone surrogates among it."""

HUGE = {
    "one letter": "a" * 1_000_000,
    "words": "how long does tea keep " * 45_000,
    "typos": "temprature steping watter " * 40_000,
    "opening brackets": "[" * 1_000_000,
    "opening tags": "<http:" * 170_000,
    "opening code": "```" * 333_333,
    "line marks": "> " * 500_000,
    "underscores": "_ " * 500_000,
    "at signs": "a@" * 500_000,
    "colons": ":a" * 500_000,
    "line breaks": "\n" * 1_000_000,
    "emoji": "👩\u200d🔬" * 333_333,
    "ligatures": "ﷺ" * 1_000_000,
    "accents": "e" + "\u0301" * 999_999,
    "nothing printable": "\0" * 1_000_000,
    "lone surrogates": "\ud800" * 1_000_000,
}
"""A megabyte each of what regular expressions and corrections could take long over."""
