"""Text that a file states for what it draws (`ActualText`, as for ligatures), put where it is drawn.

PDFium reports such text in the coordinates of the form that draws it, all other text in those of the page. Pages that
another program merged, turned or reduced are such forms: the 'ffi' of a browser's page would lie somewhere else.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.geometry import Matrix, Numbers, map_boxes, map_points, multiply_matrices
from pipeline.readers.pdf.chars.pdfium import Handle

SAME_MATRIX = 0.01
"""Points by which the matrices of a text object on the page and in its form differ by rounding alone."""
NEARER = 0.5
"""Points by which a letter is nearer to the baseline in its form than to that on the page: less may be rounding."""

Codes = npt.NDArray[np.int64]


def move_actual_text(
    text_page: Handle, objects: Codes, of: Codes, transforms: Numbers, printing: Codes, boxes: Numbers, points: Numbers
) -> None:
    """Correct the boxes and origins (in user space) of stated text within forms, in place.

    `objects` are the addresses of the text objects, `of` is each character's object by its place there, `transforms`
    are the matrices of the objects on the page, `printing` the characters that print something.
    """
    known = np.flatnonzero(objects)
    handles = [Handle(address) for address in objects[known].tolist()]
    own = pdfium.call_with_output(pdfium.object_matrix, (handles,), len(handles), 6, np.float32)[0].astype(np.float64)
    is_placed = np.abs(own - transforms[known]).max(axis=1, initial=0.0) > SAME_MATRIX
    if not is_placed.any():
        return
    matrices = {int(at): own[row] for row, at in enumerate(known.tolist()) if is_placed[row]}
    suspects = printing[np.isin(of[printing], list(matrices))]
    origins = pdfium.call_each_pointers(pdfium.char_origin, text_page, suspects.tolist(), 2)
    for at, in_form in matrices.items():
        rows = suspects[of[suspects] == at]
        if (move := _find_move(tuple(in_form), tuple(transforms[at]))) is None:
            continue
        to_form, to_page = move
        own_origins = origins[of[suspects] == at]
        heights = np.abs(map_points(to_form, own_origins)[:, 1]), np.abs(map_points(to_page, own_origins)[:, 1])
        moved = heights[0] + NEARER < heights[1]
        placing = multiply_matrices(to_form, tuple(transforms[at]))
        points[rows[moved]] = map_points(placing, own_origins[moved])
        boxes[rows[moved]] = map_boxes(placing, boxes[rows[moved]])[:, [0, 3, 2, 1]]


def _find_move(in_form: Matrix, on_page: Matrix) -> tuple[Matrix, Matrix] | None:
    """Return the matrices from user space to a text object's own space, by its place in the form and on the page."""
    try:
        return invert_matrix(in_form), invert_matrix(on_page)
    except ZeroDivisionError:
        return None


def invert_matrix(matrix: Matrix) -> Matrix:
    """Return the matrix that undoes another; raise `ZeroDivisionError` where none does.

    >>> invert_matrix((2.0, 0.0, 0.0, 4.0, 6.0, 8.0))
    (0.5, -0.0, -0.0, 0.25, -3.0, -2.0)
    """
    a, b, c, d, e, f = map(float, matrix)
    area = a * d - b * c
    return (d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)
