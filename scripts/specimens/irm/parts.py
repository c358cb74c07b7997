"""The parts of which a specimen of an IRM report consists, whatever the format that draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
