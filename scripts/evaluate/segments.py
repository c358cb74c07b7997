"""Segmentation: pasted template text cut into fields, by the overlap of words with gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.model import Anchor, Line, RawValue
from pipeline.structure.lines import join
from pipeline.structure.segments import TEMPLATE, described, segment
from scripts.evaluate.cells import Cell
from scripts.evaluate.comparing import overlap, plain
from scripts.evaluate.gold import printed_labels, sections, template_texts
from scripts.evaluate.held_out import Template, users, without

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
    pairs, milestones = _cut(sections())
    return overlaps(pairs), milestones


def leave_one_country_out() -> tuple[Overlaps, tuple[int, int]]:
    """Return the figures of `of_corpus` with each country's texts cut without the wordings that it alone prints."""
    pairs: list[tuple[str, str]] = []
    right = counted = 0
    with ProcessPoolExecutor() as pool:
        for found, milestones in pool.map(_cut_held_out, sorted(texts_of_countries())):
            pairs += found
            right, counted = right + milestones[0], counted + milestones[1]
    return overlaps(pairs), (right, counted)


@cache
def texts_of_countries() -> dict[str, dict[str, Any]]:
    """Return the annotated texts of each country by commitment ID."""
    countries: dict[str, dict[str, Any]] = {}
    for name, annotated in sections().items():
        countries.setdefault(template_texts()[name][0], {})[name] = annotated
    return countries


def _cut_held_out(country: str) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    with without(country, users_of_templates()):
        return _cut(texts_of_countries()[country])


@cache
def users_of_templates() -> dict[Template, set[str]]:
    """Return the countries whose labels match each template of the lexicon."""
    return users(list(printed_labels()))


def _cut(wanted: Mapping[str, Any]) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    """Return gold and given texts of each field, and milestone counts right and in gold."""
    pairs: list[tuple[str, str]] = []
    right = counted = 0
    for name, annotated in wanted.items():
        _, raw, title = template_texts()[name]
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        found = segment([Line(line, Anchor()) for line in map(_single, text.split("\n")) if line])
        pairs += _pairs(annotated["sections"], text, described(found, title, TEMPLATE))
        if annotated.get("milestone_count"):
            counted += 1
            right += len(found.milestones) == annotated["milestone_count"]
    return pairs, (right, counted)


def _single(line: str) -> str:
    return " ".join(line.split())


def _pairs(
    annotated: Sequence[Mapping[str, Any]], text: str, given: Mapping[str, RawValue]
) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        spans = [part["value"] for part in annotated if part["field"] == field and part["value"]]
        gold = "\n".join(text[slice(*span)] for span in spans)
        empty = gold.strip().lower() in {"", "-", "n/a", "na", "/"}
        yield "" if empty else gold, join(given[field].lines) if field in given else ""


if __name__ == "__main__":
    print("known wordings:", *of_corpus())
    print("each country's own wordings left out:", *leave_one_country_out())
