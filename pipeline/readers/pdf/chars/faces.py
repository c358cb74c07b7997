"""The faces that a page is set in: which of its fonts are bold, and which draw symbols."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.readers.pdf.chars import pdfium

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi(?!um)", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"regular|roman|book|light|thin|medium|italic|oblique|normal", re.IGNORECASE)
LEAST_BOLD = 600
"""The weight of semibold."""
HEAVIER = 1.3
"""Times the weight of a page's lightest face in use: bold faces are 1.5 to 2 times as heavy as their regular ones, and
italics and other families in files whose weights say nothing up to 1.1 times (28 files written by Ghostscript)."""
LEAST_SHARE = 0.05
"""Of a page's characters, for a face that others are compared with: signs and bullets are fewer."""
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
    """A font: its name without the tag of a subset, the weight that the file gives it, whether it is bold.

    `signs` is the symbol font that it represents, empty for letters.
    """

    name: str
    weight: int = 0
    bold: bool = False
    signs: str = ""


def read_faces(printed: Mapping[int, int]) -> dict[int, Face]:
    """Return the faces of fonts by address (0 for none); `printed` counts the characters that a page sets in each."""
    faces = {font: _read_face(font) if font else Face("") for font in printed}
    heavy = find_heavy_faces({font: (face.name, face.weight) for font, face in faces.items()}, printed)
    return {font: Face(face.name, face.weight, face.bold or font in heavy, face.signs) for font, face in faces.items()}


def _read_face(font: int) -> Face:
    size = pdfium.font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(max(int(size), 1))
    pdfium.font_name(font, ctypes.addressof(buffer), size)
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
    is_bold = bool(_BOLD_NAME.search(name)) or bool(pdfium.font_flags(font) & _FORCE_BOLD)
    return Face(name, pdfium.font_weight(font), is_bold, _find_symbol_font(name))


def find_heavy_faces(faces: Mapping[int, tuple[str, int]], printed: Mapping[int, int]) -> set[int]:
    """Return the fonts that are bold by their weights, of fonts (name, weight) and the characters set in each.

    PDFium takes the weight from the width of stems that a file states. That of a regular face with serifs may be 700,
    and some writers state one that says nothing, up to 1,200 for regular faces. So a weight counts for a face whose
    name says nothing, beside a face that is lighter.

    >>> sorted(find_heavy_faces({1: ("F1", 400), 2: ("F2", 700), 3: ("Caladea-Regular", 704)}, {1: 90, 2: 9, 3: 9}))
    [2]
    >>> find_heavy_faces({1: ("DejaVuSans", 1108), 2: ("DejaVuSans-Bold", 1204)}, {1: 90, 2: 9})
    set()
    """
    least = LEAST_SHARE * sum(printed.values())
    in_use = [
        weight for font, (name, weight) in faces.items() if printed[font] >= least and not _BOLD_NAME.search(name)
    ]
    lightest = max(min(in_use, default=0), 1)
    by_name: dict[str, int] = {}
    for name, weight in faces.values():
        by_name[name] = min(weight, by_name.get(name, weight))
    return {
        font
        for font, (name, _) in faces.items()
        if by_name[name] >= max(LEAST_BOLD, HEAVIER * lightest) and not _PLAIN_NAME.search(name)
    }


def _find_symbol_font(name: str) -> str:
    """Return the symbol font that a PDF's font name represents; empty for fonts of letters.

    >>> _find_symbol_font("SymbolMT"), _find_symbol_font("Wingdings-Regular"), _find_symbol_font("Arial-Bold")
    ('symbol', 'wingdings', '')
    """
    bare = name.lower().replace("-", "").replace(" ", "")
    return next((font for start, font in _SYMBOL_FONTS if bare.startswith(start)), "")
