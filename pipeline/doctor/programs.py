"""Programs and engines that some uses need: OCR, a browser, an office suite, fonts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from pipeline.doctor.finding import Finding

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICES = ("soffice", "libreoffice")
ENGINES = ("rapidocr", "pytesseract")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


def programs() -> Iterator[Finding]:
    """Check OCR, the browser, the office suite, and fonts."""
    yield ocr()
    yield _program("Chromium", BROWSERS, "browser tests of the review site", "make system")
    yield _program("LibreOffice", OFFICES, "old .doc files", "apt-get install libreoffice-writer-nogui")
    yield fonts([Path(folder) for folder in FONTS])


def ocr() -> Finding:
    """Check for an engine that reads scanned pages."""
    engines = [name for name in ENGINES if find_spec(name)]
    program = shutil.which("tesseract")
    if program:
        languages = _languages(program)
        engines.insert(0, f"tesseract ({', '.join(languages) or 'no languages'})")
        if not languages:
            return Finding("OCR", "warning", engines[0], "apt-get install tesseract-ocr-eng")
    if engines:
        return Finding("OCR", "ok", ", ".join(engines))
    advice = "apt-get install tesseract-ocr tesseract-ocr-eng (and -spa, -fra, -rus, -mon for your languages)"
    return Finding("OCR", "missing", "no engine: scanned pages are reported as needs-ocr, not read", advice)


def _languages(program: str) -> list[str]:
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in done.stdout.splitlines()[1:] if line.strip() and line.strip() != "osd"]


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
