"""A report of the IRM as specimens describe it: scales, marks, its parts and the facts that a run must give.

The parts of which a specimen of an IRM report consists, whatever the format that draws them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scripts.specimens import sketch
from scripts.specimens.sketch import Boxes, Grid


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `label` is in bold in front of it."""

    text: str
    label: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A framed box of paragraphs, the first one in bold."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of columns of a rating grid: its name and its levels."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a rating grid: its name, the marked levels by group, and those of a lower half.

    `words` are texts in a cell that is merged over a group.
    """

    name: str
    marks: Mapping[int, Sequence[int]] = field(default_factory=dict)
    lower: Mapping[int, Sequence[int]] | None = None
    words: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RatingGrid:
    """A grid of marks; `halves` names the two phases of the group that has two rows."""

    first: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    halves: tuple[str, str] | None = None
    halved: int = -1


@dataclass(frozen=True, slots=True)
class Cells:
    """Any other table: rows of texts; a text of `None` continues with the cell at its left."""

    rows: tuple[tuple[str | None, ...], ...]
    has_head: bool = True


Part = Heading | Paragraph | Bullets | Box | RatingGrid | Cells


def make_grid(part: RatingGrid | Cells, mark: str) -> Grid:
    """Return a table as a grid of boxes; `mark` is what marks a level, `fill` for a shaded cell."""
    if isinstance(part, Cells):
        rows = tuple(_merge_right(row, part.has_head and index == 0) for index, row in enumerate(part.rows))
        return Grid((1.0,) * max(map(len, part.rows)), rows)
    count = sum(len(group.levels) for group in part.groups)
    return Grid((count / 3, *(1.0,) * count), tuple(_rating_rows(part, mark)), repeats=True)


def _merge_right(texts: Sequence[str | None], is_head: bool) -> Boxes:
    """Return a row of boxes; each is merged with the None at its right."""
    starts = [column for column, text in enumerate(texts) if text is not None]
    ends = [*starts[1:], len(texts)]
    return tuple(
        sketch.Box(tuple((texts[start] or "").split("\n")), end - start, bold=is_head)
        for start, end in zip(starts, ends, strict=True)
    )


def _rating_rows(grid: RatingGrid, mark: str) -> Iterator[Boxes]:
    halves = {grid.halved: grid.halves} if grid.halves else {}
    names = [
        sketch.Box((group.name, *halves.get(number, ())), len(group.levels), bold=True)
        for number, group in enumerate(grid.groups)
    ]
    yield sketch.Box((grid.first,), down=2, bold=True), *names
    yield tuple(sketch.Box((level,), rotated=True) for group in grid.groups for level in group.levels)
    for row in grid.rows:
        yield from _rating_row(grid, row, mark)


def _rating_row(grid: RatingGrid, row: Row, mark: str) -> Iterator[Boxes]:
    down = 1 if row.lower is None else 2
    upper, lower = [sketch.Box((row.name,), down=down)], list[sketch.Box]()
    for number, group in enumerate(grid.groups):
        if number in row.words:
            upper.append(sketch.Box((row.words[number],), len(group.levels), down))
        elif row.lower is not None and number == grid.halved:
            upper += _mark_boxes(row.marks.get(number, ()), len(group.levels), mark, 1)
            lower += _mark_boxes(row.lower.get(number, ()), len(group.levels), mark, 1)
        else:
            upper += _mark_boxes(row.marks.get(number, ()), len(group.levels), mark, down)
    yield tuple(upper)
    if row.lower is not None:
        yield tuple(lower)


def _mark_boxes(marked: Sequence[int], count: int, mark: str, down: int) -> list[sketch.Box]:
    ticked = sketch.Box(down=down, fill="1F4E79") if mark == "fill" else sketch.Box((mark,), down=down)
    return [ticked if level in marked else sketch.Box(down=down) for level in range(count)]


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
