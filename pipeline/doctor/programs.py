"""Programs and engines that some uses need: OCR, a browser, an office suite, fonts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.doctor.finding import Finding

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICES = ("soffice", "libreoffice")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


def programs() -> Iterator[Finding]:
    """Check OCR, the browser, the office suite, and fonts."""
    yield ocr()
    yield _program("Chromium", BROWSERS, "browser tests of the review site", "make system")
    yield _program("LibreOffice", OFFICES, "old .doc files", "apt-get install libreoffice-writer-nogui")
    yield fonts([Path(folder) for folder in FONTS])


def ocr() -> Finding:
    """Check for an engine that reads scanned pages, and its languages."""
    from pipeline.ocr import INSTALL, engines

    found = [engine for engine in engines() if engine.present]
    if not found:
        return Finding("OCR", "missing", "no engine: scanned pages are reported as needs-ocr, not read", INSTALL)
    told = [f"{engine.name} ({', '.join(engine.languages) or 'no languages'})" for engine in found]
    if not any(engine.languages for engine in found):
        return Finding("OCR", "warning", "; ".join(told), "sudo apt install tesseract-ocr-eng")
    return Finding("OCR", "ok", "; ".join(told))


def _program(name: str, commands: tuple[str, ...], use: str, advice: str) -> Finding:
    found = next((path for command in commands if (path := shutil.which(command))), None)
    if found:
        return Finding(name, "ok", found)
    return Finding(name, "missing", f"not found; only {use} need it", advice)


def fonts(folders: list[Path]) -> Finding:
    """Check for fonts: pages whose file embeds none are pictured with the system's."""
    here = [folder for folder in folders if folder.is_dir()]
    count = sum(
        1 for folder in here for path in folder.rglob("*") if path.suffix.casefold() in {".ttf", ".otf", ".ttc"}
    )
    if count:
        return Finding("fonts", "ok", f"{count} files")
    return Finding(
        "fonts", "missing", "none found; pictures of pages may lack letters", "apt-get install fonts-dejavu-core"
    )
