"""Detect pages whose text is nonsense, so that it is never read, and report text that was left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.model.issues import Issue
from pipeline.readers.legibility import find_text_fault
from pipeline.readers.pdf.page import PageContent

GARBLED = "garbled"
"""Quality of a page whose text is nonsense; the next flag is the code that says why."""
FEW_CHARACTERS = 4
"""Characters left out that are not worth a word: a page number under an ornament."""

_REASONS = {
    "unmapped-text": "its characters are mapped to no letters (a broken font)",
    "mojibake-text": "its letters were decoded in a wrong code",
    "mixed-script-text": "its words mix letters of several scripts",
    "doubled-text": "every letter stands twice",
    "mirrored-text": "its words run backwards",
    "ill-formed-text": "its words have the shape of no words (a bad layer of OCR or a broken font)",
    "shuffled-text": "its letters stand for other letters (a broken font)",
}


def flag_garbled(page: PageContent) -> PageContent:
    """Flag a page whose text can't be what is printed.

    A page that `no-text` or `garbled` flags already is left as it is.
    """
    if GARBLED in page.quality or not page.words:
        return page
    code = find_text_fault([word.text for word in page.words])
    return replace(page, quality=(*page.quality, GARBLED, code)) if code else page


def is_garbled(page: PageContent) -> bool:
    """Return whether a page's text is nonsense."""
    return GARBLED in page.quality


def remove_text(page: PageContent) -> PageContent:
    """Return a page without its text, so that no value is read from it."""
    return replace(page, words=(), grids=(), cells=(), fills=())


def describe_quality(page: PageContent, by_ocr: bool) -> Iterator[Issue]:
    """Yield what is to be said of a page's text: nonsense, and whether OCR stood in for it; text left out."""
    if is_garbled(page):
        code = next((flag for flag in page.quality if flag in _REASONS), "unmapped-text")
        instead = "it was read by OCR instead" if by_ocr else "nothing was read from it"
        message = f"The text of page {page.number} is nonsense: {_REASONS[code]}; {instead}."
        yield Issue("read", "info" if by_ocr else "error", code, message, page=page.number)
    yield from _describe_left_out(page)


def _describe_left_out(page: PageContent) -> Iterator[Issue]:
    if page.hidden >= FEW_CHARACTERS:
        message = (
            f"Page {page.number} holds {page.hidden} characters that nobody sees on it (in the colour of the paper, "
            "covered, or not painted); they were left out."
        )
        yield Issue("read", "warning", "hidden-text", message, page=page.number)
    if page.struck:
        message = f"Page {page.number} has {page.struck} characters that are crossed out; they were left out."
        yield Issue("read", "info", "struck-text", message, page=page.number)
    if page.unread_marks:
        message = (
            f"Page {page.number} has words that are circled ({page.unread_marks} times); what that means was not read. "
            "Compare the page."
        )
        yield Issue("read", "warning", "circled-words", message, page=page.number)
    if page.off >= FEW_CHARACTERS:
        message = (
            f"{page.off} characters of page {page.number} stand beyond its edge or are cut off by its crop box; they "
            "were left out."
        )
        yield Issue("read", "info", "off-page-text", message, page=page.number)
    if page.repeated >= FEW_CHARACTERS:
        message = (
            f"Page {page.number} prints {page.repeated} characters twice on one spot (a shadow, or for "
            "weight); each was read once."
        )
        yield Issue("read", "info", "text-printed-twice", message, page=page.number)
