"""Segmentation: pasted template text cut into fields, by the overlap of words with gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Anchor, Line
from pipeline.structure.lines import join
from pipeline.structure.segments import TEMPLATE, Segments, segment
from pipeline.structure.segments import values as values_of
from scripts.evaluate.cells import Cell
from scripts.evaluate.comparing import overlap, plain
from scripts.evaluate.gold import printed_labels, sections, template_texts
from scripts.evaluate.held_out import users, without

FIELDS = (
    "problem_statement",
    "main_objective",
    "brief_description",
    "description",
    "expected_results",
    "relevance",
    "ambition",
    "additional_information",
)
PARSERS = {"commitment_page", "ogp_dataset"}
"""Parsers whose texts are pasted templates."""

RIGHT = 0.9
"""Least F1 of a value that counts as right."""


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Gold fields, the mean F1 of their words, how many are right, and values where gold has none."""

    fields: int
    mean: float
    right: int
    spurious: int

    def data(self) -> dict[str, float]:
        """Return the figures."""
        return {"fields": self.fields, "mean_f1": round(self.mean, 4), "right": self.right, "spurious": self.spurious}


def overlaps(pairs: Iterable[tuple[str, str]]) -> Overlaps:
    """Compare gold texts with what was given for them; an empty gold text makes a given one spurious.

    >>> overlaps([("open data", "open data"), ("", "words")])
    Overlaps(fields=1, mean=1.0, right=1, spurious=1)
    """
    found = list(pairs)
    figures = [overlap(gold, got) for gold, got in found if gold]
    spurious = sum(not gold and bool(got) for gold, got in found)
    mean = sum(figures) / len(figures) if figures else 0.0
    return Overlaps(len(figures), mean, sum(figure >= RIGHT for figure in figures), spurious)


def of_cells(cells: Iterable[Cell]) -> Overlaps:
    """Return the overlaps of the specimens of pasted templates."""
    return overlaps(
        (plain(cell.gold) or "", plain(cell.got) or "")
        for cell in cells
        if cell.parser in PARSERS and cell.field.removeprefix("commitments.") in FIELDS
    )


def of_corpus() -> tuple[Overlaps, tuple[int, int]]:
    """Return the overlaps of the annotated texts of the corpus, and milestone counts right and in gold."""
    return _scored(sections())


def leave_one_country_out() -> Overlaps:
    """Return the overlaps of the texts of each country, cut without the wordings that it alone prints."""
    texts, annotated, used = template_texts(), sections(), users(list(printed_labels()))
    pairs: list[tuple[str, str]] = []
    for country in sorted({texts[name][0] for name in annotated}):
        with without(country, used):
            pairs += _cut({name: part for name, part in annotated.items() if texts[name][0] == country})[0]
    return overlaps(pairs)


def _scored(annotated: Mapping[str, Any]) -> tuple[Overlaps, tuple[int, int]]:
    pairs, milestones = _cut(annotated)
    return overlaps(pairs), milestones


def _cut(wanted: Mapping[str, Any]) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    """Return gold and given texts of each field, and milestone counts right and in gold."""
    texts = template_texts()
    pairs: list[tuple[str, str]] = []
    right = counted = 0
    for name, annotated in wanted.items():
        text = texts[name][1].replace("\r\n", "\n").replace("\r", "\n")
        found = segment([Line(line, Anchor()) for line in map(_single, text.split("\n")) if line])
        pairs += _pairs(annotated["sections"], text, found)
        if annotated.get("milestone_count"):
            counted += 1
            right += len(found.milestones) == annotated["milestone_count"]
    return pairs, (right, counted)


def _single(line: str) -> str:
    return " ".join(line.split())


def _pairs(annotated: Sequence[Mapping[str, Any]], text: str, found: Segments) -> Iterator[tuple[str, str]]:
    given = values_of(found, TEMPLATE)
    for field in FIELDS:
        spans = [part["value"] for part in annotated if part["field"] == field and part["value"]]
        gold = "\n".join(text[slice(*span)] for span in spans)
        empty = gold.strip().lower() in {"", "-", "n/a", "na", "/"}
        yield "" if empty else gold, join(given[field].lines) if field in given else ""
