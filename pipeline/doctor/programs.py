"""Check optional programs: OCR engines, a browser, an office suite, fonts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.doctor.finding import CheckResult

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICES = ("soffice", "libreoffice")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


def check_programs() -> Iterator[CheckResult]:
    """Check OCR, the browser, the office suite, and fonts."""
    yield check_ocr()
    yield _check_program("Chromium", BROWSERS, "browser tests of the review site", "make system")
    yield _check_program("LibreOffice", OFFICES, "old .doc files", "apt-get install libreoffice-writer-nogui")
    yield check_fonts([Path(folder) for folder in FONTS])


def check_ocr() -> CheckResult:
    """Check for an engine that reads scanned pages, and its languages."""
    from pipeline.ocr import INSTALL, list_engines

    available = [engine for engine in list_engines() if engine.is_present]
    if not available:
        return CheckResult("OCR", "missing", "no engine: scanned pages are reported as needs-ocr, not read", INSTALL)
    descriptions = [f"{engine.name} ({', '.join(engine.languages) or 'no languages'})" for engine in available]
    if not any(engine.languages for engine in available):
        return CheckResult("OCR", "warning", "; ".join(descriptions), "sudo apt install tesseract-ocr-eng")
    return CheckResult("OCR", "ok", "; ".join(descriptions))


def _check_program(name: str, commands: tuple[str, ...], use: str, advice: str) -> CheckResult:
    program_path = next((path for command in commands if (path := shutil.which(command))), None)
    if program_path:
        return CheckResult(name, "ok", program_path)
    return CheckResult(name, "missing", f"not found; only {use} need it", advice)


def check_fonts(folders: list[Path]) -> CheckResult:
    """Check for fonts: pages without embedded fonts are rendered with those of the system."""
    font_folders = [folder for folder in folders if folder.is_dir()]
    count = sum(
        1 for folder in font_folders for path in folder.rglob("*") if path.suffix.casefold() in {".ttf", ".otf", ".ttc"}
    )
    if count:
        return CheckResult("fonts", "ok", f"{count} files")
    return CheckResult(
        "fonts", "missing", "none found; pictures of pages may lack letters", "apt-get install fonts-dejavu-core"
    )
