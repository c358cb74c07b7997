"""OGP's values that a plan ticks: marks under headings or next to names bound by geometry, check boxes before words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.lexicon.vocabularies import find_code, fold_printed_word, printed_forms
from pipeline.model import Anchor, Cell, Line, RawValue
from pipeline.structure.commitments.completion import read_choices
from pipeline.structure.grids import find_marks, innermost_cells, is_empty, is_tick
from pipeline.structure.lines import join_lines, lines_of, text_of

VOCABULARY = "ogp_value"
FEWEST_VALUES = 2
"""Names of values next to boxes that make a list of them."""
_LONE_TICK = re.compile(r"(?<!\S)[xX✓✔√☒☑](?!\S)")
_LONGEST_LIST = 300

LOST = (
    "ogp-values-column-lost",
    "The marks of OGP's values lost their columns in this file, so the values are left empty. Use the PDF or DOCX.",
)


@dataclass(frozen=True, slots=True)
class Ticks:
    """The values that are ticked, as one value of their printed names; or why they are unclear (code, sentence)."""

    value: RawValue | None = None
    problem: tuple[str, str] | None = None


def is_value(text: str) -> bool:
    """Return whether a text is the name of one of OGP's values.

    >>> is_value("Civic participation"), is_value("Open data")
    (True, False)
    """
    return find_code(VOCABULARY, text) is not None


def _inner_cells(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(inner for cell in cells for inner in innermost_cells(cell))


def read_ticked_grid(rows: Sequence[Sequence[Cell]]) -> Ticks:
    """Read the values that the rows of a grid tick."""
    inner = [_inner_cells(row) for row in rows]
    cells = tuple(cell for row in inner for cell in row)
    if boxed := _find_boxed_values(" ".join(filter(None, map(text_of, cells)))):
        return _choose_boxed(boxed, tuple(line for cell in cells for line in lines_of(cell)))
    if sum(sum(is_value(text_of(cell)) for cell in row) == 1 for row in inner) > 1:
        return _read_marks_beside_names(inner)
    _, found = find_marks(cells, is_value)
    found = tuple(mark for mark in found if mark.cell not in cells[:1] or is_tick(mark.text))
    if any(mark.heading is None or not (is_tick(mark.text) or not mark.text) for mark in found):
        return Ticks(
            problem=("ogp-values-unclear", "A mark of OGP's values stands under no single value; none is taken.")
        )
    names = [mark.heading for mark in found if mark.heading is not None]
    lines = tuple(line for mark in found for line in (lines_of(mark.heading) if mark.heading else ()))
    return _make_ticks([text_of(name) for name in names], lines, [a for mark in found for a in mark.cell.anchors])


def _read_marks_beside_names(rows: Sequence[Sequence[Cell]]) -> Ticks:
    """Read a list of values, each with its mark in the cell next to it."""
    names: list[str] = []
    lines: list[Line] = []
    for row in rows:
        name = next((cell for cell in row if is_value(text_of(cell))), None)
        others = [cell for cell in row if cell is not name]
        if name is not None and any(cell.marked or is_tick(text_of(cell)) for cell in others):
            names.append(text_of(name))
            lines += [line for cell in row for line in lines_of(cell)]
        elif any(not is_empty(text_of(cell)) for cell in others) and name is not None:
            return Ticks(problem=("ogp-values-unclear", f"The mark beside '{text_of(name)}' can't be told."))
    return _make_ticks(names, lines, ())


def read_boxes_in_text(lines: Sequence[Line]) -> Ticks | None:
    """Read check boxes in running text; marks without their columns are a problem; None where nothing is ticked."""
    text = join_lines(lines)
    if boxed := _find_boxed_values(text):
        return _choose_boxed(boxed, tuple(lines))
    if len(text) > _LONGEST_LIST or not _LONE_TICK.search(text):
        return None
    folded = fold_printed_word(text)
    named = sum(
        any(len(fold_printed_word(n)) > 8 and fold_printed_word(n) in folded for n in names)
        for names in printed_forms(VOCABULARY).values()
    )
    return Ticks(problem=LOST) if named > 2 else None


def _find_boxed_values(text: str) -> list[tuple[bool, str]]:
    """Return the values next to check boxes, and whether each is ticked; empty where there are none."""
    choices = read_choices(text, is_value)
    return choices if sum(is_value(name) for _, name in choices) >= FEWEST_VALUES else []


def _choose_boxed(boxed: Sequence[tuple[bool, str]], lines: tuple[Line, ...]) -> Ticks:
    names = [name for is_ticked, name in boxed if is_ticked]
    unknown = [name for name in names if not is_value(name)]
    if unknown:
        return Ticks(problem=("ogp-values-unclear", f"'{unknown[0][:80]}' is ticked and is no known value of OGP's."))
    return _make_ticks(names, lines, ())


def _make_ticks(names: Sequence[str], lines: Sequence[Line], anchors: Sequence[Anchor]) -> Ticks:
    return Ticks(RawValue("; ".join(names), "mark", tuple(lines), tuple(anchors))) if names else Ticks()
