"""RapidOCR: an engine in Python, with its models inside the package (the extra `ocr`)."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.ocr.words import OcrWord

if TYPE_CHECKING:
    from pipeline.ocr.picture import Grey

NAME = "rapidocr"
LEAST_SIDE = 1000
"""Pixels; the engine enlarges smaller pictures until it sees letters as pictures."""
LANGUAGES = ("en", "zh")
"""What the models in the package were trained on."""
_PACKAGE, _DISTRIBUTION = "rapidocr_onnxruntime", "rapidocr-onnxruntime"


def is_present() -> bool:
    """Return whether the package is installed."""
    return importlib.util.find_spec(_PACKAGE) is not None


def find_version() -> str:
    """Return the version of the package, empty where it is not installed."""
    from importlib import metadata

    try:
        return metadata.version(_DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return ""


@cache
def _load_engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1, max_side_len=30_000)


def read_picture(picture: Grey, layout: str, languages: tuple[str, ...], dpi: int, seconds: float) -> list[OcrWord]:
    """Read a picture; the layout is found by the engine itself, and its models are of Latin and Chinese script."""
    import numpy as np

    pad_below, pad_right = (max(LEAST_SIDE - side, 0) for side in picture.shape)
    page = np.pad(picture, ((0, pad_below), (0, pad_right)), constant_values=255)
    lines, _ = _load_engine()(np.stack([page] * 3, axis=2), use_cls=False)
    return [word for line in lines or () for word in _split_line(line)]


def _split_line(line: Any) -> list[OcrWord]:
    """Split a line into words by their share of its characters."""
    import numpy as np

    corners, text, score = np.array(line[0], dtype=np.float64), str(line[1]), float(line[2])
    x0, top, x1, bottom = corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max()
    high = float(bottom - top)
    step = (x1 - x0) / max(len(text), 1)
    words, position = [], 0
    for part in text.split(" "):
        if part:
            box = (float(x0 + position * step), float(top), float(x0 + (position + len(part)) * step), float(bottom))
            words.append(OcrWord(part, box, float(bottom) - 0.22 * high, 0.85 * high, score))
        position += len(part) + 1
    return words
