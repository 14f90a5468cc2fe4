"""docs/metrics.md, the dashboard and the code name the same metrics, with the same labels."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.watchdog import Patience
from bot.web.metrics import PREFIX, Metrics
from tests.web.watched import StandIn

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "metrics.md").read_text(encoding="utf-8")
DASHBOARD: Mapping[str, Any] = json.loads((DOCS / "grafana-dashboard.json").read_text(encoding="utf-8"))
ROW = re.compile(r"^\| `(re_faq_bot_\w+)` \| (\w+) \|(.*?)\| (.+) \|$", re.MULTILINE)
NAME = re.compile(rf"\b{PREFIX}_\w+|\bprocess_\w+")
BY_LABELS = re.compile(r"\bby \(([^)]*)\)|\{([^}]*)\}")
ADDED_BY_PROMETHEUS = {"instance", "job"}
ENDINGS = {"counter": "_total", "info": "_info"}
Told = Mapping[str, tuple[str, frozenset[str]]]


@pytest.fixture
def told(metrics: Metrics) -> Told:
    """The type and the labels of each metric that the bot has, by its name."""
    metrics.watch([StandIn(), StandIn("slack")], entries=lambda: 33)
    found = {}
    for family in metrics.registry.collect():
        if family.name.startswith(PREFIX):
            labels = frozenset(label for sample in family.samples for label in sample.labels) - {"le"}
            kind = "gauge" if family.type == "info" else family.type
            found[f"{family.name}{ENDINGS.get(family.type, '')}"] = (kind, labels)
    return found


def test_the_page_explains_each_metric_with_its_type_and_its_labels(told: Told) -> None:
    explained = {name: (kind, frozenset(re.findall(r"`(\w+)`", labels))) for name, kind, labels, _ in ROW.findall(PAGE)}
    assert explained == told


def test_the_page_gives_each_value_of_each_label(metrics: Metrics) -> None:
    values = {
        value
        for family in metrics.registry.collect()
        if family.name.startswith(PREFIX) and family.type != "info"
        for sample in family.samples
        for label, value in sample.labels.items()
        if label != "le"
    }
    assert not {value for value in values if f"`{value}`" not in PAGE}


def test_the_page_knows_the_patience_of_the_watchdog() -> None:
    patience = Patience()
    until_reconnected = f"After {patience.until_reconnected.total_seconds():.0f} the bot reconnects"
    assert f"{until_reconnected}, {patience.until_ended.total_seconds():.0f} later it ends" in PAGE


def queries() -> Iterator[str]:
    """Every query of the dashboard, and those in the page's alerts."""
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    yield from (variable["definition"] for variable in DASHBOARD["templating"]["list"] if "definition" in variable)
    yield from re.findall(r"expr: (.+)\}", PAGE)


def base_of(name: str) -> str:
    """The metric that a series belongs to."""
    return re.sub(r"_(bucket|sum|count)$", "", name)


def test_the_dashboard_shows_every_metric_and_none_that_there_is_not(told: Told) -> None:
    named = {base_of(name) for query in queries() for name in NAME.findall(query)}
    assert {name for name in named if name.startswith(PREFIX)} == set(told)


@pytest.mark.parametrize("query", [*queries()])
def test_a_query_uses_only_labels_that_its_metrics_have(query: str, told: Told) -> None:
    known = {label for name in NAME.findall(query) if base_of(name) in told for label in told[base_of(name)][1]}
    grouped = {label for by, _ in BY_LABELS.findall(query) for label in re.findall(r"\w+", by)}
    selected = {label for _, braces in BY_LABELS.findall(query) for label in re.findall(r"(\w+)\s*[=!]", braces)}
    assert grouped | selected <= known | ADDED_BY_PROMETHEUS | {"le"}


@pytest.mark.parametrize("query", [*queries()])
def test_a_query_is_balanced(query: str) -> None:
    assert all(query.count(opening) == query.count(closing) for opening, closing in ("()", "{}", "[]"))


def test_the_dashboard_can_be_imported_with_any_prometheus() -> None:
    panels = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
    sources = {panel["datasource"]["uid"] for panel in panels}
    sources |= {target["datasource"]["uid"] for panel in panels for target in panel["targets"]}
    assert sources == {"${datasource}"}
    assert DASHBOARD["templating"]["list"][0]["type"] == "datasource"
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert "id" not in DASHBOARD
