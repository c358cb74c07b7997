"""A report of the IRM as specimens describe it: scales, marks, its parts and the facts that a run must give."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from scripts.specimens.irm.parts import Group, Part

GENERATIONS = (
    *("vertical", "progress", "midterm", "end", "design", "block", "hybrid", "transitional", "review"),
    *("results",),
)
LANGUAGES = ("en", "es", "fr", "pt")

SCALES = {
    "specificity": ("none", "low", "medium", "high"),
    "verifiable": ("no", "yes"),
    "relevance": ("access_to_information", "civic_participation", "public_accountability", "technology_and_innovation"),
    "potential_impact": ("none", "minor", "moderate", "transformative"),
    "completion": ("not_started", "limited", "substantial", "complete"),
    "did_it_open_government": ("worsened", "did_not_change", "marginal", "major", "outstanding"),
}
_INDICATORS = (
    *("specificity", "verifiable", "relevance", "potential_impact", "completion"),
    *("midterm", "did_it_open_government", "early", "potential"),
)
MARKS: tuple[dict[str, Any], ...] = tuple(
    dict(zip(_INDICATORS, levels, strict=True))
    for levels in (
        (3, 1, (0, 1), 3, 2, 1, 3, 1, 2),
        (2, 1, (0,), 1, 3, 3, 2, 2, 1),
        (0, 0, (), 0, 0, 0, 1, 0, 0),
        (1, 1, (1, 2, 3), 2, 1, 2, 0, 1, 1),
    )
)
"""Levels of the four commitments, by their place in the scale. The fourth one's completion falls after the midterm."""

STEPS = ((3, 1), (2, 1), (0, 0))
"""Completion of the three milestones at the end and at the midterm."""


@cache
def _load_words(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))[language]
    return loaded


class Report:
    """One report: its parts in order and the facts that they state."""

    def __init__(self, generation: str, language: str) -> None:
        self.generation, self.language, self.words = generation, language, _load_words(language)
        self.parts: list[Part] = []
        self.facts: list[dict[str, Any]] = []

    def add(self, *parts: Part) -> None:
        """Append parts."""
        self.parts += parts

    def write_prose(self, kind: int, number: int) -> str:
        """Return a paragraph on a commitment; no two are the same."""
        name = self.words["names"][number]
        texts = self.words["prose"]
        return f"{texts[kind].format(x=name)} {texts[(kind + number + 1) % len(texts)].format(x=name.lower())}"

    def group(self, indicator: str) -> Group:
        """Return the grid's group of an indicator."""
        name, *levels = self.words[indicator]
        return Group(name, tuple(levels))

    def number(self, index: int) -> str:
        """Return the number of a commitment as the generation prints it."""
        return ("1.1", "1.2", "2.1.A", "2.3")[index] if self.generation == "vertical" else str(index + 1)

    def add_fact(self, index: int, **fields: str) -> dict[str, Any]:
        """Add what the report says of a commitment."""
        known = {
            "number": self.number(index),
            "title": self.words["names"][index],
            "fields": fields,
            "ratings": {},
            "milestones": [],
        }
        self.facts.append(known)
        return known


def rating_codes(index: int, *indicators: str) -> dict[str, Any]:
    """Return the codes of a commitment's ratings; no value that is clear is 'no' for relevance."""
    codes: dict[str, Any] = {}
    for indicator in indicators:
        mark = MARKS[index][indicator]
        if indicator == "relevance":
            codes[indicator] = [SCALES[indicator][i] for i in mark] or "no"
        else:
            codes[indicator] = SCALES[indicator][mark]
    return codes
