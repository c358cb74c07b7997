"""Whether what a tool returns of the generated forms can be used: a label with its value, a mark with its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from scripts.specimens.completion_labels import LEVELS

Rows = Sequence[Sequence[str]]
LABEL = "Lead implementing agency"


def shares(rows: Rows, facts: Mapping[str, Any], whole: bool) -> tuple[str, str]:
    """Return the shares of forms whose agency stands with its label, and whose mark stands in its column.

    `whole` tells that the rows are agency and completion of each form already, in order.
    """
    wanted = facts["commitments"]
    agencies = [str(form["lead"]) for form in wanted]
    levels = [str(form["completion"]) if form["mark"] else None for form in wanted]
    if whole:
        given = [(row[0], row[1]) for row in rows]
        return _share([row[0] for row in given], agencies), _share([row[1] for row in given], levels)
    tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
    if tidy and max(map(len, tidy)) == 1:
        return f"on one line {_share(list(_on_line(tidy)), agencies)}", "lost"
    beside, on_line = (_share(list(found), agencies) for found in (_beside(tidy), _on_line(tidy)))
    label = f"on one line {on_line}" if beside == "0%" and on_line != "0%" else beside
    return label, _share(list(_marked(tidy)), levels)


def _share(found: Sequence[str | None], wanted: Sequence[str | None]) -> str:
    """Return the share of wanted values that stand in their place; one that is not there moves no other.

    >>> _share(["a", "b"], ["a", "c"])
    '50%'
    """
    right = sum(one == other for one, other in zip(found, wanted, strict=False) if other is not None)
    return f"{right / max(sum(other is not None for other in wanted), 1):.0%}"


def _on_line(rows: Rows) -> Iterator[str]:
    return (row[0].removeprefix(LABEL).strip() for row in rows if row and row[0].startswith(LABEL))


def _beside(rows: Rows) -> Iterator[str]:
    for row in rows:
        filled = [cell for cell in row if cell]
        if filled and filled[0] == LABEL:
            yield filled[1] if len(filled) > 1 else ""


def _marked(rows: Rows) -> Iterator[str | None]:
    """Yield for each grid of levels the level over the mark: by the place of the cell in the row, as a user would."""
    names = {name: level for level, name in LEVELS.items()}
    for heading, below in pairwise(rows):
        columns = {at: names[cell] for at, cell in enumerate(heading) if cell in names}
        if len(columns) == len(LEVELS):
            shift = len(heading) - len(below)
            marks = [at + shift for at, cell in enumerate(below) if cell]
            yield columns.get(marks[0]) if len(marks) == 1 else None
