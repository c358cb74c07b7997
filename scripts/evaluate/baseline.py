"""Figures against a stored baseline: what was gained, what was lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.evaluate.gold import ROOT

BASELINE = ROOT / "docs" / "evaluation-baseline.json"

Figures = Mapping[str, Mapping[str, float]]
"""Group (`specimens / parser / traffic_light`) -> figure -> value."""

LESS_IS_MORE = {"spurious", "given"}
"""Figures that do not count as gains when they rise; `given` says nothing by itself."""


def load_baseline() -> Figures:
    """Return the baseline, empty where none is stored."""
    if not BASELINE.is_file():
        return {}
    loaded: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return loaded


def store_baseline(figures: Figures) -> Path:
    """Write the baseline; groups that could not be measured here keep what is stored."""
    lines = [
        f" {json.dumps(name)}: {json.dumps(dict(values))}"
        for name, values in sorted({**load_baseline(), **figures}.items())
    ]
    BASELINE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return BASELINE


def iterate_changes(before: Figures, now: Figures) -> Iterator[tuple[str, str]]:
    """Yield (`gain`, `loss`, `new` or `change`, sentence) for each figure that moved; gold that grew is a change.

    >>> list(iterate_changes({"fields": {"gold": 9, "soft": 8}}, {"fields": {"gold": 9, "soft": 9}}))
    [('gain', 'fields: soft 8 -> 9 (+1)')]
    """
    for group, values in sorted(now.items()):
        if group not in before:
            yield "new", f"{group}: {_format_figures(values)}"
            continue
        has_grown = before[group].get("gold") != values.get("gold")
        for name, value in values.items():
            old = before[group].get(name)
            if old is None or abs(value - old) < 1e-9:
                continue
            yield _change_kind(name, value - old, has_grown), f"{group}: {name} {old:g} -> {value:g} ({value - old:+g})"


def _change_kind(name: str, difference: float, has_grown: bool) -> str:
    if name in {"gold", "given", "fields"} or has_grown:
        return "change"
    return "gain" if (difference > 0) != (name in LESS_IS_MORE) else "loss"


def _format_figures(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())
