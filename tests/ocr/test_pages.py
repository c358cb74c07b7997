"""Pages that need OCR: only those, turned or not, and what is said of them without an engine."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline import ocr
from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Document
from pipeline.model.issues import ReadError
from pipeline.readers import read_file
from pipeline.runtime.limits import Limits, Ocr
from pipeline.structure.lines import text_of
from scripts.specimens.scan import Look, bind_pictures, make_scan
from tests.ocr.engine import needs_rapidocr, needs_tesseract
from tests.readers.pdf.drawing import drawn, text

pytestmark = pytest.mark.slow

LINES = (
    "The register of fishing quotas is open to the public.",
    "Every holder of a quota is named with the year of the grant.",
    "The ministry answers questions within two weeks of their receipt.",
)
NEVER = Limits(ocr=Ocr("never"))
SLOW = Limits(ocr=Ocr("tesseract", ("en",), seconds=300))
SOURCE = Path(__file__).parents[2] / "raw" / "norlandia" / "norlandia-2014-2016-midterm-self-assessment.pdf"


def page(folder: Path) -> bytes:
    folder.mkdir(exist_ok=True)
    return drawn(folder, lambda canvas: text(canvas, 72, 100, *LINES, size=12, step=18)).read_bytes()


def joined(*documents: bytes) -> bytes:
    """Return one PDF of the pages of several."""
    out = BytesIO()
    with pdfium.PdfDocument.new() as whole:
        for document in documents:
            with pdfium.PdfDocument(document) as part:
                whole.import_pages(part)
        whole.save(out)
    return out.getvalue()


def written(folder: Path, content: bytes) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(content)
    return path


def read_within(path: Path, limits: Limits) -> Document:
    return read_file(path, describe_file(path), limits)


def test_without_an_engine_a_scan_needs_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, make_scan(page(tmp_path / "page")))
    with pytest.raises(ReadError) as never:
        read_within(path, NEVER)
    assert never.value.code == "needs-ocr"
    monkeypatch.setattr(ocr, "find_engine", lambda _: None)
    with pytest.raises(ReadError) as absent:
        read_within(path, Limits())
    assert absent.value.code == "needs-ocr"
    assert "apt install tesseract-ocr" in absent.value.message
    assert "pip install" in absent.value.message


def test_without_an_engine_each_scanned_page_is_told(tmp_path: Path) -> None:
    scan = make_scan(page(tmp_path / "page"))
    document = read_within(written(tmp_path, joined(page(tmp_path / "page"), scan, scan)), NEVER)
    assert [(issue.code, issue.page, issue.severity) for issue in document.issues] == [
        ("page-needs-ocr", 2, "error"),
        ("page-needs-ocr", 3, "error"),
    ]


def test_a_report_with_unread_pages_is_partial(tmp_path: Path) -> None:
    report = SOURCE.read_bytes()
    path = written(tmp_path, joined(report, make_scan(report, pages=1)))
    found = extract_document(tmp_path, describe_file(path), NEVER).extraction
    assert found.document["status"] == "partial"
    assert found.document["report_format"] == "completion_template"


def test_blank_pages_and_photographs_are_no_scans(tmp_path: Path) -> None:
    blank = Image.new("L", (1700, 2200), 250)
    dots = Image.effect_noise((1700, 2200), 90)
    content = joined(page(tmp_path / "page"), bind_pictures([blank, dots], 200))
    assert read_within(written(tmp_path, content), NEVER).issues == ()


def stamped(content: bytes, folder: Path, *lines: str) -> bytes:
    """Return the one page of a PDF of pictures with some text typed on it."""
    with pdfium.PdfDocument(content) as document:
        picture = document[0].render(scale=200 / 72).to_pil()

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, *letter)
        text(canvas, 60, 20, *lines, size=9)

    folder.mkdir(exist_ok=True)
    return drawn(folder, draw).read_bytes()


STAMP = ("Registry of the Ministry of Fisheries", "No. 12/2016, received 3 May 2016", "page 1 of 1")


def test_a_scan_with_a_stamp_typed_on_it_needs_ocr(tmp_path: Path) -> None:
    own = page(tmp_path / "page")
    scan = stamped(make_scan(own), tmp_path / "stamped", *STAMP)
    with pytest.raises(ReadError) as alone:
        read_within(written(tmp_path, scan), NEVER)
    assert alone.value.code == "needs-ocr"
    document = read_within(written(tmp_path, joined(own, scan)), NEVER)
    assert [(issue.code, issue.page) for issue in document.issues] == [("page-needs-ocr", 2)]
    assert STAMP[0] in text_of(document.blocks)


def test_text_typed_over_a_blank_or_photographed_ground_needs_none(tmp_path: Path) -> None:
    blank = stamped(bind_pictures([Image.new("L", (1700, 2200), 250)], 200), tmp_path / "one", *LINES)
    photograph = stamped(bind_pictures([Image.effect_noise((1700, 2200), 60)], 200), tmp_path / "two", *LINES)
    twice = stamped(page(tmp_path / "page"), tmp_path / "three", *LINES, *LINES)  # less on the picture than typed
    assert read_within(written(tmp_path, joined(blank, photograph, twice)), NEVER).issues == ()


@needs_tesseract
def test_a_scan_with_a_stamp_typed_on_it_is_read_by_ocr(tmp_path: Path) -> None:
    own = page(tmp_path / "page")
    document = read_within(written(tmp_path, joined(own, stamped(make_scan(own), tmp_path / "stamped", *STAMP))), SLOW)
    assert [page.quality for page in document.pages] == [(), ("read-by-ocr",)]
    assert everything(document) == sorted(" ".join((*LINES, *LINES, *STAMP)).split())


def everything(document: Document) -> list[str]:
    """Return all words; lines that recur at the head of pages are furniture."""
    return sorted(text_of((*document.blocks, *document.furniture)).split())


@needs_tesseract
def test_only_pages_without_text_are_read_by_ocr(tmp_path: Path) -> None:
    own = page(tmp_path / "page")
    document = read_within(written(tmp_path, joined(own, make_scan(own))), SLOW)
    assert [page.quality for page in document.pages] == [(), ("no-text", "read-by-ocr")]
    assert everything(document) == sorted(" ".join(LINES * 2).split())


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_is_turned(tmp_path: Path, turn: int) -> None:
    with pdfium.PdfDocument(make_scan(page(tmp_path / "page"), Look(angle=0))) as document:
        upright = document[0].render(scale=200 / 72).to_pil().convert("L")
    path = written(tmp_path, bind_pictures([upright.rotate(turn, expand=True)], 200))
    document = read_within(path, SLOW)
    assert text_of(document.blocks).split() == " ".join(LINES).split()
    box = document.blocks[0].lines[0].anchor.box  # type: ignore[union-attr]
    assert box is not None
    assert (box.x1 - box.x0 > box.bottom - box.top) == (turn == 180)


@needs_tesseract
def test_a_language_is_found_out(tmp_path: Path) -> None:
    if "ru" not in ocr.list_engines()[0].languages:
        pytest.skip("Tesseract has no Russian: sudo apt install tesseract-ocr-rus")
    picture = Image.new("L", (1700, 700), 255)
    font = ImageFont.truetype("DejaVuSans.ttf", 36)
    lines = ("Реестр квот на вылов рыбы открыт для всех", "Министерство отвечает на вопросы граждан")
    for index, line in enumerate(lines):
        ImageDraw.Draw(picture).text((120, 150 + 80 * index), line, font=font, fill=0)
    document = read_within(written(tmp_path, bind_pictures([picture], 200)), Limits(ocr=Ocr("tesseract", seconds=300)))
    assert text_of(document.blocks).split() == " ".join(lines).split()


@needs_rapidocr
def test_rapidocr_reads_a_page(tmp_path: Path) -> None:
    document = read_within(written(tmp_path, make_scan(page(tmp_path / "page"))), Limits(ocr=Ocr("rapidocr", ("en",))))
    assert text_of(document.blocks).split() == " ".join(LINES).split()
