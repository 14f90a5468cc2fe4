"""Lists that are too long to be shown at once."""

from dataclasses import dataclass

from bot.core import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The part of a list from ``start`` to before ``end``; ``before`` and ``after`` begin the pages next to it."""

    start: int
    end: int
    total: int
    before: int | None
    after: int | None

    @property
    def line(self) -> str:
        """Which page this is; nothing where it is the only one."""
        if self.before is None and self.after is None:
            return ""
        return wording.page(self.start + 1, self.end, self.total)


def page_of(start: int, total: int, *, most: int) -> Page:
    """The page asked for, of at most ``most``, or the last one: the list may have become shorter."""
    start = max(0, start if start < total else (total - 1) // most * most)
    end = min(start + most, total)
    before = max(0, start - most) if start else None
    return Page(start=start, end=end, total=total, before=before, after=end if end < total else None)
