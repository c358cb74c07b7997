"""Rows of facts without boxes: small labels next to each other, each over its answer in larger or bold type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.readers.pdf.borderless.columns import (
    SAME_START,
    ColumnPiece,
    is_column_gap,
    split_by_columns,
    split_line,
)
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_lines
from pipeline.readers.pdf.layout.card_rows import MOST_STEP, SAME_SIZE, Part

LEAST_FACTS = 2
"""Labels with answers next to each other: a single one is read in order as it is."""


def find_fact_rows(body: Sequence[PrintedLine]) -> list[list[Part]]:
    """Return the rows of facts on a page, from the top, as the lines of each label with its answer.

    The heads of a table are as large and bold as its cells or more so, and the labels of facts less.
    """
    lines = sorted((line for line in body if line.angle == 0 and line.runs_rightwards), key=lambda line: line.base)
    rows: list[list[Part]] = []
    at = 0
    while at < len(lines):
        row = _read_row(lines, at)
        rows += [row] if len(row) >= LEAST_FACTS else []
        at += len({line.base for part in row for line in part}) if len(row) >= LEAST_FACTS else 1
    return rows


def _read_row(lines: Sequence[PrintedLine], top: int) -> list[Part]:
    """Return the facts whose labels are on a line; none where each label has no answer of its own below."""
    labels = split_line(lines[top])
    columns = [[label] for label in labels]
    places = [label.start for label in labels]
    if len(labels) < LEAST_FACTS or any(_type_of(label) != _type_of(labels[0]) for label in labels):
        return []
    for above, below in pairwise(lines[top:]):
        pieces = split_by_columns(below, places[1:])
        in_order = [pieces[column] for column in sorted(pieces)]
        is_in_columns = all(abs(piece.start - places[column]) <= SAME_START for column, piece in pieces.items())
        is_free = all(is_column_gap(left.words[-1], right.words[0]) for left, right in pairwise(in_order))
        is_near = below.base - above.base <= MOST_STEP * below.size
        if not (is_in_columns and is_free and is_near and all(_is_answer(piece, labels[0]) for piece in in_order)):
            break
        for column, piece in pieces.items():
            columns[column].append(piece)
    if not all(len(column) > 1 for column in columns):
        return []
    return [tuple(make_lines(lines[top].page, [w for piece in column for w in piece.words])) for column in columns]


def _type_of(piece: ColumnPiece) -> tuple[bool, int]:
    return piece.bold, round(piece.words[0].size / SAME_SIZE)


def _is_answer(piece: ColumnPiece, label: ColumnPiece) -> bool:
    """Return whether a piece is more prominent than a label: larger, or bold where the label is not."""
    grown = piece.words[0].size - label.words[0].size
    return (piece.bold and not label.bold and grown > -SAME_SIZE) or (piece.bold == label.bold and grown > SAME_SIZE)
