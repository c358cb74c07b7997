"""Lines that columns part: their pieces, the gaps and the drawing between them, and which columns hold labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.readers.pdf.borderless.bounds import Bounds, covers
from pipeline.readers.pdf.borderless.zones import PADDING, Piece, parted, pieces
from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.layout.typography import Facts

GAP = 1.15
"""A step beyond this many usual ones is a gap between rows."""
NEARLY = 0.8
"""Bold type tells labels where at least this share of them is bold, and of the answers is not."""


@dataclass(frozen=True)
class Strip:
    """Lines from the top that columns part, which begin at `places`; `right` is how far the last one may reach.

    `across` are the indexes of lines that run over all columns: headings within the table. `margin` is where the first
    column began on the page above.
    """

    lines: tuple[PrintedLine, ...]
    places: tuple[float, ...]
    right: float
    bounds: Bounds
    facts: Facts
    across: frozenset[int] = frozenset()
    margin: float | None = None

    @cached_property
    def cells(self) -> tuple[Mapping[int, Piece], ...]:
        """Return each line's pieces by column."""
        return tuple(
            {0: Piece(line.words)} if k in self.across else pieces(line, self.places)
            for k, line in enumerate(self.lines)
        )

    @cached_property
    def left(self) -> float:
        """Return where the first column begins."""
        return min(*(line.start for line in self.lines), self.margin or self.right)

    @cached_property
    def gaps(self) -> tuple[bool, ...]:
        """Tell for each line whether it stands further below the one before it than lines of a text do."""
        steps = [(b.base - a.base, self.facts.pitch(b.size)) for a, b in zip(self.lines, self.lines[1:], strict=False)]
        return (False, *(step > GAP * pitch for step, pitch in steps))

    @cached_property
    def cuts(self) -> tuple[frozenset[int], ...]:
        """Return for each line the columns over which something is drawn between it and the line before it."""
        edges = [self.left, *self.places, self.right]
        found = [frozenset[int]()]
        for index in range(1, len(self.lines)):
            drawn = self.between(index)
            columns = range(len(edges) - 1) if drawn else ()
            found.append(frozenset(k for k in columns if covers(drawn, edges[k], edges[k + 1])))
        return tuple(found)

    def between(self, index: int) -> list[Stroke]:
        """Return what is drawn between a line and the one before it."""
        return self.bounds.between(self.lines[index - 1], self.lines[index])

    def limit(self, column: int) -> float:
        """Return how far the lines of a column may reach."""
        ends = [found[column].end for k, found in enumerate(self.cells) if column in found and k not in self.across]
        if column >= len(self.places):
            return max([self.right - PADDING, *ends])
        return max([self.places[column] - PADDING, *ends])

    @cached_property
    def label_columns(self) -> int:
        """Return how many columns from the left hold bold labels beside answers that are not bold; 0 for none."""
        found = [cells for k, cells in enumerate(self.cells) if k not in self.across]
        weights = [(column, piece.bold) for cells in found for column, piece in cells.items()]
        for columns in range(len(self.places), 0, -1):
            labels = [bold for column, bold in weights if column < columns]
            answers = [bold for column, bold in weights if column >= columns]
            if answers and sum(labels) >= NEARLY * len(labels) and sum(answers) <= (1 - NEARLY) * len(answers):
                return columns
        return 0

    @property
    def known(self) -> tuple[float, ...]:
        """Return where labels end and answers begin, for lone rows of the kind elsewhere."""
        return self.places[: max(self.label_columns, 1)]

    def labels(self, index: int) -> list[Piece]:
        """Return what a line has in the columns of labels, from left to right; a column may hold two beside each other.

        Where bold type does not tell labels, the first column holds them.
        """
        columns = max(self.label_columns, 1)
        found = [piece for column, piece in sorted(self.cells[index].items()) if column < columns]
        return [part for piece in found for part in parted(piece)]
