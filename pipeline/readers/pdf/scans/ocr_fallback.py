"""Pages without usable text: read by OCR where an engine is present, else reported one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline import ocr
from pipeline.lexicon import language
from pipeline.model.issues import Issue, ReadError
from pipeline.ocr.words import OcrWord
from pipeline.readers.pdf.page import PageContent
from pipeline.readers.pdf.page_quality import is_garbled
from pipeline.runtime.limits import Limits, request_time

# What looks at pictures loads scipy, 26 MB and half a second that other documents do without: it is imported at need.
if TYPE_CHECKING:
    from pipeline.ocr.picture import Grey
    from pipeline.readers.pdf.scans.pages import Scan

LOOK_DPI = 100
"""Dots per inch at which a page is looked at for text."""
MOST_PIXELS = 4_000_000
"""Larger pages are rendered more coarsely: letters are seen at 100 dots per inch on pages up to A2."""
LEAST_PICTURE_SHARE = 0.6
"""The share of a page under pictures from which it may be a scan with some text typed on it."""
MOST_PICTURE_PIXELS = 150_000_000
"""Pixels; pictures that are larger are not unpacked to look for text on them."""
LEAST_LETTERS = 40
"""Letters on a picture from which a page with some typed text is a scan, if they are more than the typed ones."""
MARGIN = 3
"""Pixels around a typed word."""


@dataclass(frozen=True, slots=True)
class OcrResult:
    """What OCR gave: pages by number, and an issue for each page that it could not read."""

    pages: Mapping[int, PageContent]
    issues: tuple[Issue, ...] = ()


def read_by_ocr(document: pdfium.PdfDocument, pages: Sequence[PageContent], limits: Limits) -> OcrResult:
    """Read pages from their pictures; without an engine each is an issue."""
    engine = ocr.find_engine(limits.ocr)
    if engine is None:
        return OcrResult({}, tuple(_issue_without_engine(page.number, _has_typed_text(page), limits) for page in pages))
    pages_read: dict[int, PageContent] = {}
    issues: list[Issue] = []
    languages = limits.ocr.languages
    for page in pages:
        request_time(limits.seconds + limits.ocr.seconds)
        try:
            scan = _render_scan(document, page)
            languages = languages or _detect_languages(engine, scan, limits)
            pages_read[page.number] = _read_page(engine, page, scan, languages or engine.languages[:1], limits)
        except ReadError as error:
            issues.append(_issue_of_failure(page.number, error))
    return OcrResult(pages_read, tuple(issues))


def _has_typed_text(page: PageContent) -> bool:
    return bool(page.words) and not is_garbled(page)


def needs_ocr(document: pdfium.PdfDocument, content: PageContent) -> bool:
    """Return whether a page needs OCR: its picture seems to hold text, and the page has none or a typed stamp."""
    if content.words and _picture_share(content) < LEAST_PICTURE_SHARE:
        return False
    typed_count = sum(len(word.text) for word in content.words)
    from pipeline.ocr.picture import count_letters
    from pipeline.readers.pdf.scans.pages import is_drawable

    page = document[content.number - 1]
    try:
        if not is_drawable(page) or (typed_count and not _are_pictures_small(page)):
            return False
        width, height = page.get_size()
        scale = min(LOOK_DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        grey = page.render(scale=scale, grayscale=True).to_numpy().squeeze().copy()
    finally:
        page.close()
    for word in content.words:
        x0, top, x1, bottom = (round(side * scale) for side in word.box)
        grey[max(top - MARGIN, 0) : bottom + MARGIN, max(x0 - MARGIN, 0) : x1 + MARGIN] = grey.max()
    return count_letters(grey, scale * 72) >= (max(LEAST_LETTERS, typed_count) if typed_count else 1)


def _picture_share(content: PageContent) -> float:
    """Return the share of a page that lies under pictures; scans may be cut into strips."""
    width, height = content.frame.width, content.frame.height
    boxes = ((max(x0, 0), max(top, 0), min(x1, width), min(low, height)) for x0, top, x1, low in content.drawing.images)
    area = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in boxes if x1 > x0 and bottom > top)
    return area / max(width * height, 1.0)


def _are_pictures_small(page: pdfium.PdfPage) -> bool:
    """Return whether the pictures of a page are small enough to be unpacked."""
    sizes = [
        item.get_px_size() for item in page.get_objects([c.FPDF_PAGEOBJ_IMAGE]) if isinstance(item, pdfium.PdfImage)
    ]
    return bool(sum(width * height for width, height in sizes) <= MOST_PICTURE_PIXELS)


def _render_scan(document: pdfium.PdfDocument, content: PageContent) -> Scan:
    from pipeline.readers.pdf.scans.pages import render_page

    page = document[content.number - 1]
    try:
        return render_page(page, content.frame)
    finally:
        page.close()


def _read_page(
    engine: ocr.OcrEngine, page: PageContent, scan: Scan, languages: tuple[str, ...], limits: Limits
) -> PageContent:
    """Read one page; raise `ReadError` with code `ocr-doubtful` where the engine itself does not trust what it read."""
    from pipeline.readers.pdf.scans.pages import turn_scan

    trust, content = _read_scan_once(engine, page.number, scan, languages, limits)
    if trust < ocr.load_setting("least"):
        turned_trials = [_read_scan_once(engine, page.number, turn_scan(scan, n), languages, limits) for n in (1, 3, 2)]
        trust, content = max([(trust, content), *turned_trials], key=lambda trial: trial[0])
    if trust < ocr.load_setting("least"):
        message = f"What was read is too uncertain to be used (confidence {trust:.0%}); get a better copy."
        raise ReadError("ocr-doubtful", message)
    return replace(content, quality=(*page.quality, *content.quality), engine=engine.name)


def _read_scan_once(
    engine: ocr.OcrEngine, number: int, scan: Scan, languages: tuple[str, ...], limits: Limits
) -> tuple[float, PageContent]:
    """Read one page as it lies; return with it how far the engine trusts what it read."""
    from pipeline.readers.pdf.scans.pages import read_scan

    all_words: list[OcrWord] = []

    def read(picture: Grey, layout: str) -> list[OcrWord]:
        seen = engine.read(picture, layout, languages, round(scan.scale * 72), limits.ocr.seconds)
        all_words.extend(seen)
        # A word may be right though the engine doubts it; specks and stains give a sign or two.
        least = ocr.load_setting("least_word")
        return [word for word in seen if word.confidence >= least or sum(map(str.isalnum, word.text)) > 2]

    content = read_scan(number, scan, read)
    return ocr.compute_confidence(all_words), content


def _detect_languages(engine: ocr.OcrEngine, scan: Scan, limits: Limits) -> tuple[str, ...]:
    """Find out a page's language: read it in one of each script until one is trusted, then ask what language it is.

    None where none is trusted, however the page is turned.
    """
    from pipeline.readers.pdf.scans.pages import turn_scan

    for quarters in (0, 1, 3, 2):
        trials = [
            _try_language(engine, turn_scan(scan, quarters) if quarters else scan, code, limits)
            for code in ocr.load_setting("first")
            if code in engine.languages
        ]
        best = max(trials, key=lambda trial: trial.trust, default=None)
        if best and best.trust >= ocr.load_setting("least"):
            detected = language.detect_language(best.text)
            return (detected,) if detected in engine.languages else (best.language,)
    return ()


@dataclass(frozen=True, slots=True)
class _LanguageTrial:
    language: str
    trust: float
    text: str


def _try_language(engine: ocr.OcrEngine, scan: Scan, code: str, limits: Limits) -> _LanguageTrial:
    words = engine.read(scan.grey, "page", (code,), round(scan.scale * 72), limits.ocr.seconds)
    return _LanguageTrial(code, ocr.compute_confidence(words), " ".join(word.text for word in words))


def describe_remedy(limits: Limits) -> str:
    """Return a clause that says what to do so that pages are read by OCR."""
    if limits.ocr.engine == "never":
        return "OCR is switched off (--ocr never)"
    if ocr.find_engine(limits.ocr):
        return "OCR found no text either; get a better copy"
    return f"Install an engine of OCR: {ocr.INSTALL}"


def _issue_without_engine(number: int, has_typed_text: bool, limits: Limits) -> Issue:
    contents = "little text that can be read beside" if has_typed_text else "no text that can be read, only"
    message = f"Page {number} holds {contents} its picture. {describe_remedy(limits)}."
    return Issue("read", "error", "page-needs-ocr", message, page=number)


def _issue_of_failure(number: int, error: ReadError) -> Issue:
    return Issue("read", "error", error.code, f"Page {number} could not be read by OCR. {error.message}", page=number)
