"""RapidOCR: an engine in Python, with its models inside the package (the extra `ocr`)."""

from __future__ import annotations

import importlib.util
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from pipeline.ocr.words import Seen

if TYPE_CHECKING:
    from pipeline.ocr.picture import Grey

NAME = "rapidocr"
LEAST_SIDE = 1000
"""Pixels; the engine enlarges smaller pictures until it sees letters as pictures."""
LANGUAGES = ("en", "zh")
"""What the models in the package were trained on."""
_PACKAGE, _DISTRIBUTION = "rapidocr_onnxruntime", "rapidocr-onnxruntime"


def present() -> bool:
    """Return whether the package is installed."""
    return importlib.util.find_spec(_PACKAGE) is not None


def version() -> str:
    """Return the version of the package, empty where it is not installed."""
    try:
        return metadata.version(_DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return ""


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1, max_side_len=30_000)


def read(picture: Grey, layout: str, languages: tuple[str, ...], dpi: int, seconds: float) -> list[Seen]:
    """Read a picture; the layout is found by the engine itself, and its models are of Latin and Chinese script."""
    import numpy as np

    below, beside = (max(LEAST_SIDE - side, 0) for side in picture.shape)
    page = np.pad(picture, ((0, below), (0, beside)), constant_values=255)
    found, _ = _engine()(np.stack([page] * 3, axis=2), use_cls=False)
    return [word for line in found or () for word in _words(line)]


def _words(line: Any) -> list[Seen]:
    """Part a line into words by their share of its characters."""
    import numpy as np

    corners, text, score = np.array(line[0], dtype=np.float64), str(line[1]), float(line[2])
    x0, top, x1, bottom = corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max()
    high = float(bottom - top)
    step = (x1 - x0) / max(len(text), 1)
    words, at = [], 0
    for part in text.split(" "):
        if part:
            box = (float(x0 + at * step), float(top), float(x0 + (at + len(part)) * step), float(bottom))
            words.append(Seen(part, box, float(bottom) - 0.22 * high, 0.85 * high, score))
        at += len(part) + 1
    return words
