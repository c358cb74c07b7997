"""No good page of the corpus is taken for nonsense, and what is told as hidden is hidden."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from pipeline.model.issues import ReadError
from pipeline.readers.pdf.opening import read_file
from pipeline.runtime.limits import Limits, Ocr
from tests.acceptance.corpus import MISSING, SHARED

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

HIDDEN = {"corrupt_one_bad_page.pdf": 16, "huge_400_pages_irm_manual.pdf": 1}
"""Documents with hidden text and the number of its pages: white printers' marks, white headings of a list."""
RIGHTLY = {
    ("corrupt_one_bad_page.pdf", "off-page-text", 12),
    ("duplicate_chars_cjk.pdf", "text-printed-twice", 1),
    ("duplicate_chars_cjk.pdf", "text-printed-twice", 2),
    ("korean_tables.pdf", "off-page-text", 1),
}
"""Pages with text that stands beyond their edge, or twice on one spot: told as information."""
TOLD = {"page-needs-ocr", "page-unreadable", "pdf-xfa-form"}


def test_no_false_alarm_in_the_corpus() -> None:
    alarms: list[tuple[str, str, int | None]] = []
    hidden: dict[str, int] = {}
    pages = 0
    for path in sorted(path for path in (SHARED / "corpus").rglob("*.pdf") if "cases" not in path.parts):
        try:
            reading = read_file(path, Limits(ocr=Ocr("never")))
        except (ReadError, pdfium.PdfiumError):
            continue
        pages += len(reading.pages)
        for issue in reading.issues:
            if issue.code == "hidden-text":
                hidden[path.name] = hidden.get(path.name, 0) + 1
            elif issue.code not in TOLD:
                alarms.append((path.name, issue.code, issue.page))
    assert pages > 400
    assert set(alarms) == RIGHTLY
    assert len(alarms) == len(RIGHTLY)
    assert hidden == HIDDEN
