"""Which engine of OCR the tests may use."""

from __future__ import annotations

import pytest

from pipeline.ocr import list_engines

MISSING = {
    engine.name: "" if engine.is_present else f"{engine.name} is not installed: {engine.install}"
    for engine in list_engines()
}
needs_tesseract = pytest.mark.skipif(bool(MISSING["tesseract"]), reason=MISSING["tesseract"])
needs_rapidocr = pytest.mark.skipif(bool(MISSING["rapidocr"]), reason=MISSING["rapidocr"])
