"""The promise of provenance on real PDFs: what a box cuts from its page holds the value's text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pypdfium2 as pdfium
import pytest

from tests.acceptance.corpus import CORPUS_PDFS, MISSING, copied

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

MARGIN = 1.5
"""Points around a box: PDFium takes a character by its middle."""

TEXTLESS = {"colour", "derived"}
"""Methods whose source text is not printed in the box."""


def letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return re.sub(r"[\W_]+", "", folded)


def cropped(page: Any, row: dict[str, Any]) -> str:
    height = page.get_height()
    text: str = page.get_textpage().get_text_bounded(
        row["x0"] - MARGIN, height - row["bottom"] - MARGIN, row["x1"] + MARGIN, height - row["top"] + MARGIN
    )
    return letters(text)


@pytest.mark.parametrize("source", CORPUS_PDFS, ids=lambda path: path.name)
def test_the_box_of_every_value_contains_its_text(source: Path, tmp_path: Path) -> None:
    from pipeline.run.extract_folder import extract_folder

    extract_folder(copied(tmp_path, [source]), tmp_path / "out", workers=1, use_cache=False)
    rows = pq.read_table(tmp_path / "out" / "provenance.parquet").to_pylist()
    boxed = [row for row in rows if row["page"] and row["text_raw"] and row["method"] not in TEXTLESS]
    assert boxed
    document = pdfium.PdfDocument(source)
    misses = []
    for row in boxed:
        assert row["x0"] is not None, row
        found = cropped(document[row["page"] - 1], row)
        lines = row["text_raw"].splitlines()
        misses += [(row["field"], row["page"], line) for line in lines if letters(line) not in found]
    assert misses == []
