"""Synonyms and acronyms are read as the one term that the FAQ uses, so that "SDE" and "software dev" are one thing."""

import re
from collections.abc import Mapping

_ACRONYM = re.compile(r"(?=[A-Za-z]{0,8}[A-Z][A-Za-z]?[A-Z])[A-Za-z]{2,8}")
_LONGEST_DOTTED = 5
_JOINING = r"(?:vs|or|and|versus|/|&|\+|,|role|roles|job|jobs|position|team)"


class Terms:
    """Rewrites every variant of a term as the term itself."""

    def __init__(self, synonyms: Mapping[str, tuple[str, ...]]) -> None:
        """``synonyms`` maps a term to its variants, as in the FAQ file."""
        words: dict[str, str] = {}
        acronyms: dict[str, str] = {}
        for term, variants in synonyms.items():
            for variant in variants:
                (acronyms if _ACRONYM.fullmatch(variant) else words)[variant.lower()] = term
        self._words = words
        self._acronyms = acronyms
        self._word_pattern = _any_of(words, flags=re.IGNORECASE)
        self._acronym_pattern = _any_of(acronyms, flags=re.IGNORECASE)
        dotted = {".".join(acronym) + ".": acronym for acronym in acronyms if len(acronym) <= _LONGEST_DOTTED}
        self._dotted = dotted
        self._dotted_pattern = _any_of(dotted, flags=re.IGNORECASE)

    def unify(self, text: str) -> str:
        """The text with variants replaced by their terms; an acronym counts only where it can be one."""
        if self._dotted_pattern:
            text = self._dotted_pattern.sub(
                lambda found: self._dotted[found[1].lower()].upper() + (found[2] or ""), text
            )
        if self._acronym_pattern:
            text = self._acronym_pattern.sub(self._read_acronym, text)
        if self._word_pattern:
            text = self._word_pattern.sub(lambda found: self._words[found[1].lower()] + (found[2] or ""), text)
        return text

    def _read_acronym(self, found: re.Match[str]) -> str:
        """Leave "re: your mail", "Re the meeting" and "re-apply" alone: there "re" is a word, not an acronym."""
        written, ending = found[1], found[2] or ""
        rest = found.string[found.end() :]
        is_at_start = not found.string[: found.start()].strip()
        is_shouted = written[:2].isupper()
        is_joined = re.match(rf"\s*{_JOINING}", rest, re.IGNORECASE)
        if is_shouted:
            is_word = is_at_start and rest.startswith(":")
        else:
            is_word = rest.startswith((":", "-")) or (is_at_start and not is_joined)
        return found[0] if is_word else self._acronyms[written.lower()] + ending


def _any_of(variants: Mapping[str, str], *, flags: re.RegexFlag) -> re.Pattern[str] | None:
    """A pattern for whole words, longest first: group 1 is the variant, group 2 a possessive."""
    if not variants:
        return None
    longest_first = sorted(variants, key=lambda variant: (-len(variant), variant))
    return re.compile(rf"(?<![\w'-])({'|'.join(map(re.escape, longest_first))})('s)?(?![\w'])", flags)
