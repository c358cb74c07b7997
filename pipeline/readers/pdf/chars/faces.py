"""The faces that a page is set in: which of its fonts are bold, and which draw symbols."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.pdfium import Handle

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi(?!um)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"regular|roman|book|light|thin|medium|italic|oblique|normal", re.IGNORECASE)
LEAST_STROKE = 0.087
"""Of a font's size, for the strokes of a bold face: those of regular faces are .055 to .086 wide, those of semibold and
bold ones .090 to .160 (14 families, Latin, Cyrillic and Greek, small letters and capitals)."""
MEASURED = 3
"""Letters whose strokes are measured, the most frequent of a face."""
_FORCE_BOLD = 1 << 18
_SYMBOL_FONTS = (
    ("symbol", "symbol"),
    ("wingdings2", "wingdings 2"),
    ("wingdings3", "wingdings 3"),
    ("wingdings", "wingdings"),
    ("webdings", "webdings"),
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font: its name without the tag of a subset, and whether it is bold.

    `signs` is the symbol font that it represents, empty for letters.
    """

    name: str = ""
    bold: bool = False
    signs: str = ""


def read_faces(fonts: npt.NDArray[np.int64], codes: npt.NDArray[np.int64]) -> dict[int, Face]:
    """Return the faces of a page's fonts by address, 0 for none; of each character the font and the code are given.

    A face is bold by its name; where the names of several faces say nothing ('F1', 'F2'), by the strokes of its
    letters. The weight that a file states is not asked: that of regular faces with serifs may be 700, and what
    Ghostscript states says nothing.
    """
    faces = {font: _read_face(font) if font else Face() for font in np.unique(fonts).tolist()}
    unnamed = [font for font, face in faces.items() if face.name and not (face.bold or face.signs or _is_plain(face))]
    if len(unnamed) > 1:
        for font in unnamed:
            is_bold = measure_strokes(font, _find_letters(codes[fonts == font])) >= LEAST_STROKE
            faces[font] = replace(faces[font], bold=is_bold)
    return faces


def _read_face(font: int) -> Face:
    size = pdfium.font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(max(int(size), 1))
    pdfium.font_name(font, ctypes.addressof(buffer), size)
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
    is_bold = bool(_BOLD_NAME.search(name)) or bool(pdfium.font_flags(font) & _FORCE_BOLD)
    return Face(name, is_bold, _find_symbol_font(name))


def _is_plain(face: Face) -> bool:
    return bool(_PLAIN_NAME.search(face.name))


def _find_letters(codes: npt.NDArray[np.int64]) -> list[int]:
    """Return the most frequent letters of a text, small ones first."""
    known, counts = np.unique(codes, return_counts=True)
    by_count = [code for _, code in sorted(zip((-counts).tolist(), known.tolist(), strict=True))]
    letters = [code for code in by_count if chr(code).isalpha()]
    return sorted(letters, key=lambda code: not chr(code).islower())[:MEASURED]


def measure_strokes(font: int, letters: Sequence[int]) -> float:
    """Return the mean width of the strokes of letters, in font sizes; 0 where the file has no outlines.

    The area of a shape of strokes is their width times their length, and its outline twice their length.
    """
    widths = []
    for letter in letters:
        outline = pdfium.glyph_path(font, letter, 1.0)
        count = pdfium.glyph_count_segments(outline) if outline else 0
        if count <= 0:
            continue
        segments = list(map(Handle, pdfium.call_each(pdfium.glyph_segment, Handle(outline), range(count))))
        begins = np.array([pdfium.segment_type(segment) for segment in segments]) == c.FPDF_SEGMENT_MOVETO
        points = pdfium.call_with_output(pdfium.segment_point, (segments,), count, 2, np.float32, 2)[0].astype(float)
        before, after = points[:-1][~begins[1:]], points[1:][~begins[1:]]
        area = abs(np.sum(before[:, 0] * after[:, 1] - after[:, 0] * before[:, 1])) / 2
        length = np.hypot(*(after - before).T).sum()
        if length:
            widths.append(2 * area / length)
    return float(np.mean(widths)) if widths else 0.0


def _find_symbol_font(name: str) -> str:
    """Return the symbol font that a PDF's font name represents; empty for fonts of letters.

    >>> _find_symbol_font("SymbolMT"), _find_symbol_font("Wingdings-Regular"), _find_symbol_font("Arial-Bold")
    ('symbol', 'wingdings', '')
    """
    bare = name.lower().replace("-", "").replace(" ", "")
    return next((font for start, font in _SYMBOL_FONTS if bare.startswith(start)), "")
