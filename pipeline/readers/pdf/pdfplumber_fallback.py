"""The second way into a page: pdfplumber, for what PDFium can't open or reads as garbage."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import atan2, degrees
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.readers.pdf.chars.drawing import Drawing, Fill, Stroke, is_thin
from pipeline.readers.pdf.chars.excluded_text import remove_off_page
from pipeline.readers.pdf.chars.geometry import PageFrame
from pipeline.readers.pdf.chars.glyphs import NO_GLYPHS, Glyphs, Style
from pipeline.readers.pdf.page import PageContent, build_content
from pipeline.runtime.sandbox import resumed_garbage_collection

QUALITY = "read-by-pdfplumber"
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_CID = re.compile(r"\(cid:\d+\)")

PlumberObject = Mapping[str, Any]


def _to_hex(color: object) -> str | None:
    """Return a color of one (grey), three (RGB) or four (CMYK) parts as RRGGBB.

    >>> _to_hex((1, 0, 0)), _to_hex(0.0), _to_hex((0, 0, 0, 0)), _to_hex(None)
    ('FF0000', '000000', 'FFFFFF', None)
    """
    values = color if isinstance(color, (tuple, list)) else (color,)
    parts = [float(part) for part in values if isinstance(part, (int, float))]
    if len(parts) != len(values) or len(parts) not in (1, 3, 4):
        return None
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    return "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02X}" for part in (parts * 3)[:3])


def _read_drawing(page: Any, shift: tuple[float, float]) -> Drawing:
    strokes: list[Stroke] = []
    fills: list[Fill] = []
    for shape in (*page.rects, *page.lines):
        x0, x1 = shape["x0"] - shift[0], shape["x1"] - shift[0]
        top, bottom = shape["top"] - shift[1], shape["bottom"] - shift[1]
        if is_thin(x1 - x0, bottom - top):
            is_level = bottom - top <= x1 - x0
            strokes.append(
                Stroke((top + bottom) / 2, x0, x1, True) if is_level else Stroke((x0 + x1) / 2, top, bottom, False)
            )
            continue
        color = _to_hex(shape.get("non_stroking_color")) if shape.get("fill") else None
        if color:
            fills.append(Fill((x0, top, x1, bottom), color))
        if shape.get("stroke") and shape["object_type"] == "rect":
            strokes += [Stroke(at, x0, x1, True) for at in (top, bottom)]
            strokes += [Stroke(at, top, bottom, False) for at in (x0, x1)]
    return Drawing(tuple(strokes), tuple(fills))


def _read_style(char: PlumberObject) -> Style:
    a, b = char["matrix"][0], char["matrix"][1]
    return Style(round(float(char["size"]), 1), bool(_BOLD.search(char["fontname"])), round(degrees(atan2(b, a))) % 360)


def _read_glyphs(chars: Sequence[PlumberObject], height: float, shift: tuple[float, float]) -> Glyphs:
    rows: list[tuple[int, tuple[float, ...], tuple[float, float], Style]] = []
    for char in chars:
        box = (char["x0"] - shift[0], char["top"] - shift[1], char["x1"] - shift[0], char["bottom"] - shift[1])
        origin = (char["matrix"][4] - shift[0], height - char["matrix"][5] - shift[1])
        text = "\ufffd" if _CID.fullmatch(char["text"]) else char["text"]
        rows += [(ord(letter), box, origin, _read_style(char)) for letter in text]
    if not rows:
        return NO_GLYPHS
    styles = tuple(dict.fromkeys(row[3] for row in rows))
    index_of_style = {style: k for k, style in enumerate(styles)}
    return Glyphs(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
        np.array([index_of_style[row[3]] for row in rows], dtype=np.int64),
        styles,
        np.zeros(len(rows), dtype=bool),
    )


def _read_page(page: Any, number: int) -> PageContent:
    x0, top, x1, bottom = page.cropbox if page.rotation % 180 == 0 else page.bbox
    shift = (float(x0 - page.bbox[0]), float(top - page.bbox[1]))
    frame = PageFrame(0.0, 0.0, float(x1 - x0), float(bottom - top))
    chars = [char for char in page.dedupe_chars().chars if char["text"]]
    glyphs = remove_off_page(_read_glyphs(chars, float(page.height), shift), frame)
    return build_content(number, frame, glyphs, _read_drawing(page, shift), (QUALITY,))


@contextmanager
def _open_pages(path: Path) -> Iterator[list[Any]]:
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(path) as document:
        yield document.pages


def read_with_pdfplumber(path: Path, numbers: Iterable[int] | None = None) -> dict[int, PageContent]:
    """Read pages (all, or those of these numbers) with pdfplumber; what it can't read is left out."""
    contents: dict[int, PageContent] = {}
    try:
        with resumed_garbage_collection(), _open_pages(path) as pages:
            for number in numbers if numbers is not None else range(1, len(pages) + 1):
                contents[number] = _read_page(pages[number - 1], number)
                pages[number - 1].close()
    except MemoryError:
        raise
    except Exception:  # pdfminer raises errors of every kind on damaged files; the caller reports what is missing
        return contents
    return contents
