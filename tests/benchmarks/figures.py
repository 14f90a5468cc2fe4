"""Figures beside their bars, as a table for people and as JSON for programs."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What a figure counts."""

    SHARE = "share"
    TIMES = "times"
    SECONDS = "s"
    MILLISECONDS = "ms"
    MEGABYTES = "MB"


_WRITTEN = {
    Unit.SHARE: "{:.1%}",
    Unit.TIMES: "{:.2f} ×",
    Unit.SECONDS: "{:.2f} s",
    Unit.MILLISECONDS: "{:.2f} ms",
    Unit.MEGABYTES: "{:.0f} MB",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a figure must reach, or must not exceed."""

    limit: float
    is_least: bool

    def is_met_by(self, value: float) -> bool:
        """Whether ``value`` is good enough."""
        return value >= self.limit if self.is_least else value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure for each column of a table; the bar is for the first, and None is what a column does not have."""

    name: str
    unit: Unit
    values: tuple[float | None, ...]
    bar: Bar | None = None

    @property
    def verdict(self) -> str:
        """Whether the bar is met, in a word."""
        if self.bar is None or self.values[0] is None:
            return ""
        return "met" if self.bar.is_met_by(self.values[0]) else "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The figures of one benchmark; ``notes`` say what they were measured on."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def at_least(limit: float) -> Bar:
    """The bar of a figure that should be high."""
    return Bar(limit=limit, is_least=True)


def at_most(limit: float) -> Bar:
    """The bar of a figure that should be low."""
    return Bar(limit=limit, is_least=False)


def show(table: Table, *, as_json: bool) -> None:
    """Print a table."""
    sys.stdout.write((json.dumps(to_json(table), ensure_ascii=False) if as_json else to_text(table)) + "\n")


def to_json(table: Table) -> dict[str, Any]:
    """A table as an object: for each figure its value by column, its unit, its bar and whether it is met."""
    figures = [
        {
            "name": row.name,
            "unit": row.unit.value,
            "values": dict(zip(table.columns, row.values, strict=True)),
            "bar": row.bar and {"limit": row.bar.limit, "is_least": row.bar.is_least},
            "verdict": row.verdict or None,
        }
        for row in table.rows
    ]
    return {"title": table.title, "figures": figures, "notes": list(table.notes)}


def to_text(table: Table) -> str:
    """A table with aligned columns, its notes below."""
    cells = [("", table.columns[0], "bar", "", *table.columns[1:]), *map(_cells, table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = (_aligned(row, widths) for row in cells)
    return "\n".join((table.title, *lines, *(f"({note})" for note in table.notes)))


def _cells(row: Row) -> tuple[str, ...]:
    bar = f"{'≥' if row.bar.is_least else '≤'} {_written(row.unit, row.bar.limit)}" if row.bar else ""
    first, *others = (_written(row.unit, value) for value in row.values)
    return (row.name, first, bar, row.verdict, *others)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join((name.strip().ljust(widths[0]), *numbers)).rstrip()


def _written(unit: Unit, value: float | None) -> str:
    return "–" if value is None else _WRITTEN[unit].format(value)
